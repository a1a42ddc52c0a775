//! An entry for the tests of the language.

use scripta_core::Timestamp;
use scripta_core::record::Speaker;
use serde_json::json;

use crate::entry::{Entry, Said};

/// Something said.
pub(crate) fn said(speaker: Speaker, text: &str) -> Said {
    Said { speaker, start_ms: 0, text: text.to_owned() }
}

/// A conversation of two turns, about a quote for a Toyota in 90210.
pub(crate) fn entry() -> Entry {
    let document = json!({
        "conversationId": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "sessionId": "Session_1",
        "startTime": "2024-01-15T10:00:00.000Z",
        "endTime": "2024-01-15T10:05:00.000Z",
        "metadata": { "userType": "insurance_customer" },
    });
    let mut entry = Entry::read(document.to_string().as_bytes()).unwrap();
    entry.start = Timestamp::parse("2024-01-15T10:00:00Z").unwrap();
    entry.outcome = "quote_completed".to_owned();
    entry.topics = vec!["billing".to_owned(), "quote".to_owned()];
    entry.facts = [("vehicleMake", "Toyota"), ("zipCode", "90210")]
        .map(|(field, value)| (field.to_owned(), value.to_owned()))
        .into();
    entry.figures.duration_ms = 300_000;
    entry.figures.turns = 2;
    entry.figures.tools.entry("get_quote".to_owned()).or_default().failed = 1;
    entry.said = vec![
        said(Speaker::Assistant, "How can I help you today?"),
        said(Speaker::User, "I'd like full coverage, please."),
    ];
    entry
}
