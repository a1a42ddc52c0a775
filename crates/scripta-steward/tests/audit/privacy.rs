//! The trail holds nobody's data.

use scripta_catalog::audit::{Action, Outcome};
use scripta_steward::{Access, EntryFilter, Selection, Settings};
use serde_json::json;
use uuid::Uuid;

use crate::place::{Place, files, work};

const EMAIL: &str = "quillfeather@zymurgy-mail.com";
const PHONE: &str = "415-555-0136";
const SSN: &str = "536-90-4399";

#[tokio::test]
async fn personal_data_in_any_argument_is_in_no_byte_of_catalog_and_archive() {
    let place = Place::new();
    place.record("session_7", &json!({ "customerId": "QX-77" }));
    let purpose = format!("asked for by {EMAIL}, phone {PHONE}");
    let access = Access { actor: EMAIL.to_owned(), origin: format!("api {EMAIL}"), purpose: Some(purpose) };
    let steward = place.steward().await.acting_for(access);
    let details = json!({ "reason": format!("the caller at {PHONE} asked"), "of": [EMAIL, { "ssn": SSN }] });
    let details = details.as_object().unwrap().clone();
    let target = format!("session {EMAIL}");
    steward.audit(Action::Erase, &target, Outcome::Done, details).await.unwrap();

    let out = place.path().join("out.zip");
    for (key, value) in
        [("customerId", "quillfeather-value"), ("phone", PHONE), ("email", EMAIL), (EMAIL, "quillfeather")]
    {
        let subject = Selection::Subject { key: key.to_owned(), value: value.to_owned() };
        let _ = steward.export(&subject, &out).await;
    }
    let missing = Selection::Conversations(vec![Uuid::from_u128(5)]);
    steward.export(&missing, &out).await.unwrap_err();
    let filter = EntryFilter {
        actor: Some(EMAIL.to_owned()),
        target: Some(EMAIL.to_owned()),
        limit: 5,
        ..EntryFilter::default()
    };
    steward.audit_entries(&filter).await.unwrap();
    let settings = Settings::of(&json!({ "extract": { "topics": { EMAIL: ["x"] } } }));
    steward.configured(&format!("cli /home/{EMAIL}/scripta.toml"), &settings).await.unwrap();
    work(&steward, 1).await;
    let entries = steward.catalog().audit_head().await.unwrap().unwrap().number;
    assert!(entries >= 9, "all of it was written down, in {entries} entries");

    for file in files(place.path()) {
        let bytes = std::fs::read(&file).unwrap();
        for personal in ["quillfeather", "zymurgy-mail", PHONE, "4155550136", SSN] {
            let found = bytes.windows(personal.len()).any(|part| part == personal.as_bytes());
            assert!(!found, "{personal} in {}", file.display());
        }
    }
}

/// Of a wrong query or an unknown session only that it failed is told, not what was asked for.
#[tokio::test]
async fn a_subject_is_told_by_the_name_of_its_metadata_only() {
    let place = Place::new();
    let id = place.record("session_7", &json!({ "customerId": "zymurgist-77" }));
    let steward = place.steward().await;
    let out = place.path().join("out.zip");
    let subject = Selection::Subject { key: "customerId".to_owned(), value: "zymurgist-77".to_owned() };
    steward.export(&subject, &out).await.unwrap().unwrap();
    let filter = EntryFilter { action: Some("export".to_owned()), limit: 5, ..EntryFilter::default() };
    let entries = steward.audit_entries(&filter).await.unwrap().entries;
    assert_eq!(entries[0].draft.target, "meta.customerId");
    assert_eq!(entries[0].draft.conversations, [id]);
    for file in place.segments() {
        assert!(!std::fs::read_to_string(file).unwrap().contains("zymurgist"));
    }
}
