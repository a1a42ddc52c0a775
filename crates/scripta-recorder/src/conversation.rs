//! A conversation being recorded, as its observer sees it.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use scripta_core::entry::End;
use scripta_core::record::{Analytics, Problem};
use scripta_core::{Standing, Timestamp};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::ack::Acks;
use crate::budget::Budget;
use crate::clock::{self, When};
use crate::delete::Unwanted;
use crate::error::Dropped;
use crate::outcome::{Archived, NotArchived, Outcome};
use crate::recorder::Inner;
use crate::worker::{Message, What};

/// What the observer's side and the worker share of a conversation.
pub(crate) struct Shared {
    pub(crate) id: Uuid,
    /// As the caller gave it. Never stored in this form.
    pub(crate) session_id: String,
    pub(crate) worker: usize,
    pub(crate) acks: Acks,
    pub(crate) outcome: Outcome,
    /// Observations handed over. Locked while one is, so that they are numbered as they arrive.
    sent: Mutex<u64>,
    pub(crate) dropped: AtomicU64,
    /// Since when.
    ended: OnceLock<Instant>,
    /// Recording it failed.
    failed: AtomicBool,
    /// The worker is done with it.
    recorded: AtomicBool,
    /// An earlier process left it in the journal.
    pub(crate) was_left: bool,
    pub(crate) standing: Mutex<Option<Standing>>,
    /// As it was when it ended.
    pub(crate) analytics: Mutex<Option<Analytics>>,
    pub(crate) unwanted: Unwanted,
}

