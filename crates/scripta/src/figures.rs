//! Numbers as people read them.

use scripta_core::Timestamp;
use scripta_redact::Counts;

/// A number with its thousands set apart.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number and the word that goes with it: `1 turn`, `2 turns`.
pub(crate) fn counted(number: u64, word: &str) -> String {
    format!("{} {word}{}", count(number), if number == 1 { "" } else { "s" })
}

/// What was masked: `email: 1, phone: 2`.
pub(crate) fn kinds(counts: &Counts) -> String {
    counts.iter().map(|(kind, number)| format!("{kind}: {}", count(number))).collect::<Vec<_>>().join(", ")
}

/// A size.
pub(crate) fn bytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "it is rounded to one digit")]
    let scaled = |unit: u64| bytes as f64 / unit as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", scaled(1_000)),
        1_000_000..1_000_000_000 => format!("{:.1} MB", scaled(1_000_000)),
        _ => format!("{:.1} GB", scaled(1_000_000_000)),
    }
}

/// How far into a conversation: `01:05`, and `1:01:05` from an hour on.
pub(crate) fn offset(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

/// A time to the second: `2024-01-15 10:30:00`, in UTC.
pub(crate) fn moment(at: Timestamp) -> String {
    let text = at.to_string();
    text.get(..19).map_or_else(|| text.clone(), |text| text.replace('T', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_set_for_reading() {
        assert_eq!(
            [count(0), count(999), count(1_000), count(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!([counted(1, "turn"), counted(0, "turn")], ["1 turn", "0 turns"]);
        assert_eq!([bytes(999), bytes(1_500), bytes(2_000_000_000)], ["999 B", "1.5 kB", "2.0 GB"]);
        assert_eq!([offset(65_900), offset(3_665_000)], ["01:05", "1:01:05"]);
        assert_eq!(moment(Timestamp::from_millis(1_705_314_600_123)), "2024-01-15 10:30:00");
    }
}
