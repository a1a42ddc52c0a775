//! Opening: the folder, its lock, its rights.

use std::{
    fs,
    process::{Command, Stdio},
};

use rusqlite::Connection;
use scripta_journal::{Journal, OpenError, Options};

use crate::support::*;

#[test]
fn a_folder_has_one_writer_and_the_second_learns_who_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    let error = Journal::open(folder.path(), Options::default()).unwrap_err();
    let OpenError::InUse { holder, .. } = &error else { panic!("{error}") };
    assert!(holder.contains(&format!("process {} (it-", std::process::id())), "{holder}");
    assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
    drop(journal);
    open(folder.path());
}

#[test]
fn the_folder_is_free_once_its_writer_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = crate::crash::spawn(folder.path(), Stdio::piped());
    crate::crash::wait_for_first_line(&mut child);
    let error = Journal::open(folder.path(), Options::default()).unwrap_err();
    assert!(error.to_string().contains(&format!("in use by process {}", child.id())), "{error}");
    child.kill().unwrap();
    child.wait().unwrap();
    open(folder.path());
}

#[cfg(unix)]
#[test]
fn only_this_user_may_read_what_is_created() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("journal");
    let journal = open(&folder);
    journal.append(first(id(1), "one")).unwrap();
    journal.flush(PATIENCE).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 4, "{files:?}");
    assert!(files.iter().all(|file| mode(file) == 0o600), "{files:?}");
}

#[test]
fn a_path_that_cannot_be_a_folder_is_refused_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    for (path, advice) in [
        ("file", "is a file or lies below one; configure a folder"),
        ("file/journal", "is a file or lies below one; configure a folder"),
        ("missing/journal", "/missing does not exist; create it"),
    ] {
        let path = folder.path().join(path);
        let error = Journal::open(&path, Options::default()).unwrap_err().to_string();
        assert!(error.contains(advice) && error.contains(&path.display().to_string()), "{error}");
    }
}

/// A read-only file system, where this user may mount one: rights do not bind root.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_is_refused_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).arg(folder.path()).output();
        output.is_ok_and(|output| output.status.success())
    };
    if !run("mount", &["-t", "tmpfs", "-o", "ro,size=1m", "tmpfs"]) {
        return;
    }
    let existing = Journal::open(folder.path(), Options::default()).map(drop);
    let new = Journal::open(&folder.path().join("new"), Options::default()).map(drop);
    assert!(run("umount", &["--lazy"]));
    for result in [existing, new] {
        let error = result.unwrap_err();
        assert!(matches!(error, OpenError::ReadOnly { .. }), "{error}");
        assert!(error.to_string().contains("give this user the right to write there"), "{error}");
    }
}

#[test]
fn a_file_that_another_client_holds_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).close(PATIENCE).unwrap();
    let foreign = Connection::open(folder.path().join("journal.sqlite")).unwrap();
    foreign.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(())).unwrap();
    foreign.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let error = Journal::open(folder.path(), Options::default()).unwrap_err();
    assert!(matches!(error, OpenError::Busy { .. }), "{error}");
    drop(foreign);
    open(folder.path());
}

#[test]
fn a_creation_that_crashed_is_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("journal.sqlite.new"), "half a file").unwrap();
    let journal = open(folder.path());
    assert_eq!(append_and_wait(&journal, first(id(1), "one")), Ok(()));
    assert!(!folder.path().join("journal.sqlite.new").exists());
}
