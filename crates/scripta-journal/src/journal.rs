//! The handle: opens the folder, hands batches to the writer.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use crate::{
    batch::Batch,
    error::{FlushError, OpenError, ReadError, Refused},
    folder,
    health::{Condition, Health},
    lock::Lock,
    options::Options,
    reader::Reader,
    shared::{Mode, Shared},
    store::Store,
    writer::Writer,
};

/// How long dropping the last handle may wait for the writer.
const DROP_PATIENCE: Duration = Duration::from_secs(2);

/// A journal that is open for writing. Clones are handles to the same journal and its one writer thread.
///
/// Dropping the last handle tries once to commit what was accepted and releases the folder;
/// [`close`](Self::close) also waits out failures that pass, and says whether everything was committed.
#[derive(Debug, Clone)]
pub struct Journal {
    handle: Arc<Handle>,
}

/// Stops the writer when the last clone goes.
#[derive(Debug)]
struct Handle {
    shared: Arc<Shared>,
    writer: thread::ThreadId,
}

impl Journal {
    /// Opens the journal in `folder`, creating the folder (not its parent) and the file where there are none,
    /// and takes the folder's lock. The structure of an existing file is checked, which reads it whole.
    ///
    /// # Errors
    ///
    /// [`OpenError`], with the path and what to do.
    pub fn open(folder: &Path, options: Options) -> Result<Self, OpenError> {
        folder::create(folder)?;
        let lock = Lock::take(folder)?;
        let store = Store::open(folder, options.durability)?;
        let unerased = store
            .unerased()
            .map_err(|fault| OpenError::Sqlite { path: folder.to_owned(), detail: fault.into_text() })?;
        let shared = Arc::new(Shared::new(folder.to_owned(), options, unerased));
        let writer = Writer::new(Arc::clone(&shared), store, lock);
        let thread = thread::Builder::new()
            .name("scripta-journal".to_owned())
            .spawn(move || writer.run())
            .map_err(|source| OpenError::Io { path: folder.to_owned(), source })?;
        let writer = thread.thread().id();
        Ok(Self { handle: Arc::new(Handle { shared, writer }) })
    }

    /// Hands a batch to the writer. Never waits for the disk. Once it returns `Ok`, the batch is committed
    /// within the window, or the commit that runs meanwhile if that takes longer, plus one commit of its own;
    /// its callback tells when.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the batch, when the queue is full or the journal closed or poisoned.
    pub fn append(&self, batch: Batch) -> Result<(), Refused> {
        self.handle.shared.accept(batch)
    }

    /// Hands a batch to the writer, waiting for room in the queue for at most `deadline`. For callers that
    /// can wait, such as a replay.
    ///
    /// # Errors
    ///
    /// As for [`append`](Self::append).
    pub fn append_waiting(&self, batch: Batch, deadline: Duration) -> Result<(), Refused> {
        self.handle.shared.accept_waiting(batch, deadline)
    }

    /// Waits until every batch accepted before the call has been committed (as durably as the options say) or
    /// told why not, and its callback has returned. Must not be called in a callback.
    ///
    /// # Errors
    ///
    /// [`FlushError`] when the time is over or the journal poisoned.
    pub fn flush(&self, deadline: Duration) -> Result<(), FlushError> {
        let shared = &self.handle.shared;
        if shared.is_forked() {
            return Err(FlushError::Closed);
        }
        let target = shared.hurry();
        let (state, _) = shared.wait_until(deadline, |s| s.settled >= target);
        let poisoned = is_poisoned(&state.health.condition);
        if poisoned || state.settled < target { Err(Shared::overdue(&state, deadline)) } else { Ok(()) }
    }

    /// Erases now what removed conversations left behind: after `Ok`, no byte of a conversation whose removal
    /// was accepted before the call is in any file of the folder. The journal does this by itself too, when
    /// it is idle and on [`close`](Self::close); this is for those who must know. Rewrites the file, however
    /// large.
    ///
    /// # Errors
    ///
    /// [`FlushError`] when the time is over, a reader is in the way or the journal poisoned.
    pub fn erase(&self, deadline: Duration) -> Result<(), FlushError> {
        let started = Instant::now();
        self.flush(deadline)?;
        let shared = &self.handle.shared;
        let target = {
            let mut state = shared.lock();
            if state.finished {
                return Err(FlushError::Closed);
            }
            state.erase_wanted += 1;
            state.erase_wanted
        };
        shared.wake_writer();
        let left = deadline.saturating_sub(started.elapsed());
        let (state, _) = shared
            .wait_until(left, |s| s.erase_done >= target || s.finished || is_poisoned(&s.health.condition));
        if is_poisoned(&state.health.condition) || (state.erase_done < target && !state.finished) {
            return Err(Shared::overdue(&state, deadline));
        }
        match &state.erase_error {
            Some(error) => Err(FlushError::NotErased { error: error.clone() }),
            None => Ok(()),
        }
    }

    /// A reader of the same journal. It has a connection of its own and does not disturb the writer.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the file cannot be read.
    pub fn reader(&self) -> Result<Reader, ReadError> {
        let folder = &self.handle.shared.folder;
        Reader::open(folder)?.ok_or_else(|| ReadError::Missing { folder: folder.clone() })
    }

    /// Its condition, for metrics and operators.
    #[must_use]
    pub fn health(&self) -> Health {
        self.handle.shared.lock().health.clone()
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.handle.shared.folder.clone()
    }

    /// Changes [`Options::disk_bytes`] while it runs.
    pub fn set_disk_bytes(&self, limit: Option<u64>) {
        self.handle.shared.lock().disk_bytes = limit;
        self.handle.shared.wake_writer();
    }

    /// Commits what was accepted, erases what was removed, and releases the folder. From the call on every
    /// batch is refused. When the time is over, what is not committed is tried once more in the background
    /// and then told that it will not be. A journal that is already closed is closed.
    ///
    /// # Errors
    ///
    /// [`FlushError`] when the time is over, the journal poisoned, or removed conversations not erased
    /// (then the next opening erases them).
    pub fn close(&self, deadline: Duration) -> Result<(), FlushError> {
        let shared = &self.handle.shared;
        if shared.is_forked() {
            return Err(FlushError::Closed);
        }
        shared.stop(Mode::Draining);
        let (state, finished) = shared.wait_until(deadline, |s| s.finished);
        if !finished {
            let error = Shared::overdue(&state, deadline);
            drop(state);
            shared.stop(Mode::Stopping);
            return Err(error);
        }
        match (&state.health.condition, &state.erase_error) {
            (Condition::Poisoned { error, .. }, _) => Err(FlushError::Poisoned { error: error.clone() }),
            (_, Some(error)) => Err(FlushError::NotErased { error: error.clone() }),
            _ => Ok(()),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.shared.is_forked() {
            return;
        }
        self.shared.stop(Mode::Stopping);
        // The last handle may have been held by a callback.
        if thread::current().id() != self.writer {
            drop(self.shared.wait_until(DROP_PATIENCE, |s| s.finished));
        }
    }
}

fn is_poisoned(condition: &Condition) -> bool {
    matches!(condition, Condition::Poisoned { .. })
}
