//! The conversation's state: entries in, documents out.
//!
//! The ledger stands on the redacted side. It is fed the entries that the journal holds, live one by one
//! as they are made and after a crash all at once, and knows nothing else: that is why a recovered record
//! is the same as one that was never interrupted. Each entry costs the same however many came before.

mod documents;
mod events;
mod facts;
mod heard;
mod item;
mod order;
mod problems;
mod snapshots;
mod turns;

use std::collections::BTreeMap;

use scripta_extract::Extractor;
use scripta_redact::{Counts as Found, Redacted};
use serde_json::{Map, Value};
use uuid::Uuid;

pub(crate) use self::documents::Documents;
use self::events::Events;
use self::facts::Facts;
use self::item::{Item, Truncation};
use self::order::Order;
use self::problems::Problems;
use self::snapshots::{Counts, Difference, HISTORY_UPDATED, Snapshots, Taken};
use crate::entry::{
    Begin, Change, End, Entry, ItemChange, Place, Playback, ResponseChange, SessionChange, TextChange, TextOf,
};
use crate::hash::Map as Table;
use crate::record::{Problem, ProblemKind, Source, Speaker, Usage, kind};
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

/// A response.
#[derive(Debug, Default)]
struct Response {
    done: bool,
    aside: bool,
    status: Option<String>,
    reason: Option<String>,
    playback_started: Option<Timestamp>,
    audio_tokens: Option<u64>,
    items: Vec<usize>,
}

impl Response {
    /// The caller began to speak while it was being made.
    fn was_cut_off(&self) -> bool {
        self.status.as_deref() == Some("cancelled") && self.reason.as_deref() == Some("turn_detected")
    }
}

/// Redactions by what they were found in, so that a text that is told twice counts once.
#[derive(Debug, Default)]
struct FoundBy {
    by_text: BTreeMap<String, Found>,
    rest: Found,
}

impl FoundBy {
    fn add(&mut self, change: &Change, found: &Found) {
        let text = match change {
            Change::Text(text) => format!("{}/{}", text.item_id, text.index),
            Change::Item(ItemChange { call_id: Some(call_id), output: Some(_), .. }) => {
                format!("result {call_id}")
            }
            Change::Result { call_id, .. } => format!("result {call_id}"),
            Change::Item(item) => item.item_id.clone(),
            _ => return self.rest.merge(found),
        };
        if found.is_empty() {
            // What replaces a text may have nothing in it.
            if matches!(change, Change::Text(_)) {
                self.by_text.remove(&text);
            }
            return;
        }
        self.by_text.insert(text, found.clone());
    }

