//! The one thread that writes: gathers a group, commits it, tells each batch its fate.
//!
//! Batches are committed in the order of acceptance and leave the writer's hands only once their fate is
//! known, so a failed commit loses nothing and repeats nothing: the same batches are tried again, and entries
//! are idempotent. There is one exception to the order. On a full disk, batches that only remove are tried
//! first, and what waits of their conversations before them is left out, because otherwise the writes that
//! wait for space would block the removals that make it.

use std::{
    collections::{HashMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, MutexGuard},
    time::{Duration, Instant, SystemTime},
};

use uuid::Uuid;

use crate::{
    batch::Batch,
    error::WriteError,
    fault::Fault,
    health::Condition,
    lock::Lock,
    shared::{GROUP_BYTES, Item, Mode, Shared, State, Writer as Activity},
    store::Store,
};

const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// After an erasure, this many times its duration is kept for commits.
const ERASE_SHARE: u32 = 20;

/// What to do next.
enum Step {
    Commit,
    Erase { asked: bool },
    Stop,
}

pub(crate) struct Writer {
    shared: Arc<Shared>,
    store: Option<Store>,
    lock: Option<Lock>,
    /// Taken from the queue and not yet settled, in order.
    pending: VecDeque<Item>,
    /// After a failure: when that was, and the pause before the next attempt.
    retry: Option<(Instant, Duration)>,
    /// Since when removed conversations wait for their erasure.
    removed: Option<Instant>,
    /// When erasing may be tried again.
    erase_from: Instant,
}

impl Writer {
    pub(crate) fn new(shared: Arc<Shared>, store: Store, lock: Lock) -> Self {
        let now = Instant::now();
        // What a crash left unerased is erased in the first idle moment.
        let removed = (shared.lock().health.removes_pending > 0).then_some(now);
        Self {
            shared,
            store: Some(store),
            lock: Some(lock),
            pending: VecDeque::new(),
            retry: None,
            removed,
            erase_from: now,
        }
    }

    /// Runs until told to stop. No panic leaves it: one would strand every waiting caller.
    pub(crate) fn run(mut self) {
        if catch_unwind(AssertUnwindSafe(|| self.work())).is_err() {
            self.poison("the journal's writer panicked, which is a bug; restart".to_owned());
        }
        let fate = match &self.shared.lock().health.condition {
            Condition::Poisoned { error, .. } => WriteError::Poisoned { error: error.clone() },
            Condition::Healthy | Condition::Retrying { .. } | Condition::Closed => WriteError::Closed,
        };
        self.give_up(&fate);
        let sound = !matches!(fate, WriteError::Poisoned { .. });
        let closing = self.store.take().map_or(Ok(()), |store| store.close(sound));
        drop(self.lock.take());
        let mut state = self.shared.lock();
        if !matches!(state.health.condition, Condition::Poisoned { .. }) {
            state.health.condition = Condition::Closed;
        }
        if let Err(fault) = closing {
            state.erase_error.get_or_insert(fault.into_text());
        }
        state.finished = true;
        drop(state);
        self.shared.wake_others();
    }

    fn work(&mut self) {
        loop {
            match self.next() {
                Step::Commit => self.commit(),
                Step::Erase { asked } => self.erase(asked),
                Step::Stop => return,
            }
        }
    }

    /// Waits until there is something to do.
    fn next(&mut self) -> Step {
        let shared = Arc::clone(&self.shared);
        let mut state = shared.lock();
        loop {
            self.pending.append(&mut state.queue);
            let poisoned = matches!(state.health.condition, Condition::Poisoned { .. });
            let wait = if poisoned {
                if state.mode != Mode::Running {
                    return Step::Stop;
                }
                None
            } else if self.pending.is_empty() {
                match self.idle(&state) {
                    Ok(step) => return step,
                    Err(wait) => wait,
                }
            } else {
                match self.due(&state).saturating_duration_since(Instant::now()) {
                    Duration::ZERO => return self.overdue_erasure(&state).unwrap_or(Step::Commit),
                    wait => Some(wait),
                }
            };
            state = self.sleep(&shared, state, wait);
        }
    }

