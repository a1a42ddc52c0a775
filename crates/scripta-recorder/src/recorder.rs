//! The recorder: begins conversations, archives what ends, finishes what was left.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use scripta_archive::Archive;
use scripta_core::Timestamp;
use scripta_core::entry::{Begin, End};
use scripta_core::record::{Problem, ProblemKind};
use scripta_journal::Journal;
use serde_json::{Map, Value};
use tokio::sync::{mpsc as jobs, watch};
use uuid::Uuid;

use crate::budget::Budget;
use crate::conversation::{Conversation, Shared};
use crate::error::{BeginError, OpenError, ShutdownError};
use crate::options::Options;
use crate::upload::{Job, Uploads};
use crate::worker::{Message, Worker};

/// Records conversations. Clones are handles to the same recorder.
///
/// Dropping the last handle ends nothing: what is in the journal is finished by the next
/// [`recover`](Self::recover). [`shutdown`](Self::shutdown) ends and drains.
#[derive(Clone)]
pub struct Recorder {
    pub(crate) inner: Arc<Inner>,
}

/// What handles, workers and uploads share.
pub(crate) struct Inner {
    pub(crate) journal: Journal,
    pub(crate) archive: String,
    pub(crate) budget: Budget,
    workers: Vec<Sender<Message>>,
    uploads: Mutex<Option<jobs::UnboundedSender<Job>>>,
    stop_uploads: watch::Sender<bool>,
    threads: Mutex<Threads>,
    closing: AtomicBool,
    registry: Mutex<Registry>,
}

#[derive(Default)]
struct Threads {
    workers: Vec<JoinHandle<()>>,
    uploads: Option<JoinHandle<()>>,
}

/// The conversations of this process.
#[derive(Default)]
pub(crate) struct Registry {
    /// Being recorded, by the caller's session id.
    pub(crate) by_session: HashMap<String, Arc<Shared>>,
    /// Being recorded or on their way to the archive.
    pub(crate) by_id: HashMap<Uuid, Arc<Shared>>,
    begun: usize,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("archive", &self.archive).finish_non_exhaustive()
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// What is known when a conversation begins.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// What to keep with it. Personal data in it is taken out like anywhere else.
    pub metadata: Map<String, Value>,
    /// How it is captured: `replay`, `node`, `python`, `relay` or `sideband`.
    pub capture: String,
    /// The SDK that it is captured from, with its version.
    pub sdk: Option<String>,
    /// When it began; now unless given.
    pub at: Option<Timestamp>,
}

