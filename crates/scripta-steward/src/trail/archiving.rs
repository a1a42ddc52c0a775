//! Takes the audit trail from the catalog to the archive, as `audit/<date>/<trail>-<first>.ndjson`.
//!
//! How far the archive has it is a note in the catalog, and so is what is taken there next. The plan is made before the
//! object is written, by whoever swaps the note first. From then on everybody who goes on with it writes the same entries
//! under the same name: two processes at once, or one after another was killed in between. No lock is needed that
//! somebody could die with, and no clock.
//!
//! An object is never replaced. Where one is there already, from a catalog that was lost, what it has counts as archived if
//! it says the same as the catalog; if not, nothing more is taken to the archive until somebody has looked.
//!
//! An archive that is away delays nobody for long, and loses nothing: the entries stay in the catalog and go with the
//! next ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::tz::TimeZone;
use scripta_archive::{Added, Aside};
use scripta_catalog::audit::{AuditEntry, Row};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::error::StewardError;
use crate::steward::Steward;

/// The most entries of an object.
const ENTRIES: u64 = 1_000;
/// How long an access may be held up by the archive.
const PATIENCE: Duration = Duration::from_secs(5);

const NOTE: &str = "audit.archived";

/// When entries are taken to the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Pace {
    /// With each access, before its result is given: for programs that end soon.
    #[default]
    AtOnce,
    /// Together: after a time, or when there are so many. For programs that stay. What is left at their end goes with
    /// [`Steward::close`], or with the next access of whoever uses the catalog.
    Batched {
        /// The longest that an entry waits.
        within: Duration,
        /// So many do not wait.
        entries: u64,
    },
}

/// What is under way of it.
#[derive(Clone, Default)]
pub(crate) struct Archiving {
    pace: Pace,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Entries since the last time.
    waiting: AtomicU64,
    enough: tokio::sync::Notify,
    batch: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

/// How far the archive has the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Archived {
    trail: Uuid,
    /// The last entry that the archive has.
    upto: u64,
    /// The last entry of the object that is to be written next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    planned: Option<u64>,
}

impl Archived {
    /// Reads the note. Of another trail, or unreadable, it says nothing: then the archive's objects do.
    fn parse(note: Option<&str>, trail: Uuid) -> Self {
        let read = note.and_then(|note| serde_json::from_str::<Self>(note).ok());
        read.filter(|read| read.trail == trail).unwrap_or(Self { trail, upto: 0, planned: None })
    }

