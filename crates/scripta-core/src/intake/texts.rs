//! Texts as they stream in and become whole.

use super::item::Slot;
use super::stream::{LONGEST, Stream};
use super::{Intake, malformed};
use crate::entry::{Change, ItemChange, TextChange, TextOf};
use crate::record::Problem;
use crate::time::Timestamp;
use crate::wire::{Fields, PartRef, TextKind};

impl Intake {
    /// A piece of a text.
    pub(super) fn delta(
        &mut self,
        item_id: &str,
        (index, of): (u32, TextOf),
        response_id: Option<&str>,
        delta: &str,
        at: Timestamp,
    ) {
        if delta.is_empty() || item_id.is_empty() {
            return;
        }
        if !self.open.get(item_id).is_some_and(|open| open.has_text(index, of)) {
            if self.items.get(item_id).is_some_and(|known| known.is_whole(slot(index, of))) {
                return;
            }
            self.open.entry(item_id.to_owned()).or_default().text(index, of);
        }
        let Some(open) = self.open.get_mut(item_id) else { return };
        let audio_ms = (of == TextOf::AgentSpeech)
            .then(|| open.audio_of(index).map_or(0, |tally| tally.millis(self.output)));
        let stream = open.text(index, of);
        if stream.response_id.is_none() {
            stream.response_id = response_id.map(str::to_owned);
        }
        if !stream.push(delta, audio_ms, self.observed) {
            let problem = malformed(format!("a text is longer than {LONGEST} bytes; its end is not kept"));
            self.push(at, None, Change::Problem(Problem { item_id: Some(item_id.to_owned()), ..problem }));
        }
    }

    /// A text is whole, by its own event.
    pub(super) fn text_done(&mut self, mut change: TextChange, at: Timestamp, id: Option<&str>) {
        let stream = self.take_stream(&change.item_id, change.index, change.of);
        let said_before = stream.as_ref().is_some_and(|stream| !stream.text.is_empty());
        if let Some(stream) = stream {
            change.marks = stream.marks;
            // An empty transcript of the caller's speech is a result: there were no words in it. But what
            // the agent said is not unsaid.
            if change.text.is_empty() && change.of != TextOf::UserSpeech {
                change.text = stream.text;
            }
        }
        let known = self.items.entry(change.item_id.clone()).or_default();
        let slot = slot(change.index, change.of);
        let news = known.is_news(slot, &change.text);
        known.close(slot);
        if news || said_before || change.of == TextOf::UserSpeech {
            self.push(at, id, Change::Text(change));
        }
    }

    /// A text will get no more pieces, and no event of its own says what it came to.
    pub(super) fn settle(&mut self, item_id: &str, index: u32, of: TextOf, at: Timestamp) {
        let Some(stream) = self.take_stream(item_id, index, of) else { return };
        // The item itself may have told the text already, but not when its pieces came.
        let known = self.items.entry(item_id.to_owned()).or_default();
        let slot = slot(index, of);
        let news = known.is_news(slot, &stream.text);
        if of != TextOf::UserSpeech {
            known.close(slot);
        }
        if !news && stream.marks.is_empty() {
            return;
        }
        let Stream { text, marks, response_id, .. } = stream;
        self.push(
            at,
            None,
            Change::Text(TextChange {
                item_id: item_id.to_owned(),
                index,
                of,
                response_id,
                text,
                marks,
                // Of the caller's words only their own event says that they are whole.
                complete: of != TextOf::UserSpeech,
                ..TextChange::default()
            }),
        );
    }

    /// A part of a message began or is whole.
    pub(super) fn part(
        &mut self,
        part: &PartRef<'_>,
        content: &Fields<'_>,
        done: bool,
        at: Timestamp,
        id: Option<&str>,
    ) {
        let (Some(kind), false) = (content.string("type"), part.item_id.is_empty()) else { return };
        let text = content.text("transcript").or_else(|| content.text("text")).unwrap_or_default();
        let of = if kind.ends_with("audio") { TextOf::AgentSpeech } else { TextOf::AgentText };
        if !done {
            // Text that will go on cannot be redacted yet.
            self.delta(&part.item_id, (part.index, of), part.response_id.as_deref(), &text, at);
            return;
        }
        let known = self.items.entry(part.item_id.to_string()).or_default();
        if !known.is_news(Slot::Part(part.index), &text) {
            return;
        }
        let stream = self.take_stream(&part.item_id, part.index, of);
        let marks = stream.map(|stream| stream.marks).unwrap_or_default();
        let change = TextChange { marks, ..text_change(part, of, &text) };
        self.push(at, id, Change::Text(change));
    }

    /// The events of a call's arguments may be all that is seen of its name (a stream joined late).
    pub(super) fn name_call(
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

    /// Takes a text that is under way, and the item with it where nothing else of it is.
    pub(super) fn take_stream(&mut self, item_id: &str, index: u32, of: TextOf) -> Option<Stream> {
        let open = self.open.get_mut(item_id)?;
        let stream = open.take_text(index, of);
        if open.is_empty() {
            self.open.remove(item_id);
        }
        stream
    }
}

fn slot(index: u32, of: TextOf) -> Slot {
    if of == TextOf::Arguments { Slot::Arguments } else { Slot::Part(index) }
}

pub(super) fn text_of(kind: TextKind) -> TextOf {
    match kind {
        TextKind::Written => TextOf::AgentText,
        TextKind::Spoken => TextOf::AgentSpeech,
        TextKind::Arguments | TextKind::McpArguments => TextOf::Arguments,
    }
}

pub(super) fn text_change(part: &PartRef<'_>, of: TextOf, text: &str) -> TextChange {
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
