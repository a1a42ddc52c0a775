//! How a recorder stands.

use std::fmt;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use scripta_core::Standing;
use scripta_journal::Health;
use uuid::Uuid;

use crate::index_queue::Indexing;
use crate::recorder::Recorder;

/// How a recorder stands. Nothing in it was said by anybody.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Status {
    /// Being recorded.
    pub active: Vec<Active>,
    /// Ended, and not in the archive yet.
    pub pending: Vec<Waiting>,
    /// How the journal is.
    pub journal: Health,
    /// Where records go.
    pub archive: String,
    /// How it stands with the catalog; absent where there is none.
    pub indexing: Option<Indexing>,
    /// Bytes of events that wait to be recorded.
    pub queued_bytes: usize,
}

/// A conversation that is being recorded.
#[derive(Clone)]
#[non_exhaustive]
pub struct Active {
    /// The conversation.
    pub conversation_id: Uuid,
    /// The caller's name for the session, as given.
    pub session_id: String,
    /// How far it is; absent before its first event.
    pub standing: Option<Standing>,
    /// Observations that survive, as the journal's durability says.
    pub acknowledged: u64,
    /// Events that were dropped.
    pub dropped: u64,
}

/// Without the session id, which may be anything that the caller chose.
impl fmt::Debug for Active {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Active")
            .field("conversation_id", &self.conversation_id)
            .field("standing", &self.standing)
            .field("acknowledged", &self.acknowledged)
            .field("dropped", &self.dropped)
            .finish_non_exhaustive()
    }
}

/// A conversation that waits for the archive.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Waiting {
    /// The conversation.
    pub conversation_id: Uuid,
    /// What the archive said last; absent before the first answer.
    pub last_error: Option<String>,
}

impl Recorder {
    /// How it stands.
    pub fn status(&self) -> Status {
        let waiting: Vec<_> = {
            let registry = self.inner.common.registry();
            registry.all().filter(|shared| shared.is_ended()).cloned().collect()
        };
        let pending = waiting
            .into_iter()
            .filter(|shared| !shared.outcome.is_archived() && !shared.unwanted.is_marked())
            .map(|shared| Waiting { conversation_id: shared.id, last_error: shared.outcome.last_error() })
            .collect();
        Status {
            pending,
            active: self.active(),
            journal: self.inner.common.journal.health(),
            archive: self.inner.records.describe(),
            indexing: self.inner.options.has_catalog().then(|| self.inner.common.indexing.now()),
            queued_bytes: self.inner.common.budget.in_use(),
        }
    }

    /// The conversations that are being recorded.
    pub fn active(&self) -> Vec<Active> {
        let active: Vec<_> = self.inner.common.registry().active().cloned().collect();
        let active = active.iter().map(|shared| Active {
            conversation_id: shared.id,
            session_id: shared.session_id.clone(),
            standing: shared.standing.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            acknowledged: shared.acks.acknowledged(),
            dropped: shared.dropped.load(Ordering::Relaxed),
        });
        active.collect()
    }
}
