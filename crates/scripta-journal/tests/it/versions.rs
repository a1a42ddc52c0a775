//! Every format version that was ever released still opens; newer ones and other databases are refused.
//!
//! `tests/fixtures/v1.sqlite` was written by version 1 of this program and is frozen. To make the fixture of
//! a new version, run `SCRIPTA_JOURNAL_FIXTURE=v2.sqlite cargo test -p scripta-journal write_the_fixture --
//! --ignored`.

use std::{fs, path::Path};

use rusqlite::Connection;
use scripta_journal::{Batch, Journal, OpenError, Options, ReadError, Reader, State, Write};

use crate::support::*;

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

#[test]
#[ignore = "writes into the source tree"]
fn write_the_fixture() {
    let name = std::env::var("SCRIPTA_JOURNAL_FIXTURE").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.append(Batch::new(id(1), vec![begin("session-1", 1_705_312_800_000), entry(1, "one")])).unwrap();
    journal.append(Batch::new(id(1), vec![entry(2, "two"), end(3, "end")])).unwrap();
    let failed =
        Write::Failed { at: 1_705_312_900_000, attempts: 3, reason: "no route to the archive".into() };
    journal.append(one(id(1), failed)).unwrap();
    journal
        .append(Batch::new(
            id(2),
            vec![begin("session-2", 1_705_312_801_000), entry(5, &"long ".repeat(600))],
        ))
        .unwrap();
    journal.append(first(id(3), "removed")).unwrap();
    journal.append(one(id(3), Write::Remove)).unwrap();
    journal.close(PATIENCE).unwrap();
    fs::create_dir_all(fixture("")).unwrap();
    fs::copy(folder.path().join("journal.sqlite"), fixture(&name)).unwrap();
}

#[test]
fn a_journal_of_version_1_still_opens_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(fixture("v1.sqlite"), folder.path().join("journal.sqlite")).unwrap();
    assert_version_1(&Reader::open(folder.path()).unwrap().unwrap());
    let journal = open(folder.path());
    assert_version_1(&journal.reader().unwrap());
    assert_eq!(append_and_wait(&journal, Batch::new(id(2), vec![end(6, "end")])), Ok(()));
    journal.append(one(id(1), Write::Remove)).unwrap();
    journal.close(PATIENCE).unwrap();
    assert_eq!(occurrences(folder.path(), "session-1"), 0);
    let stored = Reader::open(folder.path()).unwrap().unwrap().conversations().unwrap();
    assert_eq!((stored.len(), stored[0].state, stored[0].entries), (1, State::Ended, 2));
}

fn assert_version_1(reader: &Reader) {
    let stored = reader.conversations().unwrap();
    assert_eq!(stored.iter().map(|c| (c.id, c.entries)).collect::<Vec<_>>(), [(id(1), 3), (id(2), 1)]);
    let one = &stored[0];
    assert_eq!(
        (one.session_id.as_str(), one.started_at, one.state),
        ("session-1", 1_705_312_800_000, State::Ended)
    );
    assert_eq!((one.attempts, one.failed_at), (3, Some(1_705_312_900_000)));
    assert_eq!(one.last_error.as_deref(), Some("no route to the archive"));
    assert_eq!(stored[1].state, State::Open);
    assert_eq!(reader.beginning(id(1)).unwrap(), Some(json("beginning")));
    assert_eq!(reader.entries(id(1)).unwrap(), [(1, json("one")), (2, json("two")), (3, json("end"))]);
    assert_eq!(reader.entries(id(2)).unwrap(), [(5, json(&"long ".repeat(600)))]);
}

#[test]
fn a_newer_version_is_refused_with_advice_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).close(PATIENCE).unwrap();
    let file = folder.path().join("journal.sqlite");
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 7).unwrap();
    let error = Journal::open(folder.path(), Options::default()).unwrap_err();
    assert!(matches!(error, OpenError::NewerVersion { found: 7, known: 1, .. }), "{error}");
    let text = error.to_string();
    assert!(
        text.contains("journal.sqlite has format version 7") && text.contains("start the newer program"),
        "{text}"
    );
    let read: ReadError = Reader::open(folder.path()).unwrap_err().into();
    assert_eq!(read.to_string(), text);
    let version =
        Connection::open(&file).unwrap().pragma_query_value(None, "user_version", |r| r.get::<_, i32>(0));
    assert_eq!(version.unwrap(), 7);
}

#[test]
fn another_programs_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let foreign = Connection::open(folder.path().join("journal.sqlite")).unwrap();
    foreign.execute_batch("PRAGMA application_id=77; CREATE TABLE theirs (x);").unwrap();
    drop(foreign);
    let error = Journal::open(folder.path(), Options::default()).unwrap_err();
    assert!(matches!(error, OpenError::Foreign { found: 77, .. }), "{error}");
}
