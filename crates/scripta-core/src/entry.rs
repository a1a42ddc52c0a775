//! What the journal holds of a conversation: one [`Entry`] for each change that an observation made.
//!
//! # Format
//!
//! An entry is one JSON object: `at` (RFC 3339), `id` (the wire's `event_id`, where one event made it),
//! `found` (redactions by kind) and `change`, tagged by `kind`. Entries are only ever appended; applied in
//! order they give the conversation, live and after a crash alike, which is why nothing else is stored.
//! A reader of a later version reads entries of this one: members are added with a default, never renamed.
//! `tests/fixtures/entries_v1.jsonl` is frozen.
//!
//! # Personal data
//!
//! An entry is built from raw text and lives that way for as long as it takes to hand it to the redactor;
//! [`Sensitive`](scripta_redact::Sensitive) names every member that may hold what somebody said. The ledger and the journal take a
//! [`Redacted<Entry>`](scripta_redact::Redacted) only. `Debug` shows the kind of change and nothing else.

mod sensitive;
pub(crate) use sensitive::part_named;

use std::fmt;

use scripta_redact::{Counts, Remap};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::record::{AudioInfo, Contradiction, Evidence, Problem};
use crate::time::Timestamp;
use crate::wire::AudioFormat;

/// One change to a conversation.
#[derive(Clone, Serialize, Deserialize)]
pub struct Entry {
    /// When it was observed.
    pub at: Timestamp,
    /// The wire's `event_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What the redactor found in it.
    #[serde(default, skip_serializing_if = "Counts::is_empty")]
    pub found: Counts,
    /// On the first entry: the version of the vocabulary that this conversation is written in; absent, it is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// What changed.
    pub change: Change,
}

/// The vocabulary of today. Since 2 facts are entries of their own; in 1 they are read from the redacted texts.
pub(crate) const VERSION: u32 = 2;

impl Entry {
    pub(crate) fn new(at: Timestamp, id: Option<&str>, change: Change) -> Self {
        Self { at, id: id.map(str::to_owned), found: Counts::default(), version: None, change }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({} at {})", self.change.name(), self.at)
    }
}

/// What changed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// The conversation began. Always the first entry.
    Begin(Begin),
    /// The session opened or changed.
    Session(SessionChange),
    /// An item appeared or changed.
    Item(ItemChange),
    /// Text of an item's part became known.
    Text(TextChange),
    /// The caller's speech could not be transcribed.
    TranscriptFailed { item_id: String, index: u32, data: Map<String, Value> },
    /// An item was taken out of the conversation.
    Removed { item_id: String },
    /// The agent was cut off: audio after `audio_end_ms` was not heard.
    Truncated { item_id: String, index: u32, audio_end_ms: u64 },
    /// The caller began or stopped speaking.
    Speech { item_id: String, started: bool, audio_ms: Option<u64> },
    /// The input buffer became an item.
    Committed { item_id: String },
    /// Audio that went by.
    Audio(AudioChange),
    /// A response began or ended.
    Response(ResponseChange),
    /// Playback of a response began, ended or was cut.
    Playback { response_id: String, state: Playback },
    /// A tool's result, as the client sent it.
    Result { call_id: String, output: String },
    /// An MCP call succeeded or failed.
    McpCall { item_id: String, failed: bool },
    /// GPT-Live: all that has been used so far.
    LiveUsage { usage: Value },
    /// Anything that is an event and changes nothing else.
    Event(EventChange),
    /// A snapshot was asked for.
    Snapshot { event_type: String },
    /// Facts that came up, or are none any more.
    Facts(FactsChange),
    /// Something that makes the record less than complete.
    Problem(Problem),
    /// The conversation ended. Always the last entry.
    End(End),
}

impl Change {
    /// The kind of change, for logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Begin(_) => "begin",
            Self::Session(_) => "session",
            Self::Item(_) => "item",
            Self::Text(_) => "text",
            Self::TranscriptFailed { .. } => "transcript_failed",
            Self::Removed { .. } => "removed",
            Self::Truncated { .. } => "truncated",
            Self::Speech { .. } => "speech",
            Self::Committed { .. } => "committed",
            Self::Audio(_) => "audio",
            Self::Response(_) => "response",
            Self::Playback { .. } => "playback",
            Self::Result { .. } => "result",
            Self::McpCall { .. } => "mcp_call",
            Self::LiveUsage { .. } => "live_usage",
            Self::Event(_) => "event",
            Self::Snapshot { .. } => "snapshot",
            Self::Facts(_) => "facts",
            Self::Problem(_) => "problem",
            Self::End(_) => "end",
        }
    }
}

