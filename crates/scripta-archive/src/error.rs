//! What can go wrong with the archive.

use std::io;
use std::path::{Path, PathBuf};

use opendal::ErrorKind;

/// Why the archive could not do what it was asked.
///
/// A message says what happened, to which object or place, and what to do. None holds a credential or any content.
/// `what` names the act and its object, as in `write s3://bucket/conversations/…`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// There is no such object.
    #[error("there is no object {key} in the archive")]
    NotFound {
        /// The object's key.
        key: String,
    },
    /// The store knows us and refuses.
    #[error("not allowed to {what} ({detail}): grant {permission}")]
    Denied {
        /// What was refused.
        what: String,
        /// The store's code for it.
        detail: String,
        /// What is to be granted.
        permission: &'static str,
    },
    /// The credentials are missing, expired or wrong.
    #[error(
        "cannot {what} without valid credentials ({detail}): check the access keys, profile or role of this process"
    )]
    Credentials {
        /// What was refused.
        what: String,
        /// The store's code for it.
        detail: String,
    },
    /// The bucket isn't there.
    #[error("cannot {what}: there is no such bucket; create it, or correct CONVERSATIONS_BUCKET")]
    NoSuchBucket {
        /// What failed.
        what: String,
    },
    /// The bucket is in another region than the configured one.
    #[error("cannot {what} ({detail}): the bucket is in another region; set AWS_REGION to it")]
    WrongRegion {
        /// What failed.
        what: String,
        /// The store's code for it.
        detail: String,
    },
    /// No connection, or it broke.
    #[error("cannot {what}: the store can't be reached ({detail}); it will work once the store is back")]
    Unreachable {
        /// What failed.
        what: String,
        /// The transport's reason.
        detail: String,
    },
    /// No answer in time.
    #[error("cannot {what}: the store didn't answer in time; try again, or allow it more time")]
    Timeout {
        /// What failed.
        what: String,
    },
    /// The store answered that it can't now.
    #[error("cannot {what}: the store is busy or failing ({detail}); try again later")]
    Unavailable {
        /// What failed.
        what: String,
        /// The store's code for it.
        detail: String,
    },
    /// The disk is full, or the quota used up.
    #[error("cannot write {}: no space is left; free some, or move the archive", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("cannot {act} {}: {source}", path.display())]
    Io {
        /// What was tried.
        act: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The configuration can't be right.
    #[error("the archive's configuration is invalid: {detail}")]
    Config {
        /// What is wrong with it.
        detail: String,
    },
    /// Objects of one record were given under keys of different conversations, or under the wrong names.
    #[error("the objects of a record must be named by one conversation's keys: {key} is not")]
    MixedRecord {
        /// The key that doesn't fit.
        key: String,
    },
    /// Any other answer.
    #[error("cannot {what}: the store answered {detail}")]
    Store {
        /// What failed.
        what: String,
        /// The store's code for it.
        detail: String,
    },
}

impl ArchiveError {
    /// Whether the same call may succeed later with nothing changed here.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Timeout { .. }
            | Self::Unavailable { .. }
            | Self::DiskFull { .. } => true,
            Self::Io { source, .. } => {
                matches!(
                    source.kind(),
                    io::ErrorKind::Interrupted | io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock
                )
            }
            _ => false,
        }
    }

    /// Whether it says that the object isn't there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    pub(crate) fn io(act: &'static str, path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { path: path.to_owned() }
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::Denied {
                what: format!("{act} {}", path.display()),
                detail: source.kind().to_string(),
                permission: "this process access to the folder",
            },
            _ => Self::Io { act, path: path.to_owned(), source },
        }
    }
}

/// One call to the store, for its errors.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    Write,
    Read,
    List,
    ListVersions,
    Delete,
}

