//! The conversation's history: its items in order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An item, shaped as the SDK's history has it: `itemId`, `previousItemId`, `type`, and what belongs to
/// that type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryItem {
    /// `item_…`
    pub item_id: String,
    /// The item before it, as the server said when it placed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_item_id: Option<String>,
    /// `message`, `function_call`, `function_call_output`, `mcp_call`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Of a message: `user`, `assistant` or `system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// `in_progress`, `completed` or `incomplete`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Of a message: its parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<ContentPart>,
    /// Of a call: the tool's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of a call and its output: what connects them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// Of a call: its arguments, JSON as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<String>,
    /// Of a call and its output: what the tool gave back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// Milliseconds of its audio that the caller heard before cutting it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_end_ms: Option<u64>,
    /// Members of the wire's item that have no place above, in camelCase.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContentPart {
    /// `input_text`, `input_audio`, `output_text`, `output_audio`, … as on the wire.
    #[serde(rename = "type")]
    pub kind: String,
    /// What was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What was said; absent while it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcript: Option<String>,
}

impl HistoryItem {
    /// Everything that it says or shows, parts joined by a space.
    pub fn words(&self) -> String {
        let parts =
            self.content.iter().filter_map(|part| part.transcript.as_deref().or(part.text.as_deref()));
        parts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
