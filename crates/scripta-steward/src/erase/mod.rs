//! Erases conversations for good.
//!
//! # Steps, and what a crash after each of them leaves
//!
//! 1. `erasures/<id>.json` is written into the archive, with state `begun`. From here on nobody archives or indexes the
//!    conversation. *Left: a conversation that is barred and still there. [`Steward::resume_erasures`] finds it by this object.*
//! 2. The catalog gets a tombstone and takes the conversation out, with all bytes of it. *Left: it cannot be found any more, but is
//!    in journals and archive; as above.*
//! 3. The journals forget it: those that nobody holds are opened, and those of processes that record get a request, which
//!    they carry out within about a second ([`scripta_recorder::forget_in_journals`]). It is before the archive, so that nobody
//!    archives it anew from there. *Left: as above.*
//! 4. The archive deletes its objects with all versions and delete markers. Keyed hashes of their names, and how many and how
//!    large they are, are written down before, since afterwards nobody knows. *Left: as above; the receipt names and counts
//!    also what an attempt deleted that was killed.*
//! 5. Everything is searched again: [`Steward::verify_erasure`].
//! 6. `erasures/<id>.json` gets the signed receipt, and state `done`.
//!
//! Each step may be done again. What is reported as done is done; what could not be, such as a journal whose process does
//! not answer, is said, and the state stays `begun`.

mod paper;
mod select;
mod verify;

use std::collections::BTreeMap;
use std::time::Duration;

use futures::TryStreamExt;
use scripta_archive::{ArchiveError, Aside, Key};
use scripta_catalog::Tombstone;
use scripta_catalog::audit::{Action, Outcome};
use scripta_core::Timestamp;
use uuid::Uuid;

pub use self::paper::{Paper, Standing, Weight};
pub use self::select::{Candidate, Which};
pub use self::verify::{Place, Verified};
use crate::error::StewardError;
use crate::receipt::{Exported, Receipt, SignedReceipt};
use crate::steward::Steward;
use crate::trail::{Accessed, EntryFilter};

/// How long a process that records may take to forget a conversation.
const PATIENCE: Duration = Duration::from_secs(15);
/// Exports that a receipt names.
const EXPORTS: usize = 100;

/// What became of an erasure.
#[derive(Debug, Clone, PartialEq)]
pub enum Erasure {
    /// Nothing is left but the tombstone.
    Done(Box<SignedReceipt>),
    /// Something is left, or may be. It is barred from being archived and indexed; [`Steward::resume_erasures`] goes on with it.
    Pending {
        /// The conversation.
        conversation_id: Uuid,
        /// What, and why.
        left: Vec<String>,
    },
    /// There is, and was, no such conversation.
    NotFound {
        /// The conversation.
        conversation_id: Uuid,
    },
}

impl Steward {
    /// Erases a conversation, wherever it is. One that is erased already gives its receipt again. `override_hold` erases also
    /// what a rule of retention holds.
    ///
    /// # Errors
    /// [`StewardError::Held`]; or where a step fails: asked again, or by [`Self::resume_erasures`], it is gone on with.
    pub async fn erase(
        &self,
        id: Uuid,
        reason: Option<&str>,
        override_hold: bool,
    ) -> Result<Erasure, StewardError> {
        self.audited(Action::Erase, &id.to_string(), async {
            if !override_hold && let Some(rule) = self.hold_on(id).await? {
                return Err(StewardError::Held { id, rule });
            }
            let erasure = self.erase_unaudited(id, reason).await?;
            Ok(match &erasure {
                Erasure::Done(receipt) => {
                    let (objects, bytes) = (receipt.receipt.objects, receipt.receipt.bytes);
                    Accessed::done(erasure).with("objects", objects).with("bytes", bytes).naming(vec![id])
                }
                Erasure::Pending { left, .. } => {
                    let left = left.len();
                    Accessed { outcome: Outcome::Begun, ..Accessed::done(erasure).with("left", left) }
                }
                Erasure::NotFound { .. } => Accessed::not_found(erasure),
            })
        })
        .await
    }

    /// Goes on with erasures that were begun and not finished.
    ///
    /// # Errors
    /// Where the archive cannot be listed. What becomes of each erasure is its own.
    pub async fn resume_erasures(&self) -> Result<Vec<(Uuid, Result<Erasure, StewardError>)>, StewardError> {
        let mut resumed = Vec::new();
        for id in self.begun_erasures().await? {
            resumed.push((id, self.erase(id, None, true).await));
        }
        Ok(resumed)
    }

