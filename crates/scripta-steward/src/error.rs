//! What can go wrong.

use scripta_archive::ArchiveError;
use scripta_catalog::audit::Outcome;
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
    /// A value is masked in the records.
    #[error(
        "{key:?} with this value is masked in the records, and everybody's mask is the same: to take what has \
         it would be to take other people's conversations. Name the conversations by their ids; and for the time to \
         come, a pseudonym can stand for each value: [redact.policies] with \"token\" for the kind"
    )]
    SharedMask {
        /// The name of the metadata.
        key: String,
    },
    /// Conversations that are not in the archive.
    #[error("not in the archive: {}", listed(ids))]
    NoConversations {
        /// Which.
        ids: Vec<uuid::Uuid>,
    },
    /// Conversations were erased while they were handed out.
    #[error(
        "{count} of the conversations were erased meanwhile: nothing is handed out; ask again for the others"
    )]
    ErasedMeanwhile {
        /// How many.
        count: usize,
    },
    /// A document of the archive cannot be read.
    #[error("{place} is no conversation that this version reads; a later one may have written it")]
    Unreadable {
        /// Where it is.
        place: String,
    },
    /// A journal cannot be opened.
    #[error("the journal in {place} cannot be opened: {source}")]
    JournalOpen {
        /// Its folder.
        place: String,
        /// Why.
        source: scripta_journal::OpenError,
    },
    /// A rule of retention cannot be used.
    #[error(transparent)]
    Retention(#[from] crate::retention::RetentionError),
    /// A legal hold keeps the conversation.
    #[error("conversation {id} is held by the rule {rule:?}: --override-hold erases it all the same")]
    Held {
        /// Which.
        id: uuid::Uuid,
        /// The rule.
        rule: String,
    },
    /// There is no key to sign receipts with.
    #[error(transparent)]
    Seal(#[from] crate::seal::SealError),
    /// What the archive is to say of an erasure cannot be written as JSON, which is a bug.
    #[error("the erasure cannot be written down: {0}")]
    Paper(serde_json::Error),
    /// A file could not be written.
    #[error("{} cannot be written: {source}", path.display())]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
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
            Self::Journal(_) | Self::JournalOpen { .. } => "journal",
            Self::Unreadable { .. } => "document",
            Self::Delete(_) => "recorder",
            Self::Trail { .. } => "audit trail",
            Self::EmptyArchive { .. } => "empty archive",
            Self::SharedMask { .. } => "masked for everybody",
            Self::NoConversations { .. } => "not in the archive",
            Self::ErasedMeanwhile { .. } => "erased meanwhile",
            Self::Retention(_) => "rule of retention",
            Self::Held { .. } => "held",
            Self::Seal(_) => "no key to sign with",
            Self::Paper(_) => "erasure cannot be written down",
            Self::File { .. } => "file cannot be written",
        }
    }

    /// What the audit trail says of how it went.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::SharedMask { .. } | Self::Held { .. } => Outcome::Refused,
            Self::NoConversations { .. } | Self::Archive(ArchiveError::NotFound { .. }) => Outcome::NotFound,
            _ => Outcome::Failed,
        }
    }
}

fn listed(ids: &[uuid::Uuid]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
