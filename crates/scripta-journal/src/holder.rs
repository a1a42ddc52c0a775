//! Who writes a journal.

use std::fs::{File, TryLockError};
use std::io::Read;
use std::path::Path;

/// The process that holds a journal's folder, in words such as `process 17 (scripta), since 2024-01-15T10:00:00Z`;
/// `None` where nobody does.
///
/// The lock is tried for shared use and given back at once: that is what tells a live holder from the name that a
/// dead one left in the file.
pub fn holder(journal: &Path) -> Option<String> {
    let mut file = File::open(journal.join("journal.lock")).ok()?;
    match file.try_lock_shared() {
        Ok(()) => {
            let _ = file.unlock();
            return None;
        }
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(_)) => return None,
    }
    let mut text = String::new();
    let _ = file.by_ref().take(4096).read_to_string(&mut text);
    let field = |name: &str| {
        let mut values = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        values.next().unwrap_or("unknown")
    };
    Some(format!("process {} ({}), since {}", field("pid"), field("program"), field("started")))
}
