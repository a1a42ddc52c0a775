//! What the callers and the writer share: the bounded queue and the journal's condition, behind one mutex
//! that is held for moments only, never across a call to SQLite or to a callback.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    batch::Batch,
    error::{FlushError, Refusal, Refused},
    health::{Condition, Health},
    options::Options,
};

/// Bytes at which a group is full and its window ends.
pub(crate) const GROUP_BYTES: usize = 4 * 1024 * 1024;
/// SQLite holds no value of a gigabyte or more.
const BATCH_BYTES: usize = 512 * 1024 * 1024;

/// No wait of the options' is longer, so that no sum of times overflows.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// A batch and when it was accepted.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) batch: Batch,
    pub(crate) bytes: usize,
    pub(crate) accepted: Instant,
}

/// What the writer is to do with what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(crate) enum Mode {
    /// Commit what comes.
    Running,
    /// Accept nothing, commit what was accepted however often it takes, then stop.
    Draining,
    /// Accept nothing, try once to commit what was accepted, then stop.
    Stopping,
}

/// What the writer does at the moment, so that a caller wakes it only when that helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writer {
    /// It holds nothing and waits.
    Idle,
    /// It holds something and waits for the window or for the next attempt.
    Gathering,
    /// It works, and looks at the queue when it is done.
    Busy,
}

#[derive(Debug)]
pub(crate) struct State {
    /// Accepted and not yet taken by the writer.
    pub(crate) queue: VecDeque<Item>,
    pub(crate) mode: Mode,
    pub(crate) writer: Writer,
    pub(crate) finished: bool,
    /// Batches ever accepted and ever settled; their difference waits. A flush is a wait for `settled` to
    /// reach what `accepted` was.
    pub(crate) accepted: u64,
    pub(crate) settled: u64,
    /// Up to which batch somebody waits, so that no window is kept.
    pub(crate) hurry: u64,
    /// Erasures asked for and done, counted likewise.
    pub(crate) erase_wanted: u64,
    pub(crate) erase_done: u64,
    pub(crate) erase_error: Option<String>,
    pub(crate) disk_bytes: Option<u64>,
    pub(crate) health: Health,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) folder: PathBuf,
    pub(crate) options: Options,
    state: Mutex<State>,
    /// The writer waits here.
    work: Condvar,
    /// Everyone else waits here.
    progress: Condvar,
    /// The process that opened the journal.
    process: u32,
}

impl Shared {
    pub(crate) fn new(folder: PathBuf, mut options: Options, unerased: u64) -> Self {
        options.window = options.window.min(LONGEST_WAIT);
        options.erase_within = options.erase_within.min(LONGEST_WAIT);
        let health = Health {
            condition: Condition::Healthy,
            queue_batches: 0,
            queue_bytes: 0,
            queue_limit: options.queue_bytes,
            last_commit: None,
            commits: 0,
            entries: 0,
            removes_pending: unerased,
            callback_panics: 0,
        };
        let state = State {
            queue: VecDeque::new(),
            mode: Mode::Running,
            writer: Writer::Busy,
            finished: false,
            accepted: 0,
            settled: 0,
            hurry: 0,
            erase_wanted: 0,
            erase_done: 0,
            erase_error: None,
            disk_bytes: options.disk_bytes,
            health,
        };
        Self {
            folder,
            options,
            state: Mutex::new(state),
            work: Condvar::new(),
            progress: Condvar::new(),
            process: std::process::id(),
        }
    }

