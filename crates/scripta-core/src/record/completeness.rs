//! Whether the record holds everything, and if not, what it lacks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether the record holds everything that went over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Completeness {
    /// `partial` where there is a problem.
    pub status: CompletenessStatus,
    /// What is missing, or may be.
    pub problems: Vec<Problem>,
}

/// See [`Completeness`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CompletenessStatus {
    /// Nothing is missing.
    Complete,
    /// Something is missing, or may be: `problems` says what.
    Partial,
}

/// One thing that makes the record less than complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What it is.
    pub problem: ProblemKind,
    /// The item that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// How often it happened.
    #[serde(default = "once")]
    pub count: u64,
    /// More about it. Made by us, never from what was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

fn once() -> u64 {
    1
}

impl Problem {
    /// A problem of the conversation as a whole.
    pub fn new(problem: ProblemKind) -> Self {
        Self { problem, item_id: None, count: 1, detail: None }
    }

    /// A problem of one item.
    pub fn of_item(problem: ProblemKind, item_id: &str) -> Self {
        Self { item_id: Some(item_id.to_owned()), ..Self::new(problem) }
    }

    /// Says more.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// Says how often.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self { count, ..self }
    }
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProblemKind {
    /// The caller spoke, and the session does not transcribe.
    TranscriptionOff,
    /// The caller spoke, and transcribing it failed.
    TranscriptFailed,
    /// The caller spoke, and no transcript came.
    TranscriptMissing,
    /// Events were not recorded, because more came than could be kept.
    EventsDropped,
    /// Something was referred to that was never seen: events before it, or between, are missing.
    SequenceGap,
    /// The conversation was not ended by its caller.
    NoCleanClose,
    /// The recording process ended before the conversation, and another finished the record.
    RecoveredAfterCrash,
    /// A response began and its end was not seen.
    ResponseUnfinished,
    /// An event could not be read, or lacked what it must have.
    MalformedEvent,
    /// The journal could not be written for a time: a crash in that time would have lost what was said.
    JournalUnavailable,
}

impl ProblemKind {
    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::TranscriptionOff => "transcription_off",
            Self::TranscriptFailed => "transcript_failed",
            Self::TranscriptMissing => "transcript_missing",
            Self::EventsDropped => "events_dropped",
            Self::SequenceGap => "sequence_gap",
            Self::NoCleanClose => "no_clean_close",
            Self::RecoveredAfterCrash => "recovered_after_crash",
            Self::ResponseUnfinished => "response_unfinished",
            Self::MalformedEvent => "malformed_event",
            Self::JournalUnavailable => "journal_unavailable",
        }
    }
}
