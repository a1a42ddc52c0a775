//! The writer's connection: applies batches, erases what was removed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, config::DbConfig, params};
use uuid::Uuid;

use crate::{
    batch::{Batch, Write},
    error::{OpenError, WriteError},
    fault::Fault,
    format,
    options::Durability,
};

/// Live bytes up to which an erasure may rewrite the file by itself.
const REWRITE_UNASKED: u64 = 64 * 1024 * 1024;

/// A group that has been committed.
#[derive(Debug)]
pub(crate) struct Committed {
    /// The fate of each batch, in order.
    pub(crate) fates: Vec<Result<(), WriteError>>,
    /// Entries that were new.
    pub(crate) entries: u64,
    /// Conversations that were removed.
    pub(crate) removed: u64,
}

/// The writing connection to a journal's file.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    path: PathBuf,
    identity: Option<Identity>,
    disk_bytes: Option<u64>,
}

impl Store {
    pub(crate) fn open(folder: &Path, durability: Durability) -> Result<Self, OpenError> {
        let connection = format::open_to_write(folder, durability)?;
        let path = format::path(folder);
        let identity = Identity::of(&path);
        Ok(Self { connection, path, identity, disk_bytes: None })
    }

    /// Bounds the size of the file; `None` for no bound.
    pub(crate) fn limit(&mut self, bytes: Option<u64>) {
        if self.disk_bytes == bytes {
            return;
        }
        let size: u64 = self.number("page_size").unwrap_or(4096);
        let pages =
            bytes.map_or(i64::from(u32::MAX - 1), |b| i64::try_from((b / size).max(1)).unwrap_or(i64::MAX));
        // SQLite clamps the bound to the pages in use, so there is nothing to fail but the connection itself,
        // and that the next commit reports.
        if self.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).is_ok() {
            self.disk_bytes = bytes;
        }
    }

    /// Commits a group in one transaction, or nothing of it.
    pub(crate) fn commit<'a>(&mut self, group: impl Iterator<Item = &'a Batch>) -> Result<Committed, Fault> {
        let committed = self.transact(group).map_err(|e| Fault::of(&self.path, &e))?;
        // A file that was deleted or replaced takes every write and keeps none. Looked at after the commit,
        // so that the proof is younger than the write.
        if Identity::of(&self.path) != self.identity {
            return Err(Fault::Fatal(format!(
                "{} was moved, replaced or deleted while in use; what was written since is lost; restart",
                self.path.display()
            )));
        }
        Ok(committed)
    }

    fn transact<'a>(&mut self, group: impl Iterator<Item = &'a Batch>) -> rusqlite::Result<Committed> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut committed = Committed { fates: Vec::new(), entries: 0, removed: 0 };
        for batch in group {
            let fate = apply(&transaction, batch, &mut committed)?;
            committed.fates.push(fate);
        }
        if committed.removed > 0 {
            let removed = committed.removed.cast_signed();
            transaction.prepare_cached("UPDATE erasure SET pending=pending+?1")?.execute([removed])?;
        }
        transaction.commit()?;
        Ok(committed)
    }

    /// Gives the write-ahead log's space back, as far as readers allow.
    pub(crate) fn shrink_log(&self) {
        let _ = self.checkpoint();
    }

    /// How many removals wait for their erasure, those before a crash included.
    pub(crate) fn unerased(&self) -> Result<u64, Fault> {
        self.connection
            .query_row("SELECT pending FROM erasure", [], |row| row.get::<_, i64>(0))
            .map(i64::unsigned_abs)
            .map_err(|e| Fault::of(&self.path, &e))
    }

    /// Erases what removed conversations left behind; true when nothing of them is in any file. Unless
    /// `asked`, a journal that still holds much is left for later, because the rewrite would hold up the
    /// commits.
    pub(crate) fn erase(&self, asked: bool) -> Result<bool, Fault> {
        let erase = || {
            let rewrite = asked || self.live_bytes()? <= REWRITE_UNASKED;
            if rewrite {
                self.connection.execute_batch("VACUUM")?;
            }
            if !(self.checkpoint()? && rewrite) {
                return Ok(false);
            }
            self.connection.execute("UPDATE erasure SET pending=0", [])?;
            Ok(true)
        };
        erase().map_err(|e| Fault::of(&self.path, &e))
    }

    /// Moves everything into the file and empties the write-ahead log; false when a reader is in the way.
    fn checkpoint(&self) -> rusqlite::Result<bool> {
        let busy: i64 = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(busy == 0)
    }

    /// Closes the file. A `sound` one takes over the write-ahead log, which is then removed unless a reader
    /// is there; of one that is not, everything is left as it is.
    pub(crate) fn close(self, sound: bool) -> Result<(), Fault> {
        let close = |connection: Connection| {
            if !sound {
                connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            }
            connection.close().map_err(|(_, e)| e)
        };
        close(self.connection).map_err(|e| Fault::of(&self.path, &e))
    }

    fn live_bytes(&self) -> rusqlite::Result<u64> {
        let pages = self.number("page_count")?.saturating_sub(self.number("freelist_count")?);
        Ok(pages * self.number("page_size")?)
    }

    fn number(&self, pragma: &str) -> rusqlite::Result<u64> {
        self.connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
    }
}

