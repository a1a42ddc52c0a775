//! Finishing what a process left behind.

use std::sync::Arc;
use std::time::Duration;

use scripta_journal::State;

use crate::clock;
use crate::conversation::Shared;
use crate::error::RecoverError;
use crate::outcome::{Archived, NotArchived};
use crate::recorder::Recorder;
use crate::registry::Left;
use crate::upload::Job;

/// What became of the conversations that were left.
#[derive(Debug, Default)]
pub struct Recovery {
    /// Now in the archive.
    pub archived: Vec<Archived>,
    /// Not in the archive yet.
    pub pending: Vec<NotArchived>,
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
        for shared in self.resume()? {
            match shared.outcome.wait(shared.id, clock::until(until), true) {
                Ok(archived) => recovery.archived.push(archived),
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
        Ok(self.resume()?.len())
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
