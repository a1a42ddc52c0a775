//! What is handed out.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use scripta_catalog::Tombstone;
use scripta_catalog::audit::{Action, Outcome};
use scripta_core::Timestamp;
use scripta_steward::{EntryFilter, Exported, Selection, Steward, StewardError};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::place::Place;

fn subject(key: &str, value: &str) -> Selection {
    Selection::Subject { key: key.to_owned(), value: value.to_owned() }
}

async fn export(
    steward: &Steward,
    place: &Place,
    selection: &Selection,
) -> Result<Option<Exported>, StewardError> {
    steward.export(selection, &place.path().join("out.zip")).await
}

fn contents(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn one_persons_conversations_are_handed_out_whole_and_nobody_elses() {
    let place = Place::new();
    let mut own = [
        place.record("one", &json!({ "customerId": "AB-1" })),
        place.record("two", &json!({ "customerId": "AB-1", "x": 2 })),
    ];
    place.record("other", &json!({ "customerId": "ab-1" }));
    place.record("none", &json!({ "account": "AB-1" }));
    let steward = place.steward().await;
    let exported = export(&steward, &place, &subject("customerId", "AB-1")).await.unwrap().unwrap();
    own.sort();
    assert_eq!(exported.conversations, own);

    let bytes = fs::read(&exported.path).unwrap();
    assert_eq!((exported.bytes, exported.sha256.clone()), (bytes.len() as u64, sha256(&bytes)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&exported.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let contents = contents(&exported.path);
    let (manifest, files) = contents.split_last().unwrap();
    assert_eq!((manifest.0.as_str(), files.len()), ("manifest.json", 8));
    assert_eq!(exported.files, 8);
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("conversations/")) {
        assert_eq!(*bytes, fs::read(place.path().join(name)).unwrap(), "{name}");
    }
    let transcripts: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("transcripts/")).collect();
    let text = String::from_utf8(transcripts[0].1.clone()).unwrap();
    assert!(text.contains("agent: Thank you for calling"), "{text}");
    assert_eq!(transcripts.len(), 2);

    let manifest: Value = serde_json::from_slice(&manifest.1).unwrap();
    assert_eq!((&manifest["subject"], &manifest["actor"]), (&json!("customerId"), &json!("ops")));
    let listed = manifest["conversations"].as_array().unwrap().iter();
    let listed: Vec<_> = listed.flat_map(|one| one["files"].as_array().unwrap()).collect();
    let of_zip = |(name, bytes): &(String, Vec<u8>)| json!({ "path": name, "bytes": bytes.len(), "sha256": sha256(bytes) });
    assert_eq!(listed, files.iter().map(of_zip).collect::<Vec<_>>().iter().collect::<Vec<_>>());
    let again = export(&steward, &place, &subject("customerId", "AB-1")).await.unwrap().unwrap();
    assert_eq!(again.conversations, exported.conversations);
}

#[tokio::test]
async fn a_value_may_have_been_given_as_a_number() {
    let place = Place::new();
    let ids = [
        place.record("one", &json!({ "customer": 4217 })),
        place.record("two", &json!({ "customer": "4217" })),
    ];
    place.record("three", &json!({ "customer": 42170 }));
    let steward = place.steward().await;
    let exported = export(&steward, &place, &subject("customer", "4217")).await.unwrap().unwrap();
    assert_eq!(exported.conversations.len(), 2);
    assert!(ids.iter().all(|id| exported.conversations.contains(id)));
}

#[tokio::test]
async fn conversations_of_others_are_not_handed_out_because_they_have_the_same_mask() {
    let place = Place::new();
    place.record("one", &json!({ "phone": "415-555-0136", "note": "mail jo@b.example" }));
    place.record("two", &json!({ "phone": "415-555-0199", "note": "mail al@b.example" }));
    let steward = place.steward().await;
    for (key, value) in [
        ("phone", "415-555-0136"),
        ("phone", "4155550136"),
        ("phone", "XXX-XXX-XXXX"),
        ("note", "mail jo@b.example"),
        ("note", "mail user@example.com"),
        ("phone", "anything at all"),
    ] {
        let refused = export(&steward, &place, &subject(key, value)).await;
        assert!(matches!(&refused, Err(StewardError::SharedMask { .. })), "{key}={value}: {refused:?}");
        assert!(!refused.unwrap_err().to_string().contains(value));
        assert!(!place.path().join("out.zip").exists());
    }
    let filter = EntryFilter { limit: 1, ..EntryFilter::default() };
    let entry = steward.audit_entries(&filter).await.unwrap().entries.remove(0);
    assert_eq!((entry.draft.action, entry.draft.outcome), (Action::Export, Outcome::Refused));
}

#[tokio::test]
async fn a_pseudonym_finds_the_person_however_the_value_is_written() {
    let place = Place::configured(
        "[redact]\ntoken_key = \"00112233445566778899aabbccddeeff\"\n[redact.policies]\nphone = \"token\"\n",
    );
    let own = place.record("one", &json!({ "phone": "415-555-0136" }));
    place.record("two", &json!({ "phone": "415-555-0199" }));
    let steward = place.steward().await;
    for value in ["415-555-0136", "(415) 555 0136"] {
        let exported = export(&steward, &place, &subject("phone", value)).await.unwrap().unwrap();
        assert_eq!(exported.conversations, [own], "{value}");
    }
}

#[tokio::test]
async fn what_was_dropped_tells_nobody_apart() {
    let place = Place::configured("[redact.policies]\nemail = \"drop\"\n");
    place.record("one", &json!({ "note": "mail jo@b.example now" }));
    let steward = place.steward().await;
    let refused = export(&steward, &place, &subject("note", "mail al@b.example now")).await;
    assert!(matches!(refused, Err(StewardError::SharedMask { .. })), "{refused:?}");
}

#[tokio::test]
async fn of_nobody_and_of_unknown_ids_there_is_no_file() {
    let place = Place::new();
    let id = place.record("one", &json!({ "customerId": "AB-1" }));
    let steward = place.steward().await;
    assert_eq!(export(&steward, &place, &subject("customerId", "AB-2")).await.unwrap(), None);
    let missing = Selection::Conversations(vec![id, Uuid::from_u128(7)]);
    let error = export(&steward, &place, &missing).await.unwrap_err();
    assert!(error.to_string().contains(&Uuid::from_u128(7).to_string()), "{error}");
    let left: Vec<_> = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("out.zip")), "{left:?}");
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("scripta-export")), "{left:?}");
    let exported = export(&steward, &place, &Selection::Conversations(vec![id])).await.unwrap().unwrap();
    assert_eq!(exported.conversations, [id]);
}

