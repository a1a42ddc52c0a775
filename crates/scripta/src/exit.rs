//! What the program ends with.

use std::process::ExitCode;

use scripta_archive::ArchiveError;
use scripta_recorder::{ConfigError, OpenError};

/// How the program ended. The numbers are a contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Something could not be done; standard error says what.
    Failed = 1,
    /// The command line or the configuration cannot be right.
    Usage = 2,
    /// Done as far as it goes: something waits in the journal, for `scripta recover`.
    Pending = 3,
    /// Ended by a signal, after what was open was ended.
    Interrupted = 130,
}

impl Exit {
    /// The graver of the two: of failed and pending, failed.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed, _) | (_, Self::Failed) => Self::Failed,
            _ => self.max(other),
        }
    }

    /// What an error ends the program with.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        let configuration = |error: &ArchiveError| matches!(error, ArchiveError::Config { .. });
        let usage = error.chain().any(|cause| {
            cause.is::<Usage>()
                || cause.is::<ConfigError>()
                || cause.downcast_ref::<ArchiveError>().is_some_and(configuration)
                || cause
                    .downcast_ref::<OpenError>()
                    .is_some_and(|error| matches!(error, OpenError::Archive(error) if configuration(error)))
        });
        if usage { Self::Usage } else { Self::Failed }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why what was asked for cannot be done, whatever the state of things.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);
