//! How much may wait between those who observe and those who record.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Bytes that may wait, shared by all conversations. What waits is bounded, so an observer that is too
/// fast loses events (counted, and named in the record) rather than the process its memory.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    used: Mutex<usize>,
    freed: Condvar,
}

/// Bytes that an observation takes besides its own.
const OVERHEAD: usize = 128;

impl Budget {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, used: Mutex::new(0), freed: Condvar::new() }
    }

    /// What `bytes` of an observation take.
    pub(crate) fn cost(bytes: usize) -> usize {
        bytes.saturating_add(OVERHEAD)
    }

    /// Takes `cost`; false where there is no room. Something larger than the limit goes through alone.
    pub(crate) fn take(&self, cost: usize) -> bool {
        Self::take_from(&mut self.used(), cost, self.limit)
    }

    /// Takes `cost`, waiting for room until `deadline`.
    pub(crate) fn take_waiting(&self, cost: usize, deadline: Instant) -> bool {
        let mut used = self.used();
        while !Self::take_from(&mut used, cost, self.limit) {
            let Some(left) =
                deadline.checked_duration_since(Instant::now()).filter(|left| *left > Duration::ZERO)
            else {
                return false;
            };
            used = self.freed.wait_timeout(used, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    pub(crate) fn give_back(&self, cost: usize) {
        let mut used = self.used();
        *used = used.saturating_sub(cost);
        self.freed.notify_all();
    }

    pub(crate) fn in_use(&self) -> usize {
        *self.used()
    }

    fn take_from(used: &mut usize, cost: usize, limit: usize) -> bool {
        if *used > 0 && used.saturating_add(cost) > limit {
            return false;
        }
        *used = used.saturating_add(cost);
        true
    }

    fn used(&self) -> MutexGuard<'_, usize> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_bounded_and_room_is_waited_for() {
        let budget = Budget::new(100);
        assert!(budget.take(60) && !budget.take(60));
        assert!(!budget.take_waiting(60, Instant::now()));
        std::thread::scope(|scope| {
            scope.spawn(|| budget.give_back(60));
            assert!(budget.take_waiting(60, Instant::now() + Duration::from_secs(10)));
        });
        budget.give_back(60);
        assert!(budget.take(1000), "what is larger than the limit goes through alone");
        assert!(!budget.take(1));
    }
}
