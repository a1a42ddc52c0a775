//! What was said around a response, in the form of `gen_ai.input.messages` and `gen_ai.output.messages`.

use scripta_core::record::{Conversation, RecordedEvent, Speaker, kind};
use serde_json::{Value, json};

/// What the model answered: the results of tools since its response before, else the caller's last turn.
pub(crate) fn input(conversation: &Conversation, at: usize, turn: Option<usize>) -> Vec<Value> {
    let before = conversation.events.get(..at).unwrap_or_default();
    let since =
        before.iter().rposition(|event| event.kind == kind::AGENT_RESPONSE).map_or(0, |last| last + 1);
    let results = before.iter().skip(since).filter(|event| event.kind == kind::TOOL_CALL_RESULT);
    let results: Vec<Value> = results
        .map(|event| {
            let (id, result) = (event.data.get("callId"), event.data.get("result"));
            let part = json!({ "type": "tool_call_response", "id": id, "response": result });
            json!({ "role": "tool", "parts": [part] })
        })
        .collect();
    if !results.is_empty() {
        return results;
    }
    let turns = conversation.turns.get(..turn.unwrap_or(0)).unwrap_or_default();
    let asked = turns.iter().rev().find(|turn| turn.speaker == Speaker::User);
    let said = asked.and_then(|turn| turn.transcript.as_deref());
    said.map(|said| json!({ "role": "user", "parts": [text(said)] })).into_iter().collect()
}

/// What the response said, and the tools that it called.
pub(crate) fn output(response: &RecordedEvent, calls: &[&RecordedEvent]) -> Option<Value> {
    let calls = calls.iter().map(|event| {
        let member = |name| event.data.get(name);
        let (id, name, arguments) = (member("callId"), member("toolName"), member("arguments"));
        json!({ "type": "tool_call", "id": id, "name": name, "arguments": arguments })
    });
    let said = response.data.get("text").and_then(Value::as_str).map(text);
    let parts: Vec<Value> = said.into_iter().chain(calls).collect();
    let called = parts.last().is_some_and(|part| part["type"] == "tool_call");
    let reason = match response.data.get("status").and_then(Value::as_str) {
        Some("completed") | None if called => "tool_call",
        Some("completed") | None => "stop",
        Some("failed") => "error",
        Some(other) => other,
    };
    (!parts.is_empty()).then(|| json!({ "role": "assistant", "parts": parts, "finish_reason": reason }))
}

fn text(said: &str) -> Value {
    json!({ "type": "text", "content": said })
}