/// Shows the id and how far it is. The session id may be anything that the caller chose, such as a telephone
/// number.
impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("id", &self.id)
            .field("acknowledged", &self.acks.acknowledged())
            .field("ended", &self.is_ended())
            .finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn new(id: Uuid, session_id: String, worker: usize) -> Self {
        Self {
            id,
            session_id,
            worker,
            acks: Acks::default(),
            outcome: Outcome::default(),
            sent: Mutex::default(),
            dropped: AtomicU64::default(),
            ended: OnceLock::new(),
            failed: AtomicBool::default(),
            recorded: AtomicBool::default(),
            was_left: false,
            standing: Mutex::default(),
            analytics: Mutex::default(),
            unwanted: Unwanted::default(),
        }
    }

    /// One that an earlier process left in the journal.
    pub(crate) fn left(id: Uuid, session_id: String) -> Self {
        let (ended, recorded) = (OnceLock::from(Instant::now()), AtomicBool::new(true));
        Self { ended, recorded, was_left: true, ..Self::new(id, session_id, 0) }
    }

    /// Marks it ended; true the first time.
    pub(crate) fn set_ended(&self) -> bool {
        self.ended.set(Instant::now()).is_ok()
    }

    pub(crate) fn is_ended(&self) -> bool {
        self.ended.get().is_some()
    }

    /// How long it has been, where it is; from when this process knew of it.
    pub(crate) fn ended_for(&self) -> Option<Duration> {
        self.ended.get().map(Instant::elapsed)
    }

    /// Recording it failed: nothing more is taken or acknowledged.
    pub(crate) fn set_failed(&self) {
        self.failed.store(true, Ordering::Release);
        self.set_ended();
        self.acks.failed();
        self.set_recorded();
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    pub(crate) fn set_recorded(&self) {
        self.recorded.store(true, Ordering::Release);
    }

    pub(crate) fn is_recorded(&self) -> bool {
        self.recorded.load(Ordering::Acquire)
    }

    /// The number of the last observation handed over.
    pub(crate) fn sent(&self) -> u64 {
        *self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to tell those who wait, where the archive did not take it.
    pub(crate) fn not_archived(&self, error: String) -> NotArchived {
        let conversation_id = self.id;
        if self.acks.is_broken() && !self.has_failed() {
            NotArchived::Unkept { conversation_id, error }
        } else {
            NotArchived::Pending { conversation_id, error }
        }
    }
}

/// A conversation being recorded. Clones are handles to the same one.
///
/// Every verb hands over and returns; none of them waits for a disk or a network, and none panics.
#[derive(Debug, Clone)]
pub struct Conversation {
    pub(crate) shared: Arc<Shared>,
    pub(crate) inner: Arc<Inner>,
}

/// The number of an observation within its conversation, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

impl Conversation {
    /// What the observer knows to be amiss, such as a connection that was lost and never closed: the record names it.
    pub fn problem(&self, problem: Problem) {
        // Where it has ended, its record is made.
        let _ = self.hand_over(What::Problem(problem), None, None);
    }

    /// Names the conversation for good.
    pub fn id(&self) -> Uuid {
        self.shared.id
    }

    /// The caller's name for the session.
    pub fn session_id(&self) -> &str {
        &self.shared.session_id
    }

    /// Hands over one event of the wire, as its JSON stands there. `at`: when it was observed, now unless
    /// given.
    ///
    /// # Errors
    /// [`Dropped`]; the loss is counted and named in the record.
    pub fn observe(&self, event: impl Into<Vec<u8>>, at: Option<Timestamp>) -> Result<Ticket, Dropped> {
        self.hand_over(What::Event(event.into()), at, None)
    }

    /// Like [`observe`](Self::observe), waiting for room for as long as `patience`. For those who can wait,
    /// such as a replay.
    ///
    /// # Errors
    /// [`Dropped`], as above.
    pub fn observe_waiting(
        &self,
        event: impl Into<Vec<u8>>,
        at: Option<Timestamp>,
        patience: Duration,
    ) -> Result<Ticket, Dropped> {
        self.hand_over(What::Event(event.into()), at, Some(clock::after(patience)))
    }

    /// Hands over an item as an SDK has it in its history, as JSON, where no raw events come by.
    ///
    /// # Errors
    /// [`Dropped`], as above.
    pub fn item(&self, item: impl Into<Vec<u8>>, at: Option<Timestamp>) -> Result<Ticket, Dropped> {
        self.hand_over(What::Item(item.into()), at, None)
    }

    /// Adds an event that the wire does not have, such as `guardrail_tripped`. It is not numbered, so a later
    /// observation's acknowledgement tells of it.
    ///
    /// # Errors
    /// [`Dropped`], as above.
    pub fn note(&self, event: &str, data: Map<String, Value>, at: Option<Timestamp>) -> Result<(), Dropped> {
        self.hand_over(What::Note(event.to_owned(), data), at, None).map(drop)
    }

    /// Takes a snapshot of the history as it stands, under a name.
    ///
    /// # Errors
    /// [`Dropped`], as above.
    pub fn snapshot(&self, event_type: &str, at: Option<Timestamp>) -> Result<(), Dropped> {
        self.hand_over(What::Snapshot(event_type.to_owned()), at, None).map(drop)
    }

    /// The last observation up to which everything survives, as the journal's durability says.
    pub fn acknowledged(&self) -> Ticket {
        Ticket(self.shared.acks.acknowledged())
    }

    /// Waits until `ticket` is acknowledged; false where it is not by the deadline.
    pub fn wait_acknowledged(&self, ticket: Ticket, deadline: Duration) -> bool {
        self.shared.acks.wait(ticket.0, deadline)
    }

    /// How it stands, as of the last event recorded.
    pub fn standing(&self) -> Option<Standing> {
        self.shared.standing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Events that were dropped.
    pub fn dropped(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }

    /// Ends the conversation. What was handed over before is recorded before. Ending it again changes
    /// nothing.
    pub fn end(&self, end: End, at: Option<Timestamp>) -> Ending {
        self.end_with(end, at, None);
        Ending { shared: Arc::clone(&self.shared) }
    }

    pub(crate) fn end_with(&self, end: End, at: Option<Timestamp>, problem: Option<Problem>) {
        if self.shared.set_ended() {
            // Under the lock, so that nothing numbered comes behind it.
            let sent = self.shared.sent.lock().unwrap_or_else(PoisonError::into_inner);
            let shared = Arc::clone(&self.shared);
            self.inner.send(self.shared.worker, Message::End { shared, end, at: When::now(at), problem });
            drop(sent);
            self.inner.common.registry().forget_session(&self.shared);
        }
    }

    pub(crate) fn hand_over(
        &self,
        what: What,
        at: Option<Timestamp>,
        until: Option<Instant>,
    ) -> Result<Ticket, Dropped> {
        let cost = Budget::cost(what.size());
        let taken = match until {
            Some(until) => self.inner.common.budget.take_waiting(cost, until),
            None => self.inner.common.budget.take(cost),
        };
        if !taken {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
            self.inner.common.meters.dropped();
            return Err(Dropped::Full);
        }
        let mut sent = self.shared.sent.lock().unwrap_or_else(PoisonError::into_inner);
        if self.shared.is_ended() {
            self.inner.common.budget.give_back(cost);
            return Err(if self.shared.has_failed() { Dropped::Failed } else { Dropped::Ended });
        }
        if what.is_numbered() {
            *sent += 1;
        }
        let shared = Arc::clone(&self.shared);
        self.inner.send(self.shared.worker, Message::Observe { shared, what, at: When::now(at), cost });
        Ok(Ticket(*sent))
    }
}

/// A conversation on its way to the archive.
#[derive(Debug, Clone)]
pub struct Ending {
    pub(crate) shared: Arc<Shared>,
}

impl Ending {
    /// The conversation.
    pub fn conversation_id(&self) -> Uuid {
        self.shared.id
    }

    /// Waits until the archive has accepted it.
    ///
    /// # Errors
    /// [`NotArchived`] where it has not by the deadline. Nothing is lost by that: it is tried again.
    pub fn wait(&self, deadline: Duration) -> Result<Archived, NotArchived> {
        self.shared.outcome.wait(self.shared.id, deadline, false)
    }

    /// The same without a thread that waits. To be run by [`Recorder::run`](crate::Recorder::run).
    ///
    /// # Errors
    /// [`NotArchived`], as above.
    pub async fn done(&self, deadline: Duration) -> Result<Archived, NotArchived> {
        self.shared.outcome.done(self.shared.id, deadline).await
    }

    /// Waits until the archive has accepted it, or could not at the first attempt.
    ///
    /// # Errors
    /// [`NotArchived`], as above.
    pub fn wait_first_attempt(&self, deadline: Duration) -> Result<Archived, NotArchived> {
        self.shared.outcome.wait(self.shared.id, deadline, true)
    }
}
