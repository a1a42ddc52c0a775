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
    /// What was done could not be written into the audit trail, and so its result is not given.
    #[error("the audit trail cannot be written, and without it nothing is given out: {0}")]
    Unaudited(CatalogError),
}
