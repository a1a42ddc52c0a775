//! From observations to changes: the side of a recording that sees raw text.
//!
//! The intake reads events and says what each of them changed, as [`Entry`]s for the redactor. It holds
//! what is still being said (in memory only) and fingerprints of what has been said, so that the five
//! times that the wire repeats an item make one entry. It knows nothing of the conversation's state: that
//! is the ledger's, on the other side of the redactor.

mod item;
mod live;
mod settings;
mod stream;
mod tally;

use std::collections::BTreeMap;

use scripta_redact::Redactor;
use serde_json::{Map, Value};

use self::item::{KnownItem, Slot};
use self::live::Live;
use self::settings::Settings;
use self::stream::{LONGEST, Stream};
use self::tally::Tally;
use crate::entry::{
    AudioChange, Change, Entry, EventChange, ItemChange, PartChange, Place, Playback, ResponseChange,
    TextChange, TextOf,
};
use crate::hash::{Map as Table, Seen};
use crate::record::{Problem, ProblemKind, camel, kind};
use crate::time::Timestamp;
use crate::wire::{
    AudioFormat, Event, Fields, ParseError, PartRef, Phase, Previous, RawJson, Received, TextKind, elements,
    parse, value,
};

/// The beginning of what is still being said, and counts of audio, become entries this often.
const FLUSH_MS: u64 = 250;

/// Which text of which part.
type PartKey = (String, u32, TextOf);

