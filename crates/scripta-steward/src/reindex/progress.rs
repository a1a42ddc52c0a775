//! How far a reindexing is, told to who waits for it, and noted for the next one.

use scripta_archive::Date;
use scripta_catalog::Catalog;
use scripta_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::StewardError;

/// The note's name in the catalog.
const NOTE: &str = "reindex";
/// How long an interrupted full reindexing is gone on with.
const GOOD_FOR_MS: i64 = 24 * 60 * 60 * 1000;

/// How far a reindexing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReindexProgress {
    /// The day that was done last; the newest comes first.
    pub day: Option<Date>,
    /// Days that are done.
    pub days_done: u64,
    /// Days that have been listed, some ahead of the others.
    pub days_listed: u64,
    /// Days that there are.
    pub days: u64,
    /// Conversations that were read.
    pub read: u64,
    /// Conversations that are to be read, of the days that have been listed.
    pub wanted: u64,
}

impl ReindexProgress {
    /// Conversations that are to be read of all days, if those that have not been listed are like the others.
    pub fn expected(&self) -> u64 {
        match self.days_listed {
            0 => self.wanted,
            listed => self.wanted.saturating_mul(self.days) / listed,
        }
    }
}

/// That a full reindexing is under way, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReindexNote {
    /// When it began.
    pub began: Timestamp,
    /// This day and all later ones are done; absent where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Date>,
}

impl ReindexNote {
    /// That of an interrupted full reindexing, or of one that is under way.
    ///
    /// # Errors
    /// Where the catalog cannot tell.
    pub async fn read(catalog: &Catalog) -> Result<Option<Self>, StewardError> {
        let note = catalog.note(NOTE).await?;
        // One of another version is none.
        Ok(note.and_then(|note| serde_json::from_str(&note).ok()))
    }

    pub(super) fn is_good(&self, now: Timestamp) -> bool {
        (0..GOOD_FOR_MS).contains(&(now.as_millis() - self.began.as_millis()))
    }

    pub(super) async fn write(&self, catalog: &Catalog) -> Result<(), StewardError> {
        let note = serde_json::to_string(self).unwrap_or_default();
        Ok(catalog.set_note(NOTE, Some(&note)).await?)
    }

    pub(super) async fn clear(catalog: &Catalog) -> Result<(), StewardError> {
        Ok(catalog.set_note(NOTE, None).await?)
    }
}
