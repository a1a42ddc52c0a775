//! A thread that records: its conversations, one message at a time.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use scripta_core::entry::{Begin, End, Entry};
use scripta_core::record::{Problem, ProblemKind};
use scripta_core::{Recording, Settings, Timestamp, wire};
use scripta_journal::{Batch, Journal, Refusal, Write};
use scripta_redact::Redacted;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::clock::OwnTime;
use crate::conversation::Shared;
use crate::recorder::Inner;
use crate::upload::{Documents, Job};

/// What a worker is told.
pub(crate) enum Message {
    Begin {
        shared: Arc<Shared>,
        begin: Begin,
        at: Option<Timestamp>,
    },
    Observe {
        conversation: Uuid,
        what: What,
        at: Option<Timestamp>,
        cost: usize,
    },
    End {
        conversation: Uuid,
        end: End,
        at: Option<Timestamp>,
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
}

impl What {
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Event(json) | Self::Item(json) => json.len(),
            // Small, and made by the process itself.
            Self::Note(name, data) => name.len() + data.len() * 64,
            Self::Snapshot(name) => name.len(),
        }
    }

    /// Events and items are numbered: they are what is acknowledged.
    pub(crate) fn is_numbered(&self) -> bool {
        matches!(self, Self::Event(_) | Self::Item(_))
    }
}

/// How often time goes by for recordings in which nothing happens.
const TICK: Duration = Duration::from_millis(100);
/// Messages that are recorded before their entries are handed to the journal.
const DRAIN: usize = 256;
/// How long a worker waits for a journal whose queue is full before it goes on without it.
const JOURNAL_PATIENCE: Duration = Duration::from_secs(2);

/// A conversation on this worker.
struct Live {
    shared: Arc<Shared>,
    recording: Recording,
    time: OwnTime,
    /// The next entry's place.
    seq: u64,
    /// Entries that are not yet handed to the journal.
    pending: Vec<Write>,
}

/// See the module.
pub(crate) struct Worker {
    settings: Settings,
    journal: Journal,
    inner: Arc<Inner>,
    live: BTreeMap<Uuid, Live>,
    /// Those with something for the journal.
    touched: std::collections::BTreeSet<Uuid>,
}

impl Worker {
    pub(crate) fn new(settings: Settings, journal: Journal, inner: Arc<Inner>) -> Self {
        Self { settings, journal, inner, live: BTreeMap::new(), touched: std::collections::BTreeSet::new() }
    }

