//! Changes of the configuration are entries.

use scripta_catalog::audit::Action;
use scripta_steward::{EntryFilter, Settings, Steward};
use serde_json::{Value, json};

use crate::place::Place;

async fn changes(steward: &Steward) -> Vec<Value> {
    let filter = EntryFilter { action: Some("configure".to_owned()), limit: 100, ..EntryFilter::default() };
    let mut entries = steward.audit_entries(&filter).await.unwrap().entries;
    entries.reverse();
    assert!(entries.iter().all(|entry| entry.draft.action == Action::Configure));
    entries.into_iter().map(|entry| Value::Object(entry.draft.details)).collect()
}

#[tokio::test]
async fn a_change_is_told_by_names_once_and_never_by_value() {
    let place = Place::new();
    let steward = place.steward().await;
    let secret = "hunter2-secret";
    let settings = [
        json!({}),
        json!({ "archive": { "bucket": "one" }, "redact": { "token_key": secret } }),
        json!({ "archive": { "bucket": "one" }, "redact": { "token_key": secret } }),
        json!({ "archive": { "bucket": "two" }, "recorder": { "workers": 2 } }),
    ];
    for settings in &settings {
        steward.configured("cli one scripta.toml", &Settings::of(settings)).await.unwrap();
    }
    assert_eq!(
        changes(&steward).await,
        [
            json!({ "added": ["archive.bucket", "redact.token_key"] }),
            json!({
                "added": ["recorder.workers"],
                "removed": ["redact.token_key"],
                "changed": ["archive.bucket"]
            }),
        ]
    );
    for file in crate::place::files(place.path()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{}", file.display());
    }
}

#[tokio::test]
async fn programs_with_different_configurations_are_no_change_to_each_other() {
    let place = Place::new();
    let steward = place.steward().await;
    for _ in 0..3 {
        for (source, bucket) in [("cli a.toml", "one"), ("node", "two")] {
            let settings = Settings::default().with("CONVERSATIONS_BUCKET", bucket);
            steward.configured(source, &settings).await.unwrap();
        }
    }
    let first = json!({ "added": ["CONVERSATIONS_BUCKET"] });
    assert_eq!(changes(&steward).await, [first.clone(), first]);
}
