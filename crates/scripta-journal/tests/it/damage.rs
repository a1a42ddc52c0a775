//! Damage is told, never read past and never written over.

use std::{
    fs::{self, File, OpenOptions},
    io::{Seek, SeekFrom, Write as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use scripta_journal::{
    FlushError, Journal, OpenError, Options, Place, ReadError, Reader, Refusal, WriteError,
};

use crate::support::*;

/// A closed journal of many pages, and its file.
fn written(folder: &Path, entries: u64, size: usize) -> PathBuf {
    let journal = open(folder);
    for number in 1..=20 {
        journal.append(first(id(number), "one")).unwrap();
        for seq in 2..=entries {
            journal
                .append_waiting(one(id(number), entry(seq, &"content ".repeat(size / 8))), PATIENCE)
                .unwrap();
        }
    }
    journal.close(PATIENCE).unwrap();
    folder.join("journal.sqlite")
}

fn overwrite(file: &Path, at: u64, bytes: &[u8]) {
    let mut file = OpenOptions::new().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

fn assert_corrupt(folder: &Path, case: &str) {
    let error = Journal::open(folder, Options::default()).map(drop).unwrap_err();
    assert!(matches!(error, OpenError::Corrupt { .. }), "{case}: {error}");
    let text = error.to_string();
    assert!(text.contains("journal.sqlite") && text.contains("move it"), "{case}: {text}");
}

#[test]
fn a_damaged_file_is_refused_and_left_as_it_is() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 7] = [
        ("empty", |f| drop(File::create(f).unwrap())),
        ("garbage", |f| fs::write(f, "not a database at all ".repeat(1000)).unwrap()),
        ("garbage header", |f| overwrite(f, 0, &[0xAA; 100])),
        ("truncated in a page", |f| OpenOptions::new().write(true).open(f).unwrap().set_len(10_000).unwrap()),
        ("truncated by half", |f| {
            let file = OpenOptions::new().write(true).open(f).unwrap();
            file.set_len(file.metadata().unwrap().len() / 8192 * 4096).unwrap();
        }),
        ("a page of garbage", |f| overwrite(f, 4096 * 20, &[0xAA; 4096])),
        ("no tables", |f| {
            fs::remove_file(f).unwrap();
            Connection::open(f).unwrap().execute_batch("PRAGMA journal_mode=WAL; VACUUM;").unwrap();
        }),
    ];
    for (case, damage) in damages {
        let folder = tempfile::tempdir().unwrap();
        let file = written(folder.path(), 30, 400);
        damage(&file);
        let before = fs::read(&file).unwrap();
        assert_corrupt(folder.path(), case);
        assert_eq!(fs::read(&file).unwrap(), before, "{case}");
        fs::rename(&file, folder.path().join("aside")).unwrap();
        open(folder.path()).close(PATIENCE).unwrap();
    }
}

#[test]
fn a_flipped_bit_is_met_at_opening_or_at_reading_and_never_returned() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), 10, 300);
    let sound = fs::read(&file).unwrap();
    let expected = contents(folder.path()).unwrap();
    let mut random = Random(5);
    let mut told = 0;
    for _ in 0..150 {
        let at = 100 + random.below(sound.len() as u64 - 100);
        let bit = 1 << random.below(8);
        overwrite(&file, at, &[sound[at as usize] ^ bit]);
        match Journal::open(folder.path(), Options::default()) {
            Err(error) => {
                assert!(matches!(error, OpenError::Corrupt { .. }), "{at}: {error}");
                told += 1;
            }
            Ok(journal) => {
                match contents(folder.path()) {
                    Err(_) => told += 1,
                    Ok(read) => {
                        for (body, was) in read.iter().zip(&expected) {
                            assert_eq!(body.1, was.1, "byte {at}, bit {bit}");
                        }
                    }
                }
                drop(journal);
            }
        }
        fs::write(&file, &sound).unwrap();
    }
    assert!(told > 100, "{told}");
}

type Contents = Vec<(uuid::Uuid, Vec<(u64, Vec<u8>)>)>;

/// Each conversation's id and entries.
fn contents(folder: &Path) -> Result<Contents, ReadError> {
    let reader = Reader::open(folder)?.unwrap();
    reader.conversations()?.into_iter().map(|c| Ok((c.id, reader.entries(c.id)?))).collect()
}

