//! The forms in which notices go out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::notice::{Kind, Notice, Severity};

/// Labels that every alert has at the receiver: `tenant`, `environment`.
pub type Labels = BTreeMap<String, String>;

/// The own form: a [`Notice`] as an object.
pub fn json(notice: &Notice) -> Value {
    json!(notice)
}

/// A message for a Slack incoming webhook.
pub fn slack(notice: &Notice) -> Value {
    let mark = match (notice.kind, notice.severity) {
        (Kind::Resolved, _) => ":white_check_mark:",
        (_, Severity::Critical) => ":red_circle:",
        (_, Severity::Warning) => ":large_yellow_circle:",
    };
    let title = title(notice);
    let text = escaped(&format!("{title}: {}", notice.summary));
    let body = format!("{mark} *{}*\n{}", escaped(&title), escaped(&notice.summary));
    let mut blocks = vec![json!({ "type": "section", "text": { "type": "mrkdwn", "text": body } })];
    if !notice.conversations.is_empty() {
        let ids = format!("Conversations: {}", escaped(&notice.conversations.join(", ")));
        // A text of a block holds at most 3000 characters.
        let ids: String = ids.chars().take(3000).collect();
        blocks.push(json!({ "type": "context", "elements": [{ "type": "mrkdwn", "text": ids }] }));
    }
    json!({ "text": text, "blocks": blocks })
}

/// Slack reads these three itself.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// An event for PagerDuty's Events API v2.
pub fn pagerduty(notice: &Notice, routing_key: &str, labels: &Labels) -> Value {
    let action = if notice.kind == Kind::Resolved { "resolve" } else { "trigger" };
    let source = labels.get("tenant").map_or("scripta", String::as_str);
    // A summary holds at most 1024 characters.
    let summary: String = format!("{}: {}", notice.fingerprint, notice.summary).chars().take(1024).collect();
    json!({
        "routing_key": routing_key,
        "event_action": action,
        "dedup_key": dedup(notice, labels),
        "payload": {
            "summary": summary,
            "source": source,
            "severity": notice.severity.word(),
            "timestamp": time(notice.at),
            "component": "scripta",
            "class": notice.fingerprint,
            "custom_details": notice,
        },
    })
}

/// The same alert of two tenants is two incidents.
fn dedup(notice: &Notice, labels: &Labels) -> String {
    let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let key = format!("scripta/{}/{}", notice.fingerprint, labels.join(","));
    key.chars().take(255).collect()
}

/// Alerts for Alertmanager's `POST /api/v2/alerts`. `valid_s`: after so many seconds without a repetition Alertmanager takes a
/// firing alert as resolved; it should be longer than what repeats it.
pub fn alertmanager<'a>(
    notices: impl IntoIterator<Item = &'a Notice>,
    labels: &Labels,
    valid_s: i64,
) -> Value {
    let alert = |notice: &Notice| {
        let (rule, check) = notice.fingerprint.split_once('/').unwrap_or((&notice.fingerprint, ""));
        let mut its: Labels = labels.clone();
        // No severity: labels are what an alert is told apart by, and it may become critical while it fires.
        its.insert("alertname".to_owned(), format!("Scripta_{rule}"));
        its.insert("check".to_owned(), check.to_owned());
        let ends = if notice.kind == Kind::Resolved { notice.at } else { notice.at.saturating_add(valid_s) };
        json!({
            "labels": its,
            "annotations": {
                "summary": notice.summary,
                "severity": notice.severity.word(),
                "conversations": notice.conversations.join(" "),
            },
            "startsAt": time(notice.since),
            "endsAt": time(ends),
        })
    };
    notices.into_iter().map(alert).collect()
}

/// Subject and text for SNS. A subject is ASCII and at most 100 characters.
pub fn sns(notice: &Notice) -> (String, String) {
    let ascii = |letter: char| if letter.is_ascii_graphic() || letter == ' ' { letter } else { '?' };
    let subject = title(notice).chars().map(ascii).take(100).collect();
    let mut text = format!("{}\n\nSince {}.\n", notice.summary, time(notice.since));
    if !notice.conversations.is_empty() {
        text += &format!("\nConversations:\n{}\n", notice.conversations.join("\n"));
    }
    (subject, text)
}

fn title(notice: &Notice) -> String {
    format!("[{}] Scripta {} {}", notice.severity.word(), notice.fingerprint, notice.kind.word())
}

fn time(at: i64) -> String {
    jiff::Timestamp::from_second(at).unwrap_or_default().to_string()
}
