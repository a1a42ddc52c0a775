//! The data folder, as `scripta doctor` sees it.

use std::path::Path;

use crate::finding::Finding;

/// What is to be said about a data folder: where it is, who may read it, how much fits.
pub(crate) fn findings(folder: &Path) -> Vec<Finding> {
    let there = folder.ancestors().find(|path| path.is_dir());
    // `./x` has the ancestors `.` and the empty path, which is the same folder.
    let there = there.unwrap_or(Path::new("."));
    let made = if folder.is_dir() { "" } else { "; it is made with the first recording" };
    let mut findings = vec![match (folder.exists() && !folder.is_dir(), writable(there)) {
        (true, _) => {
            Finding::failed("data folder", format!("{} is a file; choose a folder", folder.display()))
        }
        (_, Err(error)) => {
            Finding::failed("data folder", format!("{} cannot be written: {error}", there.display()))
        }
        _ => Finding::good("data folder", format!("{}{made}", folder.display())),
    }];
    findings.extend(readable_by_others(folder));
    findings.extend(space(there));
    findings
}

#[cfg(unix)]
fn writable(folder: &Path) -> std::io::Result<()> {
    Ok(rustix::fs::access(folder, rustix::fs::Access::WRITE_OK)?)
}

#[cfg(not(unix))]
fn writable(folder: &Path) -> std::io::Result<()> {
    std::fs::metadata(folder).map(drop)
}

#[cfg(unix)]
fn readable_by_others(folder: &Path) -> Option<Finding> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(folder).ok()?.permissions());
    (mode & 0o077 != 0).then(|| {
        let text =
            format!("{} is open to other users (mode {:03o}): chmod 700 it", folder.display(), mode & 0o777);
        Finding::not_safe("data folder", text)
    })
}

#[cfg(not(unix))]
fn readable_by_others(_: &Path) -> Option<Finding> {
    None
}

/// Less free space than this is worth a word: a journal on a full disk acknowledges nothing.
#[cfg(unix)]
const LITTLE: u64 = 1_000_000_000;

#[cfg(unix)]
fn space(folder: &Path) -> Option<Finding> {
    let found = rustix::fs::statvfs(folder).ok()?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let text = format!("{} free", crate::figures::bytes(free));
    Some(if free < LITTLE {
        Finding::not_safe("disk", format!("{text}: on a full disk nothing is acknowledged"))
    } else {
        Finding::good("disk", text)
    })
}

#[cfg(not(unix))]
fn space(_: &Path) -> Option<Finding> {
    None
}
