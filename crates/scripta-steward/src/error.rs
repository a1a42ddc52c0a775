//! What can go wrong.

use scripta_archive::ArchiveError;
use scripta_catalog::{CatalogError, QueryError};
use scripta_recorder::DeleteError;

/// Why something could not be done. No message holds what was said.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StewardError {
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The catalog.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// A query that cannot be read.
    #[error("the query cannot be read: {0}")]
    Query(#[from] QueryError),
    /// The journal.
    #[error("the journal cannot be read: {0}")]
    Journal(#[from] scripta_journal::ReadError),
    /// A recorder could not take a conversation out.
    #[error(transparent)]
    Delete(#[from] DeleteError),
    /// The catalog would be emptied by it.
    #[error(
        "the archive {archive} holds no conversation and the catalog does: is it the right archive? Reindex in full to \
         take all of them out of the catalog"
    )]
    EmptyArchive {
        /// The archive.
        archive: String,
    },
    /// What was done could not be written into the audit trail, and so its result is not given.
    #[error("the audit trail cannot be written, and without it nothing is given out: {0}")]
    Unaudited(CatalogError),
    /// The audit trail is not as it was written, so that it is neither taken to the archive nor gone on with.
    #[error(
        "the audit trail is not as it was written ({detail}): `scripta audit verify` tells what is wrong with it"
    )]
    Trail {
        /// What was noticed.
        detail: String,
    },
}

impl StewardError {
    /// The error in a word or two, for the audit trail: a message may name a session, or a word of a query.
    pub(crate) fn cause(&self) -> &'static str {
        match self {
            Self::Archive(error) => match error {
                ArchiveError::NotFound { .. } => "not in the archive",
                error if error.is_retryable() => "archive not available",
                _ => "archive",
            },
            Self::Catalog(error) | Self::Unaudited(error) => match error {
                CatalogError::Off => "no catalog",
                error if error.is_retryable() => "catalog not available",
                _ => "catalog",
            },
            Self::Query(_) => "query cannot be read",
            Self::Journal(_) => "journal",
            Self::Delete(_) => "recorder",
            Self::Trail { .. } => "audit trail",
            Self::EmptyArchive { .. } => "empty archive",
        }
    }
}