    fn total(&self) -> Found {
        let mut total = self.rest.clone();
        self.by_text.values().for_each(|found| total.merge(found));
        total
    }
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
        let Entry { at, id, found, change } = entry.get();
        let (at, id) = (*at, id.as_deref());
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
            Change::McpCall { item_id, failed } => {
                let item = self.entry(item_id);
                if let (true, Some(item)) = (*failed, self.items.get_mut(item)) {
                    item.extra.insert("failed".into(), true.into());
                    item.touch(at);
                }
            }
            Change::LiveUsage { usage } => self.live_usage = Some(usage.clone()),
            Change::Event(event) => {
                self.events.push(
                    &event.event,
                    event.item_id.as_deref(),
                    event.response_id.as_deref(),
                    event.data.clone(),
                );
                if event.event == kind::UNKNOWN {
                    let name = event.data.get("wireType").and_then(Value::as_str).unwrap_or_default();
                    *self.source.unknown_events.entry(name.to_owned()).or_default() += 1;
                }
            }
            Change::Snapshot { event_type } => self.snapshot(event_type.clone(), at),
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
        self.start = at;
        self.last = at;
    }

    fn session(&mut self, session: &SessionChange) {
        let mut data = Map::new();
        for (name, value) in
            [("sessionId", &session.session_id), ("model", &session.model), ("voice", &session.voice)]
        {
            data.extend(value.as_ref().map(|value| (name.to_owned(), value.as_str().into())));
        }
        if session.requested {
            data.insert("settings".into(), session.settings.clone().into());
            self.events.push(kind::SESSION_UPDATE_REQUESTED, None, None, data);
            return;
        }
        let source = &mut self.source;
        // A stream that is joined late (a sideband) has no event that opens the session.
        let connects = source.session_ids.is_empty();
        let reconnects = session.opened && !connects;
        if let Some(id) = &session.session_id
            && source.session_ids.last() != Some(id)
        {
            source.session_ids.push(id.clone());
        } else if connects {
            source.session_ids.push(String::new());
        }
        for (known, said) in [(&mut source.model, &session.model), (&mut source.voice, &session.voice)] {
            if said.is_some() {
                known.clone_from(said);
            }
        }
        source.input_audio = session.input.unwrap_or(source.input_audio);
        source.output_audio = session.output.unwrap_or(source.output_audio);
        if let Some(model) = &session.transcription {
            self.transcription_off = model.is_empty();
            source.transcription_model = Some(model.clone()).filter(|model| !model.is_empty());
        }
        if let Some(tracing) = session.settings.get("tracing") {
            source.tracing = Some(tracing.clone());
        }
        if reconnects {
            self.order.rebase();
        }
        data.insert("settings".into(), session.settings.clone().into());
        let kind = if connects || session.opened { kind::SESSION_CONNECTED } else { kind::SESSION_UPDATED };
        self.events.push(kind, None, None, data);
    }

    /// The item's index; an item not seen before is made.
    fn entry(&mut self, id: &str) -> usize {
        if let Some(index) = self.by_id.get(id) {
            return *index;
        }
        let index = self.items.len();
        self.items.push(Item::new(id));
        self.by_id.insert(id.to_owned(), index);
        index
    }

    fn item(&mut self, change: &ItemChange, at: Timestamp) {
        let index = self.entry(&change.item_id);
        self.count(index, false);
        if let Some(item) = self.items.get_mut(index) {
            item.touch(at);
            item.change(change);
        }
        self.place(index, change);
        self.count(index, true);
        self.changed.push(index);
        if let Some(response_id) = &change.response_id {
            let response = self.responses.entry(response_id.clone()).or_default();
            if !response.items.contains(&index) {
                response.items.push(index);
            }
        }
        self.tell(index, at);
        self.tell_kind(index, change);
        if change.place.is_some() || change.done {
            self.snapshot(HISTORY_UPDATED.into(), at);
        }
    }

    fn place(&mut self, index: usize, change: &ItemChange) {
        let Some(place) = &change.place else { return };
        let Some(item) = self.items.get_mut(index) else { return };
        if item.removed || item.firm || (self.order.is_linked(index) && !change.firm) {
            return;
        }
        item.firm = change.firm;
        match place {
            Place::First => self.order.push_first(index),
            Place::Last => self.order.push_last(index),
            Place::After(previous) => {
                item.previous = Some(previous.clone());
                match self.by_id.get(previous).copied() {
                    Some(previous) => self.order.insert_after(previous, index),
                    None => {
                        self.order.push_last(index);
                        let problem = Problem::of_item(ProblemKind::SequenceGap, &change.item_id);
                        self.problems.add(problem.with_detail("the item before it was never seen"));
                    }
                }
            }
        }
    }

    /// Counts an item in (`add`) or out, before and after a change to it.
    fn count(&mut self, index: usize, add: bool) {
        let Some(item) = self.items.get(index) else { return };
        if item.removed || !self.order.is_linked(index) {
            return;
        }
        let count = match (item.is_message(), item.speaker()) {
            (false, _) if item.is_call() => &mut self.counts.tool_calls,
            (false, _) => return,
            (true, Speaker::User) => &mut self.counts.user,
            (true, Speaker::Assistant) => &mut self.counts.assistant,
            (true, Speaker::System) => &mut self.counts.other,
        };
        *count = if add { *count + 1 } else { count.saturating_sub(1) };
    }

    fn text(&mut self, change: &TextChange, at: Timestamp) {
        let index = self.entry(&change.item_id);
        self.count(index, false);
        if let Some(item) = self.items.get_mut(index) {
            item.touch(at);
            item.text(change, at);
        }
        self.count(index, true);
        self.changed.push(index);
        if let Some(usage) = &change.usage {
            self.usage.add_transcription(usage);
        }
        if !change.complete {
            return;
        }
        if change.of == TextOf::Arguments {
            self.tell_call(index, at);
        } else {
            self.tell_text(index, change.index);
            self.learn(index);
        }
        self.tell(index, at);
        // The agent's text is followed by its item, which settles the history; the caller's is not.
        if change.of == TextOf::UserSpeech {
            self.snapshot(HISTORY_UPDATED.into(), at);
        }
    }

    /// Learns the facts in an item, prompted by the message before it.
    fn learn(&mut self, index: usize) {
        let Some(item) = self.items.get(index) else { return };
        let before = self.order.before(index).and_then(|before| self.items.get(before));
        let prompt = before.filter(|before| before.speaker() != item.speaker()).map(Item::words);
        self.facts.learn(item, prompt.as_deref(), &self.extractor);
    }

    fn transcript_failed(&mut self, item_id: &str, data: &Map<String, Value>, at: Timestamp) {
        let index = self.entry(item_id);
        if let Some(item) = self.items.get_mut(index) {
            item.touch(at);
            item.transcript_failed = true;
        }
        self.events.push(kind::TRANSCRIPT_FAILED, Some(item_id), None, data.clone());
        let code = data.get("code").and_then(Value::as_str);
        let problem = Problem::of_item(ProblemKind::TranscriptFailed, item_id);
        self.problems.add(Problem { detail: code.map(str::to_owned), ..problem });
    }

    fn remove(&mut self, item_id: &str, at: Timestamp) {
        let index = self.entry(item_id);
        self.count(index, false);
        let was_there = self.order.is_linked(index);
        if let Some(item) = self.items.get_mut(index) {
            item.removed = true;
            item.touch(at);
        }
        self.order.remove(index);
        self.events.push(kind::ITEM_DELETED, Some(item_id), None, Map::new());
        if was_there {
            self.removed.push(item_id.to_owned());
            self.snapshot(HISTORY_UPDATED.into(), at);
        }
    }

    fn truncate(&mut self, item_id: &str, truncation: Truncation) {
        let index = self.entry(item_id);
        if let Some(item) = self.items.get_mut(index) {
            item.touch(truncation.at);
            item.truncated = Some(truncation);
        }
        self.tell_interruption(index, Some(truncation.audio_end_ms));
        self.changed.push(index);
        self.snapshot(HISTORY_UPDATED.into(), truncation.at);
    }

    fn speech(&mut self, item_id: &str, started: bool, audio_ms: Option<u64>, at: Timestamp) {
        let mut data = Map::new();
        let (kind, member) = if started {
            (kind::SPEECH_STARTED, "audioStartMs")
        } else {
            (kind::SPEECH_STOPPED, "audioEndMs")
        };
        data.extend(audio_ms.map(|ms| (member.to_owned(), ms.into())));
        self.events.push(kind, Some(item_id).filter(|id| !id.is_empty()), None, data);
        if item_id.is_empty() {
            return;
        }
        let index = self.entry(item_id);
        if let Some(item) = self.items.get_mut(index) {
            if started {
                item.times.speech_started.get_or_insert(at);
            } else {
                item.times.speech_stopped = Some(at);
            }
        }
    }

    fn audio(&mut self, audio: &crate::entry::AudioChange) {
        let Some(item_id) = &audio.item_id else {
            self.events.heard(audio.info);
            return;
        };
        let index = self.entry(item_id);
        let Some(item) = self.items.get_mut(index) else { return };
        if audio.info.chunks > 0 {
            item.times.audio.get_or_insert(audio.first_at);
        }
        item.audio.add(audio.info);
        if !audio.output {
            item.audio.add(self.events.take_heard());
        }
        if !audio.unfinished {
            self.tell_audio(index, audio.output);
        }
    }

    fn response(&mut self, change: &ResponseChange, at: Timestamp) {
        let items: Vec<usize> = change.item_ids.iter().map(|id| self.entry(id)).collect();
        let response = self.responses.entry(change.response_id.clone()).or_default();
        response.aside |= change.aside;
        for item in items {
            if !response.items.contains(&item) {
                response.items.push(item);
            }
        }
        if !change.done || std::mem::replace(&mut response.done, true) {
            return;
        }
        response.status.clone_from(&change.status);
        response.reason.clone_from(&change.reason);
        if let Some(usage) = &change.usage {
            self.usage.add_response(usage);
            let audio = usage.pointer("/output_token_details/audio_tokens");
            response.audio_tokens = audio.and_then(Value::as_u64);
        }
        self.tell_response(change);
        let cut_off = self.responses.get(&change.response_id).is_some_and(Response::was_cut_off);
        if cut_off {
            self.response_cut_off(&change.response_id);
        }
        self.snapshot(HISTORY_UPDATED.into(), at);
    }

    /// Tells of an interruption, unless a truncation has told already.
    fn response_cut_off(&mut self, response_id: &str) {
        let items =
            self.responses.get(response_id).map(|response| response.items.clone()).unwrap_or_default();
        let spoken = |item: &&usize| {
            self.items
                .get(**item)
                .is_some_and(|item| item.is_message() && item.parts.values().any(item::Part::is_spoken))
        };
        if items.iter().any(|item| self.items.get(*item).is_some_and(|item| item.interrupted.is_some())) {
            return;
        }
        if let Some(last) = items.iter().rev().find(spoken).copied() {
            self.tell_interruption(last, None);
        }
    }

    fn playback(&mut self, response_id: &str, state: Playback, at: Timestamp) {
        if state == Playback::Started {
            let response = self.responses.entry(response_id.to_owned()).or_default();
            response.playback_started.get_or_insert(at);
        }
        let state = match state {
            Playback::Started => "started",
            Playback::Stopped => "stopped",
            Playback::Cleared => "cleared",
        };
        let data = [("state".to_owned(), state.into())].into_iter().collect();
        self.events.push(kind::PLAYBACK, None, Some(response_id).filter(|id| !id.is_empty()), data);
    }

    fn result(&mut self, call_id: &str, output: &str, at: Timestamp) {
        let call = self.calls.entry(call_id.to_owned()).or_default();
        if call.answered.is_some() {
            return;
        }
        call.answered = Some(at);
        call.output = Some(output.to_owned());
        let item = call.item;
        if let Some(item) = item {
            if let Some(item) = self.items.get_mut(item) {
                item.output = Some(output.to_owned());
                item.version = None;
            }
            self.changed.push(item);
        }
        self.tell_result(item, Some(call_id), output);
    }

    fn snapshot(&mut self, event_type: String, at: Timestamp) {
        let mut differences: Vec<Difference> =
            self.removed.drain(..).map(|item_id| Difference::Remove { item_id }).collect();
        let mut changed = std::mem::take(&mut self.changed);
        changed.retain(|index| self.order.is_linked(*index));
        let pending: std::collections::BTreeSet<usize> = changed.iter().copied().collect();
        let mut put = std::collections::BTreeSet::new();
        for index in changed {
            // What an item stands behind is put before it.
            let chain: Vec<usize> = std::iter::successors(Some(index), |index| self.order.before(*index))
                .take_while(|index| pending.contains(index) && !put.contains(index))
                .collect();
            for index in chain.into_iter().rev() {
                put.insert(index);
                let after =
                    self.order.before(index).and_then(|before| self.items.get_mut(before)).map(Item::version);
                if let Some(item) = self.items.get_mut(index).map(Item::version) {
                    differences.push(Difference::Put { after, item });
                }
            }
        }
        // What was counted before the wire said that it belongs to the history is no difference.
        if differences.is_empty() && event_type == HISTORY_UPDATED {
            return;
        }
        let facts = self.facts.values();
        self.snapshots.take(Taken { at, event_type, differences, counts: self.counts, facts });
    }

    fn finish(&mut self, end: &End, at: Timestamp) {
        if self.end.is_some() {
            return;
        }
        self.place_leftovers(at);
        for index in 0..self.items.len() {
            self.tell_audio(index, true);
        }
        self.events.tell_heard(None);
        self.metadata.extend(end.metadata.iter().map(|(name, value)| (name.clone(), value.clone())));
        self.completion_reason.clone_from(&end.completion_reason);
        self.snapshot(HISTORY_UPDATED.into(), at);
        self.end = Some(at);
    }

    /// Items that said something and that nothing placed belong at the end, unless their response was made
    /// beside the conversation.
    fn place_leftovers(&mut self, at: Timestamp) {
        for index in 0..self.items.len() {
            let Some(item) = self.items.get(index) else { continue };
            let response = item.response_id.as_ref().and_then(|id| self.responses.get(id));
            let aside = response.is_some_and(|response| response.aside);
            if self.order.is_linked(index)
                || item.removed
                || aside
                || (item.words().is_empty() && item.name.is_none())
            {
                continue;
            }
            let problem = Problem::of_item(ProblemKind::SequenceGap, &item.id);
            self.problems.add(problem.with_detail("nothing said where it belongs"));
            self.order.push_last(index);
            self.count(index, true);
            self.changed.push(index);
            self.tell(index, at);
        }
    }
}
