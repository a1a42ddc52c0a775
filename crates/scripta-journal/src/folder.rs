//! The journal's folder: made private, and its errors told apart.

use std::{
    fs::{DirBuilder, OpenOptions},
    io::{self, ErrorKind},
    path::Path,
};

use crate::error::OpenError;

/// Creates the folder for this user only, or accepts one that exists as it is. The parent must exist: a path
/// that nobody made is more often a volume that is not mounted than a wish for a new tree.
pub(crate) fn create(folder: &Path) -> Result<(), OpenError> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Ok(()) => sync_parent(folder),
        Err(_) if folder.is_dir() => Ok(()),
        Err(source) => Err(error(folder, folder, source)),
    }
}

/// Makes the files that these options create readable by this user only.
pub(crate) fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Makes the names in a folder durable.
pub(crate) fn sync(folder: &Path) -> Result<(), OpenError> {
    #[cfg(unix)]
    std::fs::File::open(folder).and_then(|f| f.sync_all()).map_err(|source| error(folder, folder, source))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

fn sync_parent(folder: &Path) -> Result<(), OpenError> {
    match folder.parent() {
        Some(parent) if parent.as_os_str().is_empty() => sync(Path::new(".")),
        Some(parent) => sync(parent),
        None => Ok(()),
    }
}

/// What an error of the operating system means for a journal in `folder`, met at `path`.
pub(crate) fn error(folder: &Path, path: &Path, source: io::Error) -> OpenError {
    let (folder, path) = (folder.to_owned(), path.to_owned());
    match source.kind() {
        ErrorKind::NotFound => {
            let parent = folder.parent().map(Path::to_owned).unwrap_or_default();
            OpenError::MissingParent { folder, parent }
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => OpenError::NotAFolder { folder },
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => OpenError::ReadOnly { path, source },
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => OpenError::Full { path },
        _ => OpenError::Io { path, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_of_the_operating_system_gets_the_advice_that_fits() {
        let map = |kind: ErrorKind| {
            error(Path::new("/a/b"), Path::new("/a/b/journal.sqlite"), io::Error::from(kind)).to_string()
        };
        let advice = [
            (ErrorKind::NotFound, "/a does not exist; create it"),
            (ErrorKind::NotADirectory, "/a/b is a file or lies below one"),
            (ErrorKind::AlreadyExists, "/a/b is a file or lies below one"),
            (
                ErrorKind::PermissionDenied,
                "cannot write to /a/b/journal.sqlite (permission denied); give this user",
            ),
            (ErrorKind::ReadOnlyFilesystem, "cannot write to /a/b/journal.sqlite (read-only"),
            (ErrorKind::StorageFull, "no space left for the journal at /a/b/journal.sqlite; free some"),
            (ErrorKind::QuotaExceeded, "no space left"),
            (ErrorKind::TimedOut, "cannot use /a/b/journal.sqlite: timed out"),
        ];
        for (kind, text) in advice {
            assert!(map(kind).contains(text), "{kind:?}: {}", map(kind));
        }
    }

    #[test]
    fn a_missing_parent_and_a_file_in_the_way_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let missing = create(&folder.path().join("missing/journal")).unwrap_err();
        assert!(matches!(missing, OpenError::MissingParent { .. }), "{missing}");

        std::fs::write(folder.path().join("file"), "").unwrap();
        for path in ["file", "file/journal"] {
            let error = create(&folder.path().join(path)).unwrap_err();
            assert!(matches!(error, OpenError::NotAFolder { .. }), "{path}: {error}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_system_that_takes_no_folders_is_named() {
        let error = create(Path::new("/proc/scripta-journal")).unwrap_err();
        assert!(error.to_string().contains("/proc"), "{error}");
    }
}
