//! One line of an event log: a raw event, or an event with its direction and time.

use std::borrow::Cow;

use super::fields::{Fields, text};
use crate::time::Timestamp;

/// Who sent an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The API.
    Server,
    /// The agent's process, or the caller's browser.
    Client,
}

/// A line, taken apart.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// Who sent it, where the line says so. An event's type alone tells it too.
    pub direction: Option<Direction>,
    /// When, where the line says so.
    pub at: Option<Timestamp>,
    /// The event's JSON, for [`parse`](super::parse()).
    pub event: &'a str,
}

/// Why a line cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineError {
    /// The line is no JSON object.
    #[error("not a JSON object ({0}); expected an event, or {{\"dir\",\"event\",\"at\"?}}")]
    NotJson(String),
    /// `at` is no time.
    #[error(
        "\"at\" is not a time; expected RFC 3339 such as 2024-01-15T10:30:00.000Z, or milliseconds since 1970"
    )]
    BadTime,
    /// `dir` is neither of the two.
    #[error("\"dir\" is neither \"server\" nor \"client\"")]
    BadDirection,
}

/// A line's bytes as text: bytes that are no UTF-8 become U+FFFD (then the flag is true), so that the
/// rest of the line is still recorded.
pub fn readable(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (String::from_utf8_lossy(bytes), true),
    }
}

impl<'a> Line<'a> {
    /// Takes a line apart. A line without `event`, or with a `type` of its own, is itself the event.
    ///
    /// # Errors
    /// [`LineError`] says what is wrong; it shows nothing of what the line says.
    pub fn parse(line: &'a str) -> Result<Self, LineError> {
        let fields = Fields::parse(line).map_err(|error| {
            LineError::NotJson(format!("{} at column {}", category(&error), error.column()))
        })?;
        let Some(event) = fields.get("event").filter(|_| fields.get("type").is_none()) else {
            return Ok(Self { direction: None, at: None, event: line });
        };
        let direction = match fields.text("dir").as_deref() {
            Some("server") => Some(Direction::Server),
            Some("client") => Some(Direction::Client),
            None if fields.get("dir").is_none() => None,
            _ => return Err(LineError::BadDirection),
        };
        let at = match fields.get("at") {
            None => None,
            Some(raw) => Some(match text(raw) {
                Some(time) => Timestamp::parse(&time).map_err(|_| LineError::BadTime)?,
                None => millis(raw.get()).ok_or(LineError::BadTime)?,
            }),
        };
        Ok(Self { direction, at, event: event.get() })
    }
}

fn millis(number: &str) -> Option<Timestamp> {
    let number: f64 = number.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and the timestamp is clamped")]
    Some(Timestamp::from_millis(number as i64))
}

/// What kind of error it was; `serde_json`'s own message could quote the line.
pub(super) fn category(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Syntax => "a syntax error",
        serde_json::error::Category::Data => "another type of value",
        serde_json::error::Category::Io => "unreadable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_be_a_raw_event_or_one_with_direction_and_time() {
        let raw = Line::parse(r#"{"type":"input_audio_buffer.dtmf_event_received","event":"5"}"#).unwrap();
        assert!(raw.event.contains("dtmf"), "an event that itself has a member called event");
        let line = Line::parse(r#"{"dir":"client","event":{"type":"x"},"at":1705314600000}"#).unwrap();
        assert_eq!(line.direction, Some(Direction::Client));
        assert_eq!(line.at.unwrap().to_string(), "2024-01-15T10:30:00.000Z");
        assert_eq!(line.event, r#"{"type":"x"}"#);
        let line = Line::parse(r#"{"event":{"type":"x"},"at":"2024-01-15T10:30:00Z"}"#).unwrap();
        assert_eq!((line.direction, line.at.unwrap().as_millis()), (None, 1_705_314_600_000));
    }

    #[test]
    fn a_bad_line_says_what_is_wrong_and_quotes_nothing() {
        for (line, says) in [
            (r#"{"transcript":"my ssn is"#, "ends too early"),
            ("[1]", "not a JSON object"),
            ("", "ends too early"),
            (r#"{"event":{"type":"x"},"at":"yesterday"}"#, "\"at\" is not a time"),
            (r#"{"event":{"type":"x"},"dir":"up"}"#, "neither"),
        ] {
            let error = Line::parse(line).unwrap_err().to_string();
            assert!(error.contains(says) && !error.contains("ssn"), "{line}: {error}");
        }
    }
}
