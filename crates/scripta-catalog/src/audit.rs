//! The audit trail: who did what to which data, when and to what end, each entry chained to the one before.

use scripta_core::Timestamp;
use scripta_redact::{Scrub, Sensitive};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// A conversation was shown, in whole or in part.
    Read,
    /// Conversations were listed.
    List,
    /// Conversations were searched for.
    Search,
    /// Figures were made of conversations.
    Analyze,
    /// Conversations were handed out as a file.
    Export,
    /// A conversation was erased.
    Erase,
    /// It was looked whether an erased conversation is gone.
    VerifyErasure,
    /// The rules of retention were applied.
    Retain,
    /// The catalog was made anew.
    Reindex,
    /// The configuration is another than at the access before.
    Configure,
    /// The audit trail itself was read or verified.
    Audit,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// There was nothing to do it to.
    NotFound,
    /// It was not allowed, or not confirmed.
    Refused,
    /// It could not be done.
    Failed,
    /// It has begun; another entry tells how it went.
    Begun,
}

/// An entry before it has its place in the trail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// When.
    pub at: Timestamp,
    /// Who: an account's name or id.
    pub actor: String,
    /// From where: the program and the machine, such as `cli`, `node`, `api 10.0.0.7`.
    pub origin: String,
    /// What.
    pub action: Action,
    /// To what: a conversation's id, or a query without its words.
    pub target: String,
    /// To what end, where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// How it went.
    pub outcome: Outcome,
    /// More: counts, digests, names of settings.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub details: Map<String, Value>,
}

impl Sensitive for Draft {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.actor);
        scrub.id(&mut self.origin);
        scrub.id(&mut self.target);
        if let Some(purpose) = &mut self.purpose {
            scrub.text(purpose);
        }
        self.details.scrub(scrub);
    }
}

/// Where a trail ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// Names the trail: each catalog has one.
    pub trail: Uuid,
    /// The number of its last entry.
    pub number: u64,
    /// The hash of its last entry.
    pub hash: String,
}

/// An entry of the trail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// The trail that it belongs to.
    pub trail: Uuid,
    /// Its place, from 1, without gaps.
    pub number: u64,
    /// What it tells.
    #[serde(flatten)]
    pub draft: Draft,
    /// The hash of the entry before; of the first, 64 zeros.
    pub previous: String,
    /// SHA-256, in hexadecimal, of this entry's other members as JSON.
    pub hash: String,
}

impl AuditEntry {
    /// What stands before the first entry.
    pub const FIRST: &'static str = "0000000000000000000000000000000000000000000000000000000000000000";

    /// Chains an entry to the one before. `trail` names a trail that has no entry yet.
    pub(crate) fn chained(draft: Draft, head: Option<&Head>, trail: Uuid) -> Self {
        let (trail, number, previous) = head.map_or((trail, 1, Self::FIRST.to_owned()), |head| {
            (head.trail, head.number + 1, head.hash.clone())
        });
        let mut entry = Self { trail, number, draft, previous, hash: String::new() };
        entry.hash = entry.computed_hash();
        entry
    }

    /// The hash that the entry must have.
    pub fn computed_hash(&self) -> String {
        let bare = Self { hash: String::new(), ..self.clone() };
        let json = serde_json::to_vec(&bare).unwrap_or_default();
        Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The trail's end, where this is its last entry.
    pub fn head(&self) -> Head {
        Head { trail: self.trail, number: self.number, hash: self.hash.clone() }
    }
}
