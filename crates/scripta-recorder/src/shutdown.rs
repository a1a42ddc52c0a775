//! How a recorder ends.

use std::sync::{MutexGuard, PoisonError, TryLockError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use scripta_core::entry::End;
use scripta_core::record::{Problem, ProblemKind};
use scripta_journal::Condition;

use crate::clock;
use crate::conversation::Conversation;
use crate::error::ShutdownError;
use crate::recorder::{Inner, Recorder};
use crate::stop::Stop;
use crate::worker::Message;

/// How long dropping the last handle may wait for the threads, and for the journal.
const DROP_PATIENCE: Duration = Duration::from_secs(2);

/// The threads of a recorder, until they have ended.
#[derive(Default)]
pub(crate) struct Threads {
    pub(crate) workers: Vec<JoinHandle<()>>,
    pub(crate) uploads: Option<JoinHandle<()>>,
}

impl Recorder {
    /// Begins no more conversations, ends those that are open (their records say that nobody else ended
    /// them), archives what it can and closes the journal, all by the deadline. What could not be archived
    /// stays in the journal, for the next [`recover`](Self::recover). Shutting down again changes nothing.
    ///
    /// # Errors
    /// [`ShutdownError`] where something was not recorded by the deadline, or is lost.
    pub fn shutdown(&self, deadline: Duration) -> Result<(), ShutdownError> {
        let inner = &self.inner;
        let until = clock::after(deadline);
        let open = inner.common.registry().close();
        for shared in open {
            let conversation = Conversation { shared, inner: inner.clone() };
            conversation.end_with(End::default(), None, Some(Problem::new(ProblemKind::NoCleanClose)));
        }
        let Some(mut threads) = inner.threads_by(until) else {
            return Err(ShutdownError::Unfinished(inner.unrecorded()));
        };
        inner.stop_workers(&mut threads, until);
        let left = clock::until(until);
        inner.stop_uploads(&mut threads, [until - left / 4, until - left / 8, until]);
        drop(threads);
        inner.write_last_metrics();
        let closed = inner.common.journal.close(clock::until(until).max(Duration::from_millis(100)));
        match (inner.unrecorded(), inner.lost()) {
            (0, 0) => Ok(closed?),
            (0, lost) => Err(ShutdownError::Lost(lost)),
            (unrecorded, _) => Err(ShutdownError::Unfinished(unrecorded)),
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let until = clock::after(DROP_PATIENCE);
        let mut threads = std::mem::take(self.threads.get_mut().unwrap_or_else(PoisonError::into_inner));
        self.stop_workers(&mut threads, until);
        let now = Instant::now();
        self.stop_uploads(&mut threads, [now, now, clock::after(DROP_PATIENCE)]);
        self.write_last_metrics();
        // A journal that is closed already is closed; one that cannot commit is left as it is.
        drop(self.common.journal.close(DROP_PATIENCE));
    }
}

impl Inner {
    /// While the journal is held, so that nobody else has counted on.
    fn write_last_metrics(&self) {
        if self.common.journal.health().condition != Condition::Closed {
            // Metrics are no reason to fail.
            let _ = self.write_metrics();
        }
    }

    fn threads_by(&self, until: Instant) -> Option<MutexGuard<'_, Threads>> {
        loop {
            match self.threads.try_lock() {
                Ok(threads) => return Some(threads),
                Err(TryLockError::Poisoned(threads)) => return Some(threads.into_inner()),
                Err(TryLockError::WouldBlock) if Instant::now() >= until => return None,
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(2)),
            }
        }
    }

    /// Waits until everything handed over is recorded.
    fn stop_workers(&self, threads: &mut Threads, until: Instant) {
        (0..threads.workers.len()).for_each(|worker| self.send(worker, Message::Stop));
        threads.workers.retain(|thread| !join_by(thread, until));
    }

    /// Waits for the archive until the first moment, for attempts that are under way until the second, and
    /// for the thread until the third.
    fn stop_uploads(&self, threads: &mut Threads, moments: [Instant; 3]) {
        // The thread ends once all that was handed over is archived, or when it is told to.
        self.common.close_uploads();
        let Some(thread) = &threads.uploads else { return };
        for (stop, until) in [Stop::No, Stop::Finish, Stop::Abort].into_iter().zip(moments) {
            self.stop_uploads.send_replace(stop);
            if join_by(thread, until) {
                threads.uploads = None;
                return;
            }
        }
    }

    /// Conversations that the workers are not done with.
    fn unrecorded(&self) -> usize {
        self.common.registry().all().filter(|shared| !shared.is_recorded()).count()
    }

    /// Conversations that are neither archived nor whole in the journal.
    fn lost(&self) -> usize {
        let registry = self.common.registry();
        let lost = |shared: &&std::sync::Arc<crate::conversation::Shared>| {
            shared.acks.is_broken() && !shared.has_failed() && !shared.outcome.is_archived()
        };
        registry.all().filter(lost).count()
    }
}

/// Waits for a thread to end; false where it has not by the deadline.
fn join_by(thread: &JoinHandle<()>, until: Instant) -> bool {
    while !thread.is_finished() {
        if Instant::now() >= until {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    true
}
