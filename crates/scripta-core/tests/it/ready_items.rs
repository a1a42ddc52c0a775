//! Items as an SDK has them in its history come to the same conversation as the events of the wire.

use crate::support::{Observed, Run, conversation, sample, settings, start};
use scripta_core::entry::End;
use scripta_core::record::{Conversation, HistoryItem};
use scripta_sample::{
    AudioFormat, Dialect, Script, SessionOptions, Speech, Timing, insurance_call, repeated,
};
use serde_json::{Value, json};

/// An item of the wire's history as the SDK shapes it. A call carries its own output there.
fn ready(item: &HistoryItem, previous: Option<&str>) -> Option<Value> {
    let mut ready =
        json!({"itemId": item.item_id, "previousItemId": previous, "type": item.kind, "status": "completed"});
    match item.kind.as_str() {
        "message" => {
            ready["role"] = json!(item.role);
            let part = |part: &scripta_core::record::ContentPart| match &part.transcript {
                Some(transcript) => json!({"type": part.kind, "transcript": transcript, "audio": null}),
                None => json!({"type": part.kind, "text": part.text}),
            };
            ready["content"] = item.content.iter().map(part).collect();
        }
        "function_call" => {
            ready["name"] = json!(item.name);
            ready["callId"] = json!(item.call_id);
            ready["arguments"] = json!(item.arguments);
            ready["output"] = json!(item.output);
        }
        _ => return None,
    }
    Some(ready)
}

/// The same conversation, from its items alone: each in progress first, and the whole history again and again.
fn from_items(wire: &Conversation) -> Conversation {
    let mut run = Run::begin(settings());
    let mut previous: Option<&str> = None;
    let mut items: Vec<Value> = Vec::new();
    for item in &wire.history {
        let Some(item) = ready(item, previous) else { continue };
        previous = wire
            .history
            .iter()
            .find(|known| known.item_id == item["itemId"])
            .map(|known| known.item_id.as_str());
        let mut begun = item.clone();
        begun["status"] = "in_progress".into();
        for part in begun["content"].as_array_mut().into_iter().flatten() {
            for text in ["transcript", "text"] {
                if let Some(whole) = part[text].as_str() {
                    part[text] = whole.chars().take(whole.chars().count() / 2).collect::<String>().into();
                }
            }
        }
        begun["output"] = Value::Null;
        run.entries.extend(run.recording.item(&begun.to_string(), start()));
        items.push(item);
        for item in items.iter().rev().take(3).rev() {
            run.entries.extend(run.recording.item(&item.to_string(), start()));
        }
    }
    run.recording.end(End::default(), start());
    run.conversation()
}

fn told(record: &Conversation) -> Vec<Value> {
    let turns = record.turns.iter().map(|turn| {
        let calls = turn
            .tool_calls
            .iter()
            .map(|call| json!([call.item_id, call.tool_name, call.arguments, call.result, call.status]));
        let said = record
            .history
            .iter()
            .filter(|item| turn.item_ids.contains(&item.item_id) && item.kind != "function_call_output");
        json!({
            "speaker": turn.speaker,
            "items": said.map(|item| &item.item_id).collect::<Vec<_>>(),
            "transcript": turn.transcript,
            "calls": calls.collect::<Vec<_>>(),
        })
    });
    turns.collect()
}

fn same(name: &str, events: &[Observed]) {
    let wire = conversation(events);
    assert_eq!(told(&from_items(&wire)), told(&wire), "{name}");
}

#[test]
fn ready_items_come_to_the_same_turns_as_the_wire() {
    same("insurance_call", &sample(&insurance_call()));
    for dialect in [Dialect::Ga, Dialect::Beta, Dialect::Mixed] {
        same(&format!("repeated {dialect:?}"), &sample(&repeated(60, dialect)));
        let mut script = Script::new(dialect, AudioFormat::G711Ulaw, 7);
        let late = Speech { timing: Timing::AfterResponse, ..Speech::default() };
        script
            .session(SessionOptions::default())
            .agent_says("Good morning.")
            .caller_says("My number is 555-123-4567.", late)
            .agent_calls_tools(&[("a", json!({"x": 1}), "one"), ("b", json!({}), "{\"ok\":false}")])
            .agent_hands_off("Parcel Desk")
            .agent_says("Thank you.");
        same(&format!("tools {dialect:?}"), &sample(&script.finish()));
    }
}

#[test]
fn a_number_that_is_still_being_said_is_in_no_entry() {
    let mut run = Run::begin(settings());
    let text = "Sure, we would be happy to hear what you think of the new garage door and of all the rest that was done here, \
                so you can reach me at 555-123-4567, thank you";
    let ms = |number: i64| scripta_core::Timestamp::from_millis(start().as_millis() + number * 300);
    for (number, end) in (1..).zip(1..=text.len()) {
        let item = json!({"itemId": "a", "type": "message", "role": "assistant", "status": "in_progress",
            "content": [{"type": "output_audio", "transcript": &text[..end]}]});
        run.entries.extend(run.recording.item(&item.to_string(), ms(number)));
    }
    let settled = run.recording.settled();
    assert!(settled > 10 && settled < text.len() as u64, "what is held is not settled: {settled}");
    let item = json!({"itemId": "a", "type": "message", "role": "assistant", "status": "completed",
        "content": [{"type": "output_audio", "transcript": text}]});
    run.entries.extend(run.recording.item(&item.to_string(), ms(100)));
    assert_eq!(run.recording.settled(), text.len() as u64 + 1);
    let entries = run.json().concat();
    let entries = String::from_utf8(entries).unwrap();
    for digits in 3..=7 {
        assert!(!entries.contains(&"555-123-4567"[..digits]), "{digits} characters of the number");
    }
    let record = run.conversation();
    assert_eq!(record.history[0].words(), text.replace("555-123-4567", "XXX-XXX-XXXX"));
}

#[test]
fn what_is_no_history_item_is_named() {
    let mut run = Run::begin(settings());
    for item in ["{}", "[]", "{\"itemId\":\"\"}", "no json"] {
        run.recording.item(item, start());
    }
    assert_eq!(run.conversation().completeness.problems.iter().map(|problem| problem.count).sum::<u64>(), 4);
}
