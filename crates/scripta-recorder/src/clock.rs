//! The one place that reads the clocks.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use scripta_core::Timestamp;

/// Longer than anybody waits, and short enough that no sum of times overflows.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// Now.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(millis(since))
}

/// The moment `wait` from now.
pub(crate) fn after(wait: Duration) -> Instant {
    Instant::now() + wait.min(LONGEST)
}

/// The time left until a moment.
pub(crate) fn until(moment: Instant) -> Duration {
    moment.saturating_duration_since(Instant::now())
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// When something was handed over, and when its observer says that it was.
#[derive(Debug, Clone, Copy)]
pub(crate) struct When {
    said: Option<Timestamp>,
    handed_over: Instant,
}

impl When {
    /// Handed over now.
    pub(crate) fn now(said: Option<Timestamp>) -> Self {
        Self { said, handed_over: Instant::now() }
    }
}

/// A conversation's own time: what its observer says, and going on from there. For a live one that is the
/// time of its begin and what has passed since, so a clock that is set meanwhile moves nothing; for a log
/// that is replayed, the time of the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnTime {
    at: Timestamp,
    since: Instant,
}

impl OwnTime {
    /// Time that begins at `begin`, and what it begins with.
    pub(crate) fn from(begin: When) -> (Self, Timestamp) {
        let waited = millis(begin.handed_over.elapsed());
        let at =
            begin.said.unwrap_or_else(|| Timestamp::from_millis(now().as_millis().saturating_sub(waited)));
        (Self { at, since: begin.handed_over }, at)
    }

    /// The time of an observation.
    pub(crate) fn observed(&mut self, when: When) -> Timestamp {
        match when.said {
            Some(at) => {
                *self = Self { at, since: when.handed_over };
                at
            }
            None => self.at(when.handed_over),
        }
    }

    pub(crate) fn now(self) -> Timestamp {
        self.at(Instant::now())
    }

    fn at(self, moment: Instant) -> Timestamp {
        let passed = millis(moment.saturating_duration_since(self.since));
        Timestamp::from_millis(self.at.as_millis().saturating_add(passed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_from_what_the_observer_said() {
        let (log, earlier) = (Timestamp::from_millis(1_000_000), Timestamp::from_millis(500));
        let (mut time, at) = OwnTime::from(When::now(Some(log)));
        assert_eq!(at, log);
        assert!(time.observed(When::now(None)).since(log) < 60_000);
        assert_eq!(time.observed(When::now(Some(earlier))), earlier);
        assert!(time.now().since(earlier) < 60_000);
    }

    #[test]
    fn what_waited_has_the_time_at_which_it_was_handed_over() {
        let (mut time, begun) = OwnTime::from(When::now(None));
        let early = When { said: None, handed_over: Instant::now() };
        let late = When { said: None, handed_over: Instant::now() + Duration::from_secs(5) };
        assert!(time.observed(late).since(begun) >= 5_000);
        assert!(time.observed(early).since(begun) < 5_000);
    }

    #[test]
    fn no_wait_overflows() {
        assert!(until(after(Duration::MAX)) > Duration::from_secs(1_000_000));
        assert_eq!(until(Instant::now()), Duration::ZERO);
    }
}
