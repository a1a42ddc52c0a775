//! Items as they appear, change, are finished and go.

use super::item::{self, KnownItem};
use super::{Intake, malformed};
use crate::entry::{Change, ItemChange, PartChange, Place, TextOf};
use crate::time::Timestamp;
use crate::wire::{Fields, Previous, RawJson};

impl Intake {
    pub(super) fn item_added(
        &mut self,
        previous: &Previous<'_>,
        item: &Fields<'_>,
        json: RawJson<'_>,
        at: Timestamp,
        id: Option<&str>,
    ) {
        let Some(item_id) = item.id() else { return };
        let held = self.hold(item, &item_id, false);
        let known = self.items.entry(item_id.clone()).or_default();
        if std::mem::take(&mut known.removed) {
            // An SDK changes an item by taking it out and adding it again under its id.
            *known = KnownItem::default();
        }
        known.repeats(json);
        let mut change = item::change(item, &item_id, known, held);
        change.place = Some(place(previous));
        change.firm = true;
        // Outputs have no status: they are final as they come.
        change.done = !known.done && item.text("status").is_none_or(|status| status == "completed");
        known.placed = true;
        known.done |= change.done;
        self.push(at, id, Change::Item(change));
    }

    /// A response began an item.
    pub(super) fn output_item(
        &mut self,
        response_id: Option<&str>,
        item: &Fields<'_>,
        json: RawJson<'_>,
        at: Timestamp,
        id: Option<&str>,
    ) {
        let Some(item_id) = item.id() else { return };
        let held = self.hold(item, &item_id, false);
        let known = self.items.entry(item_id.clone()).or_default();
        known.repeats(json);
        let mut change = item::change(item, &item_id, known, held);
        change.response_id = response_id.map(str::to_owned);
        self.push(at, id, Change::Item(change));
    }

    /// An item is final, by its own event (then `previous` is there), or as an output of a response.
    pub(super) fn item_done(
        &mut self,
        previous: Option<&Previous<'_>>,
        item: &Fields<'_>,
        json: RawJson<'_>,
        response_id: Option<&str>,
        at: Timestamp,
        id: Option<&str>,
    ) {
        let Some(item_id) = item.id() else { return };
        let known = self.items.entry(item_id.clone()).or_default();
        let repeated = known.repeats(json) && known.done;
        if known.removed || (repeated && (known.placed || previous.is_none())) {
            return;
        }
        let mut change = item::change(item, &item_id, known, false);
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
    pub(super) fn settle_item(&mut self, item_id: &str, at: Timestamp) {
        let Some(open) = self.open.get(item_id) else { return };
        let mut texts: Vec<(u32, TextOf)> = open
            .texts()
            .filter(|(_, of, _)| *of != TextOf::UserSpeech)
            .map(|(index, of, _)| (index, of))
            .collect();
        texts.sort_unstable();
        let mut audio: Vec<u32> = open.audios().map(|(index, _)| index).collect();
        audio.sort_unstable();
        for (index, of) in texts {
            self.settle(item_id, index, of, at);
        }
        for index in audio {
            self.spoken_done(item_id, index, at, None);
        }
    }

    /// The client makes an item: the result of a tool is one, and known from here on.
    pub(super) fn item_requested(&mut self, item: &Fields<'_>, at: Timestamp, id: Option<&str>) {
        if item.text("type").is_some_and(|kind| kind == "function_call_output")
            && let (Some(call_id), Some(output)) = (item.string("call_id"), item.string("output"))
        {
            self.push(at, id, Change::Result { call_id, output });
        }
    }

    pub(super) fn item_deleted(&mut self, item_id: &str, at: Timestamp, id: Option<&str>) {
        self.settle_item(item_id, at);
        self.items.entry(item_id.to_owned()).or_default().removed = true;
        self.push(at, id, Change::Removed { item_id: item_id.to_owned() });
    }

    /// An item as an SDK's history has it.
    pub(super) fn ready_item(&mut self, item: &Fields<'_>, at: Timestamp) {
        let Some(item_id) = item.string("itemId").or_else(|| item.string("id")).filter(|id| !id.is_empty())
        else {
            self.push(at, None, Change::Problem(malformed("a history item has no itemId")));
            return;
        };
        let held = self.hold(item, &item_id, true);
        let known = self.items.entry(item_id.clone()).or_default();
        let mut change = item::change(item, &item_id, known, held);
        if !held && !known.done {
            known.done = true;
            change.done = true;
        }
        if !std::mem::replace(&mut known.placed, true) {
            let previous = item.string("previousItemId").or_else(|| item.string("previous_item_id"));
            change.place = Some(previous.map_or(Place::Last, Place::After));
            change.firm = true;
        }
        if !held {
            self.forget_held(item, &item_id);
        }
        if !item::is_empty(&change) {
            self.push(at, None, Change::Item(change));
        }
    }

    /// Texts of an item that is still being made are beginnings, which cannot be redacted yet: they are
    /// held like those that come piece by piece. False where the item is final. `whole`: it repeats what it
    /// said before.
    fn hold(&mut self, item: &Fields<'_>, item_id: &str, whole: bool) -> bool {
        if item.text("status").is_none_or(|status| status != "in_progress") {
            return false;
        }
        let texts = item::texts(item);
        if texts.iter().all(|(.., text)| text.is_empty()) {
            return true;
        }
        let observed = self.observed;
        let open = self.open.entry(item_id.to_owned()).or_default();
        for (index, of, text) in texts.iter().filter(|(.., text)| !text.is_empty()) {
            let stream = open.text(*index, *of);
            if whole || stream.text.is_empty() {
                stream.replace(text, observed);
            }
        }
        true
    }

    /// Drops what was held of texts that the item now tells whole.
    fn forget_held(&mut self, item: &Fields<'_>, item_id: &str) {
        let Some(open) = self.open.get_mut(item_id) else { return };
        for (index, of, text) in item::texts(item) {
            if !text.is_empty() {
                open.take_text(index, of);
            }
        }
        if open.is_empty() {
            self.open.remove(item_id);
        }
    }

    /// The input buffer became an item.
    pub(super) fn committed(
        &mut self,
        item_id: &str,
        previous: &Previous<'_>,
        at: Timestamp,
        id: Option<&str>,
    ) {
        self.flush_heard(Some(item_id), at, false);
        if item_id.is_empty() {
            return;
        }
        let known = self.items.entry(item_id.to_owned()).or_default();
        if !std::mem::replace(&mut known.placed, true) {
            let part = PartChange { kind: "input_audio".into(), ..PartChange::default() };
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

    /// The caller began or stopped speaking.
    pub(super) fn speech(
        &mut self,
        item_id: &str,
        started: bool,
        audio_ms: Option<u64>,
        at: Timestamp,
        id: Option<&str>,
    ) {
        self.push(at, id, Change::Speech { item_id: item_id.to_owned(), started, audio_ms });
    }
}

fn place(previous: &Previous<'_>) -> Place {
    match previous {
        Previous::Unsaid => Place::Last,
        Previous::First => Place::First,
        Previous::After(id) => Place::After(id.to_string()),
    }
}
