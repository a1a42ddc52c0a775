//! What can go wrong, said once for all that is public here.

use scripta_archive::ArchiveError;
use scripta_journal as journal;
use uuid::Uuid;

/// Why a recorder cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The data folder cannot be made.
    #[error("the data folder {} cannot be made ({source}): choose another data folder, or make this one writable", path.display())]
    Folder {
        /// The folder.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The journal cannot be opened.
    #[error(transparent)]
    Journal(#[from] journal::OpenError),
    /// The archive is not configured as it must be.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A thread cannot be started.
    #[error("a thread of the recorder cannot be started: {0}")]
    Thread(std::io::Error),
}

/// Why a conversation cannot begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BeginError {
    /// A conversation of that session is being recorded.
    #[error(
        "session already has conversation {0} being recorded: end it first, or give the new one another session id"
    )]
    AlreadyActive(Uuid),
    /// The recorder is shutting down.
    #[error("the recorder is shutting down, and begins no more conversations")]
    ShuttingDown,
}

/// Why an observation was not taken. The conversation goes on, and its record says how many were lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Dropped {
    /// As much as may wait is waiting.
    #[error("as many events as may wait are waiting to be recorded; this one is dropped and counted")]
    Full,
    /// The conversation has ended.
    #[error("the conversation has ended")]
    Ended,
    /// Recording this conversation failed, which is a bug of this library. What was recorded before is
    /// archived, as partial; other conversations go on.
    #[error("recording this conversation failed; what came before is archived")]
    Failed,
}

/// Why what is in the journal cannot be recovered now.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecoverError {
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] journal::ReadError),
    /// The journal of a process that is gone cannot be opened.
    #[error(transparent)]
    Other(Box<OpenError>),
}

/// Why a recorder did not shut down as it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShutdownError {
    /// Not everything was recorded by the deadline.
    #[error(
        "{0} conversations were still being recorded at the deadline; what was acknowledged is in the journal"
    )]
    Unfinished(usize),
    /// Neither the archive nor the journal could take all of them.
    #[error(
        "{0} conversations are not archived, and the journal holds a beginning of them only; what came after is lost"
    )]
    Lost(usize),
    /// The journal could not commit everything.
    #[error(transparent)]
    Journal(#[from] journal::FlushError),
}
