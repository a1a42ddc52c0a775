//! The recorder: begins conversations, archives what ends, finishes what was left.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use scripta_archive::Archive;
use scripta_core::Timestamp;
use scripta_core::entry::Begin;
use serde_json::{Map, Value};
use tokio::runtime::Handle;
use tokio::sync::{mpsc as jobs, watch};

use crate::budget::Budget;
use crate::clock::When;
use crate::conversation::Conversation;
use crate::error::{BeginError, OpenError};
use crate::inbox::{Sending, inbox};
use crate::indexing::Indexer;
use crate::meters::{Meters, Metrics};
use crate::options::Options;
use crate::registry::Common;
use crate::shutdown::Threads;
use crate::stop::Stop;
use crate::upload::Uploads;
use crate::worker::{Message, Worker};
use crate::{folder, quiet};

/// Records conversations. Clones are handles to the same recorder.
///
/// Dropping the last handle, conversations included, ends no conversation: what was handed over is recorded,
/// the threads end, the data folder is free, and the next [`recover`](Self::recover) finishes what the journal
/// holds. [`shutdown`](Self::shutdown) ends and archives.
#[derive(Clone)]
pub struct Recorder {
    pub(crate) inner: Arc<Inner>,
}

/// What the handles share. The threads hold none of it, so they end when the last handle goes.
pub(crate) struct Inner {
    pub(crate) common: Arc<Common>,
    /// How it was opened.
    pub(crate) options: Options,
    /// For reading and deleting; its connections belong to `runtime`.
    pub(crate) records: Archive,
    /// That of the thread that archives.
    pub(crate) runtime: Handle,
    pub(crate) workers: Vec<Sending<Message>>,
    pub(crate) stop_uploads: watch::Sender<Stop>,
    pub(crate) threads: Mutex<Threads>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("archive", &self.records.describe()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// What is known when a conversation begins.
#[derive(Clone, Default)]
pub struct Start {
    /// What to keep with it. Personal data in it is taken out like anywhere else.
    pub metadata: Map<String, Value>,
    /// How it is captured: `replay`, `node`, `python`, `relay` or `sideband`.
    pub capture: String,
    /// The SDK that it is captured from, with its version.
    pub sdk: Option<String>,
    /// The trace that the SDK makes of the session: `{workflow_name, group_id, metadata}`.
    pub tracing: Option<Value>,
    /// When it began; now unless given.
    pub at: Option<Timestamp>,
}

/// Without the metadata, which may hold personal data.
impl fmt::Debug for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Start")
            .field("capture", &self.capture)
            .field("sdk", &self.sdk)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl Recorder {
    /// Opens the journal and the archive, and starts the threads.
    ///
    /// # Errors
    /// [`OpenError`], with what to do.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        let data_dir = &options.data_dir;
        folder::create(data_dir).map_err(|source| OpenError::Folder { path: data_dir.clone(), source })?;
        let journal = options.journal_place.open(data_dir, options.journal.clone())?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .thread_name(quiet::UPLOAD)
            .build()
            .map_err(OpenError::Thread)?;
        let archive = {
            // Connections belong to the runtime that uses them.
            let _inside = runtime.enter();
            Archive::open(&options.archive, &options.archive_options)?
        };
        quiet::install();
        let (upload, jobs) = jobs::unbounded_channel();
        let (stop_uploads, stop) = watch::channel(Stop::No);
        let (workers, receivers): (Vec<_>, Vec<_>) = (0..options.workers.max(1)).map(|_| inbox()).unzip();
        let records = archive.clone();
        let own_runtime = runtime.handle().clone();
        let before = Metrics::read(data_dir, &journal.folder());
        let meters = Meters::new(before, options.analytics.clone());
        let common = Arc::new(Common::new(journal, Budget::new(options.queue_bytes), meters, upload));
        let indexer = Indexer::new(&options, archive.clone(), &common);
        let uploads = Arc::new(Uploads::new(&options, archive, &common));
        let settings = options.settings.clone();
        // Dropped on an error below, this ends the threads that have started.
        let threads = Mutex::default();
        let inner = Inner {
            common: Arc::clone(&common),
            options,
            records,
            runtime: own_runtime,
            workers,
            stop_uploads,
            threads,
        };
        let uploading = spawn(quiet::UPLOAD, move || {
            runtime.block_on(uploads.run(jobs, stop, indexer));
            // What blocks then, such as a disk that hangs, is left to itself.
            runtime.shutdown_background();
        })?;
        inner.threads().uploads = Some(uploading);
        for messages in receivers {
            let worker = Worker::new(settings.clone(), Arc::clone(&common));
            let recording = spawn(quiet::RECORD, move || worker.run(messages))?;
            inner.threads().workers.push(recording);
        }
        let recorder = Self { inner: Arc::new(inner) };
        recorder.listen_for_requests();
        recorder.keep_metrics();
        Ok(recorder)
    }

    /// Begins a conversation. `session_id` is the caller's name for the session: any text.
    ///
    /// # Errors
    /// [`BeginError`] where that session is being recorded already.
    pub fn begin(&self, session_id: &str, start: Start) -> Result<Conversation, BeginError> {
        let Start { metadata, capture, sdk, tracing, at } = start;
        let mut registry = self.inner.common.registry();
        let shared = registry.begin(session_id, self.inner.workers.len())?;
        let (conversation_id, session_id) = (shared.id, session_id.to_owned());
        let begin = Begin { conversation_id, session_id, metadata, capture, sdk, tracing };
        let told = Message::Begin { shared: Arc::clone(&shared), begin, at: When::now(at) };
        // Before anybody can find it, so that nothing comes before its begin.
        self.inner.send(shared.worker, told);
        drop(registry);
        self.inner.common.meters.begun();
        Ok(Conversation { shared, inner: Arc::clone(&self.inner) })
    }

    /// The archive, for reading what is in it, by futures that [`run`](Self::run) runs.
    pub fn archive(&self) -> Archive {
        self.inner.records.clone()
    }

    /// Runs a future on the thread that archives, which has the timers and connections that the archive needs.
    /// It is dropped unfinished where the recorder has shut down, or does so before the future is done.
    pub fn run(&self, future: impl Future<Output = ()> + Send + 'static) {
        drop(self.inner.runtime.spawn(future));
    }

    /// The conversation of a session that is being recorded.
    pub fn conversation(&self, session_id: &str) -> Option<Conversation> {
        let shared = self.inner.common.registry().of_session(session_id).cloned()?;
        Some(Conversation { shared, inner: Arc::clone(&self.inner) })
    }
}

impl Inner {
    pub(crate) fn send(&self, worker: usize, message: Message) {
        // A worker that is gone has been shut down; its conversations have ended.
        if let Some(worker) = self.workers.get(worker) {
            match message {
                // Nobody waits for these alone.
                Message::Begin { .. } | Message::Observe { .. } => worker.send(message),
                Message::Ask { .. } | Message::End { .. } | Message::Stop => worker.send_now(message),
            }
        }
    }

    fn threads(&self) -> std::sync::MutexGuard<'_, Threads> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map_err(OpenError::Thread)
}
