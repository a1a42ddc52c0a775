//! What can go wrong: one type per verb, each message saying what happened, to which path, and what to do.

use std::{io, path::PathBuf, time::Duration};

use uuid::Uuid;

use crate::batch::Batch;

/// Why a journal could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The folder's parent does not exist.
    #[error(
        "the journal's folder {folder} cannot be created because {parent} does not exist; \
         create it (or mount it), or configure another folder"
    )]
    MissingParent {
        /// The journal's folder.
        folder: PathBuf,
        /// What does not exist.
        parent: PathBuf,
    },
    /// The path, or a part of it, is a file.
    #[error("the journal's folder {folder} is a file or lies below one; configure a folder")]
    NotAFolder {
        /// The journal's folder.
        folder: PathBuf,
    },
    /// The folder cannot be written.
    #[error(
        "the journal cannot write to {path} ({source}); give this user the right to write there, or configure another folder"
    )]
    ReadOnly {
        /// What cannot be written.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// There is no space for an empty journal.
    #[error("there is no space left for the journal at {path}; free some, or configure another folder")]
    Full {
        /// What could not be written.
        path: PathBuf,
    },
    /// Another journal holds the folder's lock.
    #[error("the journal in {folder} is in use by {holder}; stop that program, or give each its own folder")]
    InUse {
        /// The journal's folder.
        folder: PathBuf,
        /// The process id and program that hold it.
        holder: String,
    },
    /// Another SQLite client holds a lock on the database file.
    #[error(
        "the journal's file {path} is locked by another SQLite client; close it and open the journal again"
    )]
    Busy {
        /// The database file.
        path: PathBuf,
    },
    /// The file was written by a newer version of this program.
    #[error(
        "the journal {path} has format version {found} and this program knows versions up to {known}; \
         start the newer program to finish its conversations, or move the file away"
    )]
    NewerVersion {
        /// The version in the file.
        found: i32,
        /// The newest version that this program reads.
        known: i32,
        /// The database file.
        path: PathBuf,
    },
    /// The file is a SQLite database of something else.
    #[error(
        "{path} is a SQLite database, but not a journal (application id {found:#x}); configure another folder"
    )]
    Foreign {
        /// The database file.
        path: PathBuf,
        /// Its application id.
        found: i32,
    },
    /// The file is damaged.
    #[error(
        "the journal {path} is damaged ({detail}); move it and the files beside it whose names begin with its name \
         away, keep them for salvage, and start again with an empty journal"
    )]
    Corrupt {
        /// The database file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The file system offers no shared memory for SQLite's write-ahead log.
    #[error(
        "the file system of {path} does not support SQLite's write-ahead log; put the journal on a local disk"
    )]
    NoWriteAheadLog {
        /// The database file.
        path: PathBuf,
    },
    /// Anything else that the operating system refused.
    #[error("the journal cannot use {path}: {source}")]
    Io {
        /// What could not be used.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Anything else that SQLite refused.
    #[error("the journal cannot open {path}: {detail}")]
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
}

/// Why a batch was not accepted, with the batch, so that the caller can count or keep what it holds.
#[derive(Debug, thiserror::Error)]
#[error("the journal refused a batch of {} bytes: {why}", batch.size())]
pub struct Refused {
    /// The batch, as it was handed over; its callback has not been called.
    pub batch: Batch,
    /// Why.
    pub why: Refusal,
}

/// Why a batch was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The queue holds as much as it may: the disk is slower than the conversations, or full.
    #[error("its queue is full ({limit} bytes); see its health for what holds it up")]
    Full {
        /// The bound on the queue.
        limit: usize,
    },
    /// The batch alone is larger than the queue may be.
    #[error("a single batch may have {limit} bytes; split it")]
    TooLarge {
        /// The bound on a batch.
        limit: usize,
    },
    /// A sequence number is larger than the format can hold.
    #[error("the sequence number {seq} is larger than {}", i64::MAX)]
    SeqOutOfRange {
        /// The number.
        seq: u64,
    },
    /// The journal has been closed.
    #[error("it has been closed")]
    Closed,
    /// The journal met a failure after which it accepts nothing.
    #[error("it stopped after a failure: {error}")]
    Poisoned {
        /// The failure.
        error: String,
    },
    /// This process is a fork of the one that opened the journal, and has no writer thread.
    #[error("it was opened before this process was forked; open it after the fork, in a folder of its own")]
    Forked,
}

/// Why an accepted batch will never be committed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The batch writes to a conversation that never began or has been removed; nothing of it was written.
    #[error("conversation {conversation} is not in the journal: it never began, or has been removed")]
    UnknownConversation {
        /// The conversation.
        conversation: Uuid,
    },
    /// The journal was closed or dropped before the batch could be committed.
    #[error("the journal was closed before it could commit this batch")]
    Closed,
    /// The journal met a failure after which it writes nothing.
    #[error("the journal stopped after a failure: {error}")]
    Poisoned {
        /// The failure.
        error: String,
    },
}

/// Why not everything that was accepted is settled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlushError {
    /// The time given was over.
    #[error(
        "after {waited:?} the journal still holds {batches} batches ({bytes} bytes) that are not committed{}",
        error.as_ref().map(|e| format!(": {e}")).unwrap_or_default()
    )]
    Deadline {
        /// The time given.
        waited: Duration,
        /// Batches that are not settled.
        batches: usize,
        /// Their bytes.
        bytes: usize,
        /// What holds the journal up, if it knows.
        error: Option<String>,
    },
    /// The journal met a failure after which it writes nothing.
    #[error("the journal stopped after a failure: {error}")]
    Poisoned {
        /// The failure.
        error: String,
    },
    /// Removed conversations' bytes could not yet be erased.
    #[error("removed conversations could not be erased from the journal's files: {error}")]
    NotErased {
        /// What prevented it.
        error: String,
    },
    /// The journal has been closed, or belongs to the process that this one was forked from.
    #[error("the journal has been closed")]
    Closed,
}

/// Why the journal could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The journal could not be opened for reading.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is no journal in the folder.
    #[error("there is no journal in {folder}")]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// The file is damaged.
    #[error("the journal {path} is damaged ({detail}); stop its program and move the file away for salvage")]
    Corrupt {
        /// The database file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// One body does not match its checksum; the others can be read with
    /// [`Reader::visit`](crate::Reader::visit).
    #[error(
        "the journal {path} is damaged in conversation {conversation} at {place}; what precedes it is sound"
    )]
    CorruptEntry {
        /// The database file.
        path: PathBuf,
        /// The conversation.
        conversation: Uuid,
        /// Which body.
        place: Place,
    },
    /// Another SQLite client holds an exclusive lock on the file.
    #[error("the journal {path} is locked by another SQLite client; close it and try again")]
    Busy {
        /// The database file.
        path: PathBuf,
    },
    /// Anything else that SQLite refused.
    #[error("the journal {path} cannot be read: {detail}")]
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
}

/// Which body of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// That of its beginning.
    Beginning,
    /// That of the entry with this sequence number.
    Entry(u64),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Beginning => f.write_str("its beginning"),
            Self::Entry(seq) => write!(f, "entry {seq}"),
        }
    }
}
