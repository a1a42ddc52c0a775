//! Finishing what a process left behind.

use std::sync::Arc;
use std::time::{Duration, Instant};

use scripta_journal::State;

use crate::conversation::Shared;
use crate::error::RecoverError;
use crate::outcome::{Archived, NotArchived};
use crate::recorder::Recorder;
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
    /// one; what is then pending is tried again by itself.
    ///
    /// # Errors
    /// [`RecoverError`] where the journal cannot be read.
    pub fn recover(&self, deadline: Duration) -> Result<Recovery, RecoverError> {
        let until = Instant::now() + deadline;
        let mut recovery = Recovery::default();
        for shared in self.resume()? {
            let left = until.saturating_duration_since(Instant::now());
            match shared.outcome.wait(shared.id, left, true) {
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
        let stored = self.inner.journal.reader()?.conversations()?;
        let mut left = Vec::new();
        let mut registry = self.inner.registry();
        for stored in stored {
            // What this process itself records or archives was not left by anybody.
            if registry.by_id.contains_key(&stored.id) {
                continue;
            }
            let shared = Arc::new(Shared::new(stored.id, stored.session_id, 0));
            shared.set_ended();
            registry.by_id.insert(stored.id, Arc::clone(&shared));
            left.push((shared, stored.state == State::Ended));
        }
        drop(registry);
        Ok(left
            .into_iter()
            .map(|(shared, ended)| {
                self.inner.upload(Job::left(Arc::clone(&shared), ended));
                shared
            })
            .collect())
    }
}
