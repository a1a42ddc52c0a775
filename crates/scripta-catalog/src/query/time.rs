//! Times and lengths of time, as queries say them. All are in UTC where they say nothing else.

use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use scripta_core::Timestamp;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length(pub(super) i64);

impl FromStr for Length {
    type Err = ();

    /// One or more numbers, each with its unit: `1h30m`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut rest = text;
        let mut sum = 0_i64;
        while !rest.is_empty() {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, behind) = rest.split_at(digits);
            let letters = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
            let (unit, behind) = behind.split_at(letters);
            let unit = match unit {
                "ms" => 1,
                "s" => SECOND,
                "m" | "min" => MINUTE,
                "h" => HOUR,
                "d" => DAY,
                "w" => 7 * DAY,
                _ => return Err(()),
            };
            let number: i64 = number.parse().map_err(|_| ())?;
            sum = number.checked_mul(unit).and_then(|ms| sum.checked_add(ms)).ok_or(())?;
            rest = behind;
        }
        if text.is_empty() { Err(()) } else { Ok(Self(sum)) }
    }
}

/// A stretch of time in milliseconds since 1970, without its end; a moment where both ends are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
}

impl Span {
    /// Reads a day, a month, a year, a time, or one that is told from `now`.
    pub(super) fn read(text: &str, now: Option<Timestamp>) -> Result<Self, String> {
        let expected = || {
            "a time is expected: `2024-01-15`, `2024-01-15T10:00Z`, `2024-01`, `today`, or how long ago: `-7d`"
                .to_owned()
        };
        if is_relative(text) {
            let now = now.ok_or("it is not known here what time it is now: give a date")?;
            return Self::told_from(text, now.as_millis()).map(Self::within_all_time).ok_or_else(expected);
        }
        Self::of_day_or_more(text)
            .or_else(|| Self::moment(text))
            .map(Self::within_all_time)
            .ok_or_else(expected)
    }

    fn within_all_time(self) -> Self {
        let [start, end] = [self.start, self.end].map(|ms| Timestamp::from_millis(ms).as_millis());
        Self { start, end }
    }

    fn told_from(text: &str, now: i64) -> Option<Self> {
        let today = now.div_euclid(DAY).checked_mul(DAY)?;
        let day = |start: i64| Some(Self { start, end: start.checked_add(DAY)? });
        match text {
            "now" => Some(Self { start: now, end: now }),
            "today" => day(today),
            "yesterday" => day(today.checked_sub(DAY)?),
            _ => {
                let Length(ago) = text.strip_prefix('-')?.parse().ok()?;
                let then = now.checked_sub(ago)?;
                Some(Self { start: then, end: then })
            }
        }
    }

    fn of_day_or_more(text: &str) -> Option<Self> {
        if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return None;
        }
        let mut parts = text.split('-');
        let mut part = |digits: usize| parts.next().filter(|part| part.len() == digits);
        let year: i16 = part(4)?.parse().ok()?;
        let (month, day) = (part(2), part(2));
        let number = |part: Option<&str>| part.map_or(Some(1), |part| part.parse::<i8>().ok());
        let first = Date::new(year, number(month)?, number(day)?).ok()?;
        if text.len() != [4, 7, 10][usize::from(month.is_some()) + usize::from(day.is_some())] {
            return None;
        }
        let next = match (month, day) {
            (Some(_), Some(_)) => first.tomorrow(),
            (Some(_), None) => first.last_of_month().tomorrow(),
            _ => first.last_of_year().tomorrow(),
        };
        Some(Self { start: midnight(first)?, end: midnight(next.ok()?)? })
    }

    fn moment(text: &str) -> Option<Self> {
        let millis = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() > 4;
        let at = if millis {
            text.parse().ok()?
        } else if !text.contains(['T', 't']) {
            return None;
        } else {
            let with_offset = text.parse::<jiff::Timestamp>();
            with_offset
                .or_else(|_| Offset::UTC.to_timestamp(text.parse::<DateTime>()?))
                .ok()?
                .as_millisecond()
        };
        Some(Self { start: at, end: at })
    }
}

fn is_relative(text: &str) -> bool {
    matches!(text, "now" | "today" | "yesterday") || text.starts_with('-')
}

fn midnight(day: Date) -> Option<i64> {
    Some(Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?.as_millisecond())
}

/// A time as a query says it.
pub(super) fn written(ms: i64) -> String {
    let time = Timestamp::from_millis(ms).to_string();
    time.strip_suffix("T00:00:00.000Z").map_or_else(|| time.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String)> {
        let now = Timestamp::parse("2024-01-15T10:30:00Z").unwrap();
        Span::read(text, Some(now)).ok().map(|span| (written(span.start), written(span.end)))
    }

    fn pair(one: &str, other: &str) -> Option<(String, String)> {
        Some((one.to_owned(), other.to_owned()))
    }

    #[test]
    fn days_months_and_years_are_stretches_of_time() {
        assert_eq!(read("2024-01-15"), pair("2024-01-15", "2024-01-16"));
        assert_eq!(read("2024-02"), pair("2024-02-01", "2024-03-01"));
        assert_eq!(read("2024"), pair("2024-01-01", "2025-01-01"));
        assert_eq!(read("today"), pair("2024-01-15", "2024-01-16"));
        assert_eq!(read("yesterday"), pair("2024-01-14", "2024-01-15"));
    }

    #[test]
    fn times_are_moments_in_utc_unless_they_say_otherwise() {
        for text in ["2024-01-15T10:00Z", "2024-01-15T10:00", "2024-01-15t12:00:00+02:00", "1705312800000"] {
            assert_eq!(read(text), pair("2024-01-15T10:00:00.000Z", "2024-01-15T10:00:00.000Z"), "{text}");
        }
        assert_eq!(read("-1d12h30m"), pair("2024-01-13T22:00:00.000Z", "2024-01-13T22:00:00.000Z"));
        assert_eq!(read("now"), pair("2024-01-15T10:30:00.000Z", "2024-01-15T10:30:00.000Z"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "-",
            "-7",
            "-7x",
            "2024-13",
            "2024-02-30",
            "24-01-15",
            "2024-1-5",
            "2024-01-15-01",
            "2024--15",
            "tomorrow",
            "-99999999999999999999d",
            "-9223372036854775807w",
            "10:30",
            "99999999999999999999",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(Span::read("-7d", None).unwrap_err().contains("give a date"));
    }

    #[test]
    fn lengths_are_sums_of_numbers_with_their_units() {
        let length = |text: &str| text.parse::<Length>().map(|Length(ms)| ms);
        assert_eq!(length("1h30m"), Ok(5_400_000));
        assert_eq!(length("400ms"), Ok(400));
        assert_eq!(length("2w"), Ok(14 * DAY));
        for wrong in ["", "5", "m", "5m3", "-5m", "1.5m", "99999999999999999d"] {
            assert_eq!(length(wrong), Err(()), "{wrong}");
        }
    }
}
