//! Reading a journal beside its writer.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use crate::{
    error::{OpenError, Place, ReadError},
    fault::read_error,
    format,
    stored::{Entry, State, Stored},
};

/// A read-only view of a journal. It takes no lock, so it works beside the writer and from other processes,
/// and each call sees what was committed when it began. A call that takes long keeps the writer from
/// shrinking its write-ahead log and from erasing removed conversations until it returns.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
    path: PathBuf,
}

const COLUMNS: &str =
    "id, session_id, started_at, last_at, state, entries, bytes, attempts, failed_at, last_error";

impl Reader {
    /// Opens the journal in a folder for reading; `None` when there is none.
    ///
    /// # Errors
    ///
    /// [`OpenError`] when there is a file that this program cannot read.
    pub fn open(folder: &Path) -> Result<Option<Self>, OpenError> {
        let connection = format::open_to_read(folder)?;
        Ok(connection.map(|connection| Self { connection, path: format::path(folder) }))
    }

    /// All conversations, the earliest first.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the file is damaged or locked.
    pub fn conversations(&self) -> Result<Vec<Stored>, ReadError> {
        let sql = format!("SELECT {COLUMNS} FROM conversation ORDER BY started_at, number");
        let read = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            statement.query_map([], stored)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|e| read_error(&self.path, &e))
    }

    /// One conversation; `None` when the journal does not hold it.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the file is damaged or locked.
    pub fn conversation(&self, id: Uuid) -> Result<Option<Stored>, ReadError> {
        let sql = format!("SELECT {COLUMNS} FROM conversation WHERE id=?1");
        let read =
            || self.connection.prepare_cached(&sql)?.query_row([id.as_bytes().as_slice()], stored).optional();
        read().map_err(|e| read_error(&self.path, &e))
    }

    /// The body of a conversation's beginning; `None` when the journal does not hold the conversation.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the file or the body is damaged, or the file locked.
    pub fn beginning(&self, id: Uuid) -> Result<Option<Vec<u8>>, ReadError> {
        const SQL: &str = "SELECT c.started_at, b.checksum, b.body FROM conversation c \
                           JOIN beginning b ON b.conversation = c.number WHERE c.id=?1";
        let read = || {
            self.connection
                .prepare_cached(SQL)?
                .query_row([id.as_bytes().as_slice()], |row| {
                    Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?))
                })
                .optional()
        };
        match read().map_err(|e| read_error(&self.path, &e))? {
            None => Ok(None),
            Some((at, sum, body)) if format::checksum(0, at, 0, &body) == sum => Ok(Some(body)),
            Some(_) => Err(self.corrupt(id, Place::Beginning)),
        }
    }

    /// The entries of a conversation in the order of their sequence numbers, the end included; none when the
    /// journal does not hold the conversation. For one that may not fit in memory, see
    /// [`visit`](Self::visit).
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the file or an entry is damaged, or the file locked.
    pub fn entries(&self, id: Uuid) -> Result<Vec<(u64, Vec<u8>)>, ReadError> {
        let mut entries = Vec::new();
        self.visit(id, 0, |entry| {
            entries.push((entry.seq, entry.body.to_vec()));
            ControlFlow::Continue(())
        })?;
        Ok(entries)
    }

    /// Shows each entry of a conversation from `seq` on, in order, until `each` breaks.
    ///
    /// # Errors
    ///
    /// [`ReadError::CorruptEntry`] at the first damaged entry, after all before it have been shown; what follows
    /// it can be visited from the next sequence number on. Other [`ReadError`]s when the file is damaged or
    /// locked.
    pub fn visit(
        &self,
        id: Uuid,
        seq: u64,
        mut each: impl FnMut(Entry<'_>) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        const SQL: &str = "SELECT e.seq, e.at, e.kind, e.checksum, e.body FROM conversation c \
                           JOIN entry e ON e.conversation = c.number WHERE c.id=?1 AND e.seq>=?2 ORDER BY e.seq";
        let Ok(from) = i64::try_from(seq) else { return Ok(()) };
        let fault = |e: rusqlite::Error| read_error(&self.path, &e);
        let mut statement = self.connection.prepare_cached(SQL).map_err(fault)?;
        let mut rows = statement.query((id.as_bytes().as_slice(), from)).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            let seq = row.get::<_, i64>(0).map_err(fault)?.cast_unsigned();
            let (at, kind, sum) = read_place(row).map_err(fault)?;
            let body = row.get_ref(4).map_err(fault)?;
            let Some(body) = body.as_blob().ok().filter(|b| format::checksum(seq, at, kind, b) == sum) else {
                return Err(self.corrupt(id, Place::Entry(seq)));
            };
            if each(Entry { seq, at, end: kind == 1, body }).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn corrupt(&self, conversation: Uuid, place: Place) -> ReadError {
        ReadError::CorruptEntry { path: self.path.clone(), conversation, place }
    }
}

fn read_place(row: &Row<'_>) -> rusqlite::Result<(i64, i64, i64)> {
    Ok((row.get(1)?, row.get(2)?, row.get(3)?))
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let id: [u8; 16] = row.get(0)?;
    Ok(Stored {
        id: Uuid::from_bytes(id),
        session_id: row.get(1)?,
        started_at: row.get(2)?,
        last_at: row.get(3)?,
        state: if row.get::<_, i64>(4)? == 0 { State::Open } else { State::Ended },
        entries: row.get::<_, i64>(5)?.unsigned_abs(),
        bytes: row.get::<_, i64>(6)?.unsigned_abs(),
        attempts: row.get(7)?,
        failed_at: row.get(8)?,
        last_error: row.get(9)?,
    })
}
