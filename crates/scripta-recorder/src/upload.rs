//! The thread that archives what has ended, and tries again what could not be.

use std::sync::Arc;
use std::time::{Duration, Instant};

use scripta_archive::{Archive, ArchiveError, Aside, StoredObject};
use scripta_catalog::Entry;
use scripta_core::record::{Problem, ProblemKind};
use scripta_core::{Recording, Settings};
use scripta_journal::Journal;
use tokio::sync::watch::Receiver;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::conversation::Shared;
use crate::documents::{Documents, keys};
use crate::failures::Failures;
use crate::forget::Forget;
use crate::index_queue::IndexQueue;
use crate::indexing::Indexer;
use crate::load::{LoadError, Loaded};
use crate::options::Options;
use crate::outcome::{Archived, NotArchived};
use crate::registry::Common;
use crate::stop::{Stop, told, unless_stopping};

/// Conversations that are archived at the same time.
const CONCURRENT: usize = 8;
/// Conversations that are kept in memory while they wait for their turn. Others are read from the journal,
/// so that an archive that is away costs no memory.
const KEPT: usize = 64;
/// How long a record waits for its end to be committed before it is archived without.
const COMMIT_PATIENCE: Duration = Duration::from_secs(5);

/// A conversation to archive. Where it is dropped before it was, those who wait are told.
pub(crate) struct Job {
    shared: Arc<Shared>,
    source: Source,
    /// Tells that the journal has all of it.
    committed: Option<oneshot::Receiver<()>>,
    /// What an earlier attempt may have left in the archive is looked at first.
    again: bool,
    /// It was left by a process that is gone.
    recovered: bool,
    /// What else its record is to say, where it was left open.
    problem: Option<Problem>,
}

/// Where a conversation's documents come from.
enum Source {
    Recording(Box<Recording>),
    Documents(Box<Documents>),
    Journal,
}

impl Job {
    /// One that has just ended.
    pub(crate) fn ended(shared: Arc<Shared>, recording: Recording, committed: oneshot::Receiver<()>) -> Self {
        let source = Source::Recording(Box::new(recording));
        Self { shared, source, committed: Some(committed), again: false, recovered: false, problem: None }
    }

    /// One whose recording failed. The journal has its beginning.
    pub(crate) fn failed(shared: Arc<Shared>, committed: oneshot::Receiver<()>) -> Self {
        let problem = Problem::new(ProblemKind::MalformedEvent)
            .with_detail("recording failed at an event, and what came after it is missing");
        let source = Source::Journal;
        let (committed, problem) = (Some(committed), Some(problem));
        Self { shared, source, committed, again: false, recovered: false, problem }
    }

    /// One that the journal holds from before. `ended`: with its end.
    pub(crate) fn left(shared: Arc<Shared>, ended: bool) -> Self {
        let source = Source::Journal;
        Self { shared, source, committed: None, again: true, recovered: !ended, problem: None }
    }

    /// Waits for the journal; true where it has all of it.
    async fn is_durable(&mut self) -> bool {
        match self.committed.take() {
            Some(committed) => matches!(tokio::time::timeout(COMMIT_PATIENCE, committed).await, Ok(Ok(()))),
            None => true,
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if self.shared.outcome.is_open() {
            let why = self.shared.outcome.last_error();
            let why = why.unwrap_or_else(|| "the recorder has stopped".to_owned());
            self.shared.outcome.failed(self.shared.not_archived(why), true);
        }
    }
}

/// What all uploads share.
pub(crate) struct Uploads {
    archive: Archive,
    journal: Journal,
    settings: Settings,
    common: Arc<Common>,
    forget: Forget,
    failures: Failures,
    retry: (Duration, Duration),
    permits: Semaphore,
    kept: Semaphore,
}

/// What was archived, and what the catalog is to have of it. Where that is absent, it is to be read from the archive.
type Stored = (Archived, Option<Entry>);

impl Uploads {
    pub(crate) fn new(options: &Options, archive: Archive, common: &Arc<Common>) -> Self {
        let settings = options.settings.clone();
        Self {
            archive,
            journal: common.journal.clone(),
            common: Arc::clone(common),
            forget: Forget::new(common),
            failures: Failures::new(common.journal.clone(), settings.redactor.clone()),
            settings,
            retry: options.retry,
            permits: Semaphore::new(CONCURRENT),
            kept: Semaphore::new(KEPT),
        }
    }

