//! Items as they come, change, are cut off and go.

use serde_json::{Map, Value};

use super::Ledger;
use super::item::{Item, Truncation};
use super::snapshots::HISTORY_UPDATED;
use crate::entry::{AudioChange, ItemChange, Place, TextChange, TextOf};
use crate::record::{Problem, ProblemKind, Speaker, kind};
use crate::time::Timestamp;

impl Ledger {
    /// The item's index; an item not seen before is made.
    pub(super) fn entry(&mut self, id: &str) -> usize {
        if let Some(index) = self.by_id.get(id) {
            return *index;
        }
        let index = self.items.len();
        self.items.push(Item::new(id));
        self.by_id.insert(id.to_owned(), index);
        index
    }

    pub(super) fn item(&mut self, change: &ItemChange, at: Timestamp) {
        let index = self.entry(&change.item_id);
        self.count(index, false);
        if let Some(item) = self.items.get_mut(index) {
            if item.removed && change.firm {
                // Added again under its id: another item, though the events go on telling of the first.
                *item = Item::new(&change.item_id);
            }
            item.touch(at);
            item.change(change);
        }
        self.place(index, change);
        self.count(index, true);
        self.changed.push(index);
        if let Some(response_id) = &change.response_id {
            self.responses.entry(response_id.clone()).or_default().made(index);
        }
        self.tell(index, at);
        self.tell_kind(index, change);
        if change.place.is_some() || change.done {
            self.snapshot(HISTORY_UPDATED.into(), at);
        }
    }

    pub(super) fn place(&mut self, index: usize, change: &ItemChange) {
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
    pub(super) fn count(&mut self, index: usize, add: bool) {
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

    pub(super) fn text(&mut self, change: &TextChange, at: Timestamp) {
        let index = self.entry(&change.item_id);
        self.count(index, false);
        if let Some(item) = self.items.get_mut(index) {
            item.touch(at);
            item.text(change, at);
        }
        self.count(index, true);
        self.changed.push(index);
        if let (true, Some(item)) = (change.revised, self.items.get(index)) {
            self.snapshots.revise(&item.as_history(), item.times.first.unwrap_or(at));
        }
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
        }
        self.tell(index, at);
        // The agent's text is followed by its item, which settles the history; the caller's is not.
        if change.of == TextOf::UserSpeech {
            self.snapshot(HISTORY_UPDATED.into(), at);
        }
    }

    pub(super) fn transcript_failed(&mut self, item_id: &str, data: &Map<String, Value>, at: Timestamp) {
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

    pub(super) fn remove(&mut self, item_id: &str, at: Timestamp) {
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

    pub(super) fn truncate(&mut self, item_id: &str, truncation: Truncation) {
        let index = self.entry(item_id);
        if let Some(item) = self.items.get_mut(index) {
            item.touch(truncation.at);
            item.truncated = Some(truncation);
        }
        self.tell_interruption(index, Some(truncation.audio_end_ms));
        self.changed.push(index);
        self.snapshot(HISTORY_UPDATED.into(), truncation.at);
    }

    pub(super) fn speech(&mut self, item_id: &str, started: bool, audio_ms: Option<u64>, at: Timestamp) {
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

    pub(super) fn audio(&mut self, audio: &AudioChange) {
        let Some(item_id) = &audio.item_id else {
            self.events.heard(audio.info);
            return;
        };
        let mut info = audio.info;
        if !audio.output {
            info.add(self.events.take_heard());
        }
        let index = self.entry(item_id);
        let Some(item) = self.items.get_mut(index) else { return };
        if info.chunks > 0 {
            item.times.audio.get_or_insert(audio.first_at);
        }
        item.audio.add(info);
        if !audio.unfinished {
            self.tell_audio(index, audio.output);
        }
    }

    pub(super) fn result(&mut self, call_id: &str, output: &str, at: Timestamp) {
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

    /// An MCP call succeeded or failed; its item says with what.
    pub(super) fn mcp_call(&mut self, item_id: &str, failed: bool, at: Timestamp) {
        let index = self.entry(item_id);
        if let (true, Some(item)) = (failed, self.items.get_mut(index)) {
            item.extra.insert("failed".into(), true.into());
            item.touch(at);
            self.changed.push(index);
        }
    }
}
