//! A conversation being recorded: a state machine without I/O.
//!
//! Observations go in with their time, entries for the journal come out, and at the end the documents. It
//! reads no clock and draws no randomness: the same observations give the same bytes.
//!
//! ```text
//! event ─ intake (raw, in memory) ─> Entry ─ redactor ─> Redacted<Entry> ─┬─> the journal
//!                                      └──> reader ─> facts, as entries   └─> ledger ─> documents
//! ```

use scripta_extract::Extractor;
use scripta_redact::{Dialogue, Redacted, Redactor};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::entry::{self, Begin, Change, End, Entry, EventChange};
use crate::intake::Intake;
use crate::ledger::{Documents, Ledger};
use crate::reader::{Reader, Taken};
use crate::record::{Analytics, Conversation, Extracted, Problem, ProblemKind, Summary};
use crate::time::Timestamp;

/// What all recordings of a process share.
#[derive(Clone)]
pub struct Settings {
    /// Takes personal data out.
    pub redactor: Redactor,
    /// Finds facts, topics and outcome.
    pub extractor: Extractor,
    /// Bytes of JSON that snapshots with full histories may take together; beyond it they carry changes.
    pub snapshot_limit: usize,
}

impl Settings {
    /// 4 MiB.
    pub const SNAPSHOT_LIMIT: usize = 4 * 1024 * 1024;

    /// Settings with the usual limit.
    pub fn new(redactor: Redactor, extractor: Extractor) -> Self {
        Self { redactor, extractor, snapshot_limit: Self::SNAPSHOT_LIMIT }
    }
}

/// See the module.
pub struct Recording {
    settings: Settings,
    intake: Intake,
    reader: Reader,
    /// What the redactor remembers of the last turns.
    dialogue: Dialogue,
    ledger: Ledger,
}

/// The documents of a conversation, ready for the archive.
#[derive(Debug, Clone)]
pub struct Record {
    /// Everything.
    pub conversation: Redacted<Conversation>,
    /// In short.
    pub summary: Redacted<Summary>,
    /// Facts.
    pub extracted: Redacted<Extracted>,
}

/// How a recording stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Observations so far.
    pub observed: u64,
    /// Messages of anybody.
    pub messages: u64,
    /// Calls of tools.
    pub tool_calls: u64,
    /// When something was last observed.
    pub last: Timestamp,
}

/// Why stored entries are no conversation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The first entry is not its begin.
    #[error("the conversation has no begin")]
    NoBegin,
    /// An entry cannot be read.
    #[error("entry {0} of the conversation cannot be read; a later version may have written it")]
    Unreadable(u64),
}

impl Recording {
    /// Begins a conversation.
    pub fn begin(settings: Settings, begin: Begin, at: Timestamp) -> (Self, Redacted<Entry>) {
        let mut recording = Self::empty(settings);
        let begin = Entry { version: Some(entry::VERSION), ..Entry::new(at, None, Change::Begin(begin)) };
        let entry = recording.settings.redactor.redact(begin);
        recording.ledger.apply(&entry);
        (recording, entry)
    }

    /// The conversation that `entries` (JSON, in the order in which they were made) tell of.
    ///
    /// # Errors
    /// [`ReplayError`] where they tell of none.
    pub fn replay<'a>(
        settings: Settings,
        entries: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, ReplayError> {
        let mut recording = Self::empty(settings);
        let mut reads_facts = false;
        for (number, json) in (0..).zip(entries) {
            let entry: Entry = serde_json::from_slice(json).map_err(|_| ReplayError::Unreadable(number))?;
            if number == 0 && !matches!(entry.change, Change::Begin(_)) {
                return Err(ReplayError::NoBegin);
            }
            if number == 0 {
                reads_facts = entry.version.is_none();
            }
            // Again, though it has been: a pattern may have been added since.
            if reads_facts {
                recording.take(vec![entry]);
            } else {
                recording.apply(entry);
            }
        }
        if recording.ledger.conversation_id().is_nil() {
            return Err(ReplayError::NoBegin);
        }
        Ok(recording)
    }

    fn empty(settings: Settings) -> Self {
        Self {
            intake: Intake::new(settings.redactor.clone()),
            reader: Reader::new(settings.extractor.clone()),
            dialogue: settings.redactor.dialogue(),
            ledger: Ledger::new(settings.extractor.clone()),
            settings,
        }
    }

    /// Takes in one event of the wire, as JSON.
    pub fn observe(&mut self, event: &str, at: Timestamp) -> Vec<Redacted<Entry>> {
        let entries = self.intake.observe(event, at);
        self.take(entries)
    }

    /// Takes in an item as an SDK has it in its history (JSON), where no raw events come by.
    pub fn item(&mut self, item: &str, at: Timestamp) -> Vec<Redacted<Entry>> {
        let entries = self.intake.item(item, at);
        self.take(entries)
    }

    /// Adds an event that the wire does not have, such as `guardrail_tripped`.
    pub fn note(&mut self, event: &str, data: Map<String, Value>, at: Timestamp) -> Vec<Redacted<Entry>> {
        let event = EventChange { event: event.to_owned(), data, ..EventChange::default() };
        self.take(vec![Entry::new(at, None, Change::Event(event))])
    }

