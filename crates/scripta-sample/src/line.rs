//! One line of a recording: an event, who sent it, and when.

use jiff::Timestamp;
use serde_json::{Value, json};

/// 2024-01-15T10:30:00Z, the start that the examples use, in milliseconds since the Unix epoch.
///
/// The few wire fields that hold absolute times (`expires_at`, `received_at`) count from here.
pub const START_EPOCH_MS: i64 = 1_705_314_600_000;

/// Who sent an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dir {
    /// The Realtime API.
    Server,
    /// The application.
    Client,
}

impl Dir {
    /// The word that the recording uses: `server` or `client`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Dir::Server => "server",
            Dir::Client => "client",
        }
    }
}

/// One event on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Milliseconds since the start of the call.
    pub at_ms: u64,
    /// Who sent it.
    pub dir: Dir,
    /// The event, as JSON.
    pub event: Value,
}

impl Line {
    /// The line of a recording: `{"dir":"server","at":"2024-01-15T10:30:00.000Z","event":{…}}`, without a newline.
    ///
    /// `start_epoch_ms` is the start of the call in milliseconds since the Unix epoch; a time outside the years that
    /// RFC 3339 can write is shown as the epoch.
    #[must_use]
    pub fn to_json(&self, start_epoch_ms: i64) -> String {
        json!({ "dir": self.dir.as_str(), "at": self.at(start_epoch_ms), "event": self.event }).to_string()
    }

    /// The event's `type`, or an empty string where it has none.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.event["type"].as_str().unwrap_or_default()
    }

    fn at(&self, start_epoch_ms: i64) -> String {
        let ms = i64::try_from(self.at_ms).map_or(i64::MAX, |at| start_epoch_ms.saturating_add(at));
        format!("{:.3}", Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

/// A whole recording: one [`Line::to_json`] a line, each with its newline.
#[must_use]
pub fn to_jsonl(lines: &[Line], start_epoch_ms: i64) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.to_json(start_epoch_ms));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_carries_direction_time_and_event_in_that_order() {
        let line = Line { at_ms: 1_250, dir: Dir::Client, event: json!({ "type": "response.create" }) };
        assert_eq!(
            line.to_json(START_EPOCH_MS),
            r#"{"dir":"client","at":"2024-01-15T10:30:01.250Z","event":{"type":"response.create"}}"#
        );
    }

    #[test]
    fn a_time_that_cannot_be_written_is_the_epoch() {
        let line = Line { at_ms: u64::MAX, dir: Dir::Server, event: json!({}) };
        assert!(line.to_json(i64::MAX).contains("1970-01-01T00:00:00.000Z"));
    }
}