#[test]
fn a_damaged_body_is_named_and_the_others_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.append(first(id(1), "one")).unwrap();
    for (seq, content) in [(2, "two"), (3, "findme"), (4, "four")] {
        journal.append(one(id(1), entry(seq, content))).unwrap();
    }
    journal.close(PATIENCE).unwrap();
    let file = folder.path().join("journal.sqlite");
    let bytes = fs::read(&file).unwrap();
    let at = bytes.windows(6).position(|w| w == b"findme").unwrap();
    overwrite(&file, at as u64, b"F");

    let journal = open(folder.path());
    let reader = journal.reader().unwrap();
    let error = reader.entries(id(1)).unwrap_err();
    assert!(matches!(error, ReadError::CorruptEntry { place: Place::Entry(3), .. }), "{error}");
    assert!(!error.to_string().to_lowercase().contains("findme"), "{error}");
    let mut seen = Vec::new();
    let mut visit = |from| {
        reader.visit(id(1), from, |entry| {
            seen.push(entry.seq);
            ControlFlow::Continue(())
        })
    };
    visit(0).unwrap_err();
    visit(4).unwrap();
    assert_eq!(seen, [1, 2, 4]);

    drop(reader);
    journal.close(PATIENCE).unwrap();
    let at = fs::read(&file).unwrap().windows(9).position(|w| w == b"beginning").unwrap();
    // The first is the table's name in the schema.
    let at =
        at + 9 + fs::read(&file).unwrap()[at + 9..].windows(11).position(|w| w == b"\"beginning\"").unwrap();
    overwrite(&file, at as u64 + 1, b"B");
    let error = Reader::open(folder.path()).unwrap().unwrap().beginning(id(1)).unwrap_err();
    assert!(matches!(error, ReadError::CorruptEntry { place: Place::Beginning, .. }), "{error}");
}

/// The file is larger than SQLite's cache, so that the damage is read while the journal runs.
#[test]
fn damage_met_while_running_stops_the_journal_without_a_false_success() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), 200, 2000);
    let journal = open(folder.path());
    let length = fs::metadata(&file).unwrap().len();
    assert!(length > 6 << 20);
    overwrite(&file, 4096 * 8, &vec![0xAA; length as usize - 4096 * 8]);
    let fates = Fates::default();
    for number in 1..=20 {
        let batch = fates.watch(number, one(id(number.into()), entry(100_000, "after")));
        if journal.append(batch).is_err() {
            break;
        }
        journal.flush(PATIENCE).ok();
    }
    wait_for(&journal, is_poisoned);
    journal.flush(PATIENCE).unwrap_err();
    let fates = fates.take();
    let (_, last) = fates.last().unwrap();
    let Err(WriteError::Poisoned { error }) = last else { panic!("{last:?}") };
    assert!(
        error.contains("damaged") && error.contains("move it") && error.contains("journal.sqlite"),
        "{error}"
    );

    let refused = journal.append(first(id(99), "x")).unwrap_err();
    assert_eq!(refused.why, Refusal::Poisoned { error: error.clone() });
    let poisoned = FlushError::Poisoned { error: error.clone() };
    assert_eq!(journal.flush(PATIENCE), Err(poisoned.clone()));
    assert_eq!(journal.erase(PATIENCE), Err(poisoned.clone()));
    assert_eq!(journal.close(PATIENCE), Err(poisoned.clone()));
    assert_eq!(journal.close(PATIENCE), Err(poisoned));
    drop(journal);
    assert_corrupt(folder.path(), "after closing");
}

#[test]
fn a_table_that_vanished_stops_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    let foreign = Connection::open(folder.path().join("journal.sqlite")).unwrap();
    foreign.execute_batch("DROP TABLE entry").unwrap();
    let fate = append_and_wait(&journal, first(id(1), "one"));
    assert!(matches!(fate, Err(WriteError::Poisoned { .. })), "{fate:?}");
}

#[cfg(unix)]
#[test]
fn a_file_that_was_deleted_or_replaced_stops_the_journal() {
    for replace in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let journal = open(folder.path());
        assert_eq!(append_and_wait(&journal, first(id(1), "one")), Ok(()));
        let file = folder.path().join("journal.sqlite");
        fs::rename(&file, folder.path().join("aside")).unwrap();
        if replace {
            fs::copy(folder.path().join("aside"), &file).unwrap();
        }
        let fate = append_and_wait(&journal, first(id(2), "two"));
        let Err(WriteError::Poisoned { error }) = &fate else { panic!("{fate:?}") };
        assert!(error.contains("was moved, replaced or deleted while in use"), "{error}");
    }
}
