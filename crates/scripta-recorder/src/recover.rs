//! Finishing what a process left behind.

use std::sync::Arc;
use std::time::Duration;

use scripta_journal::State;
use uuid::Uuid;

use crate::clock;
use crate::conversation::Shared;
use crate::error::{OpenError, RecoverError};
use crate::journals::{JournalPlace, journals};
use crate::options::Options;
use crate::outcome::{Archived, NotArchived};
use crate::recorder::Recorder;
use crate::registry::Left;
use crate::upload::Job;

/// How long another journal is held after its conversations are archived.
const ADOPTED_PATIENCE: Duration = Duration::from_secs(10);

/// What became of the conversations that were left.
#[derive(Debug, Default)]
pub struct Recovery {
    /// Now in the archive.
    pub archived: Vec<Archived>,
    /// Not in the archive yet.
    pub pending: Vec<NotArchived>,
    /// Erased meanwhile, and therefore forgotten.
    pub erased: Vec<Uuid>,
}

impl Recorder {
    /// Finishes the conversations that earlier processes left in the journal: one that was open is ended, as
    /// `partial`; all are archived. Waits for the archive until the deadline, or until it could not take
    /// one; what is then pending is tried again by itself. Called again meanwhile, it waits for the same
    /// ones. What this process itself records or archives is left alone.
    ///
    /// # Errors
    /// [`RecoverError`] where the journal cannot be read.
    pub fn recover(&self, deadline: Duration) -> Result<Recovery, RecoverError> {
        let until = clock::after(deadline);
        let mut recovery = Recovery::default();
        for shared in self.resume_all()? {
            match shared.outcome.wait(shared.id, clock::until(until), true) {
                Ok(archived) => recovery.archived.push(archived),
                Err(NotArchived::Deleted { conversation_id }) => recovery.erased.push(conversation_id),
                Err(pending) => recovery.pending.push(pending),
            }
        }
        Ok(recovery)
    }

    /// Like [`recover`](Self::recover), in the background. Gives the number of conversations.
    ///
    /// # Errors
    /// As above.
    pub fn recover_in_background(&self) -> Result<usize, RecoverError> {
        Ok(self.resume_all()?.len())
    }

    /// What is left in this recorder's journal and, where several processes share the data folder, in those that
    /// nobody holds.
    fn resume_all(&self) -> Result<Vec<Arc<Shared>>, RecoverError> {
        let mut left = self.resume()?;
        let options = &self.inner.options;
        if options.journal_place != JournalPlace::FirstFree {
            return Ok(left);
        }
        let own = self.inner.common.journal.folder();
        for folder in
            journals(&options.data_dir).into_iter().filter(|folder| *folder != own && folder.is_dir())
        {
            let place = JournalPlace::At(folder);
            match Self::open(Options { journal_place: place, workers: 1, ..options.clone() }) {
                Ok(other) => left.extend(self.adopt(other)?),
                // Another process records into it, or recovers it.
                Err(OpenError::Journal(scripta_journal::OpenError::InUse { .. })) => {}
                Err(error) => return Err(RecoverError::Other(Box::new(error))),
            }
        }
        Ok(left)
    }

    /// Finishes what is left in another journal, which is held until that is done.
    fn adopt(&self, other: Self) -> Result<Vec<Arc<Shared>>, RecoverError> {
        let left = other.resume()?;
        let waited = left.clone();
        self.run(async move {
            for shared in waited {
                drop(shared.outcome.done(shared.id, Duration::MAX).await);
            }
            // The catalog is next, and its threads are waited for where nobody else waits. What cannot be done stays in
            // the journal.
            drop(tokio::task::spawn_blocking(move || other.shutdown(ADOPTED_PATIENCE)));
        });
        Ok(left)
    }

    fn resume(&self) -> Result<Vec<Arc<Shared>>, RecoverError> {
        let common = &self.inner.common;
        let reader = common.journal.reader()?;
        let mut left = Vec::new();
        for stored in reader.conversations()? {
            // What this process records is in the registry before it is in the journal.
            let make = || Shared::left(stored.id, stored.session_id.clone());
            let found = common.registry().left(stored.id, make);
            match found {
                Left::Ours => {}
                Left::Known(shared) => left.push(shared),
                Left::New(shared) => {
                    // It was ours where it has been archived and removed since the journal was read.
                    match reader.conversation(stored.id)? {
                        None => common.registry().forget(stored.id),
                        Some(stored) => {
                            common.upload(Job::left(Arc::clone(&shared), stored.state == State::Ended));
                            left.push(shared);
                        }
                    }
                }
            }
        }
        Ok(left)
    }
}
