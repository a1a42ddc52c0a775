//! A conversation as spans. Pure: the same conversation gives the same spans.

use opentelemetry_proto::tonic::trace::v1::Span;
use scripta_core::record::{Conversation, RecordedEvent, Speaker, Turn, kind};

use crate::config::{Config, Traces};
use crate::ids;
use crate::index::Index;
use crate::spans::{Made, Maker};

/// The spans of a conversation: itself, its turns, and in each turn the responses and tool calls. With
/// [`Traces::Turn`] each turn is the root of a trace. A span's time holds those of its children.
pub fn trace(conversation: &Conversation, config: &Config) -> Vec<Span> {
    let id = conversation.conversation_id.to_string();
    let index = Index::of(conversation);
    let mut idle = Idle::of(conversation);
    let maker = Maker { conversation, index: &index, id: &id, config };
    let mut turns: Vec<Made> =
        conversation.turns.iter().enumerate().map(|(at, turn)| maker.turn(at, turn)).collect();
    let mut root = maker.root();
    for (at, event) in conversation.events.iter().enumerate() {
        let turn = index.turn(event);
        let place = turn.and_then(|turn| turns.get_mut(turn)).unwrap_or(&mut root);
        match event.kind.as_str() {
            kind::AGENT_RESPONSE => {
                let begun = idle.until(turn).map_or(index.begun(event), |idle| idle.min(index.begun(event)));
                place.children.push(maker.response(at, event, begun, turn));
                idle.is_since(turn, event);
            }
            kind::TOOL_CALL_RESULT => idle.is_since(turn, event),
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

/// Until when the model had nothing to do. A record does not tell when a response was asked for: the first of an agent's turn
/// begins with it, another where the one before ended or a tool gave its result.
struct Idle(Vec<Option<i64>>);

impl Idle {
    fn of(conversation: &Conversation) -> Self {
        let start = |turn: &Turn| (turn.speaker == Speaker::Assistant).then_some(turn.timestamp.as_millis());
        Self(conversation.turns.iter().map(start).collect())
    }

    fn until(&self, turn: Option<usize>) -> Option<i64> {
        self.0.get(turn?).copied().flatten()
    }

    fn is_since(&mut self, turn: Option<usize>, event: &RecordedEvent) {
        if let Some(idle) = turn.and_then(|turn| self.0.get_mut(turn)) {
            *idle = Some(event.timestamp.as_millis());
        }
    }
}
