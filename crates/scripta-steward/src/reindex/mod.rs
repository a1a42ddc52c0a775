//! Making the catalog from the archive, which is the truth.
//!
//! Day by day, the newest first, what the archive holds is compared with what the catalog holds. What is missing in the
//! catalog is read, redacted once more and put in; what is not in the archive is taken out. A full reindexing reads
//! everything and puts it in the place of what is there, so that there is no moment at which a search finds less than
//! before.
//!
//! **Killed at any moment**, the next one goes on: what is in the catalog is compared again and not read again. A full
//! one keeps a note of the day that it has come to, good for a day.
//!
//! **While recorders run** nothing is lost, doubled or brought back. What the catalog holds is looked up before the
//! archive is listed, and a recorder archives before it puts into the catalog: so what is in the first and not in the
//! second is gone from the archive. What is archived after a day was listed is put in by its recorder; what both put in is
//! the same entry twice, in one place. The catalog takes nothing that has a tombstone. Tombstones are taken over from
//! the archive before the first conversation is read and again after the last was put in, because the mark of an erasure is
//! in the archive before the first object is deleted: whatever was read before it vanished goes out again at the end.

mod day;
mod progress;
mod reading;
mod run;
mod tombstones;

pub use progress::{ReindexNote, ReindexProgress};
pub use reading::Unreadable;

use scripta_archive::Date;
use scripta_catalog::audit::{Action, Outcome};
use scripta_recorder::Unindexed;
use serde_json::Map;

use crate::error::StewardError;
use crate::steward::Steward;
use crate::trail::Accessed;
use run::Run;

/// How the audit trail names the catalog.
const TARGET: &str = "catalog";

/// How to reindex.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reindex {
    /// Everything is read again, also what the catalog has.
    pub full: bool,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reindexed {
    /// The day from which an interrupted full reindexing went on.
    pub resumed_from: Option<Date>,
    /// Days that were looked at.
    pub days: u64,
    /// Conversations that the archive holds.
    pub archived: u64,
    /// New in the catalog.
    pub added: u64,
    /// Put in the place of what the catalog had.
    pub replaced: u64,
    /// Taken out, as the archive does not hold them.
    pub removed: u64,
    /// Tombstones taken over from the archive.
    pub tombstones: u64,
    /// Objects that could not be read. Where it is a conversation's own, the conversation was left as the catalog has
    /// it; otherwise only what that object adds is missing.
    pub unreadable: Vec<Unreadable>,
}

impl Steward {
    /// Makes the catalog agree with the archive, and tells `progress` how far it is.
    ///
    /// # Errors
    /// Where the archive or the catalog fails. What was done until then stays, and the next one goes on.
    pub async fn reindex(
        &self,
        how: Reindex,
        progress: impl Fn(ReindexProgress) + Send + Sync,
    ) -> Result<Reindexed, StewardError> {
        let mut begun = Map::new();
        begun.insert("full".to_owned(), how.full.into());
        self.audit(Action::Reindex, TARGET, Outcome::Begun, begun).await?;
        let unindexed = Unindexed::read(&self.options.data_dir);
        let reindexed = self
            .audited(Action::Reindex, TARGET, async {
                let reindexed = Run::new(self, how, &progress).await?.all().await?;
                Ok(Accessed::done(reindexed.clone())
                    .with("full", how.full)
                    .with("archived", reindexed.archived)
                    .with("added", reindexed.added)
                    .with("replaced", reindexed.replaced)
                    .with("removed", reindexed.removed)
                    .with("unreadable", reindexed.unreadable.len()))
            })
            .await?;
        if let Some(unindexed) = unindexed {
            unindexed.settle(&self.options.data_dir);
        }
        Ok(reindexed)
    }
}
