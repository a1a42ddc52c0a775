//! What stays of a conversation that was erased.

use scripta_core::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What stays of a conversation that was erased: its random id, so that it is not recorded or indexed again, and
/// nothing that was said or given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tombstone {
    /// The conversation.
    pub conversation_id: Uuid,
    /// When its erasure was asked for.
    pub erased_at: Timestamp,
}
