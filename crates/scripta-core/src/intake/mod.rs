//! From observations to changes: the side of a recording that sees raw text.
//!
//! The intake reads events and says what each of them changed, as [`Entry`]s for the redactor. It holds
//! what is still being said (in memory only) and fingerprints of what has been said, so that the five
//! times that the wire repeats an item make one entry. It knows nothing of the conversation's state: that
//! is the ledger's, on the other side of the redactor.

mod flush;
mod item;
mod items;
mod live;
mod responses;
mod settings;
mod stream;
mod tally;
mod texts;
mod unread;

use std::collections::{BTreeMap, BTreeSet};

use scripta_redact::Redactor;
use serde_json::{Map, Value};

use self::item::KnownItem;
use self::live::Live;
use self::settings::Settings;
use self::stream::Open;
use self::tally::Tally;
use self::texts::{text_change, text_of};
use self::unread::{malformed, members, public_name, unknown, without_payload};
use crate::entry::{Change, Entry, EventChange, Playback, TextChange, TextOf};
use crate::hash::{Map as Table, Seen};
use crate::record::{camel, kind};
use crate::time::Timestamp;
use crate::wire::{AudioFormat, Event, Fields, ParseError, PartRef, Phase, RawText, Received, parse, value};

/// See the module.
pub(crate) struct Intake {
    redactor: Redactor,
    observed: u64,
    seen: Seen,
    input: AudioFormat,
    output: AudioFormat,
    settings: Settings,
    items: Table<String, KnownItem>,
    /// What is under way, by item.
    open: BTreeMap<String, Open>,
    /// The caller's audio since the last item.
    heard: Tally,
    /// Responses beside the conversation.
    asides: BTreeSet<String>,
    /// Deltas with members that we do not know: told of once.
    strange: BTreeSet<String>,
    live: Live,
    flushed_at: Option<Timestamp>,
    out: Vec<Entry>,
}

impl Intake {
    pub(crate) fn new(redactor: Redactor) -> Self {
        Self {
            redactor,
            observed: 0,
            seen: Seen::default(),
            input: AudioFormat::default(),
            output: AudioFormat::default(),
            settings: Settings::default(),
            items: Table::default(),
            open: BTreeMap::new(),
            heard: Tally::default(),
            asides: BTreeSet::new(),
            strange: BTreeSet::new(),
            live: Live::default(),
            flushed_at: None,
            out: Vec::new(),
        }
    }

    /// How many observations came in.
    pub(crate) fn observed(&self) -> u64 {
        self.observed
    }

    /// The number of the last observation up to which everything is in entries.
    pub(crate) fn settled(&self) -> u64 {
        let pending =
            self.open.values().filter_map(Open::first_pending).chain(self.heard.first_pending).min();
        pending.map_or(self.observed, |seq| seq - 1)
    }

    /// Takes in one event.
    pub(crate) fn observe(&mut self, json: &str, at: Timestamp) -> Vec<Entry> {
        self.observed += 1;
        match parse(json) {
            Ok(received) => self.received(&received, at),
            Err(error) => self.unparsed(json, &error, at),
        }
        self.flush_if_due(at);
        std::mem::take(&mut self.out)
    }

    /// Takes in an item as an SDK has it in its history, where no raw events come by.
    pub(crate) fn item(&mut self, json: &str, at: Timestamp) -> Vec<Entry> {
        self.observed += 1;
        match Fields::parse(json) {
            Ok(fields) => self.ready_item(&fields, at),
            Err(_) => self.push(at, None, Change::Problem(malformed("a history item is not a JSON object"))),
        }
        self.flush_if_due(at);
        std::mem::take(&mut self.out)
    }

    /// Time goes by: what has become due is in the result.
    pub(crate) fn tick(&mut self, at: Timestamp) -> Vec<Entry> {
        self.flush_if_due(at);
        std::mem::take(&mut self.out)
    }

    /// Nothing more will come: what is still being said is settled as it is.
    pub(crate) fn finish(&mut self, at: Timestamp) -> Vec<Entry> {
        self.finish_live(at);
        let open: Vec<String> = self.open.keys().cloned().collect();
        for item_id in open {
            self.settle_item(&item_id, at);
            let left: Option<Vec<u32>> =
                self.open.get(&item_id).map(|open| open.texts().map(|(index, ..)| index).collect());
            for index in left.unwrap_or_default() {
                self.settle(&item_id, index, TextOf::UserSpeech, at);
            }
        }
        self.flush(at);
        std::mem::take(&mut self.out)
    }

    fn push(&mut self, at: Timestamp, id: Option<&str>, change: Change) {
        self.out.push(Entry::new(at, id, change));
    }