    /// The state is plain counters, sound at every step, so a poisoned mutex is used as it is.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_forked(&self) -> bool {
        self.process != std::process::id()
    }

    pub(crate) fn wake_writer(&self) {
        self.work.notify_all();
    }

    pub(crate) fn wake_others(&self) {
        self.progress.notify_all();
    }

    /// The writer waits, for at most `limit`.
    pub(crate) fn wait_for_work<'a>(
        &self,
        guard: MutexGuard<'a, State>,
        limit: Option<Duration>,
    ) -> MutexGuard<'a, State> {
        match limit {
            None => self.work.wait(guard).unwrap_or_else(PoisonError::into_inner),
            Some(limit) => self.work.wait_timeout(guard, limit).unwrap_or_else(PoisonError::into_inner).0,
        }
    }

    /// A caller waits until `done` or the deadline; tells which.
    pub(crate) fn wait_until(
        &self,
        deadline: Duration,
        mut done: impl FnMut(&State) -> bool,
    ) -> (MutexGuard<'_, State>, bool) {
        let (guard, result) = self
            .progress
            .wait_timeout_while(self.lock(), deadline, |state| !done(state))
            .unwrap_or_else(PoisonError::into_inner);
        (guard, !result.timed_out())
    }

    /// Accepts a batch or hands it back.
    pub(crate) fn accept(&self, batch: Batch) -> Result<(), Refused> {
        if self.is_forked() {
            return Err(Refused { batch, why: Refusal::Forked });
        }
        if let Some(seq) = batch.seq_out_of_range() {
            return Err(Refused { batch, why: Refusal::SeqOutOfRange { seq } });
        }
        let bytes = batch.size();
        let limit = self.options.queue_bytes.min(BATCH_BYTES);
        if bytes > limit {
            return Err(Refused { batch, why: Refusal::TooLarge { limit } });
        }
        let mut state = self.lock();
        if let Some(why) = self.refusal(&state, bytes) {
            drop(state);
            return Err(Refused { batch, why });
        }
        state.accepted += 1;
        state.health.queue_batches += 1;
        state.health.queue_bytes += bytes;
        state.queue.push_back(Item { batch, bytes, accepted: Instant::now() });
        let wake = match state.writer {
            Writer::Idle => true,
            Writer::Gathering => state.health.queue_bytes >= GROUP_BYTES,
            Writer::Busy => false,
        };
        if wake {
            // Once is enough, until it waits again.
            state.writer = Writer::Busy;
            drop(state);
            self.wake_writer();
        }
        Ok(())
    }

    /// Waits for room, then accepts.
    pub(crate) fn accept_waiting(&self, batch: Batch, deadline: Duration) -> Result<(), Refused> {
        let started = Instant::now();
        let bytes = batch.size();
        let mut batch = batch;
        loop {
            match self.accept(batch) {
                Err(Refused { batch: back, why: why @ Refusal::Full { .. } }) => {
                    batch = back;
                    self.hurry();
                    let left = deadline.saturating_sub(started.elapsed());
                    let (state, room) = self
                        .wait_until(left, |s| !matches!(self.refusal(s, bytes), Some(Refusal::Full { .. })));
                    drop(state);
                    if !room {
                        return Err(Refused { batch, why });
                    }
                }
                other => return other,
            }
        }
    }

    fn refusal(&self, state: &State, bytes: usize) -> Option<Refusal> {
        let limit = self.options.queue_bytes;
        if let Condition::Poisoned { error, .. } = &state.health.condition {
            Some(Refusal::Poisoned { error: error.clone() })
        } else if state.mode != Mode::Running || state.finished {
            Some(Refusal::Closed)
        } else if state.health.queue_bytes + bytes > limit {
            Some(Refusal::Full { limit })
        } else {
            None
        }
    }

    /// Asks the writer not to wait for anything before it commits what has been accepted.
    pub(crate) fn hurry(&self) -> u64 {
        let mut state = self.lock();
        state.hurry = state.accepted;
        let target = state.accepted;
        drop(state);
        self.wake_writer();
        target
    }

    /// Tells the writer to stop, in this way or a more hasty one.
    pub(crate) fn stop(&self, mode: Mode) {
        let mut state = self.lock();
        if state.mode < mode {
            state.mode = mode;
        }
        drop(state);
        self.wake_writer();
    }

    /// Why a wait ended without success.
    pub(crate) fn overdue(state: &State, waited: Duration) -> FlushError {
        let error = match &state.health.condition {
            Condition::Poisoned { error, .. } => return FlushError::Poisoned { error: error.clone() },
            Condition::Retrying { error, .. } => Some(error.clone()),
            Condition::Healthy | Condition::Closed => None,
        };
        let Health { queue_batches: batches, queue_bytes: bytes, .. } = state.health;
        FlushError::Deadline { waited, batches, bytes, error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Write;

    #[test]
    fn a_forked_process_is_refused() {
        let mut shared = Shared::new(PathBuf::new(), Options::default(), 0);
        let batch = || Batch::new(uuid::Uuid::nil(), vec![Write::Remove]);
        shared.accept(batch()).unwrap();
        shared.process += 1;
        assert_eq!(shared.accept(batch()).unwrap_err().why, Refusal::Forked);
        assert_eq!(shared.lock().accepted, 1);
    }

    #[test]
    fn no_wait_of_the_options_overflows() {
        let options = Options::default().window(Duration::MAX).erase_within(Duration::MAX);
        let shared = Shared::new(PathBuf::new(), options, 0);
        assert_eq!((shared.options.window, shared.options.erase_within), (LONGEST_WAIT, LONGEST_WAIT));
        let journal_is_full = Options::default().queue_bytes(200);
        let shared = Shared::new(PathBuf::new(), journal_is_full, 0);
        let batch = || Batch::new(uuid::Uuid::nil(), vec![Write::Remove]);
        shared.accept_waiting(batch(), Duration::MAX).unwrap();
        shared.accept_waiting(batch(), Duration::ZERO).unwrap_err();
    }
}
