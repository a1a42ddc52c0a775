//! The summary of a conversation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::completeness::CompletenessStatus;
use crate::time::Timestamp;

/// A conversation in short: enough to list it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The version of this format.
    pub version: u32,
    /// The conversation.
    pub conversation_id: Uuid,
    /// The caller's name for the session.
    pub session_id: String,
    /// When it began.
    pub start_time: Timestamp,
    /// When it ended.
    pub end_time: Timestamp,
    /// How much was said.
    pub statistics: Statistics,
    /// What it was about, by the profile's rules.
    pub topics: Vec<String>,
    /// How it ended: the caller's completion reason, else by the profile's rules, else `unknown`.
    pub outcome: String,
    /// Whether the record holds everything.
    pub completeness: CompletenessStatus,
}

/// How much was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    /// Messages of anybody.
    pub total_messages: u64,
    /// Messages of the caller.
    pub user_messages: u64,
    /// Messages of the agent.
    pub assistant_messages: u64,
    /// Calls of functions and MCP tools.
    pub tool_calls: u64,
    /// How long it took, `HH:MM:SS`.
    pub duration: String,
    /// How often the caller cut the agent off.
    pub interruptions: u64,
    /// Items in the history.
    pub items: u64,
}
