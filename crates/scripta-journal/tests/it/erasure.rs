//! A removed conversation leaves no byte behind.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use rusqlite::Connection;
use scripta_journal::{Batch, FlushError, Journal, Write};

use crate::support::*;

/// Many conversations interleaved, so that their rows share pages and SQLite moves them between pages.
fn fill(journal: &Journal, conversations: u128, rounds: u64, random: &mut Random) {
    for number in 1..=conversations {
        journal.append(one(id(number), begin(&format!("session-{number}-"), 0))).unwrap();
    }
    for seq in 1..=rounds {
        for number in 1..=conversations {
            let content = format!("marker-{number}-").repeat(1 + random.below(60) as usize);
            journal.append_waiting(one(id(number), entry(seq, &content)), PATIENCE).unwrap();
        }
    }
    journal.flush(PATIENCE).unwrap();
}

#[test]
fn a_removed_conversation_is_in_no_file_once_erased() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(7);
    let journal = open(folder.path());
    fill(&journal, 20, 40, &mut random);
    assert!(occurrences(folder.path(), "marker-3-") > 0);
    for number in [3, 11, 20, 1] {
        journal.append(one(id(number), Write::Remove)).unwrap();
        journal.erase(PATIENCE).unwrap();
        for needle in [format!("marker-{number}-"), format!("session-{number}-")] {
            assert_eq!(occurrences(folder.path(), &needle), 0, "{needle}");
        }
        assert_eq!(journal.health().removes_pending, 0);
    }
    assert_eq!(journal.reader().unwrap().conversations().unwrap().len(), 16);
    assert_eq!(journal.reader().unwrap().entries(id(2)).unwrap().len(), 40);
}

#[test]
fn an_idle_journal_erases_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    fill(&journal, 5, 20, &mut Random(8));
    journal.append(one(id(2), Write::Remove)).unwrap();
    journal.flush(PATIENCE).unwrap();
    let started = std::time::Instant::now();
    while journal.health().removes_pending > 0 {
        assert!(started.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(occurrences(folder.path(), "marker-2-"), 0);
}

#[test]
fn a_busy_journal_erases_within_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let options = quick().erase_within(Duration::from_millis(20)).window(Duration::from_millis(2));
    let journal = Journal::open(folder.path(), options).unwrap();
    fill(&journal, 3, 5, &mut Random(9));
    journal.append(one(id(2), Write::Remove)).unwrap();
    let started = std::time::Instant::now();
    let mut seq = 100;
    journal.append(one(id(1), entry(seq, "more"))).unwrap();
    // Removed once the first of these has been committed; never idle from there on.
    loop {
        seq += 1;
        journal.append_waiting(one(id(1), entry(seq, "more")), PATIENCE).unwrap();
        let health = journal.health();
        if health.commits > 0 && health.removes_pending == 0 && occurrences(folder.path(), "marker-2-") == 0 {
            break;
        }
        assert!(started.elapsed() < PATIENCE, "{health:?}");
    }
}

#[test]
fn an_erasure_that_is_asked_for_does_not_wait_for_an_idle_moment() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), quick().erase_within(Duration::MAX)).unwrap();
    fill(&journal, 3, 5, &mut Random(13));
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for seq in (100..).take_while(|_| !stop.load(Ordering::Relaxed)) {
                journal.append_waiting(one(id(1), entry(seq, "more")), PATIENCE).unwrap();
            }
        });
        journal.append_waiting(one(id(2), Write::Remove), PATIENCE).unwrap();
        let erased = journal.erase(PATIENCE);
        stop.store(true, Ordering::Relaxed);
        erased.unwrap();
    });
    assert_eq!(occurrences(folder.path(), "marker-2-"), 0);
}

#[test]
fn closing_erases() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    fill(&journal, 8, 30, &mut Random(10));
    journal.append(one(id(5), Write::Remove)).unwrap();
    journal
        .append(Batch::new(id(99), vec![begin("gone", 0), entry(1, "gone-marker"), Write::Remove]))
        .unwrap();
    journal.close(PATIENCE).unwrap();
    assert_eq!(occurrences(folder.path(), "marker-5-"), 0);
    assert_eq!(occurrences(folder.path(), "gone"), 0);
    assert!(occurrences(folder.path(), "marker-4-") > 0);
}

#[test]
fn a_removal_that_a_crash_left_unerased_is_erased_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    fill(&journal, 8, 30, &mut Random(11));
    let reader = Connection::open(folder.path().join("journal.sqlite")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM entry;").unwrap();
    journal.append(one(id(5), Write::Remove)).unwrap();
    journal.flush(PATIENCE).unwrap();
    drop(journal);
    assert!(occurrences(folder.path(), "marker-5-") > 0, "a reader should have kept the old pages");

    let journal = open(folder.path());
    assert_eq!(journal.health().removes_pending, 1);
    drop(reader);
    journal.close(PATIENCE).unwrap();
    assert_eq!(occurrences(folder.path(), "marker-5-"), 0);
}

#[test]
fn a_reader_in_the_way_is_reported_and_not_claimed_away() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    fill(&journal, 4, 10, &mut Random(12));
    let reader = Connection::open(folder.path().join("journal.sqlite")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM entry;").unwrap();
    journal.append(one(id(2), Write::Remove)).unwrap();
    let error = journal.erase(PATIENCE).unwrap_err();
    assert!(matches!(error, FlushError::NotErased { .. }), "{error}");
    assert_eq!(journal.health().removes_pending, 1);
    reader.execute_batch("COMMIT").unwrap();
    journal.erase(PATIENCE).unwrap();
    assert_eq!(occurrences(folder.path(), "marker-2-"), 0);
}