/// See the module.
pub(crate) struct Intake {
    redactor: Redactor,
    observed: u64,
    seen: Seen,
    input: AudioFormat,
    output: AudioFormat,
    settings: Settings,
    items: Table<String, KnownItem>,
    streams: BTreeMap<PartKey, Stream>,
    /// The agent's audio, by item and part.
    spoken: BTreeMap<(String, u32), Tally>,
    /// The caller's audio since the last item.
    heard: Tally,
    /// Responses beside the conversation.
    asides: std::collections::BTreeSet<String>,
    /// Deltas with members that we do not know: told of once.
    strange: std::collections::BTreeSet<String>,
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
            streams: BTreeMap::new(),
            spoken: BTreeMap::new(),
            heard: Tally::default(),
            asides: std::collections::BTreeSet::new(),
            strange: std::collections::BTreeSet::new(),
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
        let pending = self
            .streams
            .values()
            .filter_map(Stream::first_pending)
            .chain(self.spoken.values().filter_map(|tally| tally.first_pending))
            .chain(self.heard.first_pending)
            .min();
        pending.map_or(self.observed, |seq| seq - 1)
    }

    /// Takes in one event.
    pub(crate) fn observe(&mut self, json: &str, at: Timestamp) -> Vec<Entry> {
        self.observed += 1;
        match parse(json) {
            Ok(received) => self.received(&received, at),
            Err(error) => self.malformed(&error, at),
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
        let open: Vec<PartKey> = self.streams.keys().cloned().collect();
        for key in open {
            if key.2 == TextOf::UserSpeech {
                let problem = Problem::of_item(ProblemKind::TranscriptMissing, &key.0);
                self.push(at, None, Change::Problem(problem.with_detail("only its beginning came")));
            }
            self.settle(&key, at, None);
        }
        self.flush(at);
        std::mem::take(&mut self.out)
    }

    fn push(&mut self, at: Timestamp, id: Option<&str>, change: Change) {
        self.out.push(Entry::new(at, id, change));
    }

    fn malformed(&mut self, error: &ParseError, at: Timestamp) {
        let detail = match error {
            ParseError::NotAnObject(..) => "an event is not a JSON object",
            ParseError::NoType => "an event has no \"type\"",
        };
        self.push(at, None, Change::Problem(malformed(detail)));
    }

    fn received(&mut self, received: &Received<'_>, at: Timestamp) {
        let id = received.event_id.as_deref();
        if id.is_some_and(|id| !self.seen.insert(id)) {
            return;
        }
        if let Some(member) = received.lacks {
            let detail = format!("{} lacks {member}, or has it in another type", public_name(received));
            self.push(at, None, Change::Problem(malformed(detail)));
            self.keep_unread(received, at, id);
        } else {
            self.keep_unknown_fields(received, at, id);
        }
        self.event(&received.event, received, at, id);
    }

    /// Keeps an event that could not be read in full as it stands, its payloads aside.
    fn keep_unread(&mut self, received: &Received<'_>, at: Timestamp, id: Option<&str>) {
        if matches!(
            received.event,
            Event::Unknown | Event::Other { .. } | Event::InputAudio { .. } | Event::OutputAudio { .. }
        ) {
            return;
        }
        let id = id.map(|id| format!("{id}:unread"));
        let change = unknown(received);
        self.push(at, id.as_deref(), Change::Event(change));
    }

    fn keep_unknown_fields(&mut self, received: &Received<'_>, at: Timestamp, id: Option<&str>) {
        if matches!(received.event, Event::Unknown | Event::Other { .. }) {
            return;
        }
        let fields: Map<String, Value> =
            received.unknown_fields().map(|(name, raw)| (name.to_owned(), without_payload(raw))).collect();
        if fields.is_empty() {
            return;
        }
        let streamed = matches!(
            received.event,
            Event::TextDelta { .. }
                | Event::TranscriptDelta { .. }
                | Event::OutputAudio { .. }
                | Event::InputAudio { .. }
        );
        // A stream repeats its members with every piece; the first tells all.
        if streamed && !self.strange.insert(received.name.to_string()) {
            return;
        }
        let mut data = Map::new();
        data.insert("wireType".into(), received.name.as_ref().into());
        data.insert("fields".into(), Value::Object(fields));
        let id = id.map(|id| format!("{id}:fields"));
        let event = EventChange { event: kind::UNKNOWN_FIELDS.into(), data, ..EventChange::default() };
        self.push(at, id.as_deref(), Change::Event(event));
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
                self.item_done(Some(previous), item, *json, None, at, id)
            }
            Event::OutputItem { done: false, response_id, item, json } => {
                self.output_item(response_id.as_deref(), item, *json, at, id);
            }
            Event::OutputItem { done: true, response_id, item, json } => {
                self.item_done(None, item, *json, response_id.as_deref(), at, id);
            }
            Event::ItemRequested { item } => self.item_requested(item, at, id),
            Event::ItemDeleted { item_id } if !item_id.is_empty() => {
                self.push(at, id, Change::Removed { item_id: item_id.to_string() });
            }
            Event::ItemTruncated { part, audio_end_ms } if !part.item_id.is_empty() => {
                let (item_id, index) = (part.item_id.to_string(), part.index);
                self.push(at, id, Change::Truncated { item_id, index, audio_end_ms: *audio_end_ms });
            }
            Event::TranscriptDelta { part, delta } => {
                self.delta(key(part, TextOf::UserSpeech), part, &delta.0, None, at);
            }
            Event::TranscriptCompleted { part, transcript, confidence, usage }
                if !part.item_id.is_empty() =>
            {
                let change = TextChange {
                    confidence: *confidence,
                    usage: usage.map(|usage| value(usage.0)),
                    ..text_change(part, TextOf::UserSpeech, &transcript.0)
                };
                self.text_done(part, change, at, id);
            }
            Event::TranscriptFailed { part, error } if !part.item_id.is_empty() => {
                self.streams.remove(&key(part, TextOf::UserSpeech));
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
                self.speech(item_id, false, *audio_end_ms, at, id)
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
            Event::Part { part, content } => self.part(part, content, at, id),
            Event::TextDelta { kind, part, delta } => {
                let of = text_of(*kind);
                let audio_ms = (of == TextOf::AgentSpeech).then(|| {
                    let tally = self.spoken.get(&(part.item_id.to_string(), part.index));
                    tally.map_or(0, |tally| tally.millis(self.output))
                });
                self.delta(key(part, of), part, &delta.0, audio_ms, at);
            }
            Event::TextDone { kind, part, text, name, call_id } if !part.item_id.is_empty() => {
                self.name_call(*kind, part, name.as_deref(), call_id.as_deref(), at);
                self.text_done(part, text_change(part, text_of(*kind), &text.0), at, id);
            }
            Event::OutputAudio { part, bytes } if !part.item_id.is_empty() => {
                let tally = self.spoken.entry((part.item_id.to_string(), part.index)).or_default();
                tally.add(*bytes, at, self.observed);
            }
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

    fn item_added(
        &mut self,
        previous: &Previous<'_>,
        item: &Fields<'_>,
        json: RawJson<'_>,
        at: Timestamp,
        id: Option<&str>,
    ) {
        let Some(item_id) = item.string("id").filter(|id| !id.is_empty()) else { return };
        let known = self.items.entry(item_id.clone()).or_default();
        known.repeats(json);
        let mut change = item::change(item, &item_id, known);
        change.place = Some(place(previous));
        change.firm = true;
        // Outputs have no status: they are final as they come.
        change.done = !known.done && item.text("status").is_none_or(|status| status == "completed");
        known.placed = true;
        known.done |= change.done;
        self.push(at, id, Change::Item(change));
    }

    fn output_item(
        &mut self,
        response_id: Option<&str>,
        item: &Fields<'_>,
        json: RawJson<'_>,
        at: Timestamp,
        id: Option<&str>,
    ) {
        let Some(item_id) = item.string("id").filter(|id| !id.is_empty()) else { return };
        let known = self.items.entry(item_id.clone()).or_default();
        known.repeats(json);
        let mut change = item::change(item, &item_id, known);
        change.response_id = response_id.map(str::to_owned);
        self.push(at, id, Change::Item(change));
    }

    /// An item is final, by its own event (then `previous` is there), or as an output of a response.
    fn item_done(
        &mut self,
        previous: Option<&Previous<'_>>,
        item: &Fields<'_>,
        json: RawJson<'_>,
        response_id: Option<&str>,
        at: Timestamp,
        id: Option<&str>,
    ) {
        let Some(item_id) = item.string("id").filter(|id| !id.is_empty()) else { return };
        let known = self.items.entry(item_id.clone()).or_default();
        let repeated = known.repeats(json) && known.done;
        if repeated && (known.placed || previous.is_none()) {
            return;
        }
        let mut change = item::change(item, &item_id, known);
        change.done = !std::mem::replace(&mut known.done, true);
        change.response_id = response_id.map(str::to_owned);
        if let (Some(previous), false) = (previous, known.placed) {
            known.placed = true;
            // Often null on `.done`, which then says nothing.
            change.place = Some(match previous {
                Previous::After(previous) => Place::After(previous.to_string()),
                _ => Place::Last,
            });
        }
        if !item::is_empty(&change) {
            self.push(at, id, Change::Item(change));
        }
        self.settle_item(&item_id, at);
    }

    /// Text that streams into an item which is final will get no more of it. (The caller's transcript is
    /// the exception: it comes later than its item.)
    fn settle_item(&mut self, item_id: &str, at: Timestamp) {
        let open: Vec<PartKey> = self
            .streams
            .range((item_id.to_owned(), 0, TextOf::UserSpeech)..)
            .take_while(|((item, ..), _)| item == item_id)
            .filter(|((_, _, of), _)| *of != TextOf::UserSpeech)
            .map(|(key, _)| key.clone())
            .collect();
        for key in open {
            self.settle(&key, at, None);
        }
        let tallies: Vec<u32> = self
            .spoken
            .range((item_id.to_owned(), 0)..)
            .take_while(|((item, _), _)| item == item_id)
            .map(|((_, index), _)| *index)
            .collect();
        for index in tallies {
            self.spoken_done(item_id, index, at, None);
        }
    }

    fn item_requested(&mut self, item: &Fields<'_>, at: Timestamp, id: Option<&str>) {
        if item.text("type").is_some_and(|kind| kind == "function_call_output")
            && let (Some(call_id), Some(output)) = (item.string("call_id"), item.string("output"))
        {
            self.push(at, id, Change::Result { call_id, output });
        }
    }

    fn ready_item(&mut self, item: &Fields<'_>, at: Timestamp) {
        let Some(item_id) = item.string("itemId").or_else(|| item.string("id")).filter(|id| !id.is_empty())
        else {
            self.push(at, None, Change::Problem(malformed("a history item has no itemId")));
            return;
        };
        let known = self.items.entry(item_id.clone()).or_default();
        let mut change = item::change(item, &item_id, known);
        let finished = item.text("status").is_none_or(|status| status != "in_progress");
        if finished && !known.done {
            known.done = true;
            change.done = true;
        }
        if !std::mem::replace(&mut known.placed, true) {
            let previous = item.string("previousItemId").or_else(|| item.string("previous_item_id"));
            change.place = Some(previous.map_or(Place::Last, Place::After));
            change.firm = true;
        }
        if !item::is_empty(&change) {
            self.push(at, None, Change::Item(change));
        }
    }

    fn committed(&mut self, item_id: &str, previous: &Previous<'_>, at: Timestamp, id: Option<&str>) {
        self.flush_heard(Some(item_id), at, false);
        if item_id.is_empty() {
            return;
        }
        let known = self.items.entry(item_id.to_owned()).or_default();
        if !std::mem::replace(&mut known.placed, true) {
            let part = PartChange { index: 0, kind: "input_audio".into(), text: None };
            let change = ItemChange {
                item_id: item_id.to_owned(),
                place: Some(place(previous)),
                kind: Some("message".into()),
                role: Some("user".into()),
                parts: vec![part],
                ..ItemChange::default()
            };
            self.push(at, None, Change::Item(change));
        }
        self.push(at, id, Change::Committed { item_id: item_id.to_owned() });
    }

    fn speech(
        &mut self,
        item_id: &str,
        started: bool,
        audio_ms: Option<u64>,
        at: Timestamp,
        id: Option<&str>,
    ) {
        self.push(at, id, Change::Speech { item_id: item_id.to_owned(), started, audio_ms });
    }

    fn part(&mut self, part: &PartRef<'_>, content: &Fields<'_>, at: Timestamp, id: Option<&str>) {
        let (Some(kind), false) = (content.string("type"), part.item_id.is_empty()) else { return };
        let text = content.string("transcript").or_else(|| content.string("text")).unwrap_or_default();
        let known = self.items.entry(part.item_id.to_string()).or_default();
        if !known.is_news(Slot::Part(part.index), &text) {
            return;
        }
        let of = if kind.ends_with("audio") { TextOf::AgentSpeech } else { TextOf::AgentText };
        let marks = self.streams.remove(&key(part, of)).map(|stream| stream.marks).unwrap_or_default();
        let change = TextChange { marks, ..text_change(part, of, &text) };
        self.push(at, id, Change::Text(change));
    }

    /// The events of a call's arguments may be all that is seen of its name (a stream joined late).
    fn name_call(
        &mut self,
        kind: TextKind,
        part: &PartRef<'_>,
        name: Option<&str>,
        call_id: Option<&str>,
        at: Timestamp,
    ) {
        let item_kind = match kind {
            TextKind::Arguments => "function_call",
            TextKind::McpArguments => "mcp_call",
            TextKind::Written | TextKind::Spoken => return,
        };
        let known = self.items.entry(part.item_id.to_string()).or_default();
        if name.is_none() || std::mem::replace(&mut known.named, true) {
            return;
        }
        let change = ItemChange {
            item_id: part.item_id.to_string(),
            response_id: part.response_id.as_deref().map(str::to_owned),
            kind: Some(item_kind.into()),
            name: name.map(str::to_owned),
            call_id: call_id.map(str::to_owned),
            ..ItemChange::default()
        };
        self.push(at, None, Change::Item(change));
    }

    fn response(&mut self, response: &Fields<'_>, done: bool, at: Timestamp, id: Option<&str>) {
        let Some(response_id) = response.string("id").filter(|id| !id.is_empty()) else { return };
        if response.raw("conversation_id").is_some_and(|raw| raw.get() == "null") {
            self.asides.insert(response_id.clone());
        }
        let aside = self.asides.contains(&response_id);
        let details = response.object("status_details").unwrap_or_default();
        let mut item_ids = Vec::new();
        if done {
            for (item_id, item) in item::outputs(response) {
                let known = self.items.entry(item_id.clone()).or_default();
                let mut change =
                    if known.done { ItemChange::default() } else { item::change(&item, &item_id, known) };
                change.done = !std::mem::replace(&mut known.done, true);
                if !aside && !std::mem::replace(&mut known.placed, true) {
                    change.place = Some(Place::Last);
                }
                if !item::is_empty(&change) {
                    change.item_id.clone_from(&item_id);
                    change.response_id = Some(response_id.clone());
                    self.push(at, None, Change::Item(change));
                }
                self.settle_item(&item_id, at);
                item_ids.push(item_id);
            }
            self.settle_response(&response_id, at);
        }
        let change = ResponseChange {
            response_id,
            done,
            status: response.string("status"),
            reason: details.string("reason"),
            error: details.value("error"),
            usage: response.value("usage"),
            aside,
            item_ids,
            metadata: response.value("metadata"),
        };
        self.push(at, id, Change::Response(change));
    }

    /// Settles what a response was still saying when it ended: a failed one may list no output.
    fn settle_response(&mut self, response_id: &str, at: Timestamp) {
        let open: Vec<PartKey> = self
            .streams
            .iter()
            .filter(|(_, stream)| stream.response_id.as_deref() == Some(response_id))
            .map(|(key, _)| key.clone())
            .collect();
        for key in open {
            self.settle(&key, at, None);
        }
    }

    fn delta(&mut self, key: PartKey, part: &PartRef<'_>, delta: &str, audio_ms: Option<u64>, at: Timestamp) {
        if delta.is_empty() || key.0.is_empty() {
            return;
        }
        let stream = self.streams.entry(key.clone()).or_default();
        if stream.response_id.is_none() {
            stream.response_id = part.response_id.as_deref().map(str::to_owned);
        }
        stream.push(delta, audio_ms, self.observed);
        if stream.text.len() > LONGEST {
            self.settle(&key, at, None);
        }
    }

    /// A text is whole, by its own event.
    fn text_done(&mut self, part: &PartRef<'_>, mut change: TextChange, at: Timestamp, id: Option<&str>) {
        let stream = self.streams.remove(&(change.item_id.clone(), change.index, change.of));
        let said_before = stream.as_ref().is_some_and(|stream| !stream.text.is_empty());
        change.marks = stream.map(|stream| stream.marks).unwrap_or_default();
        change.response_id = part.response_id.as_deref().map(str::to_owned);
        let slot = if change.of == TextOf::Arguments { Slot::Arguments } else { Slot::Part(change.index) };
        let known = self.items.entry(change.item_id.clone()).or_default();
        let news = known.is_news(slot, &change.text);
        // An empty transcript of the caller's speech is a result too: there were no words in it.
        if news || said_before || change.of == TextOf::UserSpeech {
            self.push(at, id, Change::Text(change));
        }
    }

    /// A text will get no more pieces, and no event of its own says what it came to.
    fn settle(&mut self, key: &PartKey, at: Timestamp, id: Option<&str>) {
        let Some(stream) = self.streams.remove(key) else { return };
        let (item_id, index, of) = key.clone();
        let slot = if of == TextOf::Arguments { Slot::Arguments } else { Slot::Part(index) };
        // The item itself may have told the text already, but not when its pieces came.
        let news = self.items.entry(item_id.clone()).or_default().is_news(slot, &stream.text);
        if !news && stream.marks.is_empty() {
            return;
        }
        let Stream { text, marks, response_id, .. } = stream;
        let change = TextChange {
            item_id,
            index,
            of,
            response_id,
            text,
            marks,
            complete: true,
            ..TextChange::default()
        };
        self.push(at, id, Change::Text(change));
    }

    fn spoken_done(&mut self, item_id: &str, index: u32, at: Timestamp, id: Option<&str>) {
        let key = (item_id.to_owned(), index);
        let Some(mut tally) = self.spoken.remove(&key) else { return };
        self.push_spoken(&key, &mut tally, false, at, id);
    }

    fn push_spoken(
        &mut self,
        key: &(String, u32),
        tally: &mut Tally,
        unfinished: bool,
        at: Timestamp,
        id: Option<&str>,
    ) {
        let taken = tally.take(self.output);
        if taken.is_none() && unfinished {
            return;
        }
        let (first_at, info) = taken.unwrap_or_default();
        let change = AudioChange {
            output: true,
            item_id: Some(key.0.clone()),
            response_id: None,
            first_at,
            info,
            unfinished,
        };
        self.push(at, id, Change::Audio(change));
    }

    fn flush_heard(&mut self, item_id: Option<&str>, at: Timestamp, unfinished: bool) {
        let taken = self.heard.take(self.input);
        if !unfinished {
            self.heard = Tally::default();
        }
        if let Some((first_at, info)) = taken {
            let item_id = item_id.filter(|id| !id.is_empty()).map(str::to_owned);
            let change =
                AudioChange { output: false, item_id, response_id: None, first_at, info, unfinished };
            self.push(at, None, Change::Audio(change));
        }
    }

    fn flush_if_due(&mut self, at: Timestamp) {
        match self.flushed_at {
            Some(last) if at.since(last) < FLUSH_MS => {}
            Some(_) => self.flush(at),
            None => self.flushed_at = Some(at),
        }
    }

    /// Makes entries of what is pending: audio counted so far, and of each text as much as no continuation
    /// can change. (Arguments wait until they are whole: half an object cannot be redacted.)
    fn flush(&mut self, at: Timestamp) {
        self.flushed_at = Some(at);
        let mut texts = Vec::new();
        for ((item_id, index, of), stream) in &mut self.streams {
            if *of == TextOf::Arguments || stream.first_pending().is_none() {
                continue;
            }
            let settled = self.redactor.settled(&stream.text);
            let Some(text) = stream.text.get(..settled).filter(|text| !text.is_empty()) else { continue };
            texts.push(TextChange {
                item_id: item_id.clone(),
                index: *index,
                of: *of,
                response_id: stream.response_id.clone(),
                text: text.to_owned(),
                marks: stream.marks_within(settled),
                ..TextChange::default()
            });
            stream.covered(settled);
        }
        for text in texts {
            self.push(at, None, Change::Text(text));
        }
        let mut spoken = std::mem::take(&mut self.spoken);
        for (key, tally) in &mut spoken {
            self.push_spoken(key, tally, true, at, None);
        }
        self.spoken = spoken;
        self.flush_heard(None, at, true);
    }
}

fn key(part: &PartRef<'_>, of: TextOf) -> PartKey {
    (part.item_id.to_string(), part.index, of)
}

fn text_of(kind: TextKind) -> TextOf {
    match kind {
        TextKind::Written => TextOf::AgentText,
        TextKind::Spoken => TextOf::AgentSpeech,
        TextKind::Arguments | TextKind::McpArguments => TextOf::Arguments,
    }
}

fn text_change(part: &PartRef<'_>, of: TextOf, text: &str) -> TextChange {
    TextChange {
        item_id: part.item_id.to_string(),
        index: part.index,
        response_id: part.response_id.as_deref().map(str::to_owned),
        of,
        text: text.to_owned(),
        complete: true,
        ..TextChange::default()
    }
}

fn place(previous: &Previous<'_>) -> Place {
    match previous {
        Previous::Unsaid => Place::Last,
        Previous::First => Place::First,
        Previous::After(id) => Place::After(id.to_string()),
    }
}

fn malformed(detail: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::MalformedEvent).with_detail(detail)
}

