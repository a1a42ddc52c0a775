//! Tells which lines of a log survive a crash, as they come to.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use scripta_recorder::{Conversation, Ticket};
use serde_json::json;

use crate::output::Output;

/// How long one wait for the journal takes at most, so that the end is noticed.
const TURN: Duration = Duration::from_millis(20);

/// The lines of a log that are handed over and not yet acknowledged.
#[derive(Default)]
pub(crate) struct Acks {
    /// By the order in which they were handed over.
    waiting: Mutex<VecDeque<(Ticket, u64)>>,
    over: AtomicBool,
}

impl Acks {
    /// A line was handed over.
    pub(crate) fn sent(&self, ticket: Ticket, line: u64) {
        self.waiting().push_back((ticket, line));
    }

    /// Nothing more will be handed over, or acknowledged.
    pub(crate) fn over(&self) {
        self.over.store(true, Ordering::Release);
    }

    /// Prints `{"ack": <line>}` whenever more lines survive, until it is over.
    pub(crate) fn print(&self, conversation: &Conversation, output: &Output) -> std::io::Result<()> {
        let mut next = Ticket(1);
        loop {
            let over = self.over.load(Ordering::Acquire);
            conversation.wait_acknowledged(next, if over { Duration::ZERO } else { TURN });
            let acknowledged = conversation.acknowledged();
            if let Some(line) = self.take(acknowledged) {
                output.json(&json!({ "ack": line }))?;
            } else if over {
                return Ok(());
            } else if acknowledged >= next {
                // It is acknowledged, and its sender has not come to say which line it was.
                std::thread::sleep(Duration::from_millis(1));
            } else if !self.waiting().is_empty() {
                // A journal that failed acknowledges nothing more, and does not wait either.
                std::thread::sleep(Duration::from_millis(1));
            }
            next = next.max(Ticket(acknowledged.0 + 1));
        }
    }

    /// The last line up to which all are acknowledged, where it is another than before.
    fn take(&self, acknowledged: Ticket) -> Option<u64> {
        let mut waiting = self.waiting();
        let mut last = None;
        while let Some((ticket, line)) = waiting.front().copied()
            && ticket <= acknowledged
        {
            waiting.pop_front();
            last = Some(line);
        }
        last
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, VecDeque<(Ticket, u64)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
