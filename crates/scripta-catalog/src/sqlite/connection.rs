//! The connections of a process to the file: one that writes, a few that read.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::schema::{self, Found, VERSION};
use super::term::Numbers;
use crate::error::CatalogError;

/// How long a writer waits for another process's.
const PATIENCE: Duration = Duration::from_secs(20);
/// Readers that are kept open.
const READERS: usize = 4;

/// See the module.
pub(super) struct Pool {
    file: PathBuf,
    place: String,
    writer: Mutex<Writer>,
    readers: Mutex<Vec<Connection>>,
}

struct Writer {
    connection: Connection,
    numbers: Numbers,
}

/// A transaction that writes, with the numbers of terms.
pub(super) struct Writing<'a> {
    pub(super) transaction: Transaction<'a>,
    pub(super) numbers: &'a mut Numbers,
}

impl Writing<'_> {
    pub(super) fn connection(&self) -> &Connection {
        &self.transaction
    }

    /// From here to the end of the transaction, pages that become free are overwritten too.
    ///
    /// Otherwise only what becomes free within a page is. Pages of their own become free when the full-text index merges its
    /// segments, and hold numbers of terms: overwriting them would write them once more for nothing.
    pub(super) fn overwrite_what_is_freed(&self) -> Result<(), Failed> {
        Ok(self.transaction.execute_batch("PRAGMA secure_delete = ON")?)
    }
}

/// What goes wrong inside.
#[derive(Debug)]
pub(super) enum Failed {
    Sqlite(rusqlite::Error),
    /// Something that is stored cannot be read.
    Content(&'static str),
    /// What is asked for cannot be done.
    Asked(String),
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl Pool {
    pub(super) fn open(folder: &Path) -> Result<Self, CatalogError> {
        let file = folder.join("catalog.db");
        let place = file.display().to_string();
        let unwritable = |error: std::io::Error| CatalogError::Unwritable {
            place: place.clone(),
            detail: format!("{error}; choose another folder with [catalog] folder"),
        };
        make(folder, &file).map_err(unwritable)?;
        let told = |error| told(&place, Failed::Sqlite(error));
        let mut connection = connect(&file, false).map_err(told)?;
        match schema::migrate(&mut connection).map_err(|failed| super::connection::told(&place, failed))? {
            Found::Usable(_) => {}
            Found::Newer(found) => return Err(CatalogError::Newer { place, found, known: VERSION }),
            Found::Foreign => {
                let detail = "it is another program's file".to_owned();
                return Err(CatalogError::Damaged { place, detail });
            }
        }
        let writer = Mutex::new(Writer { connection, numbers: Numbers::default() });
        Ok(Self { file, place, writer, readers: Mutex::default() })
    }

    pub(super) fn place(&self) -> &str {
        &self.place
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Does something in one transaction. Where it fails, nothing is done.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, Failed>,
    ) -> Result<T, CatalogError> {
        self.writing(work).map_err(|failed| told(&self.place, failed))
    }

    fn writing<T>(&self, work: impl FnOnce(&mut Writing<'_>) -> Result<T, Failed>) -> Result<T, Failed> {
        let mut writer = self.writer();
        let Writer { connection, numbers } = &mut *writer;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch("PRAGMA secure_delete = FAST")?;
        numbers.check(&transaction)?;
        let mut writing = Writing { transaction, numbers };
        let done = work(&mut writing);
        let Writing { transaction, numbers } = writing;
        let done = done.and_then(|done| {
            transaction.commit()?;
            Ok(done)
        });
        if done.is_err() {
            // Numbers that were given out in it are not stored.
            numbers.forget();
        }
        done
    }

    /// Does something with the connection that writes, outside a transaction.
    pub(super) fn tidy<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failed>,
    ) -> Result<T, CatalogError> {
        work(&self.writer().connection).map_err(|failed| told(&self.place, failed))
    }

    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failed>,
    ) -> Result<T, CatalogError> {
        let told = |failed| told(&self.place, failed);
        let kept = self.readers().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => connect(&self.file, true).map_err(|error| told(Failed::Sqlite(error)))?,
        };
        // One snapshot for all that is read.
        let done = connection.execute_batch("BEGIN").map_err(Failed::Sqlite).and_then(|()| work(&connection));
        if connection.execute_batch("COMMIT").is_ok() {
            let mut readers = self.readers();
            if readers.len() < READERS {
                readers.push(connection);
            }
        }
        done.map_err(told)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readers(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes folder and file for this user alone, where they are missing.
fn make(folder: &Path, file: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

fn connect(file: &Path, reads: bool) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    // The page size holds for a new file, and WAL for one that has it already.
    connection.pragma_update(None, "page_size", 8192)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // In pages. Pages that change again and again are copied from the log into the file less often.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 8_000, |_| Ok(()))?;
    // In kibibytes.
    connection.pragma_update(None, "cache_size", if reads { -16_384 } else { -65_536 })?;
    connection.pragma_update(None, "mmap_size", 1_i64 << 30)?;
    connection.pragma_update(None, "query_only", reads)?;
    Ok(connection)
}

/// What a failure means for who asked.
fn told(place: &str, failed: Failed) -> CatalogError {
    let place = place.to_owned();
    let error = match failed {
        Failed::Content(detail) => return CatalogError::Damaged { place, detail: detail.to_owned() },
        Failed::Asked(detail) => return CatalogError::Config { detail },
        Failed::Sqlite(error) => error,
    };
    let detail = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            CatalogError::Unavailable { place, detail: "another process is writing to it".to_owned() }
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => CatalogError::Damaged { place, detail },
        Some(ErrorCode::DiskFull) => {
            CatalogError::Unwritable { place, detail: "the disk is full".to_owned() }
        }
        Some(
            ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::SystemIoFailure,
        ) => CatalogError::Unwritable { place, detail },
        _ => CatalogError::Store { place, detail },
    }
}
