//! Documents as JavaScript gets them.

use scripta_core::Record;
use scripta_core::record::{Conversation, Snapshot};
use serde_json::{Value, json};

/// A conversation with the full history of each of its snapshots, however they are stored.
pub(crate) fn conversation(mut conversation: Conversation) -> Value {
    conversation.history_snapshots = Snapshot::expand(&conversation.history_snapshots);
    serde_json::to_value(conversation).unwrap_or_default()
}

/// All three documents.
pub(crate) fn record(record: Record, profile: &str) -> Value {
    json!({
        "conversation": conversation(record.conversation.into_inner()),
        "summary": record.summary.into_inner(),
        extracted_name(profile): record.extracted.into_inner(),
    })
}

/// What the extracted data of a profile are called: `insuranceData`.
pub(crate) fn extracted_name(profile: &str) -> String {
    format!("{profile}Data")
}