    /// Runs until told to stop, or until nobody is left to tell.
    pub(crate) fn run(mut self, messages: &Receiver<Message>) {
        let mut ticked = Instant::now();
        loop {
            match messages.recv_timeout(TICK) {
                Ok(first) => {
                    let more = std::iter::from_fn(|| messages.try_recv().ok()).take(DRAIN);
                    for message in std::iter::once(first).chain(more) {
                        if matches!(message, Message::Stop) {
                            return self.flush_all();
                        }
                        self.take(message);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.flush_all(),
            }
            if ticked.elapsed() >= TICK {
                ticked = Instant::now();
                self.tick();
            }
            self.flush_all();
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Begin { shared, begin, at } => self.begin(shared, begin, at),
            Message::Observe { conversation, what, at, cost } => {
                self.observe(conversation, &what, at);
                self.inner.budget.give_back(cost);
            }
            Message::End { conversation, end, at, problem } => self.end(conversation, end, at, problem),
            Message::Stop => {}
        }
    }

    fn begin(&mut self, shared: Arc<Shared>, begin: Begin, at: Option<Timestamp>) {
        let mut time = OwnTime::default();
        let at = time.observed(at);
        let (recording, entry) = Recording::begin(self.settings.clone(), begin, at);
        let session_id = self.settings.redactor.redact(recording.session_id().to_owned());
        let pending = entry.to_json().map(|body| vec![Write::Begin { session_id, at: at.as_millis(), body }]);
        let live = Live { recording, time, seq: 1, pending: pending.unwrap_or_default(), shared };
        self.touched.insert(live.shared.id);
        self.live.insert(live.shared.id, live);
    }

    fn observe(&mut self, conversation: Uuid, what: &What, at: Option<Timestamp>) {
        let Some(live) = self.live.get_mut(&conversation) else { return };
        let at = live.time.observed(at);
        let entries = match what {
            What::Event(json) => {
                let (json, damaged) = wire::readable(json);
                let mut entries = live.recording.observe(&json, at);
                if damaged {
                    let problem =
                        Problem::new(ProblemKind::MalformedEvent).with_detail("an event is not UTF-8");
                    entries.extend(live.recording.problem(problem, at));
                }
                entries
            }
            What::Item(json) => live.recording.item(&wire::readable(json).0, at),
            What::Note(event, data) => live.recording.note(event, data.clone(), at),
            What::Snapshot(event_type) => live.recording.snapshot(event_type, at),
        };
        live.add(&entries);
        self.touched.insert(conversation);
    }

    fn tick(&mut self) {
        for (id, live) in &mut self.live {
            let entries = live.recording.tick(live.time.now());
            if !entries.is_empty() {
                live.add(&entries);
                self.touched.insert(*id);
            }
        }
    }

    fn end(&mut self, conversation: Uuid, end: End, at: Option<Timestamp>, problem: Option<Problem>) {
        let Some(mut live) = self.live.remove(&conversation) else { return };
        self.touched.remove(&conversation);
        let at = live.time.observed(at);
        let dropped = live.shared.dropped.load(std::sync::atomic::Ordering::Relaxed);
        let lost = (dropped > 0).then(|| Problem::new(ProblemKind::EventsDropped).times(dropped));
        // Only what the journal still takes is told of in the journal; the record is told in any case.
        let broken = live.shared.acks.is_broken().then(|| Problem::new(ProblemKind::JournalUnavailable));
        for problem in [problem, lost, broken].into_iter().flatten() {
            let entries = live.recording.problem(problem, at);
            live.add(&entries);
        }
        let entries = live.recording.end(end, at);
        live.add(&entries);
        let (committed, awaits) = tokio::sync::oneshot::channel();
        live.flush(&self.journal, Some(committed));
        let documents = Documents::of(&live.recording);
        self.inner.upload(Job::ended(live.shared, documents, awaits));
    }

    fn flush_all(&mut self) {
        for id in std::mem::take(&mut self.touched) {
            if let Some(live) = self.live.get_mut(&id) {
                live.flush(&self.journal, None);
            }
        }
    }
}

impl Live {
    fn add(&mut self, entries: &[Redacted<Entry>]) {
        for entry in entries {
            let Ok(body) = entry.to_json() else { continue };
            let (seq, at) = (self.seq, entry.get().at.as_millis());
            self.seq += 1;
            let ends = matches!(entry.get().change, scripta_core::entry::Change::End(_));
            self.pending.push(if ends {
                Write::End { seq, at, body }
            } else {
                Write::Entry { seq, at, body }
            });
        }
    }

    /// Hands what is pending to the journal. `committed` is told once it is committed.
    fn flush(&mut self, journal: &Journal, committed: Option<tokio::sync::oneshot::Sender<()>>) {
        let shared = &self.shared;
        let settled = self.recording.settled();
        let standing = self.recording.standing();
        *shared.standing.lock().unwrap_or_else(PoisonError::into_inner) = Some(standing);
        let writes = std::mem::take(&mut self.pending);
        if shared.acks.is_broken() {
            return;
        }
        if writes.is_empty() {
            return shared.acks.settled(settled);
        }
        shared.acks.submitted(settled);
        let told = Arc::clone(shared);
        let batch = Batch::new(shared.id, writes).on_commit(move |result| match result {
            Ok(()) => {
                told.acks.committed(settled);
                committed.map(|committed| committed.send(()));
            }
            Err(_) => told.acks.failed(),
        });
        let refused = match journal.append(batch) {
            Err(refused) if matches!(refused.why, Refusal::Full { .. }) => {
                journal.append_waiting(refused.batch, JOURNAL_PATIENCE).is_err()
            }
            other => other.is_err(),
        };
        // The recording goes on in memory. What the journal has is a true beginning, and stays one: nothing
        // is added behind the gap.
        if refused {
            shared.acks.failed();
        }
    }
}
