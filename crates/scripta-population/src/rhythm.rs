//! When people call: by hour, weekday and season.

use scripta_core::Timestamp;

/// Monday, 2024-01-01T00:00:00Z.
const FIRST: i64 = 1_704_067_200_000;
const HOUR_MS: f64 = 3_600_000.0;
const DAYS: usize = 365;

/// Calls in each hour of a weekday in UTC, one against the other: an American agency that is open from seven to nine.
const HOURS: [f64; 24] = [
    30.0, 18.0, 9.0, 4.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 8.0, 24.0, 52.0, 84.0, 98.0, 100.0, 92.0, 88.0,
    94.0, 96.0, 86.0, 66.0, 44.0,
];
/// From Monday on.
const WEEKDAYS: [f64; 7] = [1.25, 1.1, 1.0, 1.0, 0.95, 0.45, 0.25];
/// Of the year: policies are changed in spring and in the autumn.
const MONTHS: [f64; 12] = [1.05, 1.0, 1.15, 1.1, 1.0, 0.95, 0.95, 1.0, 1.1, 1.05, 0.9, 0.75];

/// The share of a year's calls that came before each hour of it.
#[derive(Debug)]
pub(crate) struct Rhythm {
    before: Vec<f64>,
}

impl Rhythm {
    pub(crate) fn of_a_year() -> Self {
        let mut sum = 0.0;
        let mut before: Vec<f64> = (0..DAYS * 24)
            .map(|hour| {
                let day = hour / 24;
                let month = (day * 12 / DAYS).min(11);
                let earlier = sum;
                sum += HOURS[hour % 24] * WEEKDAYS[day % 7] * MONTHS[month];
                earlier
            })
            .collect();
        before.iter_mut().for_each(|earlier| *earlier /= sum);
        Self { before }
    }

    /// When a part of all calls, from 0 to 1, has come in.
    pub(crate) fn start(&self, part: f64) -> Timestamp {
        let next = self.before.partition_point(|before| *before <= part);
        let hour = next.saturating_sub(1);
        let begin = self.before.get(hour).copied().unwrap_or(0.0);
        let end = self.before.get(next).copied().unwrap_or(1.0);
        let within = if end > begin { ((part - begin) / (end - begin)).clamp(0.0, 1.0) } else { 0.0 };
        Timestamp::from_millis(FIRST + ((hour as f64 + within) * HOUR_MS) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_goes_from_its_first_hour_to_its_last_and_never_back() {
        let rhythm = Rhythm::of_a_year();
        let times: Vec<Timestamp> = (0..=1_000).map(|n| rhythm.start(f64::from(n) / 1_000.0)).collect();
        assert!(times.is_sorted());
        assert_eq!(times[0].as_millis(), FIRST);
        let last = times[1_000].as_millis() - FIRST;
        assert_eq!(last, 365 * 86_400_000);
    }
}
