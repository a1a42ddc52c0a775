//! That conversations are in the archive and not in the catalog, and only `scripta reindex` will put them there.

use std::path::{Path, PathBuf};

use scripta_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock;

/// Conversations that a recorder archived, and could not put into the catalog in all the time that it gave it. It is kept
/// as `unindexed.json` in the data folder, as the catalog can't be written then. Processes that write it at the same
/// moment may count one another's conversations once too few; what matters is that it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unindexed {
    /// How many, as far as they were counted.
    pub conversations: u64,
    /// When the first was given up.
    pub since: Timestamp,
    /// Why the last was.
    pub why: String,
}

impl Unindexed {
    /// What was left out of the catalog, if anything was.
    pub fn read(data_dir: &Path) -> Option<Self> {
        // One that cannot be read tells no less that something was.
        let json = std::fs::read(file(data_dir)).ok()?;
        let unreadable = || Self { conversations: 0, since: clock::now(), why: "unknown".to_owned() };
        Some(serde_json::from_slice(&json).unwrap_or_else(|_| unreadable()))
    }

    /// The catalog has them now. What was added since this was read stays.
    pub fn settle(&self, data_dir: &Path) {
        if Self::read(data_dir).is_some_and(|now| now == *self || now.conversations == 0) {
            // Where it stays, the next reindexing takes it away.
            let _ = std::fs::remove_file(file(data_dir));
        }
    }

    /// Adds conversations. Where it can't be written, the next `scripta reindex` finds them all the same.
    pub(crate) fn add(data_dir: &Path, conversations: u64, why: String) {
        let before = Self::read(data_dir);
        let since = before.as_ref().map_or_else(clock::now, |before| before.since);
        let conversations = conversations + before.map_or(0, |before| before.conversations);
        let _ = Self { conversations, since, why }.write(data_dir);
    }

    fn write(&self, data_dir: &Path) -> std::io::Result<()> {
        crate::folder::write(&file(data_dir), &serde_json::to_vec(self)?)
    }
}

fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("unindexed.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_counted_until_it_is_settled() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Unindexed::read(folder.path()), None);
        Unindexed::add(folder.path(), 2, "away".to_owned());
        let first = Unindexed::read(folder.path()).unwrap();
        Unindexed::add(folder.path(), 3, "damaged".to_owned());
        let second = Unindexed::read(folder.path()).unwrap();
        assert_eq!((second.conversations, second.since, second.why.as_str()), (5, first.since, "damaged"));
        // Somebody added to it since.
        first.settle(folder.path());
        assert_eq!(Unindexed::read(folder.path()), Some(second.clone()));
        second.settle(folder.path());
        assert_eq!(Unindexed::read(folder.path()), None);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_note_that_cannot_be_read_is_one_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("unindexed.json"), "{").unwrap();
        let unreadable = Unindexed::read(folder.path()).unwrap();
        assert_eq!(unreadable.conversations, 0);
        unreadable.settle(folder.path());
        assert_eq!(Unindexed::read(folder.path()), None);
    }
}
