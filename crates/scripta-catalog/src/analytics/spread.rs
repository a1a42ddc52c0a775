//! How numbers are spread.

use std::collections::BTreeMap;

use serde::Serialize;

/// Numbers, each with how often it occurred: enough for exact percentiles, in the memory of the different ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread {
    times: BTreeMap<u64, u64>,
    count: u64,
    sum: u128,
}

/// Percentiles by nearest rank: `p90` is the smallest number that nine in ten are not above. In milliseconds where they
/// are of times.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Percentiles {
    /// Of how many.
    pub count: u64,
    /// Their mean.
    pub average: f64,
    /// The median.
    pub p50: u64,
    /// Nine in ten are not above it.
    pub p90: u64,
    /// Ninety-nine in a hundred are not above it.
    pub p99: u64,
    /// The greatest.
    pub max: u64,
}

impl Spread {
    /// Adds a number.
    pub fn add(&mut self, number: u64) {
        self.add_times(number, 1);
    }

    fn add_times(&mut self, number: u64, times: u64) {
        *self.times.entry(number).or_default() += times;
        self.count += times;
        self.sum += u128::from(number) * u128::from(times);
    }

    /// Adds all of another's.
    pub fn merge(&mut self, other: &Self) {
        other.times.iter().for_each(|(number, times)| self.add_times(*number, *times));
    }

    /// The smallest number that `percent` in a hundred are not above.
    fn at(&self, percent: u64) -> u64 {
        let rank = (self.count * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (number, times) in &self.times {
            seen += times;
            if seen >= rank {
                return *number;
            }
        }
        0
    }

    /// Absent where there is no number.
    #[expect(clippy::cast_precision_loss, reason = "a mean is rounded in any case")]
    pub fn percentiles(&self) -> Option<Percentiles> {
        let max = *self.times.last_key_value()?.0;
        Some(Percentiles {
            count: self.count,
            average: (self.sum as f64 / self.count as f64 * 10.0).round() / 10.0,
            p50: self.at(50),
            p90: self.at(90),
            p99: self.at(99),
            max,
        })
    }
}

impl FromIterator<u64> for Spread {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        let mut spread = Self::default();
        numbers.into_iter().for_each(|number| spread.add(number));
        spread
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition: of the numbers in order, the one at the rank.
    fn nearest_rank(numbers: &[u64], percent: usize) -> u64 {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1]
    }

    #[test]
    fn of_no_number_there_is_no_percentile() {
        assert_eq!(Spread::default().percentiles(), None);
        let one = Spread::from_iter([7]).percentiles().unwrap();
        assert_eq!((one.p50, one.p90, one.p99, one.max), (7, 7, 7, 7));
    }

    proptest! {
        #[test]
        fn percentiles_are_those_of_the_sorted_numbers(numbers in prop::collection::vec(0_u64..50, 1..120)) {
            let found = Spread::from_iter(numbers.iter().copied()).percentiles().unwrap();
            let expected = [50, 90, 99, 100].map(|percent| nearest_rank(&numbers, percent));
            prop_assert_eq!([found.p50, found.p90, found.p99, found.max], expected);
        }

        #[test]
        fn merged_parts_are_the_whole(
            one in prop::collection::vec(0_u64..50, 0..40),
            other in prop::collection::vec(0_u64..50, 0..40),
        ) {
            let mut merged = Spread::from_iter(one.iter().copied());
            merged.merge(&Spread::from_iter(other.iter().copied()));
            prop_assert_eq!(merged, Spread::from_iter(one.into_iter().chain(other)));
        }
    }
}