    /// Erasures that were begun and not finished.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub async fn begun_erasures(&self) -> Result<Vec<Uuid>, StewardError> {
        let mut begun = Vec::new();
        let mut erasures = std::pin::pin!(self.archive.erasures());
        while let Some(aside) = erasures.try_next().await? {
            if let Aside::Erasure { conversation } = aside
                && self.paper(conversation).await?.is_some_and(|paper| paper.state == Standing::Begun)
            {
                begun.push(conversation);
            }
        }
        begun.sort_unstable();
        Ok(begun)
    }

    async fn erase_unaudited(&self, id: Uuid, reason: Option<&str>) -> Result<Erasure, StewardError> {
        let mut paper = match self.paper(id).await? {
            Some(Paper { receipt: Some(receipt), .. }) if self.is_nowhere(id).await? => {
                return Ok(Erasure::Done(Box::new(receipt)));
            }
            Some(paper) => paper,
            None if self.is_known(id).await? => self.begin(id, reason),
            None => return Ok(Erasure::NotFound { conversation_id: id }),
        };
        paper.state = Standing::Begun;
        self.put_paper(&paper).await?;
        let tombstone = Tombstone { conversation_id: id, erased_at: paper.erased_at };
        self.catalog.erase(vec![tombstone]).await?;
        let mut left = self.forget_in_journals(id).await?;
        self.delete_objects(&mut paper).await?;
        let verified = self.search_again(id).await?;
        left.extend(verified.into_iter().filter(|place| !place.clean).map(|place| place.told()));
        if !left.is_empty() {
            left.sort();
            left.dedup();
            return Ok(Erasure::Pending { conversation_id: id, left });
        }
        let receipt = self.sign(&paper, reason).await?;
        paper.state = Standing::Done;
        paper.receipt = Some(receipt.clone());
        self.put_paper(&paper).await?;
        Ok(Erasure::Done(Box::new(receipt)))
    }

    fn begin(&self, id: Uuid, reason: Option<&str>) -> Paper {
        Paper {
            version: 1,
            conversation_id: id,
            erased_at: now(),
            by: self.access.actor.clone(),
            reason: reason.map(str::to_owned),
            state: Standing::Begun,
            keys: BTreeMap::new(),
            receipt: None,
        }
    }

    /// It is in the catalog, a journal or the archive.
    async fn is_known(&self, id: Uuid) -> Result<bool, StewardError> {
        let in_memory = || {
            let recorder = self.recorder.as_ref();
            recorder
                .is_some_and(|recorder| recorder.active().iter().any(|active| active.conversation_id == id))
        };
        Ok(in_memory()
            || self.catalog.get(id).await?.is_some()
            || !self.catalog.tombstones(vec![id]).await?.is_empty()
            || self.journal_with(id).await?
            || !self.archive.find(id).await?.is_empty())
    }

    async fn is_nowhere(&self, id: Uuid) -> Result<bool, StewardError> {
        Ok(!self.journal_with(id).await? && self.archive.find(id).await?.is_empty())
    }

    /// Step 3; gives what could not be done.
    async fn forget_in_journals(&self, id: Uuid) -> Result<Vec<String>, StewardError> {
        if let Some(recorder) = &self.recorder {
            recorder.forget(id).await?;
        }
        let (data_dir, options) = (self.options.data_dir.clone(), self.options.journal.clone());
        let own = self.recorder.as_ref().map(scripta_recorder::Recorder::journal_folder);
        let forgetting = tokio::task::spawn_blocking(move || {
            scripta_recorder::forget_in_journals(&data_dir, own.as_deref(), &options, id, PATIENCE)
        });
        Ok(forgetting.await.unwrap_or_else(|_| Ok(vec!["the journals: the program is ending".to_owned()]))?)
    }

    /// Step 4.
    async fn delete_objects(&self, paper: &mut Paper) -> Result<(), StewardError> {
        let keys = self.archive.remains(paper.conversation_id).await?;
        let seal = self.seal()?;
        let keys: Vec<Key> = keys.iter().filter_map(|path| Key::parse(path).ok()).collect();
        for key in &keys {
            paper.weighed(seal.hash(&key.path()), self.archive.weigh(key).await?.into());
        }
        if !keys.is_empty() {
            self.put_paper(paper).await?;
        }
        for key in &keys {
            paper.weighed(seal.hash(&key.path()), self.archive.delete(key).await?.into());
        }
        Ok(())
    }

    async fn sign(&self, paper: &Paper, reason: Option<&str>) -> Result<SignedReceipt, StewardError> {
        let filter = EntryFilter {
            target: Some(paper.conversation_id.to_string()),
            action: Some("export".to_owned()),
            limit: EXPORTS,
            ..EntryFilter::default()
        };
        let exports = self.find_entries(&filter).await?.entries.into_iter();
        let exports = exports
            .filter(|entry| entry.draft.outcome == Outcome::Done)
            .map(|entry| Exported { at: entry.draft.at, by: entry.draft.actor });
        let Weight { objects, bytes, all_versions } = paper.weight();
        let receipt = Receipt {
            version: 1,
            conversation_id: paper.conversation_id,
            asked_at: paper.erased_at,
            erased_at: now(),
            by: paper.by.clone(),
            reason: reason.map(str::to_owned).or_else(|| paper.reason.clone()),
            objects,
            bytes,
            keys: paper.keys.keys().cloned().collect(),
            all_versions,
            searched: verify::SEARCHED.iter().map(|place| (*place).to_owned()).collect(),
            exports: exports.collect(),
        };
        let receipt = self.redactor.redact(receipt).into_inner();
        Ok(self.seal()?.sign(receipt))
    }

    /// What the archive says of an erasure.
    pub(crate) async fn paper(&self, id: Uuid) -> Result<Option<Paper>, StewardError> {
        match self.archive.get_aside(&Aside::Erasure { conversation: id }).await {
            Ok(json) => Ok(Some(Paper::read(id, &json))),
            Err(ArchiveError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn put_paper(&self, paper: &Paper) -> Result<(), StewardError> {
        let json = self.redactor.redact(paper.clone()).to_json().map_err(StewardError::Paper)?;
        let aside = Aside::Erasure { conversation: paper.conversation_id };
        Ok(self.archive.put_aside(&aside, json).await?)
    }

    /// A journal of the data folder has it, whoever holds that.
    async fn journal_with(&self, id: Uuid) -> Result<bool, StewardError> {
        let data_dir = self.options.data_dir.clone();
        let looking = tokio::task::spawn_blocking(move || scripta_recorder::journal_with(&data_dir, id));
        Ok(looking.await.unwrap_or(Ok(false))?)
    }
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(jiff::Timestamp::now().as_millisecond())
}
