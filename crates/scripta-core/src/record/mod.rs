//! The record: what is archived of a conversation. Stored types, apart from the wire's.
//!
//! Three documents a conversation, each with its JSON Schema: [`Conversation`], [`Summary`] and
//! [`Extracted`]. JSON names are camelCase, times RFC 3339 in UTC with milliseconds.

mod analytics;
mod completeness;
mod conversation;
mod event;
mod extracted;
mod figures;
mod history;
mod schema;
mod sensitive;
mod snapshot;
mod summary;
mod turn;
mod usage;

pub use analytics::{Analytics, ConversationFlow};
pub use completeness::{Completeness, CompletenessStatus, Problem, ProblemKind};
pub use conversation::{Conversation, Source, VERSION};
pub use event::{AudioInfo, RecordedEvent, kind};
pub use extracted::{Contradiction, Evidence, EvidenceSource, Extracted, FactStatus, Replaced};
pub use figures::{Figures, ToolFigures};
pub use history::{ContentPart, HistoryItem};
pub use schema::schemas;
pub use snapshot::{ConversationState, HistoryChange, Snapshot};
pub use summary::{Statistics, Summary};
pub use turn::{HeardBasis, Interruption, Speaker, ToolCall, ToolStatus, Turn, TurnStatus};
pub(crate) use usage::camel;
pub use usage::{InputTokens, OutputTokens, TranscriptionUsage, Usage};

/// Reads a member that may be null, which is not the same as absent.
fn said<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<serde_json::Value>, D::Error> {
    serde::Deserialize::deserialize(deserializer).map(Some)
}