/// The catalog may be behind: what was taken out of the archive is not handed out, and what the catalog does not know is.
#[tokio::test]
async fn the_archive_says_what_there_is() {
    let place = Place::new();
    let gone = place.record("gone", &json!({ "customerId": "AB-1" }));
    let there = place.record("there", &json!({ "customerId": "AB-1" }));
    let steward = place.steward().await;
    fs::remove_dir_all(place.path().join("conversations/2024-01-15/gone")).unwrap();
    let exported = export(&steward, &place, &subject("customerId", "AB-1")).await.unwrap().unwrap();
    assert_eq!(exported.conversations, [there]);

    steward.catalog().remove(vec![there, gone]).await.unwrap();
    let exported = export(&steward, &place, &Selection::Conversations(vec![there])).await.unwrap().unwrap();
    assert_eq!(exported.conversations, [there]);
}

#[tokio::test]
async fn what_is_being_erased_is_not_handed_out() {
    let place = Place::new();
    let id = place.record("one", &json!({}));
    let steward = place.steward().await;
    let tombstone = Tombstone { conversation_id: id, erased_at: Timestamp::from_millis(0) };
    steward.catalog().erase(vec![tombstone]).await.unwrap();
    let refused = export(&steward, &place, &Selection::Conversations(vec![id])).await;
    assert!(matches!(refused, Err(StewardError::ErasedMeanwhile { count: 1 })), "{refused:?}");
    assert!(!place.path().join("out.zip").exists());
}