    /// Archives what comes in until `jobs` is closed and everything is archived, or until told to stop. Then
    /// `indexer` puts in what is left of that, if it can at once.
    pub(crate) async fn run(
        self: Arc<Self>,
        jobs: mpsc::UnboundedReceiver<Job>,
        mut stop: Receiver<Stop>,
        indexer: Option<Indexer>,
    ) {
        let Some(indexer) = indexer else { return self.archive_all(jobs, &mut stop, None).await };
        let (queue, archived) = indexer.queue();
        let mut indexing = tokio::spawn(indexer.run(archived));
        self.archive_all(jobs, &mut stop, Some(queue)).await;
        tokio::select! {
            biased;
            _ = &mut indexing => {}
            () = told(&mut stop, Stop::Abort) => indexing.abort(),
        }
    }

    async fn archive_all(
        self: Arc<Self>,
        mut jobs: mpsc::UnboundedReceiver<Job>,
        stop: &mut Receiver<Stop>,
        queue: Option<IndexQueue>,
    ) {
        let mut tasks = JoinSet::new();
        let stop_tasks = stop.clone();
        let mut closed = false;
        while !(closed && tasks.is_empty()) {
            tokio::select! {
                job = jobs.recv(), if !closed => match job {
                    Some(job) => {
                        let archiving = Arc::clone(&self).archive(job, stop_tasks.clone(), queue.clone());
                        drop(tasks.spawn(archiving));
                    }
                    None => closed = true,
                },
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
                () = told(stop, Stop::Abort) => break,
            }
        }
        tasks.shutdown().await;
    }

    async fn archive(self: Arc<Self>, mut job: Job, mut stop: Receiver<Stop>, queue: Option<IndexQueue>) {
        let Some(durable) = unless_stopping(&mut stop, job.is_durable()).await else { return };
        let kept = self.kept.try_acquire();
        if durable && kept.is_err() {
            job.source = Source::Journal;
        }
        let mut pause = self.retry.0;
        for attempt in 1.. {
            // The permits are never closed.
            let Some(permit) = unless_stopping(&mut stop, self.permits.acquire()).await else { return };
            let shared = Arc::clone(&job.shared);
            let writing = shared.unwanted.writing.lock().await;
            let result = match self.is_unwanted(&job).await {
                Ok(true) => {
                    self.forget.conversation(shared.id);
                    return shared.outcome.failed(NotArchived::Deleted { conversation_id: shared.id }, true);
                }
                Ok(false) => self.attempt(&mut job, durable).await,
                Err(unknown) => Err(unknown),
            };
            drop((writing, permit));
            let failed = match result {
                Ok(stored) => return self.archived(&job.shared, stored, queue.as_ref()),
                Err(failed) => failed,
            };
            self.common.meters.not_archived();
            if matches!(failed, NotArchived::Unreadable { .. }) {
                return job.shared.outcome.failed(failed, true);
            }
            job.again = true;
            self.failures.note(job.shared.id, attempt, reason(&failed));
            job.shared.outcome.failed(failed, false);
            let pause_now = tokio::time::sleep(jittered(pause, job.shared.id, attempt));
            if unless_stopping(&mut stop, pause_now).await.is_none() {
                return;
            }
            pause = pause.saturating_mul(2).min(self.retry.1);
        }
    }

    /// It is being deleted, or was erased, wherever that was asked for. The archive is asked where time has gone by
    /// since the conversation ended. Of one that has just ended nobody knew to have it erased but who could have it
    /// deleted here; should that be so all the same, the catalog's tombstone takes it out again.
    async fn is_unwanted(&self, job: &Job) -> Result<bool, NotArchived> {
        if job.shared.unwanted.is_marked() || !job.again {
            return Ok(job.shared.unwanted.is_marked());
        }
        match self.archive.get_aside(&Aside::Erasure { conversation: job.shared.id }).await {
            Ok(_) => Ok(true),
            // S3 answers so for a missing object too, where listing is not granted.
            Err(ArchiveError::NotFound { .. } | ArchiveError::Denied { .. }) => Ok(false),
            Err(error) => Err(job.shared.not_archived(error.to_string())),
        }
    }

    /// The catalog is next; without one, the journal has done its duty.
    fn archived(&self, shared: &Arc<Shared>, (archived, entry): Stored, queue: Option<&IndexQueue>) {
        if !shared.has_failed() {
            shared.acks.archived(shared.sent());
        }
        if !queue.is_some_and(|queue| queue.push(shared, &archived.objects, entry)) {
            self.forget.conversation(shared.id);
        }
        shared.outcome.archived(archived);
    }

