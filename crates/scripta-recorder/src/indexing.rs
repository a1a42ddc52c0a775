//! Puts what is archived into the catalog.
//!
//! A conversation that the archive has accepted is handed over here, and whoever waited for the archive is told. What is
//! handed over while a batch is being put makes the next batch, so that what ended together goes in together. Only
//! then does the journal forget the conversation: after a crash in between, `recover` finds the record in the archive,
//! leaves it as it is, and hands it over again.
//!
//! The catalog can be made anew from the archive, so it never stands in the way of recording or archiving, and the
//! journal is not kept full for its sake:
//!
//! - A catalog that is away, or whose disk is full, is tried again with growing pauses. What waits for it stays in
//!   the journal, [`MOST`] conversations and [`MOST_BYTES`] of records at most. Beyond that the journal forgets the
//!   oldest.
//! - A catalog that cannot be opened, as it is damaged, of a newer version or not configured as it must be, will not
//!   mend by itself. After [`TRIES`] tries in a row the journal forgets all that waits, and from then on what waited
//!   for one further try, which there is at most once each longest pause.
//! - An entry that the catalog refuses while it takes others is given up after as many tries.
//! - A recorder that shuts down makes one last try. What would hardly work the next time either is given up then, so
//!   that many short-lived processes leave no more than one that runs for long.
//! - Whatever the journal forgot this way is counted in a note in the data folder ([`Unindexed`]), which `scripta
//!   status` and `scripta doctor` tell, and `scripta reindex` settles. The note comes before the forgetting.
//!
//! A conversation may have been erased, by another process, between its beginning and its archiving. The catalog then
//! refuses it as one with a tombstone, and it is taken out of the archive again.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use scripta_archive::{Archive, ArchiveError, Key, Object};
use scripta_catalog::{Catalog, CatalogConfig, CatalogError, DocumentError, Entry};
use scripta_redact::{Redacted, Redactor};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::time::Instant;

use crate::failures::Failures;
use crate::forget::Forget;
use crate::index_queue::{IndexQueue, IndexStanding, Waits};
use crate::options::Options;
use crate::registry::Common;
use crate::unindexed::Unindexed;
use crate::upload::jittered;

/// Conversations that are put in at once.
const BATCH: usize = 128;
/// Conversations that may wait in the journal.
const MOST: usize = 1_000;
/// Bytes of their records. The journal frees at once what it forgot while it holds less than 64 MiB of others.
const MOST_BYTES: u64 = 48 * 1024 * 1024;
/// How often something is tried that will hardly work the next time.
const TRIES: u32 = 5;