    /// Takes a snapshot of the history under a name.
    pub fn snapshot(&mut self, event_type: &str, at: Timestamp) -> Vec<Redacted<Entry>> {
        self.take(vec![Entry::new(at, None, Change::Snapshot { event_type: event_type.to_owned() })])
    }

    /// Adds a problem that only the one who observes can know of: events dropped, a journal that failed.
    pub fn problem(&mut self, problem: Problem, at: Timestamp) -> Vec<Redacted<Entry>> {
        self.take(vec![Entry::new(at, None, Change::Problem(problem))])
    }

    /// Time goes by: what is still being said becomes entries as it becomes due.
    pub fn tick(&mut self, at: Timestamp) -> Vec<Redacted<Entry>> {
        let entries = self.intake.tick(at);
        self.take(entries)
    }

    /// Ends the conversation.
    pub fn end(&mut self, end: End, at: Timestamp) -> Vec<Redacted<Entry>> {
        if self.ledger.has_ended() {
            return Vec::new();
        }
        let mut entries = self.intake.finish(at);
        entries.push(Entry::new(at, None, Change::End(end)));
        self.take(entries)
    }

    /// Ends a conversation whose process is gone, at the time of its last entry.
    pub fn recover(&mut self) -> Vec<Redacted<Entry>> {
        let at = self.ledger.last();
        if self.ledger.has_ended() {
            return Vec::new();
        }
        let problem = Problem::new(ProblemKind::RecoveredAfterCrash);
        let mut entries = self.problem(problem, at);
        if let Some(facts) = self.reader.recover(&self.ledger) {
            entries.extend(self.take(vec![Entry::new(at, None, facts)]));
        }
        entries.extend(self.end(End::default(), at));
        entries
    }

    /// How many of the observations so far are in entries with all that they said: those up to this number.
    /// What is still being said waits, for a quarter of a second or until it can be redacted.
    pub fn settled(&self) -> u64 {
        self.intake.settled()
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        let counts = self.ledger.counts();
        Standing {
            observed: self.intake.observed(),
            messages: counts.messages(),
            tool_calls: counts.tool_calls,
            last: self.ledger.last(),
        }
    }

    /// The conversation in figures, as things stand. Takes as long as the conversation is.
    pub fn analytics(&self) -> Analytics {
        self.ledger.analytics()
    }

    /// Names the conversation.
    pub fn conversation_id(&self) -> Uuid {
        self.ledger.conversation_id()
    }

    /// The caller's name for the session, without personal data.
    pub fn session_id(&self) -> &str {
        self.ledger.session_id()
    }

    /// The profile whose facts are extracted.
    pub fn profile(&self) -> &str {
        self.settings.extractor.name()
    }

    /// When it began.
    pub fn start(&self) -> Timestamp {
        self.ledger.start()
    }

    /// True once it has ended.
    pub fn has_ended(&self) -> bool {
        self.ledger.has_ended()
    }

    /// The documents as things stand.
    pub fn record(&self) -> Record {
        Record::of(self.ledger.documents(self.settings.snapshot_limit), &self.settings.redactor)
    }

    /// The documents, in the place of the recording: a long conversation is not in memory twice.
    pub fn into_record(self) -> Record {
        let Self { settings, intake, reader, dialogue, ledger } = self;
        drop((intake, reader, dialogue));
        Record::of(ledger.into_documents(settings.snapshot_limit), &settings.redactor)
    }

    /// Redacts entries and applies them. Once the conversation has ended there are no more.
    fn take(&mut self, entries: Vec<Entry>) -> Vec<Redacted<Entry>> {
        if self.ledger.has_ended() {
            return Vec::new();
        }
        let mut redacted = Vec::with_capacity(entries.len());
        for entry in entries {
            let at = entry.at;
            if matches!(entry.change, Change::End(_)) {
                let facts = self.reader.finish(&self.ledger);
                redacted.extend(facts.map(|facts| self.apply(Entry::new(at, None, facts))));
            }
            let said = Taken::of(&entry.change);
            self.dialogue.prompted(entry.change.text_of().and_then(|item_id| self.ledger.prompt(item_id)));
            let entry = self.settings.redactor.redact_in(&mut self.dialogue, entry);
            self.ledger.apply(&entry);
            if let Some(said) = said {
                self.reader.hold(said, &entry.get().change, &self.ledger);
            }
            redacted.push(entry);
            for revision in self.dialogue.take_revisions() {
                let revised = self.ledger.revised(&revision, at);
                redacted.extend(revised.map(|entry| self.apply(entry)));
            }
            let facts = self.reader.advance(&self.ledger);
            redacted.extend(facts.map(|facts| self.apply(Entry::new(at, None, facts))));
        }
        redacted
    }

    /// Takes in an entry that nobody said.
    fn apply(&mut self, entry: Entry) -> Redacted<Entry> {
        let entry = self.settings.redactor.redact(entry);
        self.ledger.apply(&entry);
        entry
    }
}

impl Record {
    fn of(documents: Documents, redactor: &Redactor) -> Self {
        let Documents { conversation, summary, extracted } = documents;
        Self {
            conversation: redactor.redact(conversation),
            summary: redactor.redact(summary),
            extracted: redactor.redact(extracted),
        }
    }
}