    async fn attempt(&self, job: &mut Job, durable: bool) -> Result<Stored, NotArchived> {
        let id = job.shared.id;
        let recovered = job.recovered;
        let archived = |session_id, objects| Archived { conversation_id: id, session_id, objects, recovered };
        let documents = match std::mem::replace(&mut job.source, Source::Journal) {
            Source::Documents(documents) => *documents,
            Source::Recording(recording) => self.write(*recording).await?,
            Source::Journal => {
                let loaded = self.load(id).await.map_err(|error| told_of(&job.shared, error))?;
                if let Some(objects) = self.better(&job.shared, &loaded.recording).await? {
                    return Ok((archived(loaded.recording.session_id().to_owned(), objects), None));
                }
                self.finish(loaded, job.problem.clone()).await?
            }
        };
        // What the journal holds need not wait in memory for the archive to come back.
        if !durable {
            job.source = Source::Documents(Box::new(documents.clone()));
        }
        let begun = Instant::now();
        let Documents { session_id, entry, unknown_events, objects } = documents;
        let stored = self.archive.put_record(objects, job.again).await;
        let objects = stored.map_err(|error| job.shared.not_archived(error.to_string()))?;
        self.common.meters.archived(begun.elapsed(), &entry, unknown_events);
        Ok((archived(session_id, objects), Some(entry)))
    }

    async fn load(&self, id: Uuid) -> Result<Loaded, LoadError> {
        let (journal, settings) = (self.journal.clone(), self.settings.clone());
        let read = tokio::task::spawn_blocking(move || Loaded::read(&journal, settings, id));
        read.await.unwrap_or_else(|_| Err(LoadError::Never("reading it back failed".to_owned())))
    }

    /// The objects of a conversation whose end the journal lacks, and the archive has: what the journal has
    /// is then a beginning of what is there.
    async fn better(
        &self,
        shared: &Shared,
        recording: &Recording,
    ) -> Result<Option<Vec<StoredObject>>, NotArchived> {
        if recording.has_ended() {
            return Ok(None);
        }
        let mut objects = Vec::new();
        // The conversation is written last: where it is, the others are.
        for key in keys(recording).into_iter().rev() {
            match self.archive.get(&key).await {
                Ok(body) => objects.insert(
                    0,
                    StoredObject {
                        url: self.archive.url(&key),
                        key: key.path(),
                        bytes: body.len() as u64,
                        written: false,
                    },
                ),
                Err(ArchiveError::NotFound { .. }) if objects.is_empty() => return Ok(None),
                // S3 answers so for a missing object too, where listing is not granted.
                Err(ArchiveError::Denied { .. }) if objects.is_empty() => return Ok(None),
                Err(ArchiveError::NotFound { .. }) => {}
                Err(error) => return Err(shared.not_archived(error.to_string())),
            }
        }
        Ok(Some(objects))
    }

    /// Ends what was left open, and writes the documents.
    async fn finish(&self, mut loaded: Loaded, problem: Option<Problem>) -> Result<Documents, NotArchived> {
        if !loaded.recording.has_ended() {
            loaded.end(&self.journal, problem);
        }
        self.write(loaded.recording).await
    }

    /// Writes a recording's documents, on a thread that nothing else waits for.
    async fn write(&self, recording: Recording) -> Result<Documents, NotArchived> {
        let conversation_id = recording.conversation_id();
        let documents = tokio::task::spawn_blocking(move || Documents::of(recording)).await;
        let error = || "its documents cannot be written, which is a bug".to_owned();
        documents.ok().flatten().ok_or_else(|| NotArchived::Unreadable { conversation_id, error: error() })
    }
}

fn reason(failed: &NotArchived) -> String {
    match failed {
        NotArchived::Pending { error, .. } | NotArchived::Unreadable { error, .. } => error.clone(),
        other => other.to_string(),
    }
}

fn told_of(shared: &Shared, error: LoadError) -> NotArchived {
    match error {
        LoadError::Later(error) => shared.not_archived(error),
        LoadError::Never(error) => NotArchived::Unreadable { conversation_id: shared.id, error },
    }
}

/// A pause with up to half of it added, different for each conversation and attempt, so that what failed
/// together does not come back together.
pub(crate) fn jittered(pause: Duration, id: Uuid, attempt: u32) -> Duration {
    let share = id.as_u128().wrapping_mul(u128::from(attempt) | 1) >> 64;
    let part = u32::try_from(share % 1024).unwrap_or(0);
    pause.saturating_add((pause / 2048).saturating_mul(part))
}
