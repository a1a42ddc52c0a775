//! What the archive says of an erasure: `erasures/<id>.json`.

use std::collections::BTreeSet;

use scripta_core::Timestamp;
use scripta_redact::{Scrub, Sensitive};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::receipt::SignedReceipt;

/// How far an erasure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It was begun: the conversation is barred, and something of it may be left.
    Begun,
    /// Nothing is left.
    Done,
}

/// The tombstone of a conversation in the archive. Nothing in it was said, and nothing was given with the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Paper {
    /// The version of this format.
    pub version: u32,
    /// The conversation.
    pub conversation_id: Uuid,
    /// When its erasure was asked for.
    pub erased_at: Timestamp,
    /// By whom: an account's name or id.
    pub by: String,
    /// Why, without personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How far it is.
    pub state: Standing,
    /// Keyed hashes of its objects' paths.
    #[serde(default)]
    pub keys: BTreeSet<String>,
    /// Objects that were deleted; on a store with versions, all versions and delete markers.
    #[serde(default)]
    pub objects: u64,
    /// Their bytes.
    #[serde(default)]
    pub bytes: u64,
    /// Whether the store let us see that no version is left.
    #[serde(default)]
    pub all_versions: bool,
    /// Once it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<SignedReceipt>,
}

impl Paper {
    /// Reads one. That there is one is what counts: one that cannot be read is of an erasure that has to be gone on with.
    pub(super) fn read(id: Uuid, json: &[u8]) -> Self {
        let read = serde_json::from_slice::<Self>(json).ok().filter(|paper| paper.conversation_id == id);
        read.unwrap_or_else(|| Self {
            version: 1,
            conversation_id: id,
            erased_at: Timestamp::from_millis(0),
            by: "unknown".to_owned(),
            reason: None,
            state: Standing::Begun,
            keys: BTreeSet::new(),
            objects: 0,
            bytes: 0,
            all_versions: true,
            receipt: None,
        })
    }
}

/// The receipt is redacted before it is signed, and stays as it was signed.
impl Sensitive for Paper {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.by);
        if let Some(reason) = &mut self.reason {
            scrub.text(reason);
        }
    }
}