/// Why the catalog does not have something yet.
#[derive(Debug, thiserror::Error)]
enum IndexError {
    #[error(transparent)]
    Opening(CatalogError),
    #[error(transparent)]
    Putting(#[from] CatalogError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error("the archived record cannot be read: {0}")]
    Document(#[from] DocumentError),
    #[error("it cannot be redacted, which is a bug")]
    Redacting,
}

impl IndexError {
    /// Trying again will hardly help.
    fn is_lasting(&self) -> bool {
        match self {
            Self::Opening(error) | Self::Putting(error) => !error.is_retryable(),
            Self::Archive(_) => false,
            Self::Document(_) | Self::Redacting => true,
        }
    }
}

/// See the module.
pub(crate) struct Indexer {
    config: CatalogConfig,
    /// Once it is open.
    catalog: Option<Catalog>,
    archive: Archive,
    redactor: Redactor,
    data_dir: PathBuf,
    retry: (Duration, Duration),
    forget: Forget,
    failures: Failures,
    standing: Arc<IndexStanding>,
    common: Arc<Common>,
    waiting: VecDeque<Waits>,
    /// Those that are given up.
    leaving: Vec<Waits>,
    /// Failed tries in a row.
    failed: u32,
    /// The next try comes then; absent where the last one worked.
    next: Option<Instant>,
}

impl Indexer {
    /// Absent where there is no catalog. Nothing is opened yet.
    pub(crate) fn new(options: &Options, archive: Archive, common: &Arc<Common>) -> Option<Self> {
        if !options.has_catalog() {
            return None;
        }
        let redactor = options.settings.redactor.clone();
        Some(Self {
            config: options.catalog.clone(),
            catalog: None,
            archive,
            data_dir: options.data_dir.clone(),
            retry: options.retry,
            forget: Forget::new(common),
            failures: Failures::new(common.journal.clone(), redactor.clone()),
            redactor,
            standing: Arc::clone(&common.indexing),
            common: Arc::clone(common),
            waiting: VecDeque::new(),
            leaving: Vec::new(),
            failed: 0,
            next: None,
        })
    }

    /// What is handed over, and how.
    pub(crate) fn queue(&self) -> (IndexQueue, UnboundedReceiver<Waits>) {
        IndexQueue::new(&self.standing)
    }

    /// Puts in what is handed over until nothing more will be. What the catalog cannot take then stays in the
    /// journal, if trying again may help.
    pub(crate) async fn run(mut self, mut archived: UnboundedReceiver<Waits>) {
        loop {
            let open = self.gather(&mut archived).await;
            if !self.waiting.is_empty() {
                let tried = self.attempt().await;
                let failed = tried.is_err();
                self.tried(tried, !open);
                self.let_go().await;
                if failed && !open {
                    return;
                }
            }
            if !open && self.waiting.is_empty() {
                return;
            }
        }
    }

    /// Takes in what is handed over, waiting where there is nothing to do, or no sense in trying yet. False once
    /// nothing more will come.
    async fn gather(&mut self, archived: &mut UnboundedReceiver<Waits>) -> bool {
        if self.waiting.is_empty() {
            match archived.recv().await {
                Some(waits) => self.take_in(waits),
                None => return false,
            }
        }
        if let Some(next) = self.next {
            let taking = async {
                while let Some(waits) = archived.recv().await {
                    self.take_in(waits);
                }
            };
            tokio::select! {
                () = taking => return false,
                () = tokio::time::sleep_until(next) => {}
            }
        }
        loop {
            match archived.try_recv() {
                Ok(waits) => self.take_in(waits),
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    fn take_in(&mut self, waits: Waits) {
        self.waiting.push_back(waits);
        if self.next.is_some() {
            self.keep_within_bounds();
        }
    }

    /// While the catalog takes nothing, the oldest that are too many are given up.
    fn keep_within_bounds(&mut self) {
        let mut bytes: u64 = self.waiting.iter().map(|waits| waits.bytes).sum();
        while self.waiting.len() > MOST || bytes > MOST_BYTES {
            let Some(oldest) = self.waiting.pop_front() else { return };
            bytes -= oldest.bytes;
            self.leaving.push(oldest);
        }
    }

    /// Puts in one batch.
    async fn attempt(&mut self) -> Result<(), IndexError> {
        let catalog = self.open().await?;
        let mut batch: VecDeque<Waits> = self.waiting.drain(..self.waiting.len().min(BATCH)).collect();
        let put = self.put(&catalog, batch.make_contiguous()).await;
        match put {
            Ok(()) => {
                self.common.meters.indexed(batch.len());
                batch.iter().for_each(|waits| self.done(waits));
            }
            // One of them may be what the catalog refuses.
            Err(error) if error.is_lasting() => return self.put_singly(&catalog, batch).await,
            Err(error) => {
                self.put_back(batch);
                return Err(error);
            }
        }
        Ok(())
    }

    async fn put_singly(&mut self, catalog: &Catalog, mut batch: VecDeque<Waits>) -> Result<(), IndexError> {
        let (mut last, mut retried) = (Ok(()), Vec::new());
        while let Some(mut waits) = batch.pop_front() {
            match self.put(catalog, std::slice::from_ref(&waits)).await {
                Ok(()) => {
                    self.common.meters.indexed(1);
                    self.done(&waits);
                }
                Err(error) if error.is_lasting() => {
                    waits.tries += 1;
                    let given_up = waits.tries >= TRIES;
                    let to = if given_up { &mut self.leaving } else { &mut retried };
                    to.push(waits);
                    last = Err(error);
                }
                Err(error) => {
                    batch.push_front(waits);
                    last = Err(error);
                    break;
                }
            }
        }
        self.put_back(batch);
        self.waiting.extend(retried);
        last
    }

    fn put_back(&mut self, batch: VecDeque<Waits>) {
        batch.into_iter().rev().for_each(|waits| self.waiting.push_front(waits));
    }

    async fn open(&mut self) -> Result<Catalog, IndexError> {
        if let Some(catalog) = &self.catalog {
            return Ok(catalog.clone());
        }
        let catalog = Catalog::open(&self.config).await.map_err(IndexError::Opening)?;
        Ok(self.catalog.insert(catalog).clone())
    }

    /// Puts some in, but for those that are being deleted: a deletion waits for this, and nothing is put in after it.
    async fn put(&self, catalog: &Catalog, batch: &[Waits]) -> Result<(), IndexError> {
        let mut writing = Vec::with_capacity(batch.len());
        for waits in batch {
            writing.push(waits.shared.unwanted.writing.lock().await);
        }
        let mut entries = Vec::with_capacity(batch.len());
        for waits in batch.iter().filter(|waits| !waits.shared.unwanted.is_marked()) {
            entries.extend(self.entry(waits).await?);
        }
        let put = catalog.put(self.redacted(entries).await?).await?;
        for waits in batch.iter().filter(|waits| put.erased.contains(&waits.shared.id)) {
            for key in &waits.keys {
                self.archive.delete(key).await?;
            }
        }
        Ok(())
    }

    /// The entry of a conversation; `None` where the archive does not have it any more.
    async fn entry(&self, waits: &Waits) -> Result<Option<Entry>, IndexError> {
        if let Some(entry) = &waits.entry {
            return Ok(Some(Entry::clone(entry)));
        }
        match read(&self.archive, &waits.keys).await {
            Err(IndexError::Archive(ArchiveError::NotFound { .. })) => Ok(None),
            read => read.map(Some),
        }
    }

    /// Redacts on a thread that nothing else waits for.
    async fn redacted(&self, entries: Vec<Entry>) -> Result<Vec<Redacted<Entry>>, IndexError> {
        let redactor = self.redactor.clone();
        let redact = move || entries.into_iter().map(|entry| redactor.redact(entry)).collect();
        tokio::task::spawn_blocking(redact).await.map_err(|_| IndexError::Redacting)
    }

    fn done(&self, waits: &Waits) {
        self.forget.conversation(waits.shared.id);
        self.standing.removed(1);
    }

    /// What a try, which may have been the last, means for the next one.
    fn tried(&mut self, tried: Result<(), IndexError>, last: bool) {
        let Err(error) = tried else {
            (self.failed, self.next) = (0, None);
            return self.standing.tried(None);
        };
        self.failed = self.failed.saturating_add(1);
        self.common.meters.not_indexed();
        let pause = self.retry.0.saturating_mul(1 << self.failed.min(16).saturating_sub(1)).min(self.retry.1);
        let id = self.waiting.front().map_or_else(uuid::Uuid::nil, |waits| waits.shared.id);
        self.next = Some(Instant::now() + jittered(pause, id, self.failed));
        let why = error.to_string();
        for waits in self.waiting.iter_mut().filter(|waits| !waits.noted) {
            waits.noted = true;
            let why = format!("it is archived, and waits for the catalog: {why}");
            self.failures.note(waits.shared.id, self.failed, why);
        }
        if error.is_lasting() {
            // It may be another when it is opened again.
            self.catalog = None;
            let opening = matches!(error, IndexError::Opening(_));
            if last || (opening && self.failed >= TRIES) {
                self.leaving.extend(self.waiting.drain(..));
            }
        }
        self.keep_within_bounds();
        self.standing.tried(Some(why));
    }

    /// Lets the journal forget those that are given up, once the data folder says so.
    async fn let_go(&mut self) {
        if self.leaving.is_empty() {
            return;
        }
        let (data_dir, conversations) = (self.data_dir.clone(), self.leaving.len());
        let why = self.standing.now().last_error.unwrap_or_default();
        let note = move || Unindexed::add(&data_dir, conversations as u64, why);
        drop(tokio::task::spawn_blocking(note).await);
        for waits in std::mem::take(&mut self.leaving) {
            self.done(&waits);
        }
    }
}

/// Nobody waits for what nobody does any more.
impl Drop for Indexer {
    fn drop(&mut self) {
        self.standing.tried(Some("the recorder has stopped".to_owned()));
    }
}

/// The entry of an archived conversation.
async fn read(archive: &Archive, keys: &[Key]) -> Result<Entry, IndexError> {
    let of = |wanted: fn(&Object) -> bool| keys.iter().find(move |key| wanted(&key.object));
    let Some(conversation) = of(|object| *object == Object::Conversation) else {
        return Err(IndexError::Archive(ArchiveError::NotFound { key: String::new() }));
    };
    let mut entry = Entry::read(&archive.get(conversation).await?)?;
    if let Some(key) = of(|object| *object == Object::Summary) {
        entry.read_summary(&archive.get(key).await?)?;
    }
    if let Some(key) = of(|object| matches!(object, Object::Extracted { .. })) {
        entry.read_facts(&archive.get(key).await?)?;
    }
    Ok(entry)
}
