//! A thread that records: its conversations, one message at a time.
//!
//! A conversation belongs to one worker, so its events stay in order without locks. What a conversation does
//! to the code that records it stays its own: a panic ends that recording, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use scripta_core::entry::{Begin, End};
use scripta_core::record::{Problem, ProblemKind};
use scripta_core::{Settings, wire};
use scripta_journal::Condition;
use serde_json::{Map, Value};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::ask::Question;
use crate::clock::{self, When};
use crate::conversation::Shared;
use crate::inbox::Inbox;
use crate::live::Live;
use crate::registry::Common;
use crate::upload::Job;

/// What a worker is told.
pub(crate) enum Message {
    Begin {
        shared: Arc<Shared>,
        begin: Begin,
        at: When,
    },
    Observe {
        shared: Arc<Shared>,
        what: What,
        at: When,
        cost: usize,
    },
    Ask {
        shared: Arc<Shared>,
        question: Question,
    },
    End {
        shared: Arc<Shared>,
        end: End,
        at: When,
        problem: Option<Problem>,
    },
    /// Record what came before this, then stop.
    Stop,
}

/// What is observed.
pub(crate) enum What {
    Event(Vec<u8>),
    Item(Vec<u8>),
    Note(String, Map<String, Value>),
    Snapshot(String),
    Problem(Problem),
    /// Stands for what meets a bug in the code that records.
    #[cfg(test)]
    Panic,
}

impl What {
    /// About how many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Event(json) | Self::Item(json) => json.len(),
            Self::Note(name, data) => name.len() + data.iter().map(weight).sum::<usize>(),
            Self::Snapshot(name) => name.len(),
            Self::Problem(problem) => problem.detail.as_ref().map_or(0, String::len),
            #[cfg(test)]
            Self::Panic => 0,
        }
    }

    /// Events and items are numbered: they are what is acknowledged.
    pub(crate) fn is_numbered(&self) -> bool {
        matches!(self, Self::Event(_) | Self::Item(_))
    }
}

