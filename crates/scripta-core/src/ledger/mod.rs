//! The conversation's state: entries in, documents out.
//!
//! The ledger stands on the redacted side. It is fed the entries that the journal holds, live one by one
//! as they are made and after a crash all at once, and knows nothing else: that is why a recovered record
//! is the same as one that was never interrupted. Each entry costs the same however many came before.

mod documents;
mod events;
mod facts;
mod finish;
mod found;
mod heard;
mod item;
mod items;
mod order;
mod problems;
mod reading;
mod responses;
mod session;
mod snapshots;
mod turns;

use scripta_extract::Extractor;
use scripta_redact::Redacted;
use serde_json::{Map, Value};
use uuid::Uuid;

pub(crate) use self::documents::Documents;
use self::events::Events;
use self::facts::Facts;
use self::found::FoundBy;
use self::item::{Item, Truncation};
use self::order::Order;
use self::problems::Problems;
pub(crate) use self::reading::{Readable, Readiness};
use self::responses::Response;
use self::snapshots::{Counts, Snapshots};
use crate::entry::{Begin, Change, Entry, EventChange};
use crate::hash::Map as Table;
use crate::record::{Source, Usage, kind};
use crate::time::Timestamp;

/// See the module.
pub(crate) struct Ledger {
    extractor: Extractor,
    conversation_id: Uuid,
    session_id: String,
    metadata: Map<String, Value>,
    source: Source,
    transcription_off: bool,
    start: Timestamp,
    end: Option<Timestamp>,
    last: Timestamp,
    completion_reason: Option<String>,
    items: Vec<Item>,
    by_id: Table<String, usize>,
    order: Order,
    calls: Table<String, Call>,
    responses: Table<String, Response>,
    events: Events,
    snapshots: Snapshots,
    /// Items that changed since the last snapshot.
    changed: Vec<usize>,
    removed: Vec<String>,
    counts: Counts,
    facts: Facts,
    usage: Usage,
    live_usage: Option<Value>,
    problems: Problems,
    found: FoundBy,
}

/// A call of a function, by its call id.
#[derive(Debug, Default)]
struct Call {
    item: Option<usize>,
    answered: Option<Timestamp>,
    output: Option<String>,
}

impl Ledger {
    /// An empty ledger; the first entry must be [`Change::Begin`].
    pub(crate) fn new(extractor: Extractor) -> Self {
        Self {
            extractor,
            conversation_id: Uuid::nil(),
            session_id: String::new(),
            metadata: Map::new(),
            source: Source::default(),
            transcription_off: false,
            start: Timestamp::default(),
            end: None,
            last: Timestamp::default(),
            completion_reason: None,
            items: Vec::new(),
            by_id: Table::default(),
            order: Order::default(),
            calls: Table::default(),
            responses: Table::default(),
            events: Events::default(),
            snapshots: Snapshots::default(),
            changed: Vec::new(),
            removed: Vec::new(),
            counts: Counts::default(),
            facts: Facts::default(),
            usage: Usage::default(),
            live_usage: None,
            problems: Problems::default(),
            found: FoundBy::default(),
        }
    }

    pub(crate) fn conversation_id(&self) -> Uuid {
        self.conversation_id
    }

    pub(crate) fn session_id(&self) -> &str {
        &self.session_id
    }

    pub(crate) fn start(&self) -> Timestamp {
        self.start
    }

    /// When the last entry was observed.
    pub(crate) fn last(&self) -> Timestamp {
        self.last
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.end.is_some()
    }

    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    /// Takes in one entry.
    pub(crate) fn apply(&mut self, entry: &Redacted<Entry>) {
        let Entry { at, id, found, change, .. } = entry.get();
        let (at, id) = (*at, id.as_deref());
        if self.end.is_some() {
            return;
        }
        self.found.add(change, found);
        self.last = self.last.max(at);
        self.events.next_entry(at, id);
        match change {
            Change::Begin(begin) => self.begin(begin, at),
            Change::Session(session) => self.session(session),
            Change::Item(item) => self.item(item, at),
            Change::Text(text) => self.text(text, at),
            Change::TranscriptFailed { item_id, data, .. } => self.transcript_failed(item_id, data, at),
            Change::Removed { item_id } => self.remove(item_id, at),
            Change::Truncated { item_id, index, audio_end_ms } => {
                self.truncate(item_id, Truncation { index: *index, audio_end_ms: *audio_end_ms, at });
            }
            Change::Speech { item_id, started, audio_ms } => self.speech(item_id, *started, *audio_ms, at),
            Change::Committed { item_id } => {
                let item = self.entry(item_id);
                if let Some(item) = self.items.get_mut(item) {
                    item.times.committed.get_or_insert(at);
                }
            }
            Change::Audio(audio) => self.audio(audio),
            Change::Response(response) => self.response(response, at),
            Change::Playback { response_id, state } => self.playback(response_id, *state, at),
            Change::Result { call_id, output } => self.result(call_id, output, at),
            Change::McpCall { item_id, failed } => self.mcp_call(item_id, *failed, at),
            Change::LiveUsage { usage } => self.live_usage = Some(usage.clone()),
            Change::Event(event) => self.event(event),
            Change::Snapshot { event_type } => self.snapshot(event_type.clone(), at),
            Change::Facts(facts) => {
                self.facts.apply(facts);
                self.snapshots.learn(at, &self.facts.values());
            }
            Change::Problem(problem) => self.problems.add(problem.clone()),
            Change::End(end) => self.finish(end, at),
        }
    }

    fn begin(&mut self, begin: &Begin, at: Timestamp) {
        self.conversation_id = begin.conversation_id;
        self.session_id.clone_from(&begin.session_id);
        self.metadata.clone_from(&begin.metadata);
        self.source.capture.clone_from(&begin.capture);
        self.source.sdk.clone_from(&begin.sdk);
        self.source.tracing.clone_from(&begin.tracing);
        self.start = at;
        self.last = at;
    }

    fn event(&mut self, event: &EventChange) {
        let EventChange { event: kind, item_id, response_id, data } = event;
        if kind == kind::AGENT_HANDOFF {
            return self.events.handoff(item_id.as_deref(), data.clone());
        }
        if kind == kind::AUDIO_INTERRUPTED
            && let Some(cut) = data.get("itemId").and_then(Value::as_str)
            && let Some(index) = self.by_id.get(cut).copied()
        {
            // Where no wire tells it, an SDK knows which item was cut off, and not where.
            self.tell_interruption(index, None);
            return self.changed.push(index);
        }
        self.events.push(kind, item_id.as_deref(), response_id.as_deref(), data.clone());
        // One that lacks a member is of a type that we know.
        if kind == kind::UNKNOWN
            && !data.contains_key("lacks")
            && let Some(name) = data.get("wireType").and_then(Value::as_str)
        {
            *self.source.unknown_events.entry(name.to_owned()).or_default() += 1;
        }
    }
}
