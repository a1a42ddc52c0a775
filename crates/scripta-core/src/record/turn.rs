//! Turns: who spoke when, what was said, and what of it was heard.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::time::Timestamp;

/// What one side said and did before the other side's next message.
///
/// Offsets are milliseconds from the start of the conversation, by the recorder's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Turn {
    /// Whose turn it is.
    pub speaker: Speaker,
    /// Its items, in order.
    pub item_ids: Vec<String>,
    /// What was said or written, items joined by a space; absent where nothing was, or nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcript: Option<String>,
    /// What of it the caller heard, where the caller cut the agent off and the wire says when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
    /// How it ended.
    pub status: TurnStatus,
    /// The caller cut it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interruption: Option<Interruption>,
    /// When it began: the first sound or sign of it.
    pub start_ms: u64,
    /// When it ended: the last sound or sign of it.
    pub end_ms: u64,
    /// The time of day that `start_ms` is.
    pub timestamp: Timestamp,
    /// Of the agent's answer to speech: from the end of the caller's speech, as the server detected it, to
    /// the first audio of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_latency_ms: Option<u64>,
    /// How long the audio of the turn plays, as far as it was on the wire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_ms: Option<u64>,
    /// Tools that the agent called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The caller.
    User,
    /// The agent.
    Assistant,
    /// A message put in by the application.
    System,
}

impl Speaker {
    /// By the wire's `role`.
    pub fn of_role(role: &str) -> Self {
        match role {
            "user" => Self::User,
            "assistant" => Self::Assistant,
            _ => Self::System,
        }
    }

    /// As in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::System => "system",
        }
    }
}

/// How a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnStatus {
    /// As it should.
    Completed,
    /// The caller cut it off.
    Interrupted,
    /// It was stopped for another reason: cancelled by the client, or too long.
    Incomplete,
    /// The response failed, or the speech could not be transcribed.
    Failed,
    /// It had not ended when the record did.
    InProgress,
}

/// How the caller cut the agent off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Interruption {
    /// The item that was cut off.
    pub item_id: String,
    /// When, by the recorder's clock, in milliseconds from the start of the conversation.
    pub at_ms: u64,
    /// Milliseconds of the item's audio that were played; absent where the wire does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_end_ms: Option<u64>,
    /// What `heard` was computed from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<HeardBasis>,
}

/// What tells which words a position in the audio stands for. The first that the wire allows is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeardBasis {
    /// When each piece of the transcript arrived in the audio.
    Audio,
    /// The response's audio tokens, one for 50 ms: the audio itself was not on this wire (WebRTC, SIP).
    AudioTokens,
    /// A usual rate of speech, 15 characters a second: neither was there.
    SpeechRate,
}

/// A tool call within a turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolCall {
    /// The item of the call.
    pub item_id: String,
    /// What connects it to its output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// The tool.
    pub tool_name: String,
    /// JSON where it is, else the text.
    pub arguments: Value,
    /// JSON where it is, else the text; absent where none was seen.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "super::said")]
    pub result: Option<Value>,
    /// Whether it worked.
    pub status: ToolStatus,
    /// From the call's arguments being whole to the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
}

/// Whether a tool worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToolStatus {
    /// It gave a result.
    Succeeded,
    /// Its result says that it failed (`error`, or `success: false`), or MCP does.
    Failed,
    /// No result was seen.
    Unanswered,
}
