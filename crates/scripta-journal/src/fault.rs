//! What an error of SQLite means: wait and try again, or stop.

use std::path::Path;

use rusqlite::{Error, ErrorCode, ffi};

use crate::error::{OpenError, ReadError};

/// A failure to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is no space: what removes may still succeed.
    Full(String),
    /// It may pass by itself or by an operator's hand.
    Passing(String),
    /// The file, or what the operating system says about it, cannot be trusted any more.
    Fatal(String),
}

impl Fault {
    /// Classifies an error met while writing to `path`. What is not known to pass is fatal: to retry an
    /// unknown failure for ever would hide it.
    ///
    /// A failed fsync is fatal although SQLite reports it as one more I/O error. After it the operating
    /// system may have dropped the pages and marked them clean, so that the next fsync succeeds without them
    /// (<https://wiki.postgresql.org/wiki/Fsync_Errors>).
    pub(crate) fn of(path: &Path, error: &Error) -> Self {
        let path = path.display();
        let detail = detail(error);
        match (code(error), extended(error)) {
            (Some(ErrorCode::DiskFull), _) => Self::Full(format!(
                "there is no space for {path} ({detail}); free some, or remove conversations; what was accepted waits"
            )),
            (_, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC) => Self::Fatal(format!(
                "an fsync of {path} failed ({detail}), so the disk may have lost what it accepted; check the disk, then restart"
            )),
            (Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase), _)
            | (_, ffi::SQLITE_IOERR_CORRUPTFS | ffi::SQLITE_IOERR_DATA) => Self::Fatal(format!(
                "{path} is damaged ({detail}); move it and the files beside it away for salvage, then restart"
            )),
            (Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _) => Self::Passing(format!(
                "{path} is locked by another SQLite client ({detail}); close that client; what was accepted waits"
            )),
            (
                Some(
                    ErrorCode::SystemIoFailure
                    | ErrorCode::CannotOpen
                    | ErrorCode::ReadOnly
                    | ErrorCode::PermissionDenied
                    | ErrorCode::OutOfMemory
                    | ErrorCode::FileLockingProtocolFailed,
                ),
                _,
            ) => Self::Passing(format!(
                "{path} cannot be written ({detail}); check the disk and the rights; what was accepted waits"
            )),
            _ => Self::Fatal(format!("{path} refused a write in an unexpected way ({detail}); restart")),
        }
    }

    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Full(text) | Self::Passing(text) | Self::Fatal(text) => text,
        }
    }
}

/// Classifies an error met while opening `path`.
pub(crate) fn open_error(path: &Path, error: &Error) -> OpenError {
    let (path, detail) = (path.to_owned(), detail(error));
    match code(error) {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => OpenError::Corrupt { path, detail },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OpenError::Busy { path },
        Some(ErrorCode::DiskFull) => OpenError::Full { path },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            OpenError::ReadOnly { path, source: std::io::Error::from(std::io::ErrorKind::PermissionDenied) }
        }
        _ if short_read(error) => OpenError::Corrupt { path, detail },
        _ => OpenError::Sqlite { path, detail },
    }
}

/// Classifies an error met while reading `path`.
pub(crate) fn read_error(path: &Path, error: &Error) -> ReadError {
    let (path, detail) = (path.to_owned(), detail(error));
    match code(error) {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => ReadError::Corrupt { path, detail },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => ReadError::Busy { path },
        _ if short_read(error) => ReadError::Corrupt { path, detail },
        _ => ReadError::Sqlite { path, detail },
    }
}

/// A file that ends before its last page, or a value of another type than the schema has.
fn short_read(error: &Error) -> bool {
    extended(error) == ffi::SQLITE_IOERR_SHORT_READ
        || matches!(
            error,
            Error::InvalidColumnType(..)
                | Error::FromSqlConversionFailure(..)
                | Error::IntegralValueOutOfRange(..)
        )
}

fn code(error: &Error) -> Option<ErrorCode> {
    error.sqlite_error_code()
}

fn extended(error: &Error) -> i32 {
    error.sqlite_error().map_or(0, |e| e.extended_code)
}

/// What SQLite says, which names tables and pages and never values. The text of other errors may quote a
/// value, so only their kind is told.
fn detail(error: &Error) -> String {
    match error {
        Error::SqliteFailure(code, message) => {
            let said = message.clone().unwrap_or_else(|| code.to_string());
            format!("SQLite error {}: {said}", code.extended_code)
        }
        Error::QueryReturnedNoRows => "a row is missing".to_owned(),
        Error::InvalidColumnType(..)
        | Error::FromSqlConversionFailure(..)
        | Error::IntegralValueOutOfRange(..) => "a stored value has the wrong type".to_owned(),
        _ => "an internal error".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(extended: i32) -> Fault {
        Fault::of(Path::new("/j/journal.sqlite"), &Error::SqliteFailure(ffi::Error::new(extended), None))
    }

    #[test]
    fn what_may_pass_is_retried_and_the_rest_is_not() {
        assert!(matches!(of(ffi::SQLITE_FULL), Fault::Full(_)));
        for code in [
            ffi::SQLITE_BUSY,
            ffi::SQLITE_BUSY_SNAPSHOT,
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_CANTOPEN,
            ffi::SQLITE_READONLY,
            ffi::SQLITE_NOMEM,
        ] {
            assert!(matches!(of(code), Fault::Passing(_)), "{code}");
        }
        for code in [
            ffi::SQLITE_CORRUPT,
            ffi::SQLITE_CORRUPT_INDEX,
            ffi::SQLITE_NOTADB,
            ffi::SQLITE_IOERR_FSYNC,
            ffi::SQLITE_IOERR_DIR_FSYNC,
            ffi::SQLITE_MISUSE,
            ffi::SQLITE_CONSTRAINT,
        ] {
            assert!(matches!(of(code), Fault::Fatal(_)), "{code}");
        }
    }

    #[test]
    fn every_fault_names_the_file_and_says_what_to_do() {
        for (code, advice) in [
            (ffi::SQLITE_FULL, "free some"),
            (ffi::SQLITE_BUSY, "close that client"),
            (ffi::SQLITE_IOERR_WRITE, "check the disk"),
            (ffi::SQLITE_IOERR_FSYNC, "check the disk, then restart"),
            (ffi::SQLITE_CORRUPT, "move it"),
            (ffi::SQLITE_MISUSE, "restart"),
        ] {
            let text = of(code).into_text();
            assert!(text.contains("/j/journal.sqlite") && text.contains(advice), "{text}");
        }
    }

    #[test]
    fn a_value_of_the_wrong_type_is_not_quoted() {
        let error = Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, "spoken words".into());
        let error = read_error(Path::new("/j"), &error);
        assert!(
            matches!(error, ReadError::Corrupt { .. }) && !error.to_string().contains("spoken"),
            "{error}"
        );
    }
}
