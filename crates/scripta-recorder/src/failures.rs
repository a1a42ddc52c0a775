//! Why a conversation is still in the journal, told to an operator.

use scripta_journal::{Batch, Condition, Journal, Reason, Write};
use scripta_redact::Redactor;
use uuid::Uuid;

use crate::clock;

/// Writes into the journal why a conversation is still in it. Nothing depends on it.
#[derive(Clone)]
pub(crate) struct Failures {
    journal: Journal,
    redactor: Redactor,
}

impl Failures {
    pub(crate) fn new(journal: Journal, redactor: Redactor) -> Self {
        Self { journal, redactor }
    }

    /// A journal without space is left alone: it would keep the note in its queue, and the removal that makes room
    /// behind it.
    pub(crate) fn note(&self, id: Uuid, attempts: u32, why: String) {
        if !matches!(self.journal.health().condition, Condition::Healthy) {
            return;
        }
        let reason = Reason::Redacted(self.redactor.redact(why));
        let write = Write::Failed { at: clock::now().as_millis(), attempts, reason };
        drop(self.journal.append(Batch::new(id, vec![write])));
    }
}
