//! Taking a conversation out for good, wherever it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use scripta_archive::ArchiveError;
use scripta_core::entry::End;
use scripta_journal::{FlushError, OpenError, ReadError};
use uuid::Uuid;

use crate::conversation::Conversation;
use crate::elsewhere::forget;
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
    /// A journal could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A journal could not be read.
    #[error("a journal cannot be read: {0}")]
    Read(#[from] ReadError),
    /// The data folder could not be read or written.
    #[error("the data folder cannot be used: {0}")]
    Folder(std::io::Error),
}

impl Recorder {
    /// Takes a conversation out: ends its recording if it is being recorded, and deletes it from the journal and
    /// from the archive with all versions. It is not archived any more. A conversation that is nowhere
    /// counts as deleted. To be run by [`run`](Self::run).
    ///
    /// # Errors
    /// [`DeleteError`] where something of it is left.
    pub async fn delete(&self, id: Uuid) -> Result<Deleted, DeleteError> {
        let forgotten = self.forget(id).await;
        let archive = &self.inner.records;
        let mut deleted = Deleted { was_active: false, objects: 0, bytes: 0, all_versions: true };
        for key in archive.find(id).await? {
            let gone = archive.delete(&key).await?;
            deleted.objects += gone.objects;
            deleted.bytes += gone.bytes;
            deleted.all_versions &= gone.all_versions;
        }
        deleted.was_active = forgotten?;
        Ok(deleted)
    }

    /// Ends a conversation's recording if it is being recorded, and takes it out of the journal. It is not archived any more;
    /// what the archive has of it stays. Gives whether it was being recorded.
    ///
    /// # Errors
    /// Where the journal still has it.
    pub async fn forget(&self, id: Uuid) -> Result<bool, DeleteError> {
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
        let forgetting = tokio::task::spawn_blocking(move || forget(&journal, id, JOURNAL_PATIENCE));
        forgetting.await.unwrap_or(Ok(()))?;
        Ok(was_active)
    }
}
