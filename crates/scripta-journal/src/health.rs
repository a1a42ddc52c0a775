//! What an operator needs to know about a running journal.

use std::time::{Duration, SystemTime};

/// A snapshot of a journal's condition, for metrics and `doctor`. No field holds content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// Whether it commits.
    pub condition: Condition,
    /// Batches accepted and not yet settled.
    pub queue_batches: usize,
    /// Their bytes.
    pub queue_bytes: usize,
    /// The bytes at which batches are refused.
    pub queue_limit: usize,
    /// How long the last commit took, fsync included.
    pub last_commit: Option<Duration>,
    /// Commits since the journal was opened.
    pub commits: u64,
    /// Entries committed since the journal was opened, ends included and repetitions not.
    pub entries: u64,
    /// Removed conversations whose bytes may still be found in the files.
    pub removes_pending: u64,
    /// Callbacks that panicked.
    pub callback_panics: u64,
}

/// Whether a journal commits.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition {
    /// It commits.
    Healthy,
    /// The last commit failed for a reason that may pass (a full disk, a foreign lock). What was accepted
    /// waits in the queue, and nothing is lost until that is full.
    Retrying {
        /// What failed, on which path, and what to do.
        error: String,
        /// When it first failed.
        since: SystemTime,
        /// How many attempts have failed since.
        attempts: u32,
    },
    /// Something failed after which the file cannot be trusted (corruption, a failed fsync, the file gone).
    /// Every batch is refused until the process opens the journal anew.
    Poisoned {
        /// What failed, on which path, and what to do.
        error: String,
        /// When it failed.
        since: SystemTime,
    },
    /// It has been closed.
    Closed,
}
