//! The conversation, whole.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use scripta_redact::Counts;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::completeness::Completeness;
use super::event::RecordedEvent;
use super::history::HistoryItem;
use super::snapshot::Snapshot;
use super::turn::Turn;
use super::usage::Usage;
use crate::time::{Length, Timestamp};
use crate::wire::AudioFormat;

/// The version of the record's format that this code writes.
pub const VERSION: u32 = 1;

/// Everything that is recorded of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// The version of this format.
    pub version: u32,
    /// Names the conversation.
    pub conversation_id: Uuid,
    /// The caller's name for the session.
    pub session_id: String,
    /// When it began.
    pub start_time: Timestamp,
    /// When it ended.
    pub end_time: Timestamp,
    /// How long it took.
    pub duration: Length,
    /// What the caller gave at the begin and at the end.
    pub metadata: Map<String, Value>,
    /// How it was captured.
    pub source: Source,
    /// Whether this record holds everything.
    pub completeness: Completeness,
    /// Who said what, when, and what was heard.
    pub turns: Vec<Turn>,
    /// The items in order, as they stood at the end.
    pub history: Vec<HistoryItem>,
    /// What was used.
    pub usage: Usage,
    /// How much personal data was taken out, by kind. Never the values.
    pub redactions: Counts,
    /// What happened, in the order of arrival.
    pub events: Vec<RecordedEvent>,
    /// The history as it stood at each moment when it settled.
    pub history_snapshots: Vec<Snapshot>,
}

/// How a conversation was captured.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// `replay`, `node`, `python`, `relay` or `sideband`.
    pub capture: String,
    /// The SDK, with its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdk: Option<String>,
    /// The model, as the session last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// The caller's audio.
    pub input_audio: AudioFormat,
    /// The agent's audio.
    pub output_audio: AudioFormat,
    /// The model that transcribes the caller; absent where transcription is off or unsaid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcription_model: Option<String>,
    /// The session's tracing setting as the server last said: `"auto"`, an object with `workflow_name`,
    /// `group_id` and `metadata`, or null where it is off. Absent where it was never said.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "super::said")]
    pub tracing: Option<Value>,
    /// The API's ids of the connections, in order: more than one after a reconnect.
    pub session_ids: Vec<String>,
    /// Types of events that were not known, with how often each came.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unknown_events: BTreeMap<String, u64>,
}
