//! The receipt of an erasure, signed.

use scripta_core::Timestamp;
use scripta_redact::{Scrub, Sensitive};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What was erased, when, by whom, and where it was looked for afterwards. It says nothing of what the conversation was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The version of this format.
    pub version: u32,
    /// The conversation.
    pub conversation_id: Uuid,
    /// When its erasure was asked for.
    pub asked_at: Timestamp,
    /// When nothing was left.
    pub erased_at: Timestamp,
    /// By whom it was asked for: an account's name or id.
    pub by: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Objects that were deleted from the archive; on a store with versions, all versions and delete markers.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// HMAC-SHA-256 of the path of each object, under the key that signs. Not a plain hash: a path holds the session's id,
    /// which can be guessed. Who has the key and is told a path can tell whether it was among them.
    pub keys: Vec<String>,
    /// Whether the store let us see that no version is left.
    pub all_versions: bool,
    /// Where it was looked for afterwards, and not found.
    pub searched: Vec<String>,
    /// Files that were handed out with it before, which are out of our reach.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exports: Vec<Exported>,
}

/// A file with the conversation that was handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// When.
    pub at: Timestamp,
    /// To whom: an account's name or id.
    pub by: String,
}

/// A receipt with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedReceipt {
    /// What is signed.
    pub receipt: Receipt,
    /// The Ed25519 public key, in hexadecimal. That it is the right one is told by its comparison with the one that is noted
    /// elsewhere.
    pub public_key: String,
    /// The Ed25519 signature over the receipt as JSON, as it stands here without white space, in hexadecimal.
    pub signature: String,
}

impl Sensitive for Receipt {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.by);
        if let Some(reason) = &mut self.reason {
            scrub.text(reason);
        }
        for export in &mut self.exports {
            scrub.id(&mut export.by);
        }
    }
}
