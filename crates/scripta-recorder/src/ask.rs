//! Asking about a conversation that is being recorded: its worker answers.

use std::sync::mpsc::sync_channel;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use scripta_core::record::Analytics;
use scripta_core::{Record, Recording};

use crate::conversation::Conversation;
use crate::worker::Message;

/// What is asked. It is dropped unasked where the conversation is no longer being recorded.
pub(crate) type Question = Box<dyn FnOnce(&Recording) + Send>;

impl Conversation {
    /// The conversation in figures, with all that was handed over before. Waits for its worker; after its end
    /// they are those of the end. `None` where there is no answer by the deadline.
    pub fn analytics(&self, deadline: Duration) -> Option<Analytics> {
        self.ask(deadline, Recording::analytics).or_else(|| self.last_analytics())
    }

    /// Its documents as they would be if it ended now, with all that was handed over before, given to `then` on
    /// the thread that records it. `then` is dropped uncalled where the conversation has ended. Other
    /// conversations of that thread wait meanwhile: this is for people, not for every event.
    pub fn record_then(&self, then: impl FnOnce(Record) + Send + 'static) {
        self.put(Box::new(|recording| then(recording.record())));
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        deadline: Duration,
        question: impl FnOnce(&Recording) -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, answered) = sync_channel(1);
        self.put(Box::new(move |recording| drop(answer.send(question(recording)))));
        answered.recv_timeout(deadline).ok()
    }

    fn put(&self, question: Question) {
        let shared = Arc::clone(&self.shared);
        self.inner.send(self.shared.worker, Message::Ask { shared, question });
    }

    fn last_analytics(&self) -> Option<Analytics> {
        self.shared.analytics.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
