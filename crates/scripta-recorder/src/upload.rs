//! The thread that archives what has ended, and tries again what could not be.

use std::sync::{Arc, Weak};
use std::time::Duration;

use scripta_archive::{Archive, ArchiveError, StoredObject};
use scripta_core::record::{Problem, ProblemKind};
use scripta_core::{Recording, Settings};
use scripta_journal::{Batch, Condition, Journal, Reason, Write};
use tokio::sync::watch::Receiver;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::clock;
use crate::conversation::Shared;
use crate::documents::{Documents, keys};
use crate::load::{LoadError, Loaded};
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
    common: Weak<Common>,
    retry: (Duration, Duration),
    permits: Semaphore,
    kept: Semaphore,
}

impl Uploads {
    pub(crate) fn new(
        archive: Archive,
        common: &Arc<Common>,
        settings: Settings,
        retry: (Duration, Duration),
    ) -> Self {
        Self {
            archive,
            journal: common.journal.clone(),
            settings,
            common: Arc::downgrade(common),
            retry,
            permits: Semaphore::new(CONCURRENT),
            kept: Semaphore::new(KEPT),
        }
    }

    /// Archives what comes in until `jobs` is closed and everything is archived, or until told to stop.
    pub(crate) async fn run(
        self: Arc<Self>,
        mut jobs: mpsc::UnboundedReceiver<Job>,
        mut stop: Receiver<Stop>,
    ) {
        let mut tasks = JoinSet::new();
        let stop_tasks = stop.clone();
        let mut closed = false;
        while !(closed && tasks.is_empty()) {
            tokio::select! {
                job = jobs.recv(), if !closed => match job {
                    Some(job) => drop(tasks.spawn(Arc::clone(&self).archive(job, stop_tasks.clone()))),
                    None => closed = true,
                },
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
                () = told(&mut stop, Stop::Abort) => break,
            }
        }
        tasks.shutdown().await;
    }

    async fn archive(self: Arc<Self>, mut job: Job, mut stop: Receiver<Stop>) {
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
            if shared.unwanted.is_marked() {
                self.forget(shared.id);
                return shared.outcome.failed(NotArchived::Deleted { conversation_id: shared.id }, true);
            }
            let result = self.attempt(&mut job, durable).await;
            drop((writing, permit));
            let failed = match result {
                Ok(archived) => return self.archived(&job, archived),
                Err(failed) => failed,
            };
            if matches!(failed, NotArchived::Unreadable { .. }) {
                return job.shared.outcome.failed(failed, true);
            }
            job.again = true;
            self.note_failure(job.shared.id, attempt, &failed);
            job.shared.outcome.failed(failed, false);
            let pause_now = tokio::time::sleep(jittered(pause, job.shared.id, attempt));
            if unless_stopping(&mut stop, pause_now).await.is_none() {
                return;
            }
            pause = pause.saturating_mul(2).min(self.retry.1);
        }
    }

    fn archived(&self, job: &Job, archived: Archived) {
        let shared = &job.shared;
        if !shared.has_failed() {
            shared.acks.archived(shared.sent());
        }
        self.forget(shared.id);
        shared.outcome.archived(archived);
    }

    async fn attempt(&self, job: &mut Job, durable: bool) -> Result<Archived, NotArchived> {
        let id = job.shared.id;
        let recovered = job.recovered;
        let archived = |session_id, objects| Archived { conversation_id: id, session_id, objects, recovered };
        let documents = match std::mem::replace(&mut job.source, Source::Journal) {
            Source::Documents(documents) => *documents,
            Source::Recording(recording) => write(*recording).await?,
            Source::Journal => {
                let loaded = self.load(id).await.map_err(|error| told_of(&job.shared, error))?;
                if let Some(objects) = self.better(&job.shared, &loaded.recording).await? {
                    return Ok(archived(loaded.recording.session_id().to_owned(), objects));
                }
                self.finish(loaded, job.problem.clone()).await?
            }
        };
        // What the journal holds need not wait in memory for the archive to come back.
        if !durable {
            job.source = Source::Documents(Box::new(documents.clone()));
        }
        let session_id = documents.session_id.clone();
        let stored = self.archive.put_record(documents.into_objects(), job.again).await;
        stored
            .map(|objects| archived(session_id, objects))
            .map_err(|error| job.shared.not_archived(error.to_string()))
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
        write(loaded.recording).await
    }

    /// The archive has it. Where the journal refuses, the next recovery finds it archived.
    fn forget(&self, id: Uuid) {
        let common = Weak::clone(&self.common);
        let done = move |_| {
            if let Some(common) = common.upgrade() {
                common.registry().forget(id);
            }
        };
        let remove = Batch::new(id, vec![Write::Remove]).on_commit(done);
        if let Err(refused) = self.journal.append(remove)
            && let Some(done) = refused.batch.on_commit
        {
            done(Ok(()));
        }
    }

    /// Tells an operator why; nothing depends on it. A journal without space is left alone: it would keep the
    /// note in its queue, and the removal that makes room behind it.
    fn note_failure(&self, id: Uuid, attempts: u32, error: &NotArchived) {
        if !matches!(self.journal.health().condition, Condition::Healthy) {
            return;
        }
        let why = match error {
            NotArchived::Pending { error, .. } | NotArchived::Unreadable { error, .. } => error.clone(),
            other => other.to_string(),
        };
        let reason = Reason::Redacted(self.settings.redactor.redact(why));
        let write = Write::Failed { at: clock::now().as_millis(), attempts, reason };
        drop(self.journal.append(Batch::new(id, vec![write])));
    }
}

/// Writes a recording's documents, on a thread that nothing else waits for.
async fn write(recording: Recording) -> Result<Documents, NotArchived> {
    let conversation_id = recording.conversation_id();
    let documents = tokio::task::spawn_blocking(|| Documents::of(recording)).await.ok().flatten();
    let error = || "its documents cannot be written, which is a bug".to_owned();
    documents.ok_or_else(|| NotArchived::Unreadable { conversation_id, error: error() })
}

fn told_of(shared: &Shared, error: LoadError) -> NotArchived {
    match error {
        LoadError::Later(error) => shared.not_archived(error),
        LoadError::Never(error) => NotArchived::Unreadable { conversation_id: shared.id, error },
    }
}

/// A pause with up to half of it added, different for each conversation and attempt, so that what failed
/// together does not come back together.
fn jittered(pause: Duration, id: Uuid, attempt: u32) -> Duration {
    let share = id.as_u128().wrapping_mul(u128::from(attempt) | 1) >> 64;
    let part = u32::try_from(share % 1024).unwrap_or(0);
    pause.saturating_add((pause / 2048).saturating_mul(part))
}
