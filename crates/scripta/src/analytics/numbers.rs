//! Figures as people read them. What is not known is a dash.

use scripta_catalog::analytics::{Percentiles, Rate};

pub(super) const NOTHING: &str = "–";

/// A length of time: `850 ms`, `12.4 s`, `3:07`, `1:02:03`.
pub(super) fn length(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => {
            let tenths = (ms + 50) / 100;
            format!("{}.{} s", tenths / 10, tenths % 10)
        }
        _ => {
            let seconds = (ms + 500) / 1000;
            let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            match hours {
                0 => format!("{minutes}:{seconds:02}"),
                _ => format!("{hours}:{minutes:02}:{seconds:02}"),
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and 0 is the floor"
)]
pub(super) fn mean(ms: f64) -> String {
    length(ms.round() as u64)
}

/// A share: `65.8%`.
pub(super) fn share(rate: Option<f64>) -> String {
    rate.map_or_else(|| NOTHING.to_owned(), |rate| format!("{:.1}%", rate * 100.0))
}

/// A share, and of how many.
pub(super) fn rate(rate: Rate) -> String {
    use crate::figures::count;
    match rate.rate {
        Some(_) => format!("{} of {} ({})", count(rate.count), count(rate.of), share(rate.rate)),
        None => NOTHING.to_owned(),
    }
}

/// All of a spread in a line.
pub(super) fn spread(percentiles: Option<Percentiles>) -> String {
    let Some(found) = percentiles else { return NOTHING.to_owned() };
    if found.count == 1 {
        return length(found.max);
    }
    let Percentiles { average, p50, p90, p99, max, .. } = found;
    let [p50, p90, p99, max] = [p50, p90, p99, max].map(length);
    format!("average {}, p50 {p50}, p90 {p90}, p99 {p99}, longest {max}", mean(average))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_in_the_unit_that_tells_most() {
        let lengths = [0, 999, 1_000, 59_940, 60_000, 187_400, 3_723_000].map(length);
        assert_eq!(lengths, ["0 ms", "999 ms", "1.0 s", "59.9 s", "1:00", "3:07", "1:02:03"]);
        assert_eq!([share(Some(0.6581)), share(None)], ["65.8%", "–"]);
    }
}
