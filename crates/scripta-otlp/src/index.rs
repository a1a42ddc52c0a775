//! Which turn an event belongs to, and what belongs to a response.

use std::collections::{BTreeMap, BTreeSet};

use scripta_core::record::{Conversation, RecordedEvent, kind};

/// Where things of a conversation are, so that none is looked for among all.
pub(crate) struct Index<'a> {
    of_item: BTreeMap<&'a str, usize>,
    items: BTreeMap<&'a str, BTreeSet<&'a str>>,
    begun: BTreeMap<&'a str, i64>,
    starts: Vec<i64>,
    asked: BTreeMap<&'a str, i64>,
    calls: BTreeMap<&'a str, Vec<&'a RecordedEvent>>,
}

impl<'a> Index<'a> {
    pub(crate) fn of(conversation: &'a Conversation) -> Self {
        let mut index = Self {
            of_item: BTreeMap::new(),
            items: BTreeMap::new(),
            begun: BTreeMap::new(),
            asked: BTreeMap::new(),
            calls: BTreeMap::new(),
            starts: conversation.turns.iter().map(|turn| turn.timestamp.as_millis()).collect(),
        };
        for (at, turn) in conversation.turns.iter().enumerate() {
            let calls = turn.tool_calls.iter().map(|call| call.item_id.as_str());
            index
                .of_item
                .extend(turn.item_ids.iter().map(String::as_str).chain(calls).map(|item| (item, at)));
        }
        for event in &conversation.events {
            let is_call = event.kind == kind::TOOL_CALL;
            if let Some(item) = event.item_id.as_deref().filter(|_| is_call) {
                index.asked.entry(item).or_insert(event.timestamp.as_millis());
            }
            if let Some(response) = event.response_id.as_deref().filter(|_| is_call) {
                index.calls.entry(response).or_default().push(event);
            }
            let Some(response) = event.response_id.as_deref() else { continue };
            let at = event.timestamp.as_millis();
            index.begun.entry(response).and_modify(|begun| *begun = at.min(*begun)).or_insert(at);
            index.items.entry(response).or_default().extend(event.item_id.as_deref());
        }
        index
    }

    /// That of its item or of its response's items, else the last that had begun.
    pub(crate) fn turn(&self, event: &RecordedEvent) -> Option<usize> {
        let items = event.response_id.as_deref().and_then(|response| self.items.get(response));
        let mut items = event.item_id.as_deref().into_iter().chain(items.into_iter().flatten().copied());
        let at = event.timestamp.as_millis();
        let last =
            || self.starts.iter().rposition(|start| *start <= at).or((!self.starts.is_empty()).then_some(0));
        items.find_map(|item| self.of_item.get(item).copied()).or_else(last)
    }

    /// When its response was first heard of.
    pub(crate) fn begun(&self, event: &RecordedEvent) -> i64 {
        let begun = event.response_id.as_deref().and_then(|response| self.begun.get(response));
        begun.copied().unwrap_or(event.timestamp.as_millis())
    }

    /// When the tool call of an item was asked for.
    pub(crate) fn asked(&self, item: &str) -> Option<i64> {
        self.asked.get(item).copied()
    }

    /// The tool calls of a response.
    pub(crate) fn calls(&self, response: &RecordedEvent) -> &[&'a RecordedEvent] {
        let calls = response.response_id.as_deref().and_then(|response| self.calls.get(response));
        calls.map_or(&[], Vec::as_slice)
    }
}
