//! How a journal is kept.

use std::time::Duration;

/// Which crash an acknowledged batch survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Durability {
    /// An acknowledged batch survives the death of this process (a panic, `kill -9`, the out-of-memory
    /// killer), but the last seconds can be lost when the operating system stops or the power fails. No fsync
    /// per commit; the file stays sound in either case.
    ProcessCrash,
    /// An acknowledged batch survives power loss: every commit is fsynced before it is acknowledged.
    #[default]
    PowerLoss,
}

/// The settings of a [`Journal`](crate::Journal). The default suits a recorder of live conversations.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Which crash an acknowledged batch survives; [`Durability::PowerLoss`] by default.
    pub durability: Durability,
    /// The group commit window: how long the first batch of a group waits for others; 10 ms by default.
    /// Longer means fewer fsyncs, shorter means an earlier acknowledgement.
    pub window: Duration,
    /// The bound on memory: bytes of batches accepted and not yet settled, beyond which a batch is refused;
    /// 64 MiB by default. A single batch larger than this is never accepted.
    pub queue_bytes: usize,
    /// The bound on disk: how large the database file may become; none by default. At the bound the journal
    /// behaves as on a full disk: it holds batches in the queue and retries until conversations have been
    /// removed.
    pub disk_bytes: Option<u64>,
    /// How long the bytes of a removed conversation may stay in the files while the journal is busy; 5 s by
    /// default. An idle journal erases them at once.
    pub erase_within: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            durability: Durability::default(),
            window: Duration::from_millis(10),
            queue_bytes: 64 * 1024 * 1024,
            disk_bytes: None,
            erase_within: Duration::from_secs(5),
        }
    }
}

impl Options {
    /// Sets [`durability`](Self::durability).
    #[must_use]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Sets [`window`](Self::window).
    #[must_use]
    pub fn window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// Sets [`queue_bytes`](Self::queue_bytes).
    #[must_use]
    pub fn queue_bytes(mut self, bytes: usize) -> Self {
        self.queue_bytes = bytes;
        self
    }

    /// Sets [`disk_bytes`](Self::disk_bytes).
    #[must_use]
    pub fn disk_bytes(mut self, bytes: Option<u64>) -> Self {
        self.disk_bytes = bytes;
        self
    }

    /// Sets [`erase_within`](Self::erase_within).
    #[must_use]
    pub fn erase_within(mut self, limit: Duration) -> Self {
        self.erase_within = limit;
        self
    }
}
