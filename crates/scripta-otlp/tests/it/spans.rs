use std::collections::BTreeMap;

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use scripta_core::record::{Conversation, RecordedEvent, kind};
use scripta_otlp::{Config, Traces, trace};
use scripta_population::Population;

fn number(span: &Span, key: &str) -> i64 {
    let found = span.attributes.iter().find(|attribute| attribute.key == key);
    match found.and_then(|attribute| attribute.value.as_ref()?.value.as_ref()) {
        Some(Value::IntValue(number)) => *number,
        _ => 0,
    }
}

/// With one response in the end that used all, since the population's records have no events of responses.
fn answered(mut conversation: Conversation) -> Conversation {
    let data = serde_json::json!({ "status": "completed", "usage": conversation.usage });
    conversation.events.push(RecordedEvent {
        id: "event_last".to_owned(),
        kind: kind::AGENT_RESPONSE.to_owned(),
        timestamp: conversation.end_time,
        item_id: None,
        response_id: Some("resp_last".to_owned()),
        data: data.as_object().cloned().unwrap_or_default(),
    });
    conversation
}

#[test]
fn every_turn_and_tool_call_has_its_span_within_a_parent_that_exists() {
    for traces in [Traces::Conversation, Traces::Turn] {
        let config = Config { traces, ..Config::default() };
        for documents in Population::new(7, 200).iter() {
            let conversation = &answered(documents.conversation);
            let spans = trace(conversation, &config);
            assert_eq!(spans, trace(conversation, &config), "sent twice it is the same");
            let by_id: BTreeMap<_, _> = spans.iter().map(|span| (&span.span_id, span)).collect();
            assert_eq!(by_id.len(), spans.len(), "no two have one id");
            for span in &spans {
                assert!(span.start_time_unix_nano <= span.end_time_unix_nano);
                if !span.parent_span_id.is_empty() {
                    let parent = by_id[&span.parent_span_id];
                    assert_eq!(parent.trace_id, span.trace_id);
                    assert!(parent.start_time_unix_nano <= span.start_time_unix_nano);
                    assert!(parent.end_time_unix_nano >= span.end_time_unix_nano);
                }
            }
            let named = |name: &str| spans.iter().filter(|span| span.name.starts_with(name)).count();
            let calls: usize = conversation.turns.iter().map(|turn| turn.tool_calls.len()).sum();
            assert_eq!(named("turn "), conversation.turns.len());
            assert_eq!(named("execute_tool "), calls);
            let sum = |key: &str| spans.iter().map(|span| number(span, key)).sum::<i64>();
            assert!(conversation.usage.input_tokens > 0);
            assert_eq!(sum("gen_ai.usage.input_tokens"), conversation.usage.input_tokens as i64);
            assert_eq!(sum("gen_ai.usage.output_tokens"), conversation.usage.output_tokens as i64);
        }
    }
}
