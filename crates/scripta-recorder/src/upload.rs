//! The thread that archives what has ended, and tries again what could not be.

use std::sync::Arc;
use std::time::Duration;

use scripta_archive::{Archive, Key, Object, RecordObjects};
use scripta_core::{Recording, Settings};
use scripta_journal::{Batch, Journal, Reason, Write};
use scripta_redact::Redacted;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use uuid::Uuid;

use crate::clock;
use crate::conversation::Shared;
use crate::outcome::{Archived, NotArchived};

/// Conversations that are archived at the same time.
const CONCURRENT: usize = 8;
/// How long a record waits for its end to be committed before it is archived without.
const COMMIT_PATIENCE: Duration = Duration::from_secs(5);

/// The documents of a conversation, with their keys.
#[derive(Clone)]
pub(crate) struct Documents {
    session_id: String,
    extracted: (Key, Redacted<Vec<u8>>),
    summary: (Key, Redacted<Vec<u8>>),
    conversation: (Key, Redacted<Vec<u8>>),
}

impl Documents {
    /// `None` where a document cannot be written as JSON, which no document of ours can.
    pub(crate) fn of(recording: &Recording) -> Option<Self> {
        let record = recording.record();
        let key = |object| {
            Key::new(
                recording.start().as_millis(),
                recording.session_id(),
                recording.conversation_id(),
                object,
            )
        };
        Some(Self {
            session_id: recording.session_id().to_owned(),
            extracted: (key(Object::extracted(recording.profile())), record.extracted.to_json().ok()?),
            summary: (key(Object::Summary), record.summary.to_json().ok()?),
            conversation: (key(Object::Conversation), record.conversation.to_json().ok()?),
        })
    }

    fn objects(self) -> RecordObjects {
        RecordObjects { extracted: self.extracted, summary: self.summary, conversation: self.conversation }
    }
}

/// A conversation to archive.
pub(crate) struct Job {
    shared: Arc<Shared>,
    /// Absent where it has to be read from the journal.
    documents: Option<Documents>,
    /// Tells that the journal has its end.
    committed: Option<oneshot::Receiver<()>>,
    /// What an earlier attempt may have left in the archive is looked at first.
    again: bool,
    /// It was left by a process that is gone.
    recovered: bool,
}

impl Job {
    /// One that has just ended.
    pub(crate) fn ended(
        shared: Arc<Shared>,
        documents: Option<Documents>,
        committed: oneshot::Receiver<()>,
    ) -> Self {
        Self { shared, documents, committed: Some(committed), again: false, recovered: false }
    }

    /// One that the journal holds from before. `ended`: with its end.
    pub(crate) fn left(shared: Arc<Shared>, ended: bool) -> Self {
        Self { shared, documents: None, committed: None, again: true, recovered: !ended }
    }
}

/// What all uploads share.
pub(crate) struct Uploads {
    pub(crate) archive: Archive,
    pub(crate) journal: Journal,
    pub(crate) settings: Settings,
    pub(crate) retry: (Duration, Duration),
    permits: Semaphore,
}

/// What a conversation in the journal came to.
enum Loaded {
    Documents(Box<Documents>),
    /// Its record is in the archive already, and is better than what the journal has.
    Archived(String),
}

impl Uploads {
    pub(crate) fn new(
        archive: Archive,
        journal: Journal,
        settings: Settings,
        retry: (Duration, Duration),
    ) -> Self {
        Self { archive, journal, settings, retry, permits: Semaphore::new(CONCURRENT) }
    }

    /// Archives what comes in until `jobs` is closed and everything is archived, or `stop` says so.
    pub(crate) async fn run(
        self: Arc<Self>,
        mut jobs: mpsc::UnboundedReceiver<Job>,
        mut stop: watch::Receiver<bool>,
    ) {
        let mut tasks = tokio::task::JoinSet::new();
        let stop_tasks = stop.clone();
        loop {
            tokio::select! {
                job = jobs.recv() => match job {
                    Some(job) => {
                        tasks.spawn(Arc::clone(&self).archive(job, stop_tasks.clone()));
                    }
                    None => break,
                },
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
                _ = stop.wait_for(|stop| *stop) => break,
            }
        }
        // Attempts that are under way are finished; those that wait for the next one see `stop`.
        while tasks.join_next().await.is_some() {}
    }

