//! The file: format version 1.
//!
//! # Constraints
//!
//! - What was acknowledged is there after the crash that the [`Durability`] names, and a batch is there whole
//!   or not at all.
//! - The same entry may be written twice, because a recorder that crashed before the acknowledgement sends it
//!   again.
//! - A removed conversation leaves no byte in any file of the folder: an erasure that leaves free pages is
//!   none.
//! - One program writes; others (`doctor`, an operator's shell) may read meanwhile.
//! - Hundreds of conversations are written at once, a few entries each a second; each is read once, whole, in
//!   order.
//!
//! The file is SQLite's, in write-ahead mode, because these are its strengths and its recovery has met more
//! crashes than ours ever would. Rejected: a log of our own with one file a conversation, which needs a
//! descriptor and an fsync for each of hundreds of conversations where a group commit needs one; and one
//! common log, which erases only by rewriting.
//!
//! # Layout
//!
//! ```text
//! <folder>/                 0700
//!   journal.lock            0600  who writes (the lock itself is the operating system's)
//!   journal.sqlite          0600  application_id "Scrp", user_version 1
//!   journal.sqlite-wal      0600  commits that are not yet in the file above
//!   journal.sqlite-shm      0600  SQLite's index of it, rebuilt when absent
//! ```
//!
//! `conversation` has one row for each, with its totals, so that listing reads no entry. `beginning` holds
//! what the recorder needs to continue it; apart, because SQLite rewrites a row whole and the totals change
//! with each batch. `entry` is clustered by conversation and sequence number (`WITHOUT ROWID`): reading one
//! is one range, removing one frees whole pages, and the primary key is what makes a repetition harmless.
//! `number` stands for the 16 bytes of the id in each entry. `erasure` counts the removals since the file was
//! last rewritten, so that a crash does not forget that they are to be erased.
//!
//! SQLite checks the structure of its pages but not the content of a row, so each body has a CRC-32 over its
//! place and bytes, verified when it is read.
//!
//! # Creation and versions
//!
//! A new file is made complete under another name, synced and renamed, so a file with the right name that
//! lacks its tables is damaged, not young: to take it for a young one would lose conversations without a
//! word. An unknown newer version is refused. An older one will be migrated by a step for each version, in
//! one transaction; there is none yet.
//!
//! # Recovery
//!
//! Opening reads the write-ahead log up to its last complete commit: SQLite's checksums end it where a crash
//! tore it, and what follows was never acknowledged. The structure is then checked (`quick_check`, a read of
//! the whole file). The price of those checksums: damage in the middle of the write-ahead log cannot be told
//! from a torn end, and hides the commits behind it. A checkpoint every 1000 pages keeps that window to about
//! 4 MiB.
//!
//! # Erasure
//!
//! `secure_delete` overwrites deleted rows and freed pages with zeros. Two kinds of copies escape it: old
//! frames of the write-ahead log, and rows that SQLite moved between pages, which stay in the slack of the
//! page they came from. So after a removal the file is rewritten (`VACUUM`) and the log truncated. The
//! rewrite needs memory for what the journal still holds, never a temporary file outside the folder
//! (`temp_store`); above 64 MiB it waits until the journal has shrunk or somebody calls [`Journal::erase`].
//! What a file system or a disk keeps of overwritten and truncated blocks is beyond the reach of a program;
//! an encrypted volume is the answer to that.
//!
//! [`Durability`]: crate::Durability
//! [`Journal::erase`]: crate::Journal::erase

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::{error::OpenError, fault::open_error, folder, options::Durability};

/// "Scrp".
pub(crate) const APPLICATION_ID: i32 = 0x5363_7270;
pub(crate) const VERSION: i32 = 1;
const FILE: &str = "journal.sqlite";
const NEW: &str = "journal.sqlite.new";

/// How long to wait for a foreign lock while opening or reading.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long to wait for it in a commit, after which the writer reports and tries again.
pub(crate) const COMMIT_PATIENCE: Duration = Duration::from_millis(250);

const SCHEMA: &str = "
CREATE TABLE conversation (
    number     INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE,
    session_id TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    entries    INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    failed_at  INTEGER,
    last_error TEXT
) STRICT;
CREATE TABLE beginning (
    conversation INTEGER PRIMARY KEY,
    checksum     INTEGER NOT NULL,
    body         BLOB    NOT NULL
) STRICT;
CREATE TABLE entry (
    conversation INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    checksum     INTEGER NOT NULL,
    body         BLOB    NOT NULL,
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE erasure (pending INTEGER NOT NULL) STRICT;
INSERT INTO erasure VALUES (0);
";

/// For each older version, in order, what makes it the next one.
const MIGRATIONS: &[(i32, &str)] = &[];

/// The checksum of a body in its place.
pub(crate) fn checksum(seq: u64, at: i64, kind: i64, body: &[u8]) -> i64 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&seq.to_le_bytes());
    hasher.update(&at.to_le_bytes());
    hasher.update(&kind.to_le_bytes());
    hasher.update(body);
    i64::from(hasher.finalize())
}

