//! What goes out, in each form.

use scripta_alerts::{Kind, Labels, Notice, Severity, alertmanager, json, pagerduty, sign, slack, sns};
use serde_json::json;

fn notice(kind: Kind) -> Notice {
    Notice {
        version: 1,
        kind,
        fingerprint: "unusual/latency".to_owned(),
        severity: Severity::Warning,
        at: 1_800_000_300,
        since: 1_800_000_000,
        value: 2.5,
        limit: 1.0,
        summary: "typical time to an answer: 2.50 s <usual 1.00 s>".to_owned(),
        conversations: vec!["c1".to_owned(), "c2".to_owned()],
    }
}

fn labels() -> Labels {
    [("tenant".to_owned(), "acme".to_owned())].into()
}

#[test]
fn the_own_form_is_the_notice() {
    let expected = json!({
        "version": 1, "kind": "still_firing", "fingerprint": "unusual/latency", "severity": "warning",
        "at": 1_800_000_300, "since": 1_800_000_000, "value": 2.5, "limit": 1.0,
        "summary": "typical time to an answer: 2.50 s <usual 1.00 s>", "conversations": ["c1", "c2"],
    });
    assert_eq!(json(&notice(Kind::StillFiring)), expected);
}

#[test]
fn slack_gets_a_text_and_blocks_without_its_own_marks() {
    let message = slack(&notice(Kind::Fired));
    let text =
        "[warning] Scripta unusual/latency fired: typical time to an answer: 2.50 s &lt;usual 1.00 s&gt;";
    assert_eq!(message["text"], text);
    assert_eq!(message["blocks"][1]["elements"][0]["text"], "Conversations: c1, c2");
}

#[test]
fn pagerduty_gets_the_same_key_to_trigger_and_to_resolve() {
    let fired = pagerduty(&notice(Kind::Fired), "key", &labels());
    let resolved = pagerduty(&notice(Kind::Resolved), "key", &labels());
    assert_eq!(fired["event_action"], "trigger");
    assert_eq!(resolved["event_action"], "resolve");
    assert_eq!(fired["dedup_key"], "scripta/unusual/latency/tenant=acme");
    assert_eq!(fired["dedup_key"], resolved["dedup_key"]);
    assert_eq!(fired["payload"]["timestamp"], "2027-01-15T08:05:00Z");
    assert_eq!(fired["payload"]["severity"], "warning");
}

#[test]
fn alertmanager_gets_the_same_labels_and_an_end() {
    let alerts = alertmanager([&notice(Kind::Fired), &notice(Kind::Resolved)], &labels(), 600);
    let expected = json!({ "tenant": "acme", "alertname": "Scripta_unusual", "check": "latency" });
    assert_eq!(alerts[0]["labels"], expected);
    assert_eq!(alerts[1]["labels"], expected);
    assert_eq!(alerts[0]["startsAt"], "2027-01-15T08:00:00Z");
    assert_eq!(alerts[0]["endsAt"], "2027-01-15T08:15:00Z");
    assert_eq!(alerts[1]["endsAt"], "2027-01-15T08:05:00Z");
}

#[test]
fn an_sns_subject_is_short_and_ascii() {
    let mut long = notice(Kind::Fired);
    long.fingerprint = format!("unusual/topic/{}", "ü".repeat(200));
    let (subject, text) = sns(&long);
    assert!(subject.is_ascii() && subject.len() == 100, "{subject}");
    assert!(text.contains("c1\nc2\n"), "{text}");
}

#[test]
fn a_signature_is_what_another_implementation_makes_of_it() {
    // printf '1800000000.{"version":1}' | openssl dgst -sha256 -hmac secret
    let expected = "28f918f7d99c239e973db1a85f2fe83c191d0547d6748c973f0516b36017e338";
    assert_eq!(sign(b"secret", 1_800_000_000, r#"{"version":1}"#), format!("v1={expected}"));
}