    fn note(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Steward {
    /// Takes entries of the audit trail to the archive at another pace.
    #[must_use]
    pub fn with_pace(self, pace: Pace) -> Self {
        Self { archiving: Archiving { pace, ..self.archiving.clone() }, ..self }
    }

    /// Takes to the archive what waits of the audit trail. To be called before the program ends, where it stays long.
    ///
    /// # Errors
    /// Why something still waits; it goes with the next access.
    pub async fn close(&self) -> Result<(), StewardError> {
        if let Some(batch) = self.archiving.shared.batch.lock().await.take() {
            batch.abort();
        }
        self.archive_trail().await.map(drop)
    }

    /// Takes all of the audit trail that the archive does not have yet there. Gives the number of its last entry there.
    ///
    /// # Errors
    /// Where the archive or the catalog fails, or one of them has another trail than was written.
    pub async fn archive_trail(&self) -> Result<u64, StewardError> {
        loop {
            let Some(head) = self.catalog.audit_head().await? else { return Ok(0) };
            let note = self.catalog.note(NOTE).await?;
            let state = Archived::parse(note.as_deref(), head.trail);
            if state.upto >= head.number {
                return Ok(state.upto);
            }
            let next = match state.planned.filter(|planned| (state.upto + 1..=head.number).contains(planned))
            {
                None => Archived { planned: Some(head.number.min(state.upto + ENTRIES)), ..state },
                Some(planned) => {
                    let upto = self.archive_entries(head.trail, state.upto, planned).await?;
                    Archived { upto, planned: None, ..state }
                }
            };
            // Whoever else was faster has noted as much, or more.
            self.catalog.swap_note(NOTE, note.as_deref(), Some(&next.note())).await?;
        }
    }

    /// How far the archive is known to have which trail.
    pub(super) async fn archived(&self) -> Result<Option<(Uuid, u64)>, StewardError> {
        let note = self.catalog.note(NOTE).await?;
        let archived = note.and_then(|note| serde_json::from_str::<Archived>(&note).ok());
        Ok(archived.map(|archived| (archived.trail, archived.upto)))
    }

    /// Writes an object with the entries behind `after`, up to `last`. Gives the last one that is in the archive then.
    async fn archive_entries(&self, trail: Uuid, after: u64, last: u64) -> Result<u64, StewardError> {
        let rows = self.sound_rows(trail, after, last).await?;
        let Some(first) = rows.first().and_then(Row::entry) else { return Ok(after) };
        let aside = aside(&first);
        let lines = rows.iter().filter_map(|row| self.redactor.redact(row.clone()).to_json().ok()).collect();
        match self.archive.add_lines(&aside, lines).await? {
            Added::Written | Added::Same => Ok(last),
            Added::Other => {
                let there = self.archive.get_aside(&aside).await?;
                let text = String::from_utf8_lossy(&there);
                let lines = text.lines().count();
                let known = self.catalog.audit_read(first.number, lines.max(1)).await?;
                let same = text.lines().map(str::to_owned).eq(known.into_iter().map(|row| row.text));
                let upto = after + lines as u64;
                let detail = || format!("the archive has something else as {}", aside.path());
                if same && upto > after { Ok(upto) } else { Err(StewardError::Trail { detail: detail() }) }
            }
        }
    }

    /// The rows behind number `after` up to `last`, each of which follows the one before it.
    async fn sound_rows(&self, trail: Uuid, after: u64, last: u64) -> Result<Vec<Row>, StewardError> {
        let limit = usize::try_from(last - after).unwrap_or(usize::MAX);
        let mut before = match after {
            0 => None,
            after => self.catalog.audit_read(after, 1).await?.into_iter().next(),
        };
        let rows = self.catalog.audit_read(after + 1, limit).await?;
        for (row, number) in rows.iter().zip(after + 1..) {
            let fits = row.number == number && row.follows(before.as_ref());
            if !fits || row.entry().is_none_or(|entry| entry.trail != trail) {
                return Err(StewardError::Trail { detail: format!("entry {number} in the catalog") });
            }
            before = Some(row.clone());
        }
        match rows.len() == limit {
            true => Ok(rows),
            false => Err(StewardError::Trail { detail: format!("entry {last} is missing in the catalog") }),
        }
    }

    /// Takes what waits to the archive, or sees to it that somebody does. Where it fails the entries wait on.
    pub(super) async fn archive_in_time(&self) {
        let Pace::Batched { within, entries } = self.archiving.pace else {
            let _ = tokio::time::timeout(PATIENCE, self.archive_trail()).await;
            return;
        };
        let shared = &self.archiving.shared;
        if shared.waiting.fetch_add(1, Ordering::Relaxed) + 1 >= entries {
            shared.enough.notify_one();
        }
        let mut batch = shared.batch.lock().await;
        if batch.as_ref().is_none_or(JoinHandle::is_finished) {
            let steward = self.clone();
            *batch = Some(tokio::spawn(async move {
                let shared = &steward.archiving.shared;
                let _ = tokio::time::timeout(within, shared.enough.notified()).await;
                shared.waiting.store(0, Ordering::Relaxed);
                let _ = steward.archive_trail().await;
            }));
        }
    }
}

/// Where an object that begins with an entry is kept.
fn aside(first: &AuditEntry) -> Aside {
    let at = jiff::Timestamp::from_millisecond(first.draft.at.as_millis()).unwrap_or_default();
    Aside::Audit { date: at.to_zoned(TimeZone::UTC).date(), trail: first.trail, first: first.number }
}