/// Where the file of a folder is.
pub(crate) fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// Opens the file for the one that holds the folder's lock, creating it where there is none.
pub(crate) fn open_to_write(folder: &Path, durability: Durability) -> Result<Connection, OpenError> {
    let path = path(folder);
    match fs::metadata(&path) {
        Ok(_) => {}
        Err(source) if source.kind() == io::ErrorKind::NotFound => create(folder, &path)?,
        Err(source) => return Err(folder::error(folder, &path, source)),
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(&path, flags).map_err(|e| open_error(&path, &e))?;
    identify(&connection, &path)?;
    configure(&connection, durability).map_err(|e| open_error(&path, &e))?;
    if !is_write_ahead(&connection).map_err(|e| open_error(&path, &e))? {
        return Err(OpenError::NoWriteAheadLog { path });
    }
    check(&connection, &path)?;
    migrate(&mut connection, MIGRATIONS).map_err(|e| open_error(&path, &e))?;
    connection.busy_timeout(COMMIT_PATIENCE).map_err(|e| open_error(&path, &e))?;
    Ok(connection)
}

/// Opens the file for reading beside its writer; `None` where there is none.
pub(crate) fn open_to_read(folder: &Path) -> Result<Option<Connection>, OpenError> {
    let path = path(folder);
    match fs::metadata(&path) {
        Ok(_) => {}
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(folder::error(folder, &path, source)),
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&path, flags).map_err(|e| open_error(&path, &e))?;
    identify(&connection, &path)?;
    Ok(Some(connection))
}

/// Makes a complete file under another name, then renames it.
fn create(folder: &Path, path: &Path) -> Result<(), OpenError> {
    let new = folder.join(NEW);
    let io_error = |source| folder::error(folder, &new, source);
    // What an earlier creation left when it crashed.
    for name in [new.clone(), folder.join(format!("{NEW}-journal"))] {
        match fs::remove_file(name) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(io_error(source)),
            _ => {}
        }
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    folder::private(&mut options);
    options.open(&new).map_err(io_error)?;
    fill(&new).map_err(|e| open_error(&new, &e))?;
    fs::File::open(&new).and_then(|file| file.sync_all()).map_err(io_error)?;
    fs::rename(&new, path).map_err(io_error)?;
    folder::sync(folder)
}

fn fill(new: &Path) -> rusqlite::Result<()> {
    let mut connection = Connection::open_with_flags(new, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)
}

/// Refuses what is not a journal, or one that we cannot read.
fn identify(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let sqlite = |e: rusqlite::Error| open_error(path, &e);
    connection.busy_timeout(PATIENCE).map_err(sqlite)?;
    let number =
        |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0)).map_err(sqlite);
    let (id, version) = (number("application_id")?, number("user_version")?);
    let path = path.to_owned();
    match (id, version) {
        (APPLICATION_ID, 1..=VERSION) => Ok(()),
        (APPLICATION_ID, found) if found > VERSION => {
            Err(OpenError::NewerVersion { found, known: VERSION, path })
        }
        (0, 0) => Err(OpenError::Corrupt { path, detail: "its header is empty".to_owned() }),
        (APPLICATION_ID, found) => {
            Err(OpenError::Corrupt { path, detail: format!("its version is {found}") })
        }
        (found, _) => Err(OpenError::Foreign { path, found }),
    }
}

/// Sets what a connection must set anew each time.
fn configure(connection: &Connection, durability: Durability) -> rusqlite::Result<()> {
    // In write-ahead mode NORMAL syncs at checkpoints only: less durable than FULL, and as sound.
    let synchronous = match durability {
        Durability::PowerLoss => "FULL",
        Durability::ProcessCrash => "NORMAL",
    };
    let synchronous = format!("synchronous={synchronous}");
    for setting in ["temp_store=MEMORY", "secure_delete=ON", "journal_mode=WAL", &synchronous] {
        // To its end: the commit of the new mode comes after the row that names it, and whoever stops at the row
        // does not learn that the commit failed.
        let mut statement = connection.prepare(&format!("PRAGMA {setting}"))?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
    }
    connection.set_prepared_statement_cache_capacity(32);
    Ok(())
}

fn is_write_ahead(connection: &Connection) -> rusqlite::Result<bool> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    Ok(mode.eq_ignore_ascii_case("wal"))
}

fn check(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let found: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|e| open_error(path, &e))?;
    if found == "ok" { Ok(()) } else { Err(OpenError::Corrupt { path: path.to_owned(), detail: found }) }
}

/// Brings an older file to our version, in one transaction.
fn migrate(connection: &mut Connection, migrations: &[(i32, &str)]) -> rusqlite::Result<()> {
    let mut version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if migrations.iter().all(|(from, _)| *from < version) {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (from, step) in migrations {
        if version == *from {
            transaction.execute_batch(step)?;
            version += 1;
            transaction.pragma_update(None, "user_version", version)?;
        }
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_brought_to_our_version_step_by_step_or_not_at_all() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 3).unwrap();
        let steps =
            [(2, "CREATE TABLE two (x)"), (3, "CREATE TABLE three (x)"), (4, "CREATE TABLE four (x)")];
        let version =
            |c: &Connection| c.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0)).unwrap();

        let broken = [steps[1], (4, "CREATE NONSENSE")];
        migrate(&mut connection, &broken).unwrap_err();
        assert_eq!(version(&connection), 3);

        migrate(&mut connection, &steps).unwrap();
        assert_eq!(version(&connection), 5);
        connection.execute_batch("SELECT * FROM three; SELECT * FROM four;").unwrap();
        connection.execute_batch("SELECT * FROM two").unwrap_err();
        migrate(&mut connection, &steps).unwrap();
    }
}
