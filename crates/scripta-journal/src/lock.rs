//! The lock on a journal's folder: one writer at a time.
//!
//! The operating system holds the lock on `journal.lock` for as long as the file is open and gives it back
//! when the process dies, however it dies, so there is no stale lock to clear by hand. The file's text only
//! tells the next opener whom it is waiting for; it decides nothing, and is left behind. (Deleting it would
//! race with an opener that has opened it but not yet locked it.)

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
    time::{Duration, Instant},
};

use crate::{error::OpenError, folder};

const FILE: &str = "journal.lock";
/// Who only looks whether somebody holds the lock has it for a moment, which is waited for.
const LOOKS: Duration = Duration::from_millis(20);

/// Holds the folder until dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock of a folder that exists.
    pub(crate) fn take(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join(FILE);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        folder::private(&mut options);
        let mut file = options.open(&path).map_err(|source| folder::error(folder, &path, source))?;
        let until = Instant::now() + LOOKS;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(LOOKS / 10),
                Err(TryLockError::WouldBlock) => {
                    return Err(OpenError::InUse { folder: folder.to_owned(), holder: read(&mut file) });
                }
                Err(TryLockError::Error(source)) => return Err(OpenError::Io { path, source }),
            }
        }
        sign(&mut file).map_err(|source| folder::error(folder, &path, source))?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    /// Gives the folder back. Closing the file would not do so while a child process that is just being
    /// started holds a copy of its descriptor; unlocking does, for every copy.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// Writes who we are.
fn sign(file: &mut File) -> std::io::Result<()> {
    let program = std::env::current_exe()
        .ok()
        .and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "unknown".to_owned());
    let text = format!(
        "pid={}\nprogram={program}\nstarted={}\n",
        std::process::id(),
        jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default()
    );
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(text.as_bytes())
}

/// The process that writes a journal, in words such as `process 17 (scripta), since 2024-01-15T10:00:00Z`; `None` where
/// nobody does.
///
/// The lock is tried for shared use and given back at once: that is what tells a live holder from the name that a dead one
/// left in the file.
pub fn holder(journal: &Path) -> Option<String> {
    let mut file = File::open(journal.join(FILE)).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(read(&mut file)),
        Err(TryLockError::Error(_)) => None,
        Ok(()) => {
            let _ = file.unlock();
            None
        }
    }
}

/// Reads who they are: "process 17 (scripta), since 2024-01-15T10:00:00Z".
fn read(file: &mut File) -> String {
    let mut text = String::new();
    // A holder that has not yet signed leaves the text empty; no error here may hide the real one.
    let _ = file.take(4096).read_to_string(&mut text);
    let field = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .unwrap_or("unknown")
            .to_owned()
    };
    format!("process {} ({}), since {}", field("pid"), field("program"), field("started"))
}

/// Where the lock of a folder is.
#[cfg(test)]
pub(crate) fn path(folder: &Path) -> std::path::PathBuf {
    folder.join(FILE)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn the_second_taker_learns_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path()).unwrap();
        let text = std::fs::read_to_string(path(folder.path())).unwrap();
        assert!(text.starts_with(&format!("pid={}\nprogram=scripta_journal", std::process::id())), "{text}");

        let error = Lock::take(folder.path()).unwrap_err();
        let OpenError::InUse { holder, .. } = &error else { panic!("{error}") };
        assert!(holder.starts_with(&format!("process {} (scripta_journal", std::process::id())), "{holder}");

        drop(first);
        Lock::take(folder.path()).unwrap();
    }

    #[test]
    fn who_looks_again_and_again_keeps_nobody_out() {
        let folder = tempfile::tempdir().unwrap();
        drop(Lock::take(folder.path()).unwrap());
        assert_eq!(holder(folder.path()), None);
        let looking = AtomicBool::new(true);
        let kept_out = std::thread::scope(|scope| {
            scope.spawn(|| {
                while looking.load(Ordering::Relaxed) {
                    holder(folder.path());
                }
            });
            let kept_out = (0..300).filter_map(|_| Lock::take(folder.path()).err()).next();
            looking.store(false, Ordering::Relaxed);
            kept_out
        });
        assert!(kept_out.is_none(), "{kept_out:?}");
        let _lock = Lock::take(folder.path()).unwrap();
        assert!(holder(folder.path()).unwrap().starts_with("process "));
    }
}
