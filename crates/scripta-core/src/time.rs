//! Points in time and lengths of time, as the record writes them.
//!
//! The domain reads no clock: every [`Timestamp`] comes in with an observation.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Written as RFC 3339 in UTC with milliseconds, `2024-01-15T10:30:00.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

/// Why a text is not a [`Timestamp`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a time: expected RFC 3339 such as 2024-01-15T10:30:00.000Z, or milliseconds since 1970")]
pub struct TimestampError;

impl Timestamp {
    /// The first millisecond of year 0000, the earliest that RFC 3339 can write.
    const MIN: i64 = -62_167_219_200_000;
    /// The last millisecond of year 9999, the latest that RFC 3339 can write.
    const MAX: i64 = 253_402_207_200_000;

    /// `ms` milliseconds since the epoch, brought into the years 0000 to 9999.
    pub fn from_millis(ms: i64) -> Self {
        Self(ms.clamp(Self::MIN, Self::MAX))
    }

    /// Milliseconds since the epoch.
    pub fn as_millis(self) -> i64 {
        self.0
    }

    /// Milliseconds from `earlier` to this, 0 where `earlier` is the later of the two.
    pub fn since(self, earlier: Self) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }

    /// Reads RFC 3339 in any offset.
    ///
    /// # Errors
    /// [`TimestampError`] where `text` is no such time.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        let instant: jiff::Timestamp = text.parse().map_err(|_| TimestampError)?;
        Ok(Self::from_millis(instant.as_millisecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(instant) => write!(f, "{instant:.3}"),
            Err(_) => f.write_str("0000-01-01T00:00:00.000Z"),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "date-time",
            "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"
        })
    }
}

/// How long a conversation took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Length {
    /// Whole seconds, rounded down.
    pub seconds: u64,
    /// The same as `HH:MM:SS`; hours may have more than two digits.
    pub formatted: String,
}

impl Length {
    /// The length from `start` to `end`.
    pub fn between(start: Timestamp, end: Timestamp) -> Self {
        let seconds = end.since(start) / 1000;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        Self { seconds, formatted: format!("{hours:02}:{minutes:02}:{:02}", seconds % 60) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc_with_milliseconds() {
        let time = Timestamp::parse("2024-01-15T12:30:00.5+02:00").unwrap();
        assert_eq!(time.to_string(), "2024-01-15T10:30:00.500Z");
        assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
    }

    #[test]
    fn a_time_out_of_range_is_clamped_and_still_printable() {
        for ms in [i64::MIN, i64::MAX] {
            let time = Timestamp::from_millis(ms);
            assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
        }
    }

    #[test]
    fn a_length_is_formatted_as_hours_minutes_seconds() {
        let start = Timestamp::from_millis(0);
        let length = Length::between(start, Timestamp::from_millis(900_999));
        assert_eq!((length.seconds, length.formatted.as_str()), (900, "00:15:00"));
        assert_eq!(Length::between(Timestamp::from_millis(5), start).seconds, 0);
    }
}
