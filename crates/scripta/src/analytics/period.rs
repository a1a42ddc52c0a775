//! From when and until when: `2024-01-15`, a time of day, or so long ago.

use scripta_core::Timestamp;

const HOUR_MS: i64 = 3_600_000;

/// The moment that a text names; `now` is what `7d` is counted back from.
pub(crate) fn moment(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    if let Some(ms) = ago(text) {
        return Ok(Timestamp::from_millis(now.as_millis().saturating_sub(ms)));
    }
    let day = || Timestamp::parse(&format!("{text}T00:00:00Z"));
    Timestamp::parse(text).or_else(|_| day()).map_err(|_| {
        format!("{text:?} is no time: give a day such as 2024-01-15 (UTC), 2024-01-15T10:30:00Z, or 12h, 7d, 4w ago")
    })
}

/// Milliseconds of `12h`, `7d` or `4w`.
fn ago(text: &str) -> Option<i64> {
    let (number, hours) = match text.split_at_checked(text.len().checked_sub(1)?)? {
        (number, "h") => (number, 1),
        (number, "d") => (number, 24),
        (number, "w") => (number, 7 * 24),
        _ => return None,
    };
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = number.parse().ok().filter(|_| is_plain)?;
    number.checked_mul(hours * HOUR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_day_a_time_or_so_long_ago() {
        let now = Timestamp::parse("2024-02-01T12:00:00Z").unwrap();
        for (text, is) in [
            ("2024-01-15", "2024-01-15T00:00:00.000Z"),
            ("2024-01-15T10:30:00+02:00", "2024-01-15T08:30:00.000Z"),
            ("12h", "2024-02-01T00:00:00.000Z"),
            ("7d", "2024-01-25T12:00:00.000Z"),
            ("4w", "2024-01-04T12:00:00.000Z"),
        ] {
            assert_eq!(moment(text, now).unwrap().to_string(), is);
        }
        for text in ["", "d", "-7d", "7y", "15.1.2024", "9999999999999999999d", "é"] {
            assert!(moment(text, now).is_err(), "{text}");
        }
    }
}