    fn sleep<'a>(
        &self,
        shared: &'a Shared,
        mut state: MutexGuard<'a, State>,
        wait: Option<Duration>,
    ) -> MutexGuard<'a, State> {
        state.writer = if self.pending.is_empty() { Activity::Idle } else { Activity::Gathering };
        let mut state = shared.wait_for_work(state, wait);
        state.writer = Activity::Busy;
        state
    }

    /// With nothing to commit: what else, or how long to wait for it.
    fn idle(&self, state: &State) -> Result<Step, Option<Duration>> {
        if state.erase_wanted > state.erase_done {
            return Ok(Step::Erase { asked: true });
        }
        if state.mode == Mode::Stopping {
            return Ok(Step::Stop);
        }
        if self.removed.is_some() {
            let wait = self.erase_from.saturating_duration_since(Instant::now());
            // Closing erases at once.
            if wait.is_zero() || state.mode == Mode::Draining {
                return Ok(Step::Erase { asked: false });
            }
            return Err(Some(wait));
        }
        if state.mode == Mode::Draining { Ok(Step::Stop) } else { Err(None) }
    }

    /// When to commit what is pending.
    fn due(&self, state: &State) -> Instant {
        let now = Instant::now();
        let hurried = state.settled < state.hurry;
        if let Some((failed, pause)) = self.retry {
            // A caller who waits may shorten a pause, but not turn it into a spin.
            let hurried = hurried || state.mode != Mode::Running;
            return failed + if hurried { FIRST_PAUSE } else { pause };
        }
        let full = state.health.queue_bytes >= GROUP_BYTES;
        match self.pending.front() {
            Some(first) if state.mode == Mode::Running && !hurried && !full => {
                first.accepted + self.shared.options.window
            }
            _ => now,
        }
    }

    /// A journal that is never idle must still erase, but not while it fails to commit.
    fn overdue_erasure(&self, state: &State) -> Option<Step> {
        if self.retry.is_some() {
            return None;
        }
        if state.erase_wanted > state.erase_done {
            return Some(Step::Erase { asked: true });
        }
        let now = Instant::now();
        let late = self.removed.is_some_and(|since| now >= since + self.shared.options.erase_within);
        (late && now >= self.erase_from).then_some(Step::Erase { asked: false })
    }

    /// The number of batches in the next group.
    fn group(&self) -> usize {
        let mut bytes = 0;
        let fits = self.pending.iter().take_while(|item| {
            bytes += item.bytes;
            bytes <= GROUP_BYTES
        });
        fits.count().max(1)
    }

    fn commit(&mut self) {
        let size = self.group();
        let limit = self.shared.lock().disk_bytes;
        if let Some(store) = self.store.as_mut() {
            store.limit(limit);
        }
        match self.try_commit(size) {
            Ok(()) => {}
            Err(Fault::Full(error)) => {
                let removes = self.removes_first();
                if removes == 0 || self.try_commit(removes).is_err() {
                    self.pause(error);
                }
            }
            Err(Fault::Passing(error)) => self.pause(error),
            Err(Fault::Fatal(error)) => self.poison(error),
        }
    }

    /// Commits the first batches and tells them.
    fn try_commit(&mut self, size: usize) -> Result<(), Fault> {
        let Some(store) = self.store.as_mut() else { return Ok(()) };
        let started = Instant::now();
        let committed = store.commit(self.pending.iter().take(size).map(|item| &item.batch))?;
        let took = started.elapsed();
        if committed.removed > 0 {
            self.removed.get_or_insert(started);
        }
        self.retry = None;
        let group: Vec<Item> = self.pending.drain(..size).collect();
        {
            let mut state = self.shared.lock();
            state.health.condition = Condition::Healthy;
            state.health.last_commit = Some(took);
            state.health.commits += 1;
            state.health.entries += committed.entries;
            state.health.removes_pending += committed.removed;
        }
        self.settle(group, committed.fates);
        Ok(())
    }

    /// Makes room in the queue, tells each batch its fate, and then those who wait for all of them.
    fn settle(&self, group: Vec<Item>, fates: Vec<Result<(), WriteError>>) {
        let count = group.len();
        {
            let mut state = self.shared.lock();
            let bytes: usize = group.iter().map(|item| item.bytes).sum();
            state.health.queue_batches = state.health.queue_batches.saturating_sub(count);
            state.health.queue_bytes = state.health.queue_bytes.saturating_sub(bytes);
        }
        self.shared.wake_others();
        let mut panics = 0;
        for (item, fate) in group.into_iter().zip(fates) {
            let Batch { writes, on_commit, .. } = item.batch;
            drop(writes);
            if let Some(tell) = on_commit {
                panics += u64::from(catch_unwind(AssertUnwindSafe(|| tell(fate))).is_err());
            }
        }
        let mut state = self.shared.lock();
        state.settled += count as u64;
        state.health.callback_panics += panics;
        drop(state);
        self.shared.wake_others();
    }

    /// Brings batches that only remove to the front, and makes what room the write-ahead log has; tells how
    /// many batches that are. What was to be written of a conversation before its removal is moot, and needs
    /// no room: were it not left out, a removal would wait for the room that it makes.
    fn removes_first(&mut self) -> usize {
        self.pending.append(&mut self.shared.lock().queue);
        let mut removed_at: HashMap<Uuid, usize> = HashMap::new();
        for (place, item) in self.pending.iter().enumerate().filter(|(_, item)| item.batch.only_removes()) {
            removed_at.insert(item.batch.conversation, place);
        }
        let (mut first, mut rest) = (VecDeque::new(), VecDeque::new());
        for (place, mut item) in self.pending.drain(..).enumerate() {
            match removed_at.get(&item.batch.conversation) {
                Some(removed) if place <= *removed => {
                    if place < *removed {
                        item.batch.writes.clear();
                    }
                    first.push_back(item);
                }
                _ => rest.push_back(item),
            }
        }
        let count = first.len();
        self.pending = first;
        self.pending.extend(rest);
        if let Some(store) = self.store.as_ref().filter(|_| count > 0) {
            store.shrink_log();
        }
        count
    }

    /// After a failure that may pass: waits before the next attempt, longer each time.
    fn pause(&mut self, error: String) {
        let pause = self.retry.map_or(FIRST_PAUSE, |(_, pause)| (pause * 2).min(LONGEST_PAUSE));
        self.retry = Some((Instant::now(), pause));
        let mut state = self.shared.lock();
        let (since, attempts) = match &state.health.condition {
            Condition::Retrying { since, attempts, .. } => (*since, attempts.saturating_add(1)),
            Condition::Healthy | Condition::Poisoned { .. } | Condition::Closed => (SystemTime::now(), 1),
        };
        state.health.condition = Condition::Retrying { error, since, attempts };
        // One attempt is all that a dropped journal gets.
        let stop = state.mode == Mode::Stopping;
        drop(state);
        if stop {
            self.give_up(&WriteError::Closed);
        }
        self.shared.wake_others();
    }

    /// After a failure that cannot pass: refuses everything from here on.
    fn poison(&mut self, error: String) {
        self.shared.lock().health.condition =
            Condition::Poisoned { error: error.clone(), since: SystemTime::now() };
        self.give_up(&WriteError::Poisoned { error });
        self.shared.wake_others();
    }

    /// Tells everything that was accepted that it will not be committed.
    fn give_up(&mut self, fate: &WriteError) {
        let mut group: Vec<Item> = self.pending.drain(..).collect();
        group.extend(self.shared.lock().queue.drain(..));
        let fates = group.iter().map(|_| Err(fate.clone())).collect();
        self.settle(group, fates);
    }

    fn erase(&mut self, asked: bool) {
        let Some(store) = self.store.as_ref() else { return };
        let (started, wanted) = (Instant::now(), self.shared.lock().erase_wanted);
        let result = store.erase(asked);
        let now = Instant::now();
        self.erase_from = now + ((now - started) * ERASE_SHARE).max(self.shared.options.window);
        let mut state = self.shared.lock();
        let error = match result {
            Ok(true) => {
                state.health.removes_pending = 0;
                self.removed = None;
                None
            }
            Ok(false) => {
                Some("a reader is using the journal, or it holds too much to rewrite; try again".to_owned())
            }
            Err(Fault::Fatal(error)) => {
                drop(state);
                self.poison(error);
                state = self.shared.lock();
                None
            }
            Err(fault) => Some(fault.into_text()),
        };
        if error.is_some() {
            self.erase_from = self.erase_from.max(now + LONGEST_PAUSE);
            // Closing does not wait for a reader; the next opening erases.
            if state.mode != Mode::Running {
                self.removed = None;
            }
        }
        state.erase_error = error;
        state.erase_done = wanted;
        drop(state);
        self.shared.wake_others();
    }
}
