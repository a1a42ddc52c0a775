//! A folder of this machine as an object store: durable writes and deletes.
//!
//! # Layout
//!
//! ```text
//! <folder>/conversations/2024-01-15/session_123/<conversationId>_conversation.json
//! <folder>/.scripta-partial/<uuid>        a file that is being written
//! ```
//!
//! # A write
//!
//! 1. The bytes go to a new file under `.scripta-partial`, and are flushed to the disk.
//! 2. The file is renamed to its key's path, which replaces an older one at once: a reader sees the old bytes or
//!    the new, never a part.
//! 3. Every folder from the file up to the root is flushed, so that the names survive a loss of power too. Also those
//!    that were there before: another process may have made them a moment ago and not have flushed them yet.
//!
//! Rejected: the writer of `opendal`'s file system service. It flushes no folder, gives files the process's default
//! permissions, and keeps a partial file for good after a crash.
//!
//! # Recovery
//!
//! A crash between 1 and 2 leaves a partial file. It is outside `conversations/`, so no listing shows it. It holds a
//! record's content all the same, which an erasure must not miss: opening the folder removes every partial file
//! that is over an hour old, and no write takes that long.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use uuid::Uuid;

use crate::error::ArchiveError;

const PARTIAL: &str = ".scripta-partial";

/// The age from which a partial file belongs to no write.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// How often a write is begun again because an empty folder was removed under it.
const TRIES: usize = 8;

/// A folder that is written durably. Paths are those of keys, with `/`.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Opens the folder, which is made where it is missing: readable by its owner only.
    pub(crate) fn open(path: &Path) -> Result<Self, ArchiveError> {
        if path.as_os_str().is_empty() {
            return Err(ArchiveError::Config { detail: "the folder's path is empty".to_owned() });
        }
        let failed = |error| ArchiveError::io("open the folder", path, error);
        make_folders(path).map_err(failed)?;
        let folder = Self { root: path.canonicalize().map_err(failed)? };
        // The folder's own name must last too, where it was made just now. What is above may not be ours to open.
        for above in folder.root.ancestors().skip(1) {
            let _ = flush_folder(above);
        }
        folder.remove_abandoned();
        Ok(folder)
    }

    /// The absolute path.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Writes an object; when this returns, it survives a loss of power.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        let target = self.root.join(path);
        let failed = |error| ArchiveError::io("write", &target, error);
        let partial_folder = self.root.join(PARTIAL);
        make_folders(&partial_folder).map_err(failed)?;
        let partial = partial_folder.join(Uuid::new_v4().to_string());
        let written = write_new(&partial, bytes).and_then(|()| self.publish(&partial, &target));
        if written.is_err() {
            // What was written is of no use; if it can't be removed either, opening the folder will.
            let _ = fs::remove_file(&partial);
        }
        written.map_err(failed)
    }

    /// Makes an object that is there already last as if it were written now. Whoever wrote it may have been stopped
    /// before it did.
    pub(crate) fn flush(&self, path: &str) -> Result<(), ArchiveError> {
        let target = self.root.join(path);
        let flushed = File::open(&target).and_then(|file| file.sync_all());
        flushed
            .and_then(|()| self.flush_up_from(target.parent().unwrap_or(&self.root)))
            .map_err(|error| ArchiveError::io("flush", &target, error))
    }

    fn publish(&self, partial: &Path, target: &Path) -> io::Result<()> {
        let parent = target.parent().unwrap_or(&self.root);
        for left in (0..TRIES).rev() {
            make_folders(parent)?;
            match fs::rename(partial, target).and_then(|()| self.flush_up_from(parent)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && partial.exists() && left > 0 => {}
                done => return done,
            }
        }
        Ok(())
    }

    /// Removes an object and the folders that it leaves empty. Gives its size; `None` when there was none.
    pub(crate) fn remove(&self, path: &str) -> Result<Option<u64>, ArchiveError> {
        let target = self.root.join(path);
        let failed = |error| ArchiveError::io("delete", &target, error);
        let size = match fs::metadata(&target).and_then(|data| fs::remove_file(&target).map(|()| data.len()))
        {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            removed => removed.map_err(failed)?,
        };
        let mut folder = target.parent().unwrap_or(&self.root);
        while folder != self.root && fs::remove_dir(folder).is_ok() {
            folder = folder.parent().unwrap_or(&self.root);
        }
        match self.flush_up_from(folder) {
            // Another deletion removed the folder meanwhile, and flushes what is above.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(size)),
            flushed => flushed.map(|()| Some(size)).map_err(failed),
        }
    }

    fn flush_up_from(&self, folder: &Path) -> io::Result<()> {
        for folder in folder.ancestors() {
            flush_folder(folder)?;
            if folder == self.root {
                break;
            }
        }
        Ok(())
    }

    /// Removes what crashed writes left. Failing to is no reason not to open.
    fn remove_abandoned(&self) {
        let Ok(entries) = fs::read_dir(self.root.join(PARTIAL)) else { return };
        for entry in entries.flatten() {
            let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|at| at.elapsed().ok());
            if age.is_some_and(|age| age > ABANDONED) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn make_folders(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(unix)]
fn flush_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Folders can't be opened to be flushed here; the file system's journal has to do.
#[cfg(not(unix))]
fn flush_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
