//! The journals of a data folder: one for each process that records into it.
//!
//! A journal has one writer. Processes that share a data folder (the workers of a cluster, an old process that is still
//! draining beside its successor) each take the first that nobody holds: `journal`, `journal-2`, and so on. Which
//! one a process gets means nothing, since whoever recovers finishes what is left in all that nobody holds.

use std::path::{Path, PathBuf};

use scripta_journal::{Journal, OpenError};

/// More processes than that do not share a folder by intention.
const MOST: usize = 64;

/// Which of a data folder's journals a recorder writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum JournalPlace {
    /// `journal`. Where somebody else holds it, the recorder cannot be opened.
    #[default]
    Only,
    /// The first that nobody holds: several processes may record into the data folder.
    FirstFree,
    /// That folder, such as one of [`journals`].
    At(PathBuf),
}

/// Where the journal of a data folder is kept.
pub fn journal_folder(data_dir: &Path) -> PathBuf {
    data_dir.join("journal")
}

/// The journals that there are in a data folder. The first is named whether it is there or not.
pub fn journals(data_dir: &Path) -> Vec<PathBuf> {
    let first = std::iter::once(journal_folder(data_dir));
    first.chain((2..=MOST).map(|number| nth(data_dir, number)).filter(|folder| folder.is_dir())).collect()
}

fn nth(data_dir: &Path, number: usize) -> PathBuf {
    data_dir.join(format!("journal-{number}"))
}

impl JournalPlace {
    pub(crate) fn open(
        &self,
        data_dir: &Path,
        options: scripta_journal::Options,
    ) -> Result<Journal, OpenError> {
        let first = journal_folder(data_dir);
        match self {
            Self::Only => Journal::open(&first, options),
            Self::At(folder) => Journal::open(folder, options),
            Self::FirstFree => {
                let mut opened = Journal::open(&first, options.clone());
                for number in 2..=MOST {
                    if !matches!(opened, Err(OpenError::InUse { .. })) {
                        break;
                    }
                    opened = Journal::open(&nth(data_dir, number), options.clone());
                }
                opened
            }
        }
    }
}
