//! What is usual: hourly sums of the past, and what a window of conversations should be by them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Sums over the conversations that ended in one hour.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Sum {
    /// How many, or over how many trials.
    pub(crate) n: f64,
    /// Of the values, or of what happened.
    pub(crate) x: f64,
    /// Of the values' squares.
    pub(crate) xx: f64,
}

impl Sum {
    pub(crate) fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.x += other.x;
        self.xx += other.xx;
    }

    fn mean(&self) -> f64 {
        self.x / self.n
    }
}

/// An hour's place in the rhythm: the hour of the day, and whether it is a weekend's (24 and more).
pub(crate) fn class(hour: i64) -> usize {
    // The first day of Unix time was a Thursday.
    let weekend = matches!((hour.div_euclid(24) + 3).rem_euclid(7), 5 | 6);
    usize::try_from(hour.rem_euclid(24)).unwrap_or(0) + if weekend { 24 } else { 0 }
}

/// What is usual of one measure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reference {
    /// Mean by class of hour, drawn towards that of all.
    means: Vec<f64>,
    /// Of all.
    pub(crate) mean: f64,
    /// Variance of one value about the mean of its class.
    variance: f64,
    /// How much more days differ than chance has it; at least 1.
    spread: f64,
    pub(crate) n: f64,
}

/// As many values of all hours weigh as much as those of a class.
const DRAWN: f64 = 30.0;

impl Reference {
    /// From the sums of past hours. The days that differ most on either side, a tenth of them and at least one, are left out, since
    /// what went wrong in the past is not usual.
    pub(crate) fn new(hours: &BTreeMap<i64, Sum>) -> Option<Self> {
        let mut days: BTreeMap<i64, Sum> = BTreeMap::new();
        for (hour, sum) in hours {
            days.entry(hour.div_euclid(24)).or_default().add(sum);
        }
        days.retain(|_, day| day.n > 0.0);
        let mut order: Vec<(i64, f64)> = days.iter().map(|(day, sum)| (*day, sum.mean())).collect();
        order.sort_by(|one, other| one.1.total_cmp(&other.1));
        let cut = if order.len() < 5 { 0 } else { order.len().div_ceil(10) };
        let kept: Vec<i64> = order.get(cut..order.len() - cut)?.iter().map(|(day, _)| *day).collect();
        let mut all = Sum::default();
        let mut classes = [Sum::default(); 48];
        for (hour, sum) in hours.iter().filter(|(hour, _)| kept.contains(&hour.div_euclid(24))) {
            all.add(sum);
            classes[class(*hour)].add(sum);
        }
        if all.n < 1.0 {
            return None;
        }
        let mean = all.mean();
        let means = classes.iter().map(|sum| (sum.x + DRAWN * mean) / (sum.n + DRAWN)).collect();
        let variance = (all.xx / all.n - mean * mean).max(1e-6);
        let mut reference = Self { means, mean, variance, spread: 1.0, n: all.n };
        reference.spread = reference.between(hours, &kept);
        Some(reference)
    }

    /// The squared deviation of days from what they should be, against what chance would make of it.
    fn between(&self, hours: &BTreeMap<i64, Sum>, kept: &[i64]) -> f64 {
        let mut days: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
        for (hour, sum) in hours.iter().filter(|(hour, _)| kept.contains(&hour.div_euclid(24))) {
            let day = days.entry(hour.div_euclid(24)).or_default();
            day.0 += sum.x - sum.n * self.means[class(*hour)];
            day.1 += sum.n * self.variance;
        }
        let squares: f64 = days.values().map(|(off, variance)| off * off / variance.max(1e-9)).sum();
        (squares / (days.len().max(2) - 1) as f64).clamp(1.0, 50.0)
    }

    pub(crate) fn expected(&self, hour: i64) -> f64 {
        self.means[class(hour)]
    }

    /// How far a mean of `n` values is from `expected`, in its standard deviations.
    pub(crate) fn mean_off(&self, n: f64, mean: f64, expected: f64) -> f64 {
        // What the past itself is unsure of adds to it.
        let variance = self.variance * (1.0 / n + 1.0 / self.n);
        (mean - expected) / (variance * self.day_share(n)).sqrt()
    }

    /// How far `x` of `n` is from `n * expected`: the signed root of the deviance, which holds in the tails, too.
    pub(crate) fn rate_off(&self, n: f64, x: f64, expected: f64) -> f64 {
        let p = (expected + 0.5 / self.n).clamp(1e-6, 1.0 - 1e-6);
        // A trial that is not one of yes or no (interruptions a turn) may be more than all.
        let x = x.min(n);
        let part = |seen: f64, usual: f64| if seen > 0.0 { seen * (seen / usual).ln() } else { 0.0 };
        let deviance = 2.0 * (part(x, n * p) + part(n - x, n * (1.0 - p)));
        (deviance.max(0.0) / self.day_share(n)).sqrt() * (x - n * p).signum()
    }

    /// What days differ in beyond chance grows with `n`: a window with fewer values than a day has less of it.
    fn day_share(&self, n: f64) -> f64 {
        let day = (self.n / 10.0).max(1.0);
        1.0 + (self.spread - 1.0) * (n / day).min(1.0)
    }
}

/// How many conversations end in an hour of a class, and how much more that varies than chance has it. `hours` holds empty hours
/// too. The greatest and the least of each class are left out.
pub(crate) fn volume(hours: &BTreeMap<i64, f64>) -> ([f64; 48], f64) {
    let mut classes: [Vec<f64>; 48] = std::array::from_fn(|_| Vec::new());
    for (hour, count) in hours {
        classes[class(*hour)].push(*count);
    }
    let mut means = [0.0; 48];
    let (mut squares, mut freedom) = (0.0, 0.0);
    for (counts, mean) in classes.iter_mut().zip(&mut means) {
        counts.sort_by(f64::total_cmp);
        let cut = usize::from(counts.len() >= 4);
        let Some(kept) = counts.get(cut..counts.len() - cut).filter(|kept| !kept.is_empty()) else {
            continue;
        };
        *mean = kept.iter().sum::<f64>() / kept.len() as f64;
        squares += counts.iter().map(|count| (count - *mean).powi(2) / mean.max(0.5)).sum::<f64>();
        freedom += counts.len() as f64 - 1.0;
    }
    (means, (squares / f64::max(freedom, 1.0)).clamp(1.0, 20.0))
}
