//! A conversation as spans. Pure: the same conversation gives the same spans.

use std::collections::{BTreeMap, BTreeSet};

use opentelemetry_proto::tonic::trace::v1::Span;
use scripta_core::record::{Conversation, RecordedEvent, kind};

use crate::config::{Config, Traces};
use crate::ids;
use crate::spans::{Made, Maker};

/// The spans of a conversation: itself, its turns, and in each turn the responses and tool calls. With
/// [`Traces::Turn`] each turn is the root of a trace. A span's time holds those of its children.
pub fn trace(conversation: &Conversation, config: &Config) -> Vec<Span> {
    let id = conversation.conversation_id.to_string();
    let maker = Maker { conversation, id: &id, config };
    let mut turns: Vec<Made> =
        conversation.turns.iter().enumerate().map(|(at, turn)| maker.turn(at, turn)).collect();
    let mut root = maker.root();
    let places = Places::of(conversation);
    for (at, event) in conversation.events.iter().enumerate() {
        let place = places.turn(event).and_then(|turn| turns.get_mut(turn)).unwrap_or(&mut root);
        match event.kind.as_str() {
            kind::AGENT_RESPONSE => place.children.push(maker.response(at, event, places.begun(event))),
            kind::AGENT_HANDOFF | kind::GUARDRAIL_TRIPPED | kind::AUDIO_INTERRUPTED | kind::ERROR => {
                place.happened(event);
            }
            _ => {}
        }
    }
    let apart = config.traces == Traces::Turn && !turns.is_empty();
    let traces = if apart {
        turns
    } else {
        root.children.append(&mut turns);
        vec![root]
    };
    let mut spans = Vec::new();
    for (at, made) in traces.into_iter().enumerate() {
        let part = if apart { at.to_string() } else { String::new() };
        made.into_spans(&ids::trace(&id, &part), &[], &mut spans);
    }
    spans
}

/// Which turn an event belongs to.
struct Places<'a> {
    of_item: BTreeMap<&'a str, usize>,
    items: BTreeMap<&'a str, BTreeSet<&'a str>>,
    begun: BTreeMap<&'a str, i64>,
    starts: Vec<i64>,
}

impl<'a> Places<'a> {
    fn of(conversation: &'a Conversation) -> Self {
        let mut places = Self {
            of_item: BTreeMap::new(),
            items: BTreeMap::new(),
            begun: BTreeMap::new(),
            starts: conversation.turns.iter().map(|turn| turn.timestamp.as_millis()).collect(),
        };
        for (at, turn) in conversation.turns.iter().enumerate() {
            let calls = turn.tool_calls.iter().map(|call| call.item_id.as_str());
            places
                .of_item
                .extend(turn.item_ids.iter().map(String::as_str).chain(calls).map(|item| (item, at)));
        }
        for event in &conversation.events {
            let Some(response) = event.response_id.as_deref() else { continue };
            let at = event.timestamp.as_millis();
            places.begun.entry(response).and_modify(|begun| *begun = at.min(*begun)).or_insert(at);
            places.items.entry(response).or_default().extend(event.item_id.as_deref());
        }
        places
    }

    /// That of its item or of its response's items, else the last that had begun.
    fn turn(&self, event: &RecordedEvent) -> Option<usize> {
        let items = event.response_id.as_deref().and_then(|response| self.items.get(response));
        let mut items = event.item_id.as_deref().into_iter().chain(items.into_iter().flatten().copied());
        let at = event.timestamp.as_millis();
        let last =
            || self.starts.iter().rposition(|start| *start <= at).or((!self.starts.is_empty()).then_some(0));
        items.find_map(|item| self.of_item.get(item).copied()).or_else(last)
    }

    /// When its response was first heard of.
    fn begun(&self, event: &RecordedEvent) -> i64 {
        let begun = event.response_id.as_deref().and_then(|response| self.begun.get(response));
        begun.copied().unwrap_or(event.timestamp.as_millis())
    }
}