impl Change {
    /// The item that somebody says something in, where that is what changed.
    pub(crate) fn text_of(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(&text.item_id),
            Self::Item(item) if !item.parts.is_empty() => Some(&item.item_id),
            _ => None,
        }
    }
}

/// How a conversation begins.
#[derive(Clone, Serialize, Deserialize)]
pub struct Begin {
    /// Names the conversation for good.
    pub conversation_id: Uuid,
    /// The caller's name for the session: any text.
    pub session_id: String,
    /// What the caller wants kept with it.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    /// How it is captured: `replay`, `node`, `python`, `relay`, `sideband`.
    pub capture: String,
    /// The SDK that it is captured from, with its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdk: Option<String>,
    /// The trace that the SDK makes of the session: `{workflow_name, group_id, metadata}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracing: Option<Value>,
}

/// A session that opened or changed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct SessionChange {
    /// It opened, so a connection begins.
    pub opened: bool,
    /// What the client asks for, not yet what the server says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub requested: bool,
    /// `sess_…`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<AudioFormat>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<AudioFormat>,
    /// The transcription model; an empty text where transcription is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcription: Option<String>,
    /// The settings that differ from those of the event before.
    pub settings: Map<String, Value>,
}

/// Where an item goes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Before all others of this connection.
    First,
    /// After all others.
    Last,
    /// After that item.
    After(String),
}

/// An item that appeared or changed. Members that are absent stay as they were.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ItemChange {
    pub item_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// Where it goes; absent while nothing says that it is in the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// `place` is the server's word for a new item (`.added`), and holds against every other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub firm: bool,
    /// The item is final.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub done: bool,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartChange>,
    /// Every other member, its name in camelCase.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A part of an item's content.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct PartChange {
    pub index: u32,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where the redactor has put what; not kept.
    #[serde(skip)]
    pub remap: Remap,
}

/// Text of an item's part, from its own events rather than from the item.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct TextChange {
    pub item_id: String,
    pub index: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// What it is.
    pub of: TextOf,
    pub text: String,
    /// It is whole; otherwise the beginning of what is still being said.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
    /// It is the same words as before, masked in another way: a later turn has shown what they are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revised: bool,
    /// `(byte offset in text, milliseconds of the part's audio that had arrived)` for each piece.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<(u32, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// What transcribing it used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Value>,
    /// Where the redactor has put what; not kept.
    #[serde(skip)]
    pub remap: Remap,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextOf {
    /// The caller's speech.
    #[default]
    UserSpeech,
    /// The agent's speech.
    AgentSpeech,
    /// The agent's written text.
    AgentText,
    /// A tool call's arguments.
    Arguments,
}

/// Audio that went by.
#[derive(Clone, Serialize, Deserialize)]
pub struct AudioChange {
    /// The agent's audio; otherwise the caller's.
    pub output: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    /// When its first chunk came.
    pub first_at: Timestamp,
    /// How much, since the last such entry of the same item.
    #[serde(flatten)]
    pub info: AudioInfo,
    /// More will follow.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unfinished: bool,
}

/// A response that began or ended.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ResponseChange {
    pub response_id: String,
    pub done: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Why it ended early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Value>,
    /// It was asked for beside the conversation: its items do not belong to the history.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub aside: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub item_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Value>,
}

/// What playback did.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Playback {
    Started,
    Stopped,
    Cleared,
}

/// An event that changes nothing but the list of events.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct EventChange {
    /// Its `type` in the record.
    pub event: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub data: Map<String, Value>,
}

/// Facts as they changed, read from what was said before it was redacted.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct FactsChange {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learned: Vec<Learned>,
    /// By field and subject.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<(String, usize)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contradictions: Vec<Contradiction>,
}

/// A fact as it now is, the whole of it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Learned {
    pub field: String,
    /// What it is a fact of, where there may be several: `vehicle`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Which of them, the first being 0.
    #[serde(default)]
    pub subject: usize,
    pub value: String,
    /// As what kind of personal data the redactor treats the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<String>,
    pub evidence: Evidence,
}

/// How a conversation ends.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct End {
    /// Becomes the outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion_reason: Option<String>,
    /// Added to the conversation's metadata.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
}
