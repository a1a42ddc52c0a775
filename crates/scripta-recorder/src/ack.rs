//! What of a conversation survives: the acknowledgement of its observations.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock;

/// How far a conversation is acknowledged. Observations are numbered from 1.
#[derive(Debug, Default)]
pub(crate) struct Acks {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// All up to this one are committed.
    acknowledged: u64,
    /// All up to this one are in batches, or need none.
    settled: u64,
    /// Batches that are not committed.
    inflight: u32,
    /// A batch was refused or failed: nothing is acknowledged any more.
    broken: bool,
}

impl Acks {
    /// A batch was handed to the journal, and holds everything up to `settled`.
    pub(crate) fn submitted(&self, settled: u64) {
        let mut state = self.state();
        state.settled = state.settled.max(settled);
        state.inflight += 1;
    }

    /// Everything up to `settled` is in batches already handed over.
    pub(crate) fn settled(&self, settled: u64) {
        let mut state = self.state();
        state.settled = state.settled.max(settled);
        self.advance(&mut state, 0);
    }

    /// A batch that held everything up to `settled` is committed.
    pub(crate) fn committed(&self, settled: u64) {
        let mut state = self.state();
        state.inflight = state.inflight.saturating_sub(1);
        self.advance(&mut state, settled);
    }

    /// A batch will never be committed.
    pub(crate) fn failed(&self) {
        let mut state = self.state();
        state.inflight = state.inflight.saturating_sub(1);
        state.broken = true;
        self.changed.notify_all();
    }

    /// The archive has all that was observed, whatever became of the journal.
    pub(crate) fn archived(&self, all: u64) {
        let mut state = self.state();
        state.acknowledged = state.acknowledged.max(all);
        self.changed.notify_all();
    }

    /// True where something was refused: the journal holds a beginning only.
    pub(crate) fn is_broken(&self) -> bool {
        self.state().broken
    }

    pub(crate) fn acknowledged(&self) -> u64 {
        self.state().acknowledged
    }

    /// Waits until `number` is acknowledged; false where it is not by the deadline, or never will be.
    pub(crate) fn wait(&self, number: u64, deadline: Duration) -> bool {
        let until = clock::after(deadline);
        let mut state = self.state();
        while state.acknowledged < number {
            let left = clock::until(until);
            if left.is_zero() || state.broken {
                return false;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    fn advance(&self, state: &mut State, committed: u64) {
        if state.broken {
            return;
        }
        let upto = if state.inflight == 0 { state.settled.max(committed) } else { committed };
        if upto > state.acknowledged {
            state.acknowledged = upto;
            self.changed.notify_all();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_no_commit_waits_for_what_was_before_it() {
        let acks = Acks::default();
        acks.settled(2);
        assert_eq!(acks.acknowledged(), 2);
        acks.submitted(3);
        acks.settled(5);
        assert_eq!(acks.acknowledged(), 2);
        acks.submitted(7);
        acks.committed(3);
        assert_eq!(acks.acknowledged(), 3);
        acks.committed(7);
        assert_eq!(acks.acknowledged(), 7);
    }

    #[test]
    fn nothing_is_acknowledged_after_a_failure() {
        let acks = Acks::default();
        acks.submitted(3);
        acks.failed();
        acks.settled(9);
        assert_eq!(acks.acknowledged(), 0);
        assert!(!acks.wait(1, Duration::MAX));
        acks.archived(9);
        assert!(acks.wait(9, Duration::ZERO), "what the archive has survives, too");
    }
}
