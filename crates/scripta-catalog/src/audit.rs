//! The audit trail: who did what to which data, when and to what end, each entry chained to the one before.
//!
//! # The form of an entry
//!
//! An entry is stored as one line of JSON in canonical form: members in the order of their names, in every object in it;
//! no space; no fraction and no control character, so that there is one way only to write it. Its member `hash` is the
//! SHA-256, in hexadecimal, of the same line without `hash`; `previous` is the hash of the entry before. Catalog and
//! archive hold the same bytes, and these are what is verified. Anybody can:
//!
//! ```text
//! head -1 audit/2024-01-15/….ndjson | jq -cjS 'del(.hash)' | sha256sum
//! ```
//!
//! Rejected: hashing the members of the struct that is read from it. A member or an action that a newer version writes
//! would be lost on the way, and the entry taken for a forged one.

mod check;
mod fault;
mod line;
mod sheet;
#[cfg(test)]
mod tests;

pub use self::check::{Check, Checked, CheckedTrail};
pub use self::fault::{Fault, FaultKind, Place};
pub use self::line::{AuditEntry, Head, Row};

use scripta_core::Timestamp;
use scripta_redact::{Scrub, Sensitive};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
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
    /// One that this version does not know.
    #[serde(other)]
    Other,
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
    /// The conversations that were handed out or erased, where they are known one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversations: Vec<Uuid>,
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
        scrub_details(&mut self.details, scrub);
    }
}

/// Details hold counts and digests beside texts. A count is left as it is, though written out it may look like a
/// telephone number.
fn scrub_details(details: &mut Map<String, Value>, scrub: &mut Scrub<'_>) {
    for (name, value) in details {
        match value {
            Value::String(text) => scrub.named(name, text),
            Value::Array(_) | Value::Object(_) => scrub.json(value),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
