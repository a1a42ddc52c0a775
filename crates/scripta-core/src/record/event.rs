//! The events of a conversation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::time::Timestamp;

/// The types of event in a record.
pub mod kind {
    /// A connection to the API opened: `{sessionId, model, voice, …}`.
    pub const SESSION_CONNECTED: &str = "session_connected";
    /// The session's settings changed: those that differ.
    pub const SESSION_UPDATED: &str = "session_updated";
    /// The client asked for other settings.
    pub const SESSION_UPDATE_REQUESTED: &str = "session_update_requested";
    /// The session closed by an event of its own (GPT-Live).
    pub const SESSION_CLOSED: &str = "session_closed";
    /// The agent's audio: one event a response item, `{audioLength, chunks, milliseconds}`.
    pub const AUDIO_RECEIVED: &str = "audio_received";
    /// The caller's audio: one event an item, the same members.
    pub const AUDIO_SENT: &str = "audio_sent";
    /// The caller began to speak.
    pub const SPEECH_STARTED: &str = "speech_started";
    /// The caller stopped speaking.
    pub const SPEECH_STOPPED: &str = "speech_stopped";
    /// Playback of a response began, stopped or was cleared (WebRTC, SIP): `{state}`.
    pub const PLAYBACK: &str = "playback";
    /// Members that the published types do not name: `{wireType, fields}`.
    pub const UNKNOWN_FIELDS: &str = "unknown_fields";
    /// Somebody said or wrote something: `{transcript, speaker, confidence?, modality}`.
    pub const TRANSCRIPT: &str = "transcript";
    /// A piece of speech with its speaker, from a diarising model.
    pub const TRANSCRIPT_SEGMENT: &str = "transcript_segment";
    /// Speech that could not be transcribed.
    pub const TRANSCRIPT_FAILED: &str = "transcript_failed";
    /// The agent called a tool: `{toolName, arguments, callId}`.
    pub const TOOL_CALL: &str = "tool_call";
    /// What the tool gave back: `{toolName, result, callId, status}`.
    pub const TOOL_CALL_RESULT: &str = "tool_call_result";
    /// An MCP tool wants approval.
    pub const MCP_APPROVAL_REQUESTED: &str = "mcp_approval_requested";
    /// It was given or refused.
    pub const MCP_APPROVAL_RESPONSE: &str = "mcp_approval_response";
    /// The tools of an MCP server.
    pub const MCP_TOOLS_LISTED: &str = "mcp_tools_listed";
    /// A response ended: `{status, text?, reason?, usage?}`.
    pub const AGENT_RESPONSE: &str = "agent_response";
    /// The caller cut the agent off: `{audioEndMs?}`.
    pub const AUDIO_INTERRUPTED: &str = "audio_interrupted";
    /// Another agent than before answers: `{agent}`.
    pub const AGENT_STARTED: &str = "agent_started";
    /// One agent gave the conversation to another: `{to, from?, callId}`.
    pub const AGENT_HANDOFF: &str = "agent_handoff";
    /// A guardrail stopped an answer.
    pub const GUARDRAIL_TRIPPED: &str = "guardrail_tripped";
    /// An item was taken out.
    pub const ITEM_DELETED: &str = "item_deleted";
    /// A key was pressed on the telephone.
    pub const DTMF_RECEIVED: &str = "dtmf_received";
    /// Nobody spoke for as long as the session allows.
    pub const IDLE_TIMEOUT: &str = "idle_timeout";
    /// What may still be used.
    pub const RATE_LIMITS: &str = "rate_limits";
    /// Something went wrong: `{type, code, message, param}`.
    pub const ERROR: &str = "error";
    /// An event of a type that we do not know: `{wireType, event}`.
    pub const UNKNOWN: &str = "unknown";
}

/// Something that happened, in the order of arrival.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordedEvent {
    /// Stable and unique within the conversation: the wire's `event_id`, or `local_<n>`.
    pub id: String,
    /// One of [`kind`], or the caller's own.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was observed.
    pub timestamp: Timestamp,
    /// The item that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// The response that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// What it says.
    pub data: Map<String, Value>,
}

/// How much audio went by. The audio itself is never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AudioInfo {
    /// Bytes of encoded audio, after base64.
    pub audio_length: u64,
    /// The chunks that it came in.
    pub chunks: u64,
    /// How long it plays, by the session's format.
    pub milliseconds: u64,
}

impl AudioInfo {
    /// Adds what followed.
    pub fn add(&mut self, more: Self) {
        self.audio_length = self.audio_length.saturating_add(more.audio_length);
        self.chunks = self.chunks.saturating_add(more.chunks);
        self.milliseconds = self.milliseconds.saturating_add(more.milliseconds);
    }

    /// As members of an event.
    pub fn members(self) -> Map<String, Value> {
        let mut members = Map::new();
        members.insert("audioLength".into(), self.audio_length.into());
        members.insert("chunks".into(), self.chunks.into());
        members.insert("milliseconds".into(), self.milliseconds.into());
        members
    }
}
