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
    /// Field by field, as in `"vehicleYear": "2020"`; a field that did not come up is absent.
    #[serde(flatten)]
    pub facts: BTreeMap<String, String>,
    /// When the conversation that they come from ended.
    pub extracted_at: Timestamp,
    /// Where each fact comes from, by field.
    pub evidence: BTreeMap<String, Evidence>,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
}

/// What in an item a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceSource {
    /// The arguments of a tool call.
    ToolArguments,
    /// What the caller said or typed.
    User,
    /// What the agent said.
    Assistant,
}
