//! From an item on the wire to the change that it makes.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::entry::{ItemChange, PartChange, TextOf};
use crate::hash::fingerprint;
use crate::record::camel;
use crate::wire::{Fields, RawJson, elements, value};

/// What is known of an item, so that an event that repeats it makes no entry.
#[derive(Debug, Default)]
pub(super) struct KnownItem {
    /// Of the item's JSON when it was last seen.
    print: Option<u64>,
    pub(super) placed: bool,
    pub(super) done: bool,
    pub(super) named: bool,
    pub(super) removed: bool,
    /// Of the texts of its parts, its arguments and its output.
    texts: Vec<(Slot, u64)>,
    /// Texts that are whole: a piece that comes late is no news.
    whole: Vec<Slot>,
}

/// Which text of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Part(u32),
    Arguments,
    Output,
    /// Status and the other members.
    Rest,
}

impl KnownItem {
    /// Remembers a text; true where it is new or changed. An empty text is never news: the wire repeats
    /// items with their text left out.
    pub(super) fn is_news(&mut self, slot: Slot, text: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        let print = fingerprint(text);
        match self.texts.iter_mut().find(|(known, _)| *known == slot) {
            Some((_, known)) => std::mem::replace(known, print) != print,
            None => {
                self.texts.push((slot, print));
                true
            }
        }
    }

    /// A text will get no more pieces.
    pub(super) fn close(&mut self, slot: Slot) {
        if !self.is_whole(slot) {
            self.whole.push(slot);
        }
    }

    pub(super) fn is_whole(&self, slot: Slot) -> bool {
        self.whole.contains(&slot)
    }

    /// Remembers the item's JSON; true where it is the same as last time.
    pub(super) fn repeats(&mut self, json: RawJson<'_>) -> bool {
        let print = fingerprint(json.0.get());
        self.print.replace(print) == Some(print)
    }
}

/// Members with a place of their own in [`ItemChange`], and `object`, which is always `realtime.item`.
const PLACED: [&str; 17] = [
    "id",
    "itemId",
    "type",
    "object",
    "role",
    "status",
    "content",
    "name",
    "call_id",
    "callId",
    "arguments",
    "output",
    "previous_item_id",
    "previousItemId",
    "audio",
    "image_url",
    "agentName",
];

/// The texts of an item that may come piece by piece: those of its parts, and its arguments.
pub(super) fn texts<'a>(item: &Fields<'a>) -> Vec<(u32, TextOf, Cow<'a, str>)> {
    let user = item.text("role").is_some_and(|role| role == "user");
    let mut texts = Vec::new();
    for (index, raw) in (0u32..).zip(item.array("content")) {
        let Some(part) = Fields::of(raw) else { continue };
        let Some(text) = part.text("transcript").or_else(|| part.text("text")) else { continue };
        let of = match part.text("type").is_some_and(|kind| kind.ends_with("audio")) {
            true if user => TextOf::UserSpeech,
            true => TextOf::AgentSpeech,
            false => TextOf::AgentText,
        };
        texts.push((index, of, text));
    }
    texts.extend(item.text("arguments").map(|arguments| (0, TextOf::Arguments, arguments)));
    texts
}

/// What `item` says that is not known yet; its texts too, unless they are held (see [`texts`]). Reads the
/// wire's names and the SDK's (`itemId`, `callId`).
pub(super) fn change(item: &Fields<'_>, item_id: &str, known: &mut KnownItem, held: bool) -> ItemChange {
    let mut texts = |slot, text: Option<String>| text.filter(|text| known.is_news(slot, text));
    let arguments = texts(Slot::Arguments, item.string("arguments").filter(|_| !held));
    let output = texts(
        Slot::Output,
        item.get("output").and_then(|raw| {
            // MCP outputs may be structured.
            Some(item.string("output").unwrap_or_else(|| raw.get().to_owned()))
                .filter(|text| !text.is_empty())
        }),
    );
    let mut parts: Vec<PartChange> = Vec::new();
    for (index, raw) in (0u32..).zip(item.array("content")) {
        let Some(part) = Fields::of(raw) else { continue };
        let kind = part.string("type").unwrap_or_else(|| "text".to_owned());
        let text = part.string("transcript").or_else(|| part.string("text")).filter(|_| !held);
        let news = texts(Slot::Part(index), text);
        let unseen = texts(Slot::Part(index | PART_KIND), Some(kind.clone())).is_some();
        if news.is_some() || unseen {
            parts.push(PartChange { index, kind, text: news, ..PartChange::default() });
        }
    }
    let status = item.string("status");
    let extra: Map<String, Value> = item
        .iter()
        .filter(|(name, raw)| !PLACED.contains(name) && raw.get() != "null")
        .map(|(name, raw)| (camel(name), value(raw)))
        .collect();
    let rest = format!("{status:?}{}", serde_json::to_string(&extra).unwrap_or_default());
    let changed = known.is_news(Slot::Rest, &rest);
    let named = std::mem::replace(&mut known.named, true);
    let new = |name: &str| (!named).then(|| item.string(name)).flatten();
    ItemChange {
        item_id: item_id.to_owned(),
        kind: new("type"),
        role: new("role"),
        name: new("name"),
        call_id: new("call_id").or_else(|| new("callId")),
        status: status.filter(|_| changed),
        extra: if changed { extra } else { Map::new() },
        arguments,
        output,
        parts,
        ..ItemChange::default()
    }
}

/// Marks the slot that remembers a part's type rather than its text. A part's index stays below it.
const PART_KIND: u32 = 1 << 31;

/// True where a change says nothing.
pub(super) fn is_empty(change: &ItemChange) -> bool {
    change.place.is_none()
        && !change.done
        && change.kind.is_none()
        && change.status.is_none()
        && change.name.is_none()
        && change.arguments.is_none()
        && change.output.is_none()
        && change.parts.is_empty()
        && change.extra.is_empty()
}

/// The ids of the items in a response's `output`, each with the item.
pub(super) fn outputs<'a>(response: &Fields<'a>) -> Vec<(String, Fields<'a>)> {
    let output = response.get("output").map(elements).unwrap_or_default();
    output.into_iter().filter_map(Fields::of).filter_map(|item| Some((item.string("id")?, item))).collect()
}
