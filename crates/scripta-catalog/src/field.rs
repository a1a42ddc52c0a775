//! What can be filtered by: one table, from which the parser, the stores and the documentation come.

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// A text: equal to, or, with a `*` at its end, beginning with. Upper and lower case are the same.
    Text,
    /// A whole number: equal, `>`, `>=`, `<`, `<=`, or `from..to` with both ends.
    Number,
    /// A length of time, such as `90s`, `5m`, `1h30m` or `400ms`; compared like a number.
    Duration,
    /// A time or a day.
    Time,
}

/// A field that every conversation has. Extracted facts (`vehicleMake:Toyota`) and metadata (`meta.userType:…`)
/// are fields too; their names depend on the profile and on the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// As in a query.
    pub name: &'static str,
    /// How it is compared.
    pub kind: FieldKind,
    /// What it means.
    pub meaning: &'static str,
}

const fn field(name: &'static str, kind: FieldKind, meaning: &'static str) -> Field {
    Field { name, kind, meaning }
}

/// All of them.
pub const FIELDS: &[Field] = &[
    field("id", FieldKind::Text, "the conversation's id"),
    field("session", FieldKind::Text, "the session's id, as the caller named it"),
    field("after", FieldKind::Time, "began at that time or later"),
    field("before", FieldKind::Time, "began before that time"),
    field("on", FieldKind::Time, "began on that day (UTC)"),
    field("duration", FieldKind::Duration, "from begin to end"),
    field("outcome", FieldKind::Text, "how it ended"),
    field("topic", FieldKind::Text, "what it was about"),
    field("tool", FieldKind::Text, "a tool that was called"),
    field("tool_failed", FieldKind::Text, "a tool that failed, or gave no answer"),
    field("agent", FieldKind::Text, "an agent that took part"),
    field("model", FieldKind::Text, "the model"),
    field("capture", FieldKind::Text, "how it was captured: node, python, relay, sideband, replay"),
    field("is", FieldKind::Text, "complete or partial"),
    field("problem", FieldKind::Text, "what the record lacks, such as transcript_missing"),
    field("redacted", FieldKind::Text, "a kind of personal data that was masked"),
    field("event", FieldKind::Text, "a type of event that occurred"),
    field("has", FieldKind::Text, "an extracted fact that was found, by its name"),
    field("interruptions", FieldKind::Number, "how often the caller cut the agent off"),
    field("turns", FieldKind::Number, "turns"),
    field("messages", FieldKind::Number, "messages of caller and agent"),
    field("history", FieldKind::Number, "items in the history: messages and calls"),
    field("tool_calls", FieldKind::Number, "calls of tools"),
    field("latency", FieldKind::Duration, "the longest that the caller waited for an answer"),
    field("silence", FieldKind::Duration, "how long nobody spoke"),
    field("tokens", FieldKind::Number, "tokens, in and out"),
];
