//! Times that were taken, and what is told of them.

use std::time::Duration;

/// Times of one query.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample {
    times: Vec<Duration>,
    hits: u64,
}

impl Sample {
    pub(crate) fn add(&mut self, time: Duration, hits: u64) {
        self.times.push(time);
        self.hits += hits;
    }

    /// The time that a part of all, such as 0.99, did not exceed, in milliseconds.
    pub(crate) fn quantile(&self, part: f64) -> f64 {
        let mut times = self.times.clone();
        times.sort_unstable();
        let at = (part * times.len() as f64).ceil() as usize;
        times.get(at.saturating_sub(1)).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    }

    /// How many were found, on average.
    pub(crate) fn hits(&self) -> f64 {
        self.hits as f64 / self.times.len().max(1) as f64
    }
}