/// Which file a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).ok().map(|m| Self { device: m.dev(), inode: m.ino() })
    }

    #[cfg(not(unix))]
    fn of(_: &Path) -> Option<Self> {
        None
    }
}

/// What a batch adds to the totals of its conversation.
#[derive(Default)]
struct Totals {
    entries: i64,
    bytes: i64,
    last_at: Option<i64>,
    ended: bool,
}

const OPEN: i64 = 0;
const ENDED: i64 = 1;

fn apply(
    transaction: &Transaction<'_>,
    batch: &Batch,
    committed: &mut Committed,
) -> rusqlite::Result<Result<(), WriteError>> {
    let mut number = find(transaction, batch.conversation)?;
    if !is_possible(batch, number.is_some()) {
        return Ok(Err(WriteError::UnknownConversation { conversation: batch.conversation }));
    }
    let mut totals = Totals::default();
    for write in &batch.writes {
        match (write, number) {
            (Write::Begin { session_id, at, body }, None) => {
                number = Some(begin(transaction, batch.conversation, session_id.get(), *at, body.get())?);
            }
            (Write::Entry { seq, at, body }, Some(number)) => {
                entry(transaction, number, (*seq, *at, OPEN), body.get(), &mut totals)?;
            }
            (Write::End { seq, at, body }, Some(number)) => {
                entry(transaction, number, (*seq, *at, ENDED), body.get(), &mut totals)?;
            }
            (Write::Failed { at, attempts, reason }, Some(number)) => {
                transaction
                    .prepare_cached(
                        "UPDATE conversation SET attempts=?2, failed_at=?3, last_error=?4 WHERE number=?1",
                    )?
                    .execute(params![number, attempts, at, reason.text()])?;
            }
            (Write::Remove, Some(found)) => {
                remove(transaction, found)?;
                committed.removed += 1;
                committed.entries += totals.entries.unsigned_abs();
                (number, totals) = (None, Totals::default());
            }
            // A second beginning and a second removal change nothing; the rest `is_possible` has refused.
            (Write::Begin { .. }, Some(_)) | (_, None) => {}
        }
    }
    if let (Some(number), Some(last_at)) = (number, totals.last_at) {
        transaction
            .prepare_cached(
                "UPDATE conversation SET entries=entries+?2, bytes=bytes+?3, last_at=max(last_at,?4), \
                 state=max(state,?5) WHERE number=?1",
            )?
            .execute(params![number, totals.entries, totals.bytes, last_at, i64::from(totals.ended)])?;
        committed.entries += totals.entries.unsigned_abs();
    }
    Ok(Ok(()))
}

/// Whether each write finds its conversation, so that a batch is refused before anything of it is written.
fn is_possible(batch: &Batch, mut exists: bool) -> bool {
    batch.writes.iter().all(|write| {
        match write {
            Write::Begin { .. } => exists = true,
            Write::Remove => exists = false,
            Write::Entry { .. } | Write::End { .. } | Write::Failed { .. } => return exists,
        }
        true
    })
}

fn find(transaction: &Transaction<'_>, id: Uuid) -> rusqlite::Result<Option<i64>> {
    transaction
        .prepare_cached("SELECT number FROM conversation WHERE id=?1")?
        .query_row([id.as_bytes().as_slice()], |row| row.get(0))
        .optional()
}

fn begin(
    transaction: &Transaction<'_>,
    id: Uuid,
    session: &str,
    at: i64,
    body: &[u8],
) -> rusqlite::Result<i64> {
    transaction
        .prepare_cached(
            "INSERT INTO conversation (id, session_id, started_at, last_at, state, entries, bytes, attempts) \
             VALUES (?1, ?2, ?3, ?3, 0, 0, ?4, 0)",
        )?
        .execute(params![id.as_bytes().as_slice(), session, at, length(body)])?;
    let number = transaction.last_insert_rowid();
    transaction
        .prepare_cached("INSERT INTO beginning (conversation, checksum, body) VALUES (?1, ?2, ?3)")?
        .execute(params![number, format::checksum(0, at, OPEN, body), body])?;
    Ok(number)
}

fn entry(
    transaction: &Transaction<'_>,
    number: i64,
    (seq, at, kind): (u64, i64, i64),
    body: &[u8],
    totals: &mut Totals,
) -> rusqlite::Result<()> {
    let new = transaction
        .prepare_cached(
            "INSERT INTO entry (conversation, seq, at, kind, checksum, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![number, seq.cast_signed(), at, kind, format::checksum(seq, at, kind, body), body])?;
    if new == 1 {
        totals.entries += 1;
        totals.bytes += length(body);
        totals.last_at = totals.last_at.max(Some(at));
        totals.ended |= kind == ENDED;
    }
    Ok(())
}

fn remove(transaction: &Transaction<'_>, number: i64) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM entry WHERE conversation=?1",
        "DELETE FROM beginning WHERE conversation=?1",
        "DELETE FROM conversation WHERE number=?1",
    ] {
        transaction.prepare_cached(sql)?.execute([number])?;
    }
    Ok(())
}

fn length(body: &[u8]) -> i64 {
    i64::try_from(body.len()).unwrap_or(i64::MAX)
}
