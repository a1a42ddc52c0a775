//! What of an entry a query can ask for: its labels and its numbers. The stores index these and nothing else.

use serde_json::Value;

use crate::entry::Entry;
use crate::query::Label;

/// A number that a conversation has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// Milliseconds from begin to end.
    Duration,
    /// Interruptions.
    Interruptions,
    /// Turns.
    Turns,
    /// Messages of caller and agent.
    Messages,
    /// Items in the history.
    History,
    /// Calls of tools.
    ToolCalls,
    /// Milliseconds of the longest wait for an answer.
    Latency,
    /// Milliseconds in which nobody spoke.
    Silence,
    /// Tokens in and out.
    Tokens,
}

impl Number {
    /// All of them, in the order of [`numbers`].
    pub(crate) const ALL: [Self; 9] = [
        Self::Duration,
        Self::Interruptions,
        Self::Turns,
        Self::Messages,
        Self::History,
        Self::ToolCalls,
        Self::Latency,
        Self::Silence,
        Self::Tokens,
    ];

    /// As in a query.
    pub fn name(self) -> &'static str {
        match self {
            Self::Duration => "duration",
            Self::Interruptions => "interruptions",
            Self::Turns => "turns",
            Self::Messages => "messages",
            Self::History => "history",
            Self::ToolCalls => "tool_calls",
            Self::Latency => "latency",
            Self::Silence => "silence",
            Self::Tokens => "tokens",
        }
    }
}

/// The numbers of an entry, in the order of [`Number::ALL`].
pub(crate) fn numbers(entry: &Entry) -> [i64; 9] {
    let figures = &entry.figures;
    [
        figures.duration_ms,
        figures.interruptions,
        figures.turns,
        figures.user_messages + figures.assistant_messages,
        figures.items,
        figures.tools.values().map(|tool| tool.calls).sum(),
        figures.response_latencies_ms.iter().copied().max().unwrap_or(0),
        figures.silence_ms,
        figures.usage.total_tokens,
    ]
    .map(|number| i64::try_from(number).unwrap_or(i64::MAX))
}

/// The text fields of an entry with their values, folded; each once.
pub(crate) fn labels(entry: &Entry) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut add = |field: &str, value: &str| {
        let label = Label { field: field.to_owned(), value: fold(value), prefix: false };
        // By value first, in which most differ in length.
        if !labels.iter().any(|known: &Label| known.value == label.value && known.field == label.field) {
            labels.push(label);
        }
    };
    add("session", &entry.session_id);
    add("outcome", &entry.outcome);
    entry.topics.iter().for_each(|topic| add("topic", topic));
    for (name, tool) in &entry.figures.tools {
        add("tool", name);
        if tool.failed + tool.unanswered > 0 {
            add("tool_failed", name);
        }
    }
    entry.agents.iter().for_each(|agent| add("agent", agent));
    entry.model.iter().for_each(|model| add("model", model));
    add("capture", &entry.capture);
    add("is", if entry.is_complete() { "complete" } else { "partial" });
    for problem in &entry.completeness.problems {
        add("problem", problem.problem.name());
    }
    entry.redactions.keys().for_each(|kind| add("redacted", kind));
    entry.events.iter().for_each(|kind| add("event", kind));
    for (field, value) in &entry.facts {
        add("has", field);
        add(&format!("fact.{field}"), value);
    }
    for (name, value) in &entry.metadata {
        match value {
            Value::String(text) => add(&format!("meta.{name}"), text),
            Value::Number(_) | Value::Bool(_) => add(&format!("meta.{name}"), &value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => {}
        }
    }
    labels
}

/// A value as it is compared.
pub(crate) fn fold(value: &str) -> String {
    value.trim().to_lowercase()
}
