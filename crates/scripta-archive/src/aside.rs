//! What the archive keeps beside the records: the audit trail, and what stays of conversations that were erased.

use std::fmt;

use futures::stream::{Stream, TryStreamExt};
use jiff::civil::Date;
use scripta_redact::Redacted;
use uuid::Uuid;

use crate::archive::Archive;
use crate::delete::Deleted;
use crate::error::ArchiveError;
use crate::key::{parse_date, parse_uuid};

const AUDIT: &str = "audit/";
const ERASURES: &str = "erasures/";

/// Where an object beside the records is kept.
///
/// ```
/// use scripta_archive::Aside;
///
/// let conversation = "67e55044-10b1-426f-9247-bb680e5fe0c8".parse()?;
/// let aside = Aside::Erasure { conversation };
/// assert_eq!(aside.path(), "erasures/67e55044-10b1-426f-9247-bb680e5fe0c8.json");
/// assert_eq!(Aside::parse(&aside.path()), Some(aside));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Aside {
    /// Entries of an audit trail, one a line: `audit/<date>/<trail>-<first>.ndjson`.
    Audit {
        /// The day of the first of them, in UTC.
        date: Date,
        /// The trail.
        trail: Uuid,
        /// The number of the first of them, in twelve digits.
        first: u64,
    },
    /// That a conversation is being or was erased, with the receipt: `erasures/<conversation>.json`.
    Erasure {
        /// The conversation.
        conversation: Uuid,
    },
}

impl Aside {
    /// The path below the folder or bucket (and its prefix), with `/` between segments.
    pub fn path(&self) -> String {
        self.to_string()
    }

    /// Reads a path as [`Aside::path`] gives it.
    pub fn parse(path: &str) -> Option<Self> {
        let aside = if let Some(name) = path.strip_prefix(ERASURES) {
            Self::Erasure { conversation: parse_uuid(name.strip_suffix(".json")?)? }
        } else {
            let (date, name) = path.strip_prefix(AUDIT)?.split_once('/')?;
            let (trail, first) = name.strip_suffix(".ndjson")?.split_at_checked(36)?;
            let first = first.strip_prefix('-')?.parse().ok()?;
            Self::Audit { date: parse_date(date)?, trail: parse_uuid(trail)?, first }
        };
        (aside.path() == path).then_some(aside)
    }
}

impl fmt::Display for Aside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Audit { date, trail, first } => write!(f, "{AUDIT}{date}/{trail}-{first:012}.ndjson"),
            Self::Erasure { conversation } => write!(f, "{ERASURES}{conversation}.json"),
        }
    }
}

/// What became of lines that were to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// They were written.
    Written,
    /// They were there already.
    Same,
    /// Something else is there, and stays.
    Other,
}

impl Archive {
    /// Writes lines, each a JSON document, as a new object beside the records. One that is there is never replaced.
    ///
    /// Two programs that add the same lines at the same time both succeed. Of two that add different ones under the same
    /// name the store may keep the later, since not every store can refuse it.
    ///
    /// # Errors
    /// Why they could not be written.
    pub async fn add_lines(
        &self,
        aside: &Aside,
        lines: Vec<Redacted<Vec<u8>>>,
    ) -> Result<Added, ArchiveError> {
        let path = aside.path();
        let mut bytes = Vec::new();
        for line in lines {
            bytes.extend(line.into_inner());
            bytes.push(b'\n');
        }
        match self.read(&path).await {
            Ok(there) if there != bytes => return Ok(Added::Other),
            Ok(_) if !self.is_folder() => return Ok(Added::Same),
            Ok(_) => {
                // Whoever wrote it may have been stopped before it was sure to last.
                return self.in_folder(move |folder| folder.flush(&path)).await.map(|()| Added::Same);
            }
            // S3 answers so for a missing object too where listing isn't granted.
            Err(ArchiveError::NotFound { .. } | ArchiveError::Denied { .. }) => {}
            Err(error) => return Err(error),
        }
        self.write(&path, bytes, None).await.map(|()| Added::Written)
    }

    /// Writes an object beside the records, or in the place of one. It appears at once or not at all.
    ///
    /// # Errors
    /// Why it could not be written.
    pub async fn put_aside(&self, aside: &Aside, body: Redacted<Vec<u8>>) -> Result<(), ArchiveError> {
        self.write(&aside.path(), body.into_inner(), None).await
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`ArchiveError::NotFound`] when it isn't there, or why it couldn't be read.
    pub async fn get_aside(&self, aside: &Aside) -> Result<Vec<u8>, ArchiveError> {
        self.read(&aside.path()).await
    }

    /// Deletes one, with all its versions.
    ///
    /// # Errors
    /// Why something of it may be left.
    pub async fn delete_aside(&self, aside: &Aside) -> Result<Deleted, ArchiveError> {
        self.remove(&aside.path()).await
    }

    /// All of the audit trail, in no certain order.
    pub fn audit_objects(&self) -> impl Stream<Item = Result<Aside, ArchiveError>> + Send + 'static {
        self.asides(AUDIT)
    }

    /// All erasures, in no certain order.
    pub fn erasures(&self) -> impl Stream<Item = Result<Aside, ArchiveError>> + Send + 'static {
        self.asides(ERASURES)
    }

    fn asides(&self, folder: &str) -> impl Stream<Item = Result<Aside, ArchiveError>> + Send + 'static {
        let paths = self.paths(folder.to_owned(), true);
        paths.try_filter_map(|path| std::future::ready(Ok(Aside::parse(&path))))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::Aside;

    fn asides() -> impl Strategy<Value = Aside> {
        let audit = (0_i16..=9999, 1_i8..=12, 1_i8..=28, any::<u128>(), any::<u64>()).prop_map(
            |(year, month, day, trail, first)| Aside::Audit {
                date: Date::constant(year, month, day),
                trail: Uuid::from_u128(trail),
                first,
            },
        );
        let erasure = any::<u128>().prop_map(|id| Aside::Erasure { conversation: Uuid::from_u128(id) });
        prop_oneof![audit, erasure]
    }

    proptest! {
        #[test]
        fn a_path_gives_its_aside_back(aside in asides()) {
            prop_assert_eq!(Aside::parse(&aside.path()), Some(aside));
        }
    }

    #[test]
    fn other_paths_are_none() {
        let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        for path in [
            String::new(),
            format!("erasures/{id}"),
            format!("erasures/x/{id}.json"),
            format!("erasures/{}.json", id.to_uppercase()),
            format!("audit/2024-01-15/{id}-1.ndjson"),
            format!("audit/2024-01-15/{id}-000000000001.json"),
            format!("audit/2024-1-15/{id}-000000000001.ndjson"),
            format!("audit/2024-01-15/é{id}-000000000001.ndjson"),
            format!("audit/{id}-000000000001.ndjson"),
        ] {
            assert_eq!(Aside::parse(&path), None, "{path}");
        }
    }
}