impl Recorder {
    /// Opens the journal and the archive, and starts the threads.
    ///
    /// # Errors
    /// [`OpenError`], with what to do.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        let Options { data_dir, archive, archive_options, journal, settings, workers, queue_bytes, retry } =
            options;
        std::fs::create_dir_all(&data_dir)
            .map_err(|source| OpenError::Folder { path: data_dir.clone(), source })?;
        let journal = Journal::open(&journal_folder(&data_dir), journal)?;
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(OpenError::Thread)?;
        let archive = {
            // Connections belong to the runtime that uses them.
            let _inside = runtime.enter();
            Archive::open(&archive, &archive_options)?
        };
        let (upload, jobs) = jobs::unbounded_channel();
        let (stop_uploads, stop) = watch::channel(false);
        let (senders, receivers): (Vec<_>, Vec<_>) =
            (0..workers.max(1)).map(|_| std::sync::mpsc::channel()).unzip();
        let inner = Arc::new(Inner {
            archive: archive.describe(),
            journal: journal.clone(),
            budget: Budget::new(queue_bytes),
            workers: senders,
            uploads: Mutex::new(Some(upload)),
            stop_uploads,
            threads: Mutex::default(),
            closing: AtomicBool::new(false),
            registry: Mutex::default(),
        });
        let uploads = Arc::new(Uploads::new(archive, journal.clone(), settings.clone(), retry));
        let mut threads = Threads::default();
        threads.uploads = Some(spawn("scripta-upload", move || runtime.block_on(uploads.run(jobs, stop)))?);
        for messages in receivers {
            let worker = Worker::new(settings.clone(), journal.clone(), Arc::clone(&inner));
            threads.workers.push(spawn("scripta-record", move || worker.run(&messages))?);
        }
        *inner.threads.lock().unwrap_or_else(PoisonError::into_inner) = threads;
        Ok(Self { inner })
    }

    /// Begins a conversation. `session_id` is the caller's name for the session: any text.
    ///
    /// # Errors
    /// [`BeginError`] where that session is being recorded already.
    pub fn begin(&self, session_id: &str, start: Start) -> Result<Conversation, BeginError> {
        if self.inner.closing.load(Ordering::Acquire) {
            return Err(BeginError::ShuttingDown);
        }
        let id = Uuid::new_v4();
        let shared = {
            let mut registry = self.inner.registry();
            if let Some(active) = registry.by_session.get(session_id) {
                return Err(BeginError::AlreadyActive(active.id));
            }
            let worker = registry.begun % self.inner.workers.len();
            registry.begun += 1;
            let shared = Arc::new(Shared::new(id, session_id.to_owned(), worker));
            registry.by_session.insert(session_id.to_owned(), Arc::clone(&shared));
            registry.by_id.insert(id, Arc::clone(&shared));
            shared
        };
        let Start { metadata, capture, sdk, at } = start;
        let begin = Begin { conversation_id: id, session_id: session_id.to_owned(), metadata, capture, sdk };
        self.inner.send(shared.worker, Message::Begin { shared: Arc::clone(&shared), begin, at });
        Ok(Conversation { shared, inner: Arc::clone(&self.inner) })
    }

    /// The conversation of a session that is being recorded.
    pub fn conversation(&self, session_id: &str) -> Option<Conversation> {
        let shared = self.inner.registry().by_session.get(session_id).cloned()?;
        Some(Conversation { shared, inner: Arc::clone(&self.inner) })
    }

    /// Begins no more conversations, ends those that are open (their records say that nobody else ended
    /// them), archives what it can and closes the journal, all by the deadline. What could not be archived
    /// stays in the journal, for the next [`recover`](Self::recover).
    ///
    /// # Errors
    /// [`ShutdownError`] where something was not recorded by the deadline.
    pub fn shutdown(&self, deadline: Duration) -> Result<(), ShutdownError> {
        let until = Instant::now() + deadline;
        let left = || until.saturating_duration_since(Instant::now());
        let inner = &self.inner;
        inner.closing.store(true, Ordering::Release);
        let open: Vec<Arc<Shared>> = inner.registry().by_session.values().cloned().collect();
        for shared in open {
            let conversation = Conversation { shared, inner: Arc::clone(inner) };
            conversation.end_with(End::default(), None, Some(Problem::new(ProblemKind::NoCleanClose)));
        }
        (0..inner.workers.len()).for_each(|worker| inner.send(worker, Message::Stop));
        let (workers, uploads) = {
            let mut threads = inner.threads.lock().unwrap_or_else(PoisonError::into_inner);
            (std::mem::take(&mut threads.workers), threads.uploads.take())
        };
        let running = workers.into_iter().filter(|thread| !join_by(thread, until)).count();
        // No more jobs: the thread ends once all are archived, or when it is told to.
        inner.uploads.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(uploads) = uploads
            && !join_by(&uploads, until - left() / 4)
        {
            inner.stop_uploads.send_replace(true);
            join_by(&uploads, until);
        }
        inner.journal.close(left().max(Duration::from_millis(100)))?;
        if running > 0 { Err(ShutdownError::Unfinished(running)) } else { Ok(()) }
    }
}

impl Inner {
    pub(crate) fn send(&self, worker: usize, message: Message) {
        // A worker that is gone has been shut down; its conversations have ended.
        if let Some(worker) = self.workers.get(worker) {
            drop(worker.send(message));
        }
    }

    pub(crate) fn upload(&self, job: Job) {
        if let Some(uploads) = &*self.uploads.lock().unwrap_or_else(PoisonError::into_inner) {
            drop(uploads.send(job));
        }
    }

    /// Another conversation of the same session may begin.
    pub(crate) fn forget_session(&self, shared: &Shared) {
        let mut registry = self.registry();
        if registry.by_session.get(&shared.session_id).is_some_and(|active| active.id == shared.id) {
            registry.by_session.remove(&shared.session_id);
        }
        registry.by_id.retain(|_, known| !known.outcome.is_archived());
    }

    pub(crate) fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the journal is kept in a data folder.
pub fn journal_folder(data_dir: &std::path::Path) -> std::path::PathBuf {
    data_dir.join("journal")
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map_err(OpenError::Thread)
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
