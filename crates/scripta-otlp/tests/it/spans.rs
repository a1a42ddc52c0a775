//! Conversations as spans.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use scripta_core::record::Conversation;
use scripta_otlp::{Config, Content, Conventions, Traces, trace};
use scripta_sample::{insurance_call, marked_call, random_call};

use crate::recorded::recorded;

fn value<'a>(span: &'a Span, key: &str) -> Option<&'a Value> {
    let found = span.attributes.iter().find(|attribute| attribute.key == key);
    found.and_then(|attribute| attribute.value.as_ref()?.value.as_ref())
}

fn number(span: &Span, key: &str) -> u64 {
    match value(span, key) {
        Some(Value::IntValue(number)) => u64::try_from(*number).expect("nothing is less than 0"),
        _ => 0,
    }
}

fn text<'a>(span: &'a Span, key: &str) -> &'a str {
    match value(span, key) {
        Some(Value::StringValue(text)) => text,
        _ => "",
    }
}

/// A call of everyday, and random ones with everything that may go wrong in a call.
fn conversations() -> impl Iterator<Item = Conversation> {
    let random = (0..30).map(|seed| recorded(u128::from(seed) + 2, &random_call(seed)));
    std::iter::once(recorded(1, &insurance_call())).chain(random)
}

#[test]
fn every_turn_response_and_tool_call_has_its_span_within_a_parent_that_exists() {
    let (mut calls_in_all, mut responses_in_all) = (0, 0);
    for traces in [Traces::Conversation, Traces::Turn] {
        let config = Config { traces, ..Config::default() };
        for conversation in conversations() {
            let conversation = &conversation;
            let spans = trace(conversation, &config);
            assert_eq!(spans, trace(conversation, &config), "sent twice it is the same");
            let by_id: BTreeMap<_, _> = spans.iter().map(|span| (&span.span_id, span)).collect();
            assert_eq!(by_id.len(), spans.len(), "no two have one id");
            for span in &spans {
                assert_eq!(
                    text(span, "gen_ai.conversation.id"),
                    conversation.conversation_id.to_string(),
                    "{}",
                    span.name
                );
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
            let responses = conversation.events.iter().filter(|event| event.kind == "agent_response").count();
            assert_eq!(named("turn "), conversation.turns.len());
            assert_eq!(named("execute_tool "), calls);
            if traces == Traces::Conversation || !conversation.turns.is_empty() {
                assert_eq!(named("realtime_inference"), responses);
                let sum = |key: &str| spans.iter().map(|span| number(span, key)).sum::<u64>();
                assert_eq!(sum("gen_ai.usage.input_tokens"), conversation.usage.input_tokens);
                assert_eq!(sum("gen_ai.usage.output_tokens"), conversation.usage.output_tokens);
            }
            calls_in_all += calls;
            responses_in_all += responses;
        }
    }
    assert!(calls_in_all > 50 && responses_in_all > 200, "{calls_in_all} {responses_in_all}");
}

#[test]
fn a_turn_that_is_a_trace_of_its_own_shares_only_the_conversation_with_the_others() {
    let config = Config { traces: Traces::Turn, ..Config::default() };
    let conversation = recorded(1, &insurance_call());
    let spans = trace(&conversation, &config);
    let roots: Vec<_> = spans.iter().filter(|span| span.parent_span_id.is_empty()).collect();
    assert_eq!(roots.len(), conversation.turns.len());
    let traces: std::collections::BTreeSet<_> = roots.iter().map(|span| &span.trace_id).collect();
    assert_eq!(traces.len(), roots.len());
}

#[test]
fn what_was_said_is_sent_only_where_that_is_asked_for_and_never_what_was_masked() {
    let (call, marks) = marked_call(60, 5);
    let conversation = recorded(1, &call);
    let all = |content| {
        let config = Config { content, conventions: Conventions::OpenInference, ..Config::default() };
        format!("{:?}", trace(&conversation, &config))
    };
    let (without, with) = (all(Content::None), all(Content::Redacted));
    let said: Vec<&str> = conversation.turns.iter().filter_map(|turn| turn.transcript.as_deref()).collect();
    let long: Vec<_> =
        said.iter().filter(|said| said.len() > 20 && !said.contains(['"', '\\', '\''])).collect();
    assert!(long.len() > 10);
    for said in long {
        assert!(!without.contains(said), "{said}");
        assert!(with.contains(said), "{said}");
    }
    for mark in marks {
        for spelling in mark.said_as.iter().chain([&mark.value]) {
            assert!(!with.contains(spelling.as_str()), "{spelling}");
        }
    }
}

#[test]
fn a_call_as_a_receiver_gets_it() {
    let config =
        Config { content: Content::Redacted, conventions: Conventions::OpenInference, ..Config::default() };
    let spans = trace(&recorded(1, &insurance_call()), &config);
    let first = spans[0].start_time_unix_nano;
    let mut page = String::new();
    for span in spans.iter().take(12) {
        let parent = spans.iter().find(|other| other.span_id == span.parent_span_id);
        let (start, end) = (span.start_time_unix_nano - first, span.end_time_unix_nano - first);
        let within = parent.map_or_else(String::new, |parent| format!(" in {}", parent.name));
        writeln!(page, "{}{within}, {} to {} ms", span.name, start / 1_000_000, end / 1_000_000)
            .expect("a text takes it");
        for attribute in &span.attributes {
            let value = attribute.value.as_ref().and_then(|value| value.value.as_ref());
            let value = match value {
                Some(Value::StringValue(text)) => text.chars().take(100).collect(),
                Some(Value::IntValue(number)) => number.to_string(),
                other => format!("{other:?}"),
            };
            writeln!(page, "  {} = {value}", attribute.key).expect("a text takes it");
        }
        for event in &span.events {
            writeln!(page, "  at {} ms: {}", (event.time_unix_nano - first) / 1_000_000, event.name)
                .expect("a text takes it");
        }
    }
    insta::assert_snapshot!(page);
}
