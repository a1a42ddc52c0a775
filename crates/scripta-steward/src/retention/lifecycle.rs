//! Rules for the bucket itself, in the form of S3's `PutBucketLifecycleConfiguration`.
//!
//! Erasing deletes every version, so these are for what nobody erases: versions that a lost answer left, delete markers without
//! a version, uploads that were never finished. Where one rule keeps everything for some time, and nothing is held, the
//! bucket may also let go by itself a while after, as a second line.

use serde_json::{Value, json};

use super::rule::Rules;

/// Days after the longest rule until the bucket lets go by itself.
const AFTER: u64 = 30;

pub(super) fn rules(rules: &Rules) -> Value {
    let mut own = vec![
        json!({
            "ID": "scripta-former-versions",
            "Status": "Enabled",
            "Filter": { "Prefix": "conversations/" },
            "NoncurrentVersionExpiration": { "NoncurrentDays": 1 },
            "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": 1 },
        }),
        json!({
            "ID": "scripta-delete-markers",
            "Status": "Enabled",
            "Filter": { "Prefix": "conversations/" },
            "Expiration": { "ExpiredObjectDeleteMarker": true },
        }),
    ];
    let covers_all = rules.keeps.iter().any(|keep| keep.query == scripta_catalog::Query::default());
    let longest = rules.keeps.iter().map(|keep| keep.days).max();
    if let (true, true, Some(longest)) = (covers_all, rules.holds.is_empty(), longest) {
        own.push(json!({
            "ID": "scripta-second-line",
            "Status": "Enabled",
            "Filter": { "Prefix": "conversations/" },
            "Expiration": { "Days": longest + AFTER },
        }));
    }
    json!({ "Rules": own })
}
