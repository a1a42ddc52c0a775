//! What the archive says of an erasure: `erasures/<id>.json`.

use std::collections::BTreeMap;

use scripta_archive::Deleted;
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
    /// Its objects, by the keyed hashes of their paths. They are written down before they are deleted.
    #[serde(default)]
    pub keys: BTreeMap<String, Weight>,
    /// Once it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<SignedReceipt>,
}

/// What of an object there is to delete; of several looks, the most that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Weight {
    /// Objects; on a store with versions, all versions and delete markers.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the store lets us see that no version is left.
    pub all_versions: bool,
}

impl From<Deleted> for Weight {
    fn from(Deleted { objects, bytes, all_versions }: Deleted) -> Self {
        Self { objects, bytes, all_versions }
    }
}

impl Weight {
    fn and(self, other: Self) -> Self {
        Self {
            objects: self.objects.max(other.objects),
            bytes: self.bytes.max(other.bytes),
            all_versions: self.all_versions && other.all_versions,
        }
    }
}

impl Paper {
    /// One more look at an object.
    pub(super) fn weighed(&mut self, key: String, weight: Weight) {
        let known = self.keys.entry(key).or_insert(weight);
        *known = known.and(weight);
    }

    /// All objects together.
    pub(super) fn weight(&self) -> Weight {
        Weight {
            objects: self.keys.values().map(|weight| weight.objects).sum(),
            bytes: self.keys.values().map(|weight| weight.bytes).sum(),
            all_versions: self.keys.values().all(|weight| weight.all_versions),
        }
    }

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
            keys: BTreeMap::new(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipt::Receipt;
    use crate::seal::Seal;

    /// As the first version wrote it, and as it stays.
    const FIRST: &str = include_str!("../../tests/fixtures/erasure-v1.json");

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(1_705_314_600_000 + ms)
    }

    fn paper() -> Paper {
        let seal = Seal::from_hex(&"5a".repeat(32), "the test").unwrap();
        let key = seal.hash("conversations/2024-01-15/session_1/x_conversation.json");
        let receipt = Receipt {
            version: 1,
            conversation_id: Uuid::from_u128(7),
            asked_at: at(0),
            erased_at: at(123),
            by: "privacy-desk".to_owned(),
            reason: Some("asked for by the caller".to_owned()),
            objects: 2,
            bytes: 4_096,
            keys: vec![key.clone()],
            all_versions: true,
            searched: vec!["the archive".to_owned()],
            exports: vec![crate::ExportedBefore { at: at(-5_000), by: "claims-desk".to_owned() }],
        };
        Paper {
            version: 1,
            conversation_id: receipt.conversation_id,
            erased_at: at(0),
            by: receipt.by.clone(),
            reason: receipt.reason.clone(),
            state: Standing::Done,
            keys: BTreeMap::from([(key, Weight { objects: 2, bytes: 4_096, all_versions: true })]),
            receipt: Some(seal.sign(receipt)),
        }
    }

    #[test]
    fn what_the_first_version_wrote_is_read_and_its_receipt_is_genuine() {
        let paper = paper();
        let read: Paper = serde_json::from_str(FIRST).unwrap();
        assert_eq!(read, paper);
        assert!(read.receipt.unwrap().is_genuine());
        assert_eq!(serde_json::to_string_pretty(&paper).unwrap(), FIRST.trim_end());
    }

    #[test]
    fn one_that_cannot_be_read_is_of_an_erasure_that_is_to_be_gone_on_with() {
        let other = serde_json::to_vec(&paper()).unwrap();
        for json in [&b"{"[..], b"", &other] {
            let read = Paper::read(Uuid::from_u128(8), json);
            assert_eq!(
                (read.conversation_id, read.state, read.receipt),
                (Uuid::from_u128(8), Standing::Begun, None)
            );
        }
    }

    #[test]
    fn of_several_looks_at_an_object_the_most_counts_and_what_one_could_not_see() {
        let mut paper = paper();
        let weight = |objects, bytes, all_versions| Weight { objects, bytes, all_versions };
        paper.keys.clear();
        paper.weighed("a".to_owned(), weight(3, 10, true));
        paper.weighed("a".to_owned(), weight(1, 4, true));
        paper.weighed("b".to_owned(), weight(1, 5, true));
        assert_eq!(paper.weight(), weight(4, 15, true));
        paper.weighed("b".to_owned(), weight(0, 0, false));
        assert_eq!(paper.weight(), weight(4, 15, false));
    }
}