    /// Some senders leave control characters in their strings unescaped. Everything else that is no JSON
    /// can only be counted.
    fn unparsed(&mut self, json: &str, error: &ParseError, at: Timestamp) {
        let control = |c: char| c < ' ';
        if matches!(error, ParseError::NotAnObject(..)) && json.contains(control) {
            let clean = json.replace(control, " ");
            if let Ok(received) = parse(&clean) {
                self.push(
                    at,
                    None,
                    Change::Problem(malformed("an event has control characters in its text")),
                );
                return self.received(&received, at);
            }
        }
        match Fields::parse(json) {
            Ok(fields) => self.keep_untyped(&fields, at),
            Err(_) => self.malformed(json.len(), at),
        }
    }

    fn received(&mut self, received: &Received<'_>, at: Timestamp) {
        let id = received.event_id.as_deref();
        // The client names its events too, and may use a name that the server has used.
        if id.is_some_and(|id| !self.seen.insert(&received.name, id)) {
            return;
        }
        let Some(member) = received.lacks else {
            self.keep_unknown_fields(received, at, id);
            return self.event(&received.event, received, at, id);
        };
        let detail = format!("{} lacks {member}, or has it in another type", public_name(received));
        self.push(at, None, Change::Problem(malformed(detail)));
        self.keep_unread(received, member, at, id);
        match &received.event {
            // Without its text or its position such an event would say what is not so.
            Event::TextDone { kind, part, .. } if member != "item_id" => {
                self.settle(&part.item_id, part.index, text_of(*kind), at);
            }
            Event::TranscriptCompleted { .. } | Event::ItemTruncated { .. } => {}
            event => self.event(event, received, at, id),
        }
    }