    async fn archive(self: Arc<Self>, mut job: Job, mut stop: watch::Receiver<bool>) {
        let durable = match job.committed.take() {
            Some(committed) => matches!(tokio::time::timeout(COMMIT_PATIENCE, committed).await, Ok(Ok(()))),
            None => true,
        };
        let id = job.shared.id;
        let mut documents = job.documents.take();
        let mut pause = self.retry.0;
        for attempt in 1.. {
            let result = {
                // The permits are never closed.
                let _permit = self.permits.acquire().await;
                self.attempt(&job, &mut documents, durable).await
            };
            let error = match result {
                Ok(archived) => {
                    self.forget(id);
                    return job.shared.outcome.archived(archived);
                }
                Err(failed) if matches!(failed, NotArchived::Unreadable { .. }) => {
                    return job.shared.outcome.failed(failed, true);
                }
                Err(failed) => failed,
            };
            job.again = true;
            self.note_failure(id, attempt, &error);
            job.shared.outcome.failed(error, *stop.borrow());
            tokio::select! {
                () = tokio::time::sleep(jittered(pause, id, attempt)) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            pause = (pause * 2).min(self.retry.1);
        }
    }

    async fn attempt(
        &self,
        job: &Job,
        documents: &mut Option<Documents>,
        durable: bool,
    ) -> Result<Archived, NotArchived> {
        let id = job.shared.id;
        let archived = |session_id, objects| Archived {
            conversation_id: id,
            session_id,
            objects,
            recovered: job.recovered,
        };
        // What the journal holds need not wait in memory for the archive to come back.
        let ready = if durable { documents.take() } else { documents.clone() };
        let ready = match ready {
            Some(ready) => ready,
            None => match self.load(id).await? {
                Loaded::Documents(ready) => *ready,
                Loaded::Archived(session_id) => return Ok(archived(session_id, Vec::new())),
            },
        };
        let session_id = ready.session_id.clone();
        let stored = self.archive.put_record(ready.objects(), job.again).await;
        stored
            .map(|objects| archived(session_id, objects))
            .map_err(|error| NotArchived::Pending { conversation_id: id, error: error.to_string() })
    }

    /// The documents of a conversation that the journal holds. One that was left open is ended.
    async fn load(&self, id: Uuid) -> Result<Loaded, NotArchived> {
        let unreadable = |error: String| NotArchived::Unreadable { conversation_id: id, error };
        let reader = self.journal.reader().map_err(|error| unreadable(error.to_string()))?;
        let beginning = reader.beginning(id).map_err(|error| unreadable(error.to_string()))?;
        let beginning = beginning.ok_or_else(|| unreadable("it is not in the journal".to_owned()))?;
        let entries = reader.entries(id).map_err(|error| unreadable(error.to_string()))?;
        let bodies =
            std::iter::once(beginning.as_slice()).chain(entries.iter().map(|(_, body)| body.as_slice()));
        let mut recording = Recording::replay(self.settings.clone(), bodies)
            .map_err(|error| unreadable(error.to_string()))?;
        if !recording.has_ended() {
            // Without its end the journal may know less than what was archived: the process may have died
            // between the two.
            let key =
                Key::new(recording.start().as_millis(), recording.session_id(), id, Object::Conversation);
            if self.archive.get(&key).await.is_ok() {
                return Ok(Loaded::Archived(recording.session_id().to_owned()));
            }
            let after = entries.last().map_or(0, |(seq, _)| *seq);
            self.end_in_journal(id, after, &recording.recover());
        }
        let documents =
            Documents::of(&recording).ok_or_else(|| unreadable("it cannot be written as JSON".to_owned()))?;
        Ok(Loaded::Documents(Box::new(documents)))
    }

    fn end_in_journal(&self, id: Uuid, after: u64, entries: &[Redacted<scripta_core::entry::Entry>]) {
        let last = entries.len();
        let writes = (1..).zip(entries).filter_map(|(number, entry)| {
            let (seq, at, body) = (after + number as u64, entry.get().at.as_millis(), entry.to_json().ok()?);
            Some(if number == last { Write::End { seq, at, body } } else { Write::Entry { seq, at, body } })
        });
        // Where this is refused, the next recovery ends it the same way.
        drop(self.journal.append(Batch::new(id, writes.collect())));
    }

    /// The archive has it. Where this is refused, the next recovery finds it archived.
    fn forget(&self, id: Uuid) {
        drop(self.journal.append(Batch::new(id, vec![Write::Remove])));
    }

    fn note_failure(&self, id: Uuid, attempts: u32, error: &NotArchived) {
        let reason = Reason::Redacted(self.settings.redactor.redact(error.to_string()));
        let write = Write::Failed { at: clock::now().as_millis(), attempts, reason };
        drop(self.journal.append(Batch::new(id, vec![write])));
    }
}

/// A pause with up to half of it added, different for each conversation and attempt, so that what failed
/// together does not come back together.
fn jittered(pause: Duration, id: Uuid, attempt: u32) -> Duration {
    let share = id.as_u128().wrapping_mul(u128::from(attempt) | 1) >> 64;
    pause + pause / 2 * u32::try_from(share % 1024).unwrap_or(0) / 1024
}
