//! How fast a log is replayed.

use std::time::{Duration, Instant};

use scripta_core::Timestamp;

/// How fast a log is replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Pace {
    /// As the times in the log say, and 20 ms a line where it says none
    Realtime,
    /// As fast as it can be recorded
    Max,
}

/// What a line without a time takes: a usual chunk of audio is as long.
const STEP: Duration = Duration::from_millis(20);

/// When each line is due.
pub(crate) struct Clock {
    pace: Pace,
    began: Instant,
    /// Of the line before, from the begin.
    due: Duration,
    first: Option<Timestamp>,
}

impl Clock {
    pub(crate) fn new(pace: Pace) -> Self {
        Self { pace, began: Instant::now(), due: Duration::ZERO, first: None }
    }

    /// Waits until the line with that time is due.
    pub(crate) fn wait(&mut self, at: Option<Timestamp>) {
        if self.pace == Pace::Realtime {
            let due = self.due_at(at);
            std::thread::sleep(due.saturating_sub(self.began.elapsed()));
        }
    }

    fn due_at(&mut self, at: Option<Timestamp>) -> Duration {
        let due = match (at, self.first) {
            (Some(at), Some(first)) => Duration::from_millis(at.since(first)),
            (Some(at), None) => {
                // Lines without a time may have come before.
                let before = i64::try_from(self.due.as_millis()).unwrap_or(i64::MAX);
                self.first = Some(Timestamp::from_millis(at.as_millis().saturating_sub(before)));
                self.due
            }
            (None, _) => self.due + STEP,
        };
        self.due = due;
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_due_by_their_times_and_at_steps_without() {
        let mut clock = Clock::new(Pace::Realtime);
        let mut due = |at: Option<i64>| clock.due_at(at.map(Timestamp::from_millis)).as_millis();
        assert_eq!(due(None), 20);
        assert_eq!(due(Some(10_000)), 20);
        assert_eq!(due(Some(10_100)), 120);
        assert_eq!(due(None), 140);
        assert_eq!(due(Some(10_090)), 110, "a time that goes back is not waited for");
    }
}
