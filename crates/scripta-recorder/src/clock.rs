//! The one place that reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use scripta_core::Timestamp;

/// Now.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A conversation's own time: what its observer says, and going on from there. For a live one that is the
/// clock; for a log that is replayed, the time of the log.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OwnTime {
    ahead_ms: i64,
}

impl OwnTime {
    /// An observer said `at`, or did not say.
    pub(crate) fn observed(&mut self, at: Option<Timestamp>) -> Timestamp {
        match at {
            Some(at) => {
                self.ahead_ms = at.as_millis().saturating_sub(now().as_millis());
                at
            }
            None => self.now(),
        }
    }

    pub(crate) fn now(self) -> Timestamp {
        Timestamp::from_millis(now().as_millis().saturating_add(self.ahead_ms))
    }
}
