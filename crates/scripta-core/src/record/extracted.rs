//! Facts that came up in a conversation.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Timestamp;

/// The facts of a conversation, by the fields of its profile, each with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Extracted {
    /// The version of this format.
    pub version: u32,
    /// The conversation.
    pub conversation_id: Uuid,
    /// The caller's name for the session.
    pub session_id: String,
    /// Field by field, as in `"vehicleYear": "2020"`; a field that did not come up is absent. Of several vehicles or
    /// drivers these are the first one's.
    #[serde(flatten)]
    pub facts: BTreeMap<String, String>,
    /// When the conversation that they come from ended.
    pub extracted_at: Timestamp,
    /// Where each fact comes from, by field; of the second vehicle by `vehicle[1].vehicleYear`.
    pub evidence: BTreeMap<String, Evidence>,
    /// Where a call speaks of several: all of them, as in `"vehicle": [{"vehicleYear": "2020"}, {"vehicleYear": "2015"}]`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub subjects: BTreeMap<String, Vec<BTreeMap<String, String>>>,
    /// Tool calls whose arguments are not what the caller confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contradictions: Vec<Contradiction>,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The item.
    pub item_id: String,
    /// What in the item.
    pub source: EvidenceSource,
    /// Of a tool's arguments: the JSON pointer (RFC 6901) to the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Of speech and text: begin and end of the words in the item's text as archived, in bytes of UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(usize, usize)>,
    /// From 0 to 1: how likely it is that this is the value.
    #[serde(default)]
    pub confidence: f64,
    /// How far it is settled.
    #[serde(default)]
    pub status: FactStatus,
    /// The values that it took the place of, the oldest first, at most eight.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<Replaced>,
}

/// A former value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Replaced {
    /// The value, without personal data.
    pub value: String,
    /// The item that it came from.
    pub item_id: String,
    /// What in the item.
    pub source: EvidenceSource,
}

/// How far a fact is settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactStatus {
    /// It was said, and nothing more.
    #[default]
    Candidate,
    /// A tool was called with it, or the caller confirmed it.
    Confirmed,
    /// A tool call and the caller do not agree on it.
    Conflict,
}

/// A tool call whose arguments are not what the caller confirmed. It names the places, not the values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contradiction {
    /// The field, such as `vehicleYear`.
    pub field: String,
    /// Which vehicle or driver, the first being 0.
    pub subject: usize,
    /// The item of the tool call.
    pub item_id: String,
    /// The tool.
    pub tool_name: String,
    /// The JSON pointer (RFC 6901) of the argument.
    pub pointer: String,
    /// The item in which the caller confirmed something else.
    pub confirmed_in: String,
}

/// What in an item a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceSource {
    /// The arguments of a tool call.
    ToolArguments,
    /// What the agent read back and the caller confirmed: the agent's words.
    ReadBack,
    /// What the caller said or typed.
    User,
    /// What the agent said.
    Assistant,
}
