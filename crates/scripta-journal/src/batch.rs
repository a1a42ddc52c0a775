//! What is written: a batch of changes to one conversation.

use std::fmt;

use scripta_redact::Redacted;
use uuid::Uuid;

use crate::error::WriteError;

/// What is called, on the writer's thread, once the fate of a batch is known: `Ok` after its commit, `Err`
/// when it will never be committed.
pub type OnCommit = Box<dyn FnOnce(Result<(), WriteError>) + Send>;

/// Changes to one conversation that are committed together or not at all.
pub struct Batch {
    /// The conversation that is changed.
    pub conversation: Uuid,
    /// The changes, in order.
    pub writes: Vec<Write>,
    /// Called exactly once for an accepted batch, after the commit and in the order of acceptance. It runs on
    /// the writer's thread: it should hand over and return, and must not wait for the journal. A panic in it
    /// is caught and counted in [`Health::callback_panics`](crate::Health::callback_panics).
    pub on_commit: Option<OnCommit>,
}

impl Batch {
    /// A batch without a callback.
    #[must_use]
    pub fn new(conversation: Uuid, writes: Vec<Write>) -> Self {
        Self { conversation, writes, on_commit: None }
    }

    /// Sets the callback.
    #[must_use]
    pub fn on_commit(mut self, callback: impl FnOnce(Result<(), WriteError>) + Send + 'static) -> Self {
        self.on_commit = Some(Box::new(callback));
        self
    }

    /// The bytes that this batch counts for in the queue: its bodies and a fixed amount per batch and write.
    #[must_use]
    pub fn size(&self) -> usize {
        128 + self.writes.iter().map(Write::size).sum::<usize>()
    }

    /// True for a batch that only removes, and so needs no space.
    pub(crate) fn only_removes(&self) -> bool {
        !self.writes.is_empty() && self.writes.iter().all(|write| matches!(write, Write::Remove))
    }

    /// The first sequence number that the format cannot hold.
    pub(crate) fn seq_out_of_range(&self) -> Option<u64> {
        self.writes.iter().find_map(|write| match write {
            Write::Entry { seq, .. } | Write::End { seq, .. } => i64::try_from(*seq).is_err().then_some(*seq),
            Write::Begin { .. } | Write::Failed { .. } | Write::Remove => None,
        })
    }
}

impl fmt::Debug for Batch {
    /// Names the conversation and the amounts, never the content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("conversation", &self.conversation)
            .field("writes", &self.writes)
            .field("on_commit", &self.on_commit.is_some())
            .finish()
    }
}

/// One change to a conversation. Times are milliseconds since the Unix epoch, UTC.
pub enum Write {
    /// The conversation begins. For one that is already in the journal this changes nothing.
    Begin {
        /// The session's id, as the caller knows it.
        session_id: Redacted<String>,
        /// When it began.
        at: i64,
        /// What the recorder needs to continue it after a crash; given back by
        /// [`Reader::beginning`](crate::Reader::beginning).
        body: Redacted<Vec<u8>>,
    },
    /// Something observed. The same `seq` twice in one conversation changes nothing, whatever its body.
    Entry {
        /// The place in the conversation, up to `i64::MAX`; the order of reading. Gaps are allowed.
        seq: u64,
        /// When it was observed.
        at: i64,
        /// The observation.
        body: Redacted<Vec<u8>>,
    },
    /// The conversation has ended: an entry that also closes it. A `seq` that is already taken changes
    /// nothing.
    End {
        /// The place in the conversation, as for an entry.
        seq: u64,
        /// When it ended.
        at: i64,
        /// The closing observation.
        body: Redacted<Vec<u8>>,
    },
    /// An attempt to archive the conversation failed.
    Failed {
        /// When it failed.
        at: i64,
        /// How many attempts there have been.
        attempts: u32,
        /// Why.
        reason: Reason,
    },
    /// The conversation is in the archive, or is to be erased: everything about it goes. For one that is not
    /// in the journal this changes nothing.
    Remove,
}

impl Write {
    fn size(&self) -> usize {
        64 + match self {
            Self::Begin { session_id, body, .. } => session_id.get().len() + body.get().len(),
            Self::Entry { body, .. } | Self::End { body, .. } => body.get().len(),
            Self::Failed { reason, .. } => reason.text().len(),
            Self::Remove => 0,
        }
    }
}

impl fmt::Debug for Write {
    /// Names the kind, the place and the size, never the content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begin { at, body, .. } => write!(f, "Begin({} bytes at {at})", body.get().len()),
            Self::Entry { seq, at, body } => write!(f, "Entry({seq}, {} bytes at {at})", body.get().len()),
            Self::End { seq, at, body } => write!(f, "End({seq}, {} bytes at {at})", body.get().len()),
            Self::Failed { at, attempts, .. } => write!(f, "Failed({attempts} attempts at {at})"),
            Self::Remove => f.write_str("Remove"),
        }
    }
}

/// Why an attempt failed: a fixed text of the program, or a text that has been redacted.
pub enum Reason {
    /// Written in the source of the program, so it can hold nothing personal.
    Fixed(&'static str),
    /// Anything else.
    Redacted(Redacted<String>),
}

impl Reason {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Fixed(text) => text,
            Self::Redacted(text) => text.get(),
        }
    }
}

impl From<&'static str> for Reason {
    fn from(text: &'static str) -> Self {
        Self::Fixed(text)
    }
}

impl From<Redacted<String>> for Reason {
    fn from(text: Redacted<String>) -> Self {
        Self::Redacted(text)
    }
}
