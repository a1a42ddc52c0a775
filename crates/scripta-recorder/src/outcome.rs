//! What became of a conversation that ended.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use scripta_archive::StoredObject;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::clock;

/// A conversation that the archive has accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Archived {
    /// The conversation.
    pub conversation_id: Uuid,
    /// The session, as the record has it.
    pub session_id: String,
    /// Its objects: extracted data, summary, conversation.
    pub objects: Vec<StoredObject>,
    /// It was finished after the process that recorded it was gone.
    pub recovered: bool,
}

/// A conversation that ended and is not in the archive yet. It is tried again by itself, and what the journal
/// holds also after a restart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotArchived {
    /// The archive refused it, or could not be reached.
    #[error("conversation {conversation_id} is kept in the journal and will be archived later: {error}")]
    Pending {
        /// The conversation.
        conversation_id: Uuid,
        /// What the archive said last.
        error: String,
    },
    /// The archive refused it, or could not be reached, and the journal could not take all of it either.
    #[error(
        "conversation {conversation_id} is not whole in the journal and will be archived later: keep this process \
         running until the archive takes it ({error})"
    )]
    Unkept {
        /// The conversation.
        conversation_id: Uuid,
        /// What the archive said last.
        error: String,
    },
    /// The deadline passed first.
    #[error("conversation {conversation_id} was not archived by the deadline, and is still being tried")]
    Deadline {
        /// The conversation.
        conversation_id: Uuid,
    },
    /// It was deleted.
    #[error("conversation {conversation_id} was deleted")]
    Deleted {
        /// The conversation.
        conversation_id: Uuid,
    },
    /// What the journal holds of it cannot be read.
    #[error("conversation {conversation_id} cannot be archived: {error}")]
    Unreadable {
        /// The conversation.
        conversation_id: Uuid,
        /// Why.
        error: String,
    },
}

/// Where the outcome is awaited.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    state: Mutex<State>,
    changed: Condvar,
    changed_async: Notify,
}

#[derive(Debug, Default)]
struct State {
    archived: Option<Archived>,
    failed: Option<NotArchived>,
    /// Nothing more will be tried by this process.
    over: bool,
}

impl Outcome {
    pub(crate) fn archived(&self, archived: Archived) {
        self.change(|state| state.archived = Some(archived));
    }

    pub(crate) fn failed(&self, failed: NotArchived, over: bool) {
        self.change(|state| {
            state.failed = Some(failed);
            state.over |= over;
        });
    }

    pub(crate) fn is_archived(&self) -> bool {
        self.state().archived.is_some()
    }

    /// True while nobody was told anything final.
    pub(crate) fn is_open(&self) -> bool {
        let state = self.state();
        state.archived.is_none() && !state.over
    }

    pub(crate) fn last_error(&self) -> Option<String> {
        self.state().failed.as_ref().map(ToString::to_string)
    }

    /// Waits for the archive; with `first_attempt`, also returns when the first attempt failed.
    pub(crate) fn wait(
        &self,
        id: Uuid,
        deadline: Duration,
        first_attempt: bool,
    ) -> Result<Archived, NotArchived> {
        let until = clock::after(deadline);
        let mut state = self.state();
        loop {
            if let Some(archived) = &state.archived {
                return Ok(archived.clone());
            }
            let left = clock::until(until);
            match &state.failed {
                Some(failed) if first_attempt || state.over || left.is_zero() => return Err(failed.clone()),
                None if left.is_zero() => return Err(NotArchived::Deadline { conversation_id: id }),
                _ => {}
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits for the archive without a thread that does.
    pub(crate) async fn done(&self, id: Uuid, deadline: Duration) -> Result<Archived, NotArchived> {
        let settled = async {
            loop {
                let changed = self.changed_async.notified();
                {
                    let state = self.state();
                    if let Some(archived) = &state.archived {
                        return Ok(archived.clone());
                    }
                    if let (Some(failed), true) = (&state.failed, state.over) {
                        return Err(failed.clone());
                    }
                }
                changed.await;
            }
        };
        match tokio::time::timeout(deadline, settled).await {
            Ok(outcome) => outcome,
            Err(_) => {
                Err(self.state().failed.clone().unwrap_or(NotArchived::Deadline { conversation_id: id }))
            }
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
        self.changed_async.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
