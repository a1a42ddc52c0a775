//! What an SDK knows beside the wire.

use scripta_core::record::kind;
use serde_json::{Map, Value, json};

use crate::support::{Run, begin, made, settings, start};

fn data(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn audio_that_was_measured_and_left_out_counts_like_audio() {
    let delta = |payload: Value| {
        json!({"type": "response.output_audio.delta", "response_id": "r", "item_id": "i", "output_index": 0,
            "content_index": 0, "delta": payload})
    };
    let told = |payload: Value| {
        let run = Run::of(&made([delta(payload.clone()), delta(payload)])).end();
        let events = run.conversation().events;
        let received = events.into_iter().find(|event| event.kind == kind::AUDIO_RECEIVED).unwrap();
        received.data
    };
    let whole = "A".repeat(6_400);
    assert_eq!(told(json!(4_800)), told(json!(whole)));
    assert_eq!(told(json!(4_800))["audioLength"], 9_600);
}

/// The events that tell of handoffs.
fn handoffs(run: &Run) -> Vec<Map<String, Value>> {
    let events = run.conversation().events;
    events.into_iter().filter(|event| event.kind == kind::AGENT_HANDOFF).map(|event| event.data).collect()
}

#[test]
fn a_handoff_of_which_the_sdk_and_the_wire_tell_is_one_event() {
    let call = |number: u32| {
        json!({"type": "conversation.item.created", "previous_item_id": null, "item": {"id": format!("call_item_{number}"),
            "type": "function_call", "status": "completed", "name": "transfer_to_Claims", "arguments": "{}",
            "call_id": format!("call_{number}")}})
    };
    let result = |number: u32| {
        json!({"type": "conversation.item.create", "item": {"type": "function_call_output",
            "call_id": format!("call_{number}"), "output": "{\"assistant\":\"Claims\"}"}})
    };
    let note = || data(&json!({"from": "Quotes", "to": "Claims"}));
    let mut run = Run::begin(settings());
    for number in 1..=2 {
        run.observe(&call(number).to_string(), start());
        // The SDK tells first; a wire that is faster changes nothing.
        if number == 1 {
            run.entries.extend(run.recording.note(kind::AGENT_HANDOFF, note(), start()));
        }
        run.observe(&result(number).to_string(), start());
        if number == 2 {
            run.entries.extend(run.recording.note(kind::AGENT_HANDOFF, note(), start()));
        }
    }
    let told = handoffs(&run);
    assert_eq!(told.len(), 2, "{told:?}");
    for (number, told) in (1..).zip(told) {
        let call_id = format!("call_{number}");
        assert_eq!(Value::from(told), json!({"from": "Quotes", "to": "Claims", "callId": call_id}));
    }
}

#[test]
fn the_trace_that_the_sdk_names_is_in_the_record() {
    let tracing =
        json!({"workflow_name": "Quote line", "group_id": "g_1", "metadata": {"callback": "555-123-4567"}});
    let begin = scripta_core::entry::Begin { tracing: Some(tracing), ..begin() };
    let (recording, _) = scripta_core::Recording::begin(settings(), begin, start());
    let tracing = recording.record().conversation.into_inner().source.tracing.unwrap();
    assert_eq!(tracing["group_id"], "g_1");
    assert_eq!(tracing["metadata"]["callback"], "XXX-XXX-XXXX");
}

#[test]
fn figures_count_a_call_and_its_result_once() {
    let events = made([
        json!({"type": "conversation.item.created", "previous_item_id": null, "item": {"id": "a", "type": "message",
            "role": "user", "status": "completed", "content": [{"type": "input_text", "text": "a quote"}]}}),
        json!({"type": "conversation.item.created", "previous_item_id": "a", "item": {"id": "b", "type": "function_call",
            "status": "completed", "name": "get_quote", "arguments": "{}", "call_id": "c"}}),
        json!({"type": "conversation.item.created", "previous_item_id": "b", "item": {"id": "c",
            "type": "function_call_output", "call_id": "c", "output": "ok"}}),
        json!({"type": "conversation.item.created", "previous_item_id": "c", "item": {"id": "d", "type": "message",
            "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "62 dollars"}]}}),
    ]);
    let figures = Run::of(&events).recording.analytics();
    assert_eq!(
        serde_json::to_value(figures).unwrap(),
        json!({
            "totalMessages": 2,
            "messageTypes": {"function_call": 1, "message": 2},
            "conversationFlow": {"userInitiated": 1, "agentInitiated": 1, "toolCalls": 1},
            "duration": {"seconds": 0, "formatted": "00:00:00"},
            "interruptions": 0,
        })
    );
}

#[test]
fn an_interruption_of_which_only_the_sdk_tells_is_one_of_the_item_that_it_names() {
    let mut run = Run::begin(settings());
    let item = json!({"itemId": "item_1", "type": "message", "role": "assistant", "status": "completed",
        "content": [{"type": "output_audio", "transcript": "Let me tell you everything"}]});
    run.entries.extend(run.recording.item(&item.to_string(), start()));
    for item in ["item_1", "item_1", "item_unheard_of"] {
        let data = data(&json!({"itemId": item}));
        run.entries.extend(run.recording.note(kind::AUDIO_INTERRUPTED, data, start()));
    }
    assert_eq!(run.recording.analytics().interruptions, 1);
    let record = run.conversation();
    let cut = record.turns[0].interruption.as_ref().unwrap();
    assert_eq!((cut.item_id.as_str(), cut.audio_end_ms), ("item_1", None));
    let told = record.events.iter().filter(|event| event.kind == kind::AUDIO_INTERRUPTED);
    assert_eq!(told.count(), 2, "one of the item, and one of what is not known");
}