fn weight((name, value): (&String, &Value)) -> usize {
    const EACH: usize = 64;
    EACH + name.len()
        + match value {
            Value::String(text) => text.len(),
            Value::Array(values) => values.iter().map(|value| weight((&String::new(), value))).sum(),
            Value::Object(members) => members.iter().map(weight).sum(),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
}

/// How often time goes by for recordings in which nothing happens.
const TICK: Duration = Duration::from_millis(100);
/// Messages that are recorded before their entries are handed to the journal.
const DRAIN: usize = 256;
/// How long a worker waits for a journal whose queue is full, before it goes on without it.
const JOURNAL_PATIENCE: Duration = Duration::from_secs(2);

/// See the module.
pub(crate) struct Worker {
    settings: Settings,
    common: Arc<Common>,
    live: BTreeMap<Uuid, Live>,
    /// Those with something for the journal.
    touched: BTreeSet<Uuid>,
    /// Since when the journal's queue has been full: all conversations of this worker wait together, not
    /// one after the other.
    full_since: Option<Instant>,
}

impl Worker {
    pub(crate) fn new(settings: Settings, common: Arc<Common>) -> Self {
        Self { settings, common, live: BTreeMap::new(), touched: BTreeSet::new(), full_since: None }
    }

    /// Runs until told to stop, or until nobody is left to tell.
    pub(crate) fn run(mut self, mut messages: Inbox<Message>) {
        let mut ticked = Instant::now();
        loop {
            match messages.next(TICK) {
                Ok(first) => {
                    let more = std::iter::from_fn(|| messages.try_next()).take(DRAIN);
                    for message in std::iter::once(first).chain(more) {
                        if matches!(message, Message::Stop) {
                            return self.flush_touched();
                        }
                        self.take(message);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.flush_touched(),
            }
            if ticked.elapsed() >= TICK {
                ticked = Instant::now();
                self.tick();
            }
            self.flush_touched();
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Begin { shared, begin, at } => {
                self.contain(&Arc::clone(&shared), |worker| worker.begin(shared, begin, at));
            }
            Message::Observe { shared, what, at, cost } => {
                self.contain(&shared, |worker| worker.observe(&shared, what, at));
                self.common.budget.give_back(cost);
            }
            Message::Ask { shared, question } => {
                self.contain(&shared, |worker| worker.ask(&shared, question));
            }
            Message::End { shared, end, at, problem } => {
                self.contain(&shared, |worker| worker.end(&shared, end, at, problem));
            }
            Message::Stop => {}
        }
    }

    /// Works for one conversation. A panic ends its recording; what the journal has of it is archived.
    fn contain(&mut self, shared: &Arc<Shared>, work: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_ok() {
            return;
        }
        let (committed, awaits) = oneshot::channel();
        self.touched.remove(&shared.id);
        if let Some(mut live) = self.live.remove(&shared.id) {
            live.hand_over_last(&self.common.journal, committed);
        }
        shared.set_failed();
        self.common.registry().forget_session(shared);
        self.common.upload(Job::failed(Arc::clone(shared), awaits));
    }

    fn begin(&mut self, shared: Arc<Shared>, begin: Begin, at: When) {
        let id = shared.id;
        self.live.insert(id, Live::begin(self.settings.clone(), shared, begin, at));
        self.touched.insert(id);
    }

    fn observe(&mut self, shared: &Shared, what: What, at: When) {
        let Some(live) = self.live.get_mut(&shared.id) else {
            // Handed over while its recording failed.
            shared.dropped.fetch_add(1, Ordering::Relaxed);
            self.common.meters.dropped();
            return;
        };
        if what.is_numbered() {
            self.common.meters.event();
        }
        let at = live.time.observed(at);
        let entries = match what {
            What::Event(json) => {
                let (json, damaged) = wire::readable(&json);
                let mut entries = live.recording.observe(&json, at);
                if damaged {
                    let problem =
                        Problem::new(ProblemKind::MalformedEvent).with_detail("an event is not UTF-8");
                    entries.extend(live.recording.problem(problem, at));
                }
                entries
            }
            What::Item(json) => live.recording.item(&wire::readable(&json).0, at),
            What::Note(event, data) => live.recording.note(&event, data, at),
            What::Problem(problem) => live.recording.problem(problem, at),
            What::Snapshot(event_type) => live.recording.snapshot(&event_type, at),
            #[cfg(test)]
            What::Panic => panic!("a bug"),
        };
        live.add(&entries);
        self.touched.insert(shared.id);
        if live.is_heavy() {
            self.flush(shared.id, None);
        }
    }

    /// Answers once what came before is in the journal's hands.
    fn ask(&mut self, shared: &Shared, question: Question) {
        self.flush(shared.id, None);
        if let Some(live) = self.live.get(&shared.id) {
            // A question that fails changes nothing of what it was about.
            drop(catch_unwind(AssertUnwindSafe(|| question(&live.recording))));
        }
    }

    fn tick(&mut self) {
        // The identifiers are copied only where there is something to do.
        let mut failed = Vec::new();
        for (id, live) in &mut self.live {
            let ticked = catch_unwind(AssertUnwindSafe(|| {
                let entries = live.recording.tick(live.time.now());
                live.add(&entries);
                !entries.is_empty()
            }));
            match ticked {
                Ok(true) => drop(self.touched.insert(*id)),
                Ok(false) => {}
                Err(_) => failed.push(Arc::clone(&live.shared)),
            }
        }
        for shared in failed {
            self.contain(&shared, |_| std::panic::resume_unwind(Box::new("a tick")));
        }
    }

    fn end(&mut self, shared: &Arc<Shared>, end: End, at: When, problem: Option<Problem>) {
        // What came before, so that a refusal of it can be told of: nothing is added behind the end.
        self.flush(shared.id, None);
        let Some(live) = self.live.get_mut(&shared.id) else { return };
        let at = live.time.observed(at);
        let healthy = matches!(self.common.journal.health().condition, Condition::Healthy);
        let unavailable = shared.acks.is_broken() || !healthy;
        let unavailable = unavailable.then(|| Problem::new(ProblemKind::JournalUnavailable));
        let dropped = shared.dropped.load(Ordering::Relaxed);
        let lost = (dropped > 0).then(|| Problem::new(ProblemKind::EventsDropped).times(dropped));
        for problem in [problem, lost, unavailable].into_iter().flatten() {
            let entries = live.recording.problem(problem, at);
            live.add(&entries);
        }
        let entries = live.recording.end(end, at);
        live.add(&entries);
        *shared.analytics.lock().unwrap_or_else(PoisonError::into_inner) = Some(live.recording.analytics());
        let (committed, awaits) = oneshot::channel();
        self.flush(shared.id, Some(committed));
        self.touched.remove(&shared.id);
        if let Some(live) = self.live.remove(&shared.id) {
            shared.set_recorded();
            self.common.upload(Job::ended(live.shared, live.recording, awaits));
        }
    }

    fn flush_touched(&mut self) {
        for id in std::mem::take(&mut self.touched) {
            self.flush(id, None);
        }
    }

    /// Hands what a conversation has to the journal. `committed` is told once it is committed.
    fn flush(&mut self, id: Uuid, committed: Option<oneshot::Sender<()>>) {
        let Some(live) = self.live.get_mut(&id) else { return };
        let Some(refused) = live.hand_over(&self.common.journal, committed) else {
            return self.full_since = None;
        };
        let until = *self.full_since.get_or_insert_with(Instant::now) + JOURNAL_PATIENCE;
        if live.hand_over_again(&self.common.journal, refused, clock::until(until)) {
            self.full_since = None;
        }
    }
}

#[cfg(test)]
#[path = "worker_tests.rs"]
mod tests;
