//! Taking a conversation out for good, wherever it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use scripta_archive::ArchiveError;
use scripta_core::entry::End;
use scripta_journal::{Batch, FlushError, Write};
use uuid::Uuid;

use crate::clock;
use crate::conversation::Conversation;
use crate::recorder::Recorder;

/// How long the journal may take to forget a conversation.
const JOURNAL_PATIENCE: Duration = Duration::from_secs(10);

/// That a conversation is being taken out. Whoever is about to archive it holds the lock and looks at the mark,
/// so that once the mark is set and the lock was free nothing of it is written any more.
#[derive(Default)]
pub(crate) struct Unwanted {
    marked: AtomicBool,
    pub(crate) writing: tokio::sync::Mutex<()>,
}

impl Unwanted {
    pub(crate) fn is_marked(&self) -> bool {
        self.marked.load(Ordering::Acquire)
    }
}

/// What was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deleted {
    /// It was being recorded.
    pub was_active: bool,
    /// Objects in the archive; on a store with versions, all versions and delete markers.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the store let us see that nothing of it is left.
    pub all_versions: bool,
}

/// Why not all of a conversation is taken out. Deleting it again goes on with the rest.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeleteError {
    /// The archive could not delete it.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The journal still has it.
    #[error("the journal could not forget conversation {0}: {1}")]
    Journal(Uuid, FlushError),
}

impl Recorder {
    /// Takes a conversation out: ends its recording if it is being recorded, and deletes it from the journal and
    /// from the archive with all versions. It is not archived any more. A conversation that is nowhere
    /// counts as deleted. To be run by [`run`](Self::run).
    ///
    /// # Errors
    /// [`DeleteError`] where something of it is left.
    pub async fn delete(&self, id: Uuid) -> Result<Deleted, DeleteError> {
        let known = self.inner.common.registry().by_id(id).cloned();
        let mut was_active = false;
        if let Some(shared) = known {
            shared.unwanted.marked.store(true, Ordering::Release);
            was_active = !shared.is_ended();
            let conversation = Conversation { shared: Arc::clone(&shared), inner: self.inner.clone() };
            conversation.end_with(End::default(), None, None);
            // An attempt that is under way finishes first; another does not begin.
            drop(shared.unwanted.writing.lock().await);
            if was_active {
                // Its worker has written to the journal all that it will.
                while !shared.is_recorded() {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
        }
        let journal = self.inner.common.journal.clone();
        let forgotten = tokio::task::spawn_blocking(move || {
            let until = clock::after(JOURNAL_PATIENCE);
            drop(journal.append_waiting(Batch::new(id, vec![Write::Remove]), JOURNAL_PATIENCE));
            journal.erase(clock::until(until))
        });
        let forgotten = forgotten.await.unwrap_or(Ok(()));
        let archive = &self.inner.records;
        let mut deleted = Deleted { was_active, objects: 0, bytes: 0, all_versions: true };
        for key in archive.find(id).await? {
            let gone = archive.delete(&key).await?;
            deleted.objects += gone.objects;
            deleted.bytes += gone.bytes;
            deleted.all_versions &= gone.all_versions;
        }
        forgotten.map_err(|error| DeleteError::Journal(id, error))?;
        Ok(deleted)
    }
}
