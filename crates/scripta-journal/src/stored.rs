//! What the journal holds of a conversation.

use uuid::Uuid;

/// A conversation in the journal. Times are milliseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stored {
    /// The conversation's id.
    pub id: Uuid,
    /// The session's id, as the caller knows it.
    pub session_id: String,
    /// When it began.
    pub started_at: i64,
    /// The latest time of its beginning, entries and end.
    pub last_at: i64,
    /// Whether it has ended.
    pub state: State,
    /// How many entries it has, the end included.
    pub entries: u64,
    /// The bytes of the bodies of its beginning and entries.
    pub bytes: u64,
    /// How many attempts to archive it have failed.
    pub attempts: u32,
    /// When the last attempt failed.
    pub failed_at: Option<i64>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// Whether a conversation has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No end has been written: it is live, or its recorder crashed.
    Open,
    /// Its end has been written; it waits for the archive.
    Ended,
}

/// One entry of a conversation, borrowed while it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The place in the conversation.
    pub seq: u64,
    /// When it was observed, in milliseconds since the Unix epoch.
    pub at: i64,
    /// True for the entry that ended the conversation.
    pub end: bool,
    /// The redacted bytes that were written.
    pub body: &'a [u8],
}

impl std::fmt::Debug for Entry<'_> {
    /// Names the place and the size, never the content.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seq, at, end, body } = self;
        write!(f, "Entry({seq}, {} bytes at {at}, end: {end})", body.len())
    }
}