/// An event's type, where it is one of ours to repeat: a type that we do not know may be anything.
fn public_name(received: &Received<'_>) -> String {
    match received.event {
        Event::Unknown => "an unknown event".to_owned(),
        _ => received.name.to_string(),
    }
}

fn unknown(received: &Received<'_>) -> EventChange {
    let members: Map<String, Value> = received
        .fields
        .iter()
        .filter(|(name, _)| !matches!(*name, "type" | "event_id"))
        .map(|(name, raw)| (name.to_owned(), without_payload(RawJson(raw))))
        .collect();
    let mut data = Map::new();
    data.insert("wireType".into(), received.name.as_ref().into());
    data.insert("event".into(), Value::Object(members));
    let item_id = received.fields.string("item_id");
    let response_id = received.fields.string("response_id");
    EventChange { event: kind::UNKNOWN.into(), item_id, response_id, data }
}

fn members(fields: &Fields<'_>) -> Map<String, Value> {
    let present = fields.iter().filter(|(_, raw)| raw.get() != "null");
    present.map(|(name, raw)| (camel(name), value(raw))).collect()
}

/// A value as it is, but for what looks like encoded audio or an image: a long string of base64.
fn without_payload(raw: RawJson<'_>) -> Value {
    let json = raw.0.get();
    let base64 =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'\\');
    let inner = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if inner.len() > 256 && inner.bytes().all(base64) => {
            Value::from(format!("[payload of {} bytes left out]", crate::wire::payload_bytes(raw.0)))
        }
        Some(_) => value(raw.0),
        None => match Fields::of(raw.0) {
            // One level down: that is where an item's or a response's payload would be.
            Some(fields) => fields
                .iter()
                .map(|(name, raw)| (name.to_owned(), shallow(raw, base64)))
                .collect::<Map<_, _>>()
                .into(),
            None if json.starts_with('[') => {
                elements(raw.0).into_iter().map(|raw| shallow(raw, base64)).collect()
            }
            None => value(raw.0),
        },
    }
}

fn shallow(raw: &serde_json::value::RawValue, base64: impl Fn(u8) -> bool) -> Value {
    let inner = raw.get().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if inner.len() > 256 && inner.bytes().all(base64) => Value::from("[payload left out]"),
        _ => value(raw),
    }
}
