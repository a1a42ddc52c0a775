//! Whether the archive can be used, tried on a probe object.

use std::fmt;

use futures::StreamExt;
use uuid::Uuid;

use crate::archive::Archive;
use crate::error::ArchiveError;
use crate::key::ROOT;

/// What the probe holds; it is of no one.
const PROBE: &[u8] = b"{\"probe\":true}";

/// What an archive lets us do.
#[derive(Debug)]
pub struct Checked {
    /// The archive in words.
    pub archive: String,
    /// Writing an object, with the configured encryption. Without it nothing can be recorded.
    pub write: Step,
    /// Reading it back, the same bytes. Without it records can't be shown.
    pub read: Step,
    /// Listing. Without it the catalog can't be rebuilt.
    pub list: Step,
    /// Deleting it. Without it a conversation can't be erased.
    pub delete: Step,
    /// Deleting all its versions, or knowing that it has one. Without it an erased conversation may go on in old
    /// versions.
    pub delete_versions: Step,
}

/// How one step of a check went.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step {
    /// It works.
    Passed,
    /// It doesn't.
    Failed(ArchiveError),
    /// It works, but not as it should.
    Doubtful(&'static str),
    /// It wasn't tried, as an earlier step failed.
    Skipped,
}

impl Step {
    /// Whether it works.
    pub fn passed(&self) -> bool {
        matches!(self, Self::Passed)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => f.write_str("works"),
            Self::Failed(error) => error.fmt(f),
            Self::Doubtful(why) => f.write_str(why),
            Self::Skipped => f.write_str("not tried"),
        }
    }
}

impl From<Result<(), ArchiveError>> for Step {
    fn from(result: Result<(), ArchiveError>) -> Self {
        result.map_or_else(Self::Failed, |()| Self::Passed)
    }
}

impl Checked {
    /// The steps with their names, in the order they were taken.
    pub fn steps(&self) -> [(&'static str, &Step); 5] {
        [
            ("write", &self.write),
            ("read", &self.read),
            ("list", &self.list),
            ("delete", &self.delete),
            ("delete all versions", &self.delete_versions),
        ]
    }

    /// Whether everything works.
    pub fn passed(&self) -> bool {
        self.steps().iter().all(|(_, step)| step.passed())
    }
}

impl Archive {
    /// Writes a probe, reads it back, lists and deletes it. Its key is no record's, so no listing ever shows it.
    ///
    /// # Errors
    ///
    /// When the archive can't be used at all: it can't be reached, the bucket or the credentials are missing. What is
    /// refused is told in the result instead.
    pub async fn check(&self) -> Result<Checked, ArchiveError> {
        let path = format!("{ROOT}.scripta-probe-{}", Uuid::new_v4());
        let mut checked = Checked {
            archive: self.describe(),
            write: Step::Skipped,
            read: Step::Skipped,
            list: Step::Skipped,
            delete: Step::Skipped,
            delete_versions: Step::Skipped,
        };
        checked.write = match self.write(&path, PROBE.to_vec(), None).await {
            Err(error) if is_fatal(&error) => return Err(error),
            written => written.into(),
        };
        checked.list = self.try_list().await.into();
        if !checked.write.passed() {
            return Ok(checked);
        }
        checked.read = match self.read(&path).await {
            Ok(bytes) if bytes == PROBE => Step::Passed,
            Ok(_) => Step::Doubtful("the store gave other bytes than were written"),
            Err(error) => Step::Failed(error),
        };
        (checked.delete, checked.delete_versions) = match self.remove(&path).await {
            Ok(deleted) if deleted.all_versions => (Step::Passed, Step::Passed),
            Ok(_) => {
                (Step::Passed, Step::Doubtful("the store doesn't let us list versions: old ones may stay"))
            }
            Err(error) => (Step::Failed(error), Step::Skipped),
        };
        Ok(checked)
    }

    async fn try_list(&self) -> Result<(), ArchiveError> {
        let mut paths = std::pin::pin!(self.paths(ROOT.to_owned(), false));
        paths.next().await.transpose().map(|_| ())
    }
}

/// Whether an error is one of the place and not of a permission.
fn is_fatal(error: &ArchiveError) -> bool {
    error.is_retryable()
        || matches!(
            error,
            ArchiveError::NoSuchBucket { .. }
                | ArchiveError::Credentials { .. }
                | ArchiveError::WrongRegion { .. }
                | ArchiveError::Config { .. }
        )
}