impl Act {
    fn verb(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Read => "read",
            Self::List => "list",
            Self::ListVersions => "list the versions of",
            Self::Delete => "delete",
        }
    }

    fn permission(self) -> &'static str {
        match self {
            Self::Write => "s3:PutObject (and, with KMS, kms:GenerateDataKey), or write access to the store",
            Self::Read => "s3:GetObject (and, with KMS, kms:Decrypt), or read access to the store",
            Self::List => "s3:ListBucket on the bucket, or list access to the store",
            Self::ListVersions => "s3:ListBucketVersions on the bucket",
            Self::Delete => "s3:DeleteObject and s3:DeleteObjectVersion, or delete access to the store",
        }
    }

    /// Says what `error` means for this act on the object at `key`, which is at `url`.
    pub(crate) fn failed(self, key: &str, url: &str, error: &opendal::Error) -> ArchiveError {
        if let Some(source) = io_source(error) {
            if source.kind() == io::ErrorKind::NotFound {
                return ArchiveError::NotFound { key: key.to_owned() };
            }
            // The source can't be moved out of the error; the kind and system's code say it all.
            let copy =
                source.raw_os_error().map_or_else(|| source.kind().into(), io::Error::from_raw_os_error);
            return ArchiveError::io(self.verb(), Path::new(url), copy);
        }
        let what = format!("{} {url}", self.verb());
        let answer = Answer::of(error);
        let detail = answer.to_string();
        match (answer.code, answer.status) {
            (Some("NoSuchBucket"), _) => ArchiveError::NoSuchBucket { what },
            (Some(code), _) if WRONG_REGION.contains(&code) => ArchiveError::WrongRegion { what, detail },
            (Some(code), _) if WRONG_CREDENTIALS.contains(&code) => {
                ArchiveError::Credentials { what, detail }
            }
            (Some(code), _) if PASSING.contains(&code) => ArchiveError::Unavailable { what, detail },
            (_, Some(404)) => ArchiveError::NotFound { key: key.to_owned() },
            (_, Some(401 | 403)) => ArchiveError::Denied { what, detail, permission: self.permission() },
            (_, Some(408 | 429 | 499 | 500 | 502..=599)) => ArchiveError::Unavailable { what, detail },
            (_, Some(_)) => ArchiveError::Store { what, detail },
            (_, None) => self.no_answer(key, what, detail, error),
        }
    }

    /// What an error means that came without an answer.
    fn no_answer(self, key: &str, what: String, detail: String, error: &opendal::Error) -> ArchiveError {
        match error.kind() {
            ErrorKind::NotFound => ArchiveError::NotFound { key: key.to_owned() },
            ErrorKind::ConfigInvalid => ArchiveError::Config { detail: format!("cannot {what}: {detail}") },
            ErrorKind::PermissionDenied => ArchiveError::Credentials { what, detail },
            _ if error.message().contains("timeout reached") => ArchiveError::Timeout { what },
            // The signer's failures have no kind of their own.
            _ if detail.contains("credential") => ArchiveError::Credentials { what, detail },
            _ => ArchiveError::Unreachable { what, detail },
        }
    }
}

/// S3's codes for a bucket of another region.
const WRONG_REGION: [&str; 3] =
    ["PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"];

/// S3's codes for credentials that it doesn't take.
const WRONG_CREDENTIALS: [&str; 6] = [
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "ExpiredToken",
    "InvalidToken",
    "TokenRefreshRequired",
    "RequestTimeTooSkewed",
];

/// S3's codes for what passes, with a status that doesn't say so.
const PASSING: [&str; 2] = ["RequestTimeout", "OperationAborted"];

/// What a store's answer says in public terms: never its text, which may repeat what was sent.
struct Answer<'a> {
    status: Option<u16>,
    code: Option<&'a str>,
    cause: Option<String>,
}

impl<'a> Answer<'a> {
    fn of(error: &'a opendal::Error) -> Self {
        // opendal keeps the S3 code and the HTTP status only in its texts.
        let shown = error.to_string();
        let status = between(&shown, "Parts { status: ", ",").and_then(|status| status.parse().ok());
        let code = between(error.message(), "code: \"", "\"").filter(|code| {
            !code.is_empty() && code.len() < 60 && code.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        Self { status, code, cause: innermost_cause(error) }
    }
}

impl std::fmt::Display for Answer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.status, self.code, &self.cause) {
            (Some(status), Some(code), _) => write!(f, "{status} {code}"),
            (Some(status), None, _) => write!(f, "{status}"),
            (None, Some(code), _) => f.write_str(code),
            (None, None, Some(cause)) => f.write_str(cause),
            (None, None, None) => f.write_str("no reason given"),
        }
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

/// The transport's own words for why it failed, such as `Connection refused (os error 111)`.
fn innermost_cause(error: &opendal::Error) -> Option<String> {
    let mut cause = std::error::Error::source(error)?;
    while let Some(next) = cause.source() {
        cause = next;
    }
    Some(cause.to_string())
}

fn io_source(error: &opendal::Error) -> Option<&io::Error> {
    std::error::Error::source(error)?.downcast_ref()
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;

    use super::{Act, ArchiveError};

    #[cfg(unix)]
    #[test]
    fn a_full_disk_and_a_used_up_quota_can_be_tried_again() {
        // ENOSPC on every unix; EDQUOT on Linux.
        let codes: &[i32] = if cfg!(target_os = "linux") { &[28, 122] } else { &[28] };
        for code in codes {
            let error = ArchiveError::io("write", Path::new("/a/b"), io::Error::from_raw_os_error(*code));
            assert!(
                matches!(&error, ArchiveError::DiskFull { path } if path == Path::new("/a/b")),
                "{error:?}"
            );
            assert!(error.is_retryable());
            assert_eq!(
                error.to_string(),
                "cannot write /a/b: no space is left; free some, or move the archive"
            );
        }
    }

    #[test]
    fn a_folder_that_may_not_be_written_is_denied() {
        let error = ArchiveError::io("write", Path::new("/a/b"), io::ErrorKind::PermissionDenied.into());
        assert!(matches!(error, ArchiveError::Denied { .. }) && !error.is_retryable());
    }

    /// A store may repeat in its text what it was sent.
    #[test]
    fn the_text_of_an_answer_is_not_repeated() {
        let error =
            opendal::Error::new(opendal::ErrorKind::Unexpected, "code: \"Odd\", message: \"a spoken word\"")
                .with_context("response", "Parts { status: 418, version: HTTP/1.1 }");
        let error = Act::Write.failed("conversations/x", "s3://bucket/conversations/x", &error);
        assert_eq!(error.to_string(), "cannot write s3://bucket/conversations/x: the store answered 418 Odd");
        assert!(!format!("{error:?}").contains("spoken"));
    }
}