    fn event(&mut self, event: &Event<'_>, received: &Received<'_>, at: Timestamp, id: Option<&str>) {
        match event {
            Event::Session { phase, settings } => {
                let change = self.settings.change(*phase, settings);
                if !change.requested {
                    self.input = change.input.unwrap_or(self.input);
                    self.output = change.output.unwrap_or(self.output);
                }
                self.push(at, id, Change::Session(change));
            }
            Event::ItemAdded { previous, item, json } => self.item_added(previous, item, *json, at, id),
            Event::ItemDone { previous, item, json } => {
                self.item_done(Some(previous), item, *json, None, at, id);
            }
            Event::OutputItem { done: false, response_id, item, json } => {
                self.output_item(response_id.as_deref(), item, *json, at, id);
            }
            Event::OutputItem { done: true, response_id, item, json } => {
                self.item_done(None, item, *json, response_id.as_deref(), at, id);
            }
            Event::ItemRequested { item } => self.item_requested(item, at, id),
            Event::ItemDeleted { item_id } if !item_id.is_empty() => {
                self.item_deleted(item_id, at, id);
            }
            Event::ItemTruncated { part, audio_end_ms } if !part.item_id.is_empty() => {
                let (item_id, index) = (part.item_id.to_string(), part.index);
                self.push(at, id, Change::Truncated { item_id, index, audio_end_ms: *audio_end_ms });
            }
            Event::TranscriptDelta { part, delta } => {
                self.part_delta(part, TextOf::UserSpeech, delta, at);
            }
            Event::TranscriptCompleted { part, transcript, confidence, usage }
                if !part.item_id.is_empty() =>
            {
                let change = TextChange {
                    confidence: *confidence,
                    usage: usage.map(|usage| value(usage.0)),
                    ..text_change(part, TextOf::UserSpeech, &transcript.0)
                };
                self.text_done(change, at, id);
            }
            Event::TranscriptFailed { part, error } if !part.item_id.is_empty() => {
                self.settle(&part.item_id, part.index, TextOf::UserSpeech, at);
                let data = error.as_ref().map(members).unwrap_or_default();
                let (item_id, index) = (part.item_id.to_string(), part.index);
                self.push(at, id, Change::TranscriptFailed { item_id, index, data });
            }
            Event::TranscriptSegment { part, text, speaker, start, end } => {
                let mut data = Map::new();
                data.insert("text".into(), text.0.as_ref().into());
                for (name, value) in [
                    ("speaker", speaker.as_deref().map(Value::from)),
                    ("startSeconds", start.map(Value::from)),
                    ("endSeconds", end.map(Value::from)),
                ] {
                    data.extend(value.map(|value| (name.to_owned(), value)));
                }
                self.other(kind::TRANSCRIPT_SEGMENT, Some(&part.item_id), None, data, at, id);
            }
            Event::InputAudio { bytes } => self.heard.add(*bytes, at, self.observed),
            Event::InputCommitted { item_id, previous } => self.committed(item_id, previous, at, id),
            Event::SpeechStarted { item_id, audio_start_ms } => {
                self.speech(item_id, true, *audio_start_ms, at, id);
            }
            Event::SpeechStopped { item_id, audio_end_ms } => {
                self.speech(item_id, false, *audio_end_ms, at, id);
            }
            Event::IdleTimeout { item_id, audio_start_ms, audio_end_ms } => {
                let mut data = Map::new();
                for (name, ms) in [("audioStartMs", audio_start_ms), ("audioEndMs", audio_end_ms)] {
                    data.extend(ms.map(|ms| (name.to_owned(), ms.into())));
                }
                self.other(kind::IDLE_TIMEOUT, item_id.as_deref(), None, data, at, id);
            }
            Event::Dtmf { digit } => {
                let data = [("digit".to_owned(), digit.0.as_ref().into())].into_iter().collect();
                self.other(kind::DTMF_RECEIVED, None, None, data, at, id);
            }
            Event::OutputBuffer { phase, response_id } => {
                let state = match phase {
                    Phase::Started => Playback::Started,
                    Phase::Completed => Playback::Stopped,
                    Phase::Failed => Playback::Cleared,
                };
                let response_id = response_id.as_deref().unwrap_or_default().to_owned();
                self.push(at, id, Change::Playback { response_id, state });
            }
            Event::ResponseStarted { response } => self.response(response, false, at, id),
            Event::ResponseDone { response } => self.response(response, true, at, id),
            Event::Part { part, content, done } => self.part(part, content, *done, at, id),
            Event::TextDelta { kind, part, delta } => self.part_delta(part, text_of(*kind), delta, at),
            Event::TextDone { kind, part, text, name, call_id } if !part.item_id.is_empty() => {
                self.name_call(*kind, part, name.as_deref(), call_id.as_deref(), at);
                self.text_done(text_change(part, text_of(*kind), &text.0), at, id);
            }
            Event::OutputAudio { part, bytes } => self.audio(&part.item_id, part.index, *bytes, at),
            Event::OutputAudioDone { part } => self.spoken_done(&part.item_id, part.index, at, id),
            Event::McpCall { item_id, phase: Phase::Completed | Phase::Failed } if !item_id.is_empty() => {
                let failed = matches!(event, Event::McpCall { phase: Phase::Failed, .. });
                self.push(at, id, Change::McpCall { item_id: item_id.to_string(), failed });
            }
            Event::McpTools { item_id, phase } if *phase != Phase::Started => {
                let failed = *phase == Phase::Failed;
                let data = [("failed".to_owned(), failed.into())].into_iter().collect();
                self.other(kind::MCP_TOOLS_LISTED, Some(item_id), None, data, at, id);
            }
            Event::RateLimits { limits } => {
                let data = [("rateLimits".to_owned(), value(limits.0))].into_iter().collect();
                self.other(kind::RATE_LIMITS, None, None, data, at, id);
            }
            Event::Error { error } => {
                let data = match Fields::of(error.0) {
                    Some(fields) => members(&fields),
                    None => [("message".to_owned(), value(error.0))].into_iter().collect(),
                };
                self.other(kind::ERROR, None, None, data, at, id);
            }
            Event::LiveTranscript { .. }
            | Event::LiveAudio { .. }
            | Event::LiveUsage { .. }
            | Event::LiveClosed { .. }
            | Event::LiveResponse { .. } => self.live_event(event, at, id),
            Event::Other { kind } => {
                let data = received
                    .unknown_fields()
                    .map(|(name, raw)| (camel(name), without_payload(raw)))
                    .collect();
                self.other(kind, None, None, data, at, id);
            }
            Event::Unknown => self.push(at, id, Change::Event(unknown(received))),
            // What lacks its item, and is kept as it stands; and what nothing follows from.
            _ => {}
        }
    }

    fn part_delta(&mut self, part: &PartRef<'_>, of: TextOf, delta: &RawText<'_>, at: Timestamp) {
        self.delta(&part.item_id, (part.index, of), part.response_id.as_deref(), &delta.0, at);
    }

    fn audio(&mut self, item_id: &str, index: u32, bytes: u64, at: Timestamp) {
        if item_id.is_empty() {
            return;
        }
        if !self.open.contains_key(item_id) {
            self.open.insert(item_id.to_owned(), Open::default());
        }
        let observed = self.observed;
        if let Some(open) = self.open.get_mut(item_id) {
            open.audio(index).add(bytes, at, observed);
        }
    }

    fn other(
        &mut self,
        event: &str,
        item_id: Option<&str>,
        response_id: Option<&str>,
        data: Map<String, Value>,
        at: Timestamp,
        id: Option<&str>,
    ) {
        let some = |id: Option<&str>| id.filter(|id| !id.is_empty()).map(str::to_owned);
        let (item_id, response_id) = (some(item_id), some(response_id));
        self.push(at, id, Change::Event(EventChange { event: event.to_owned(), item_id, response_id, data }));
    }
}
