//! Handing over: bounds, refusals, callbacks, closing.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use scripta_journal::{Condition, FlushError, Journal, Refusal, WriteError};

use crate::support::*;

#[test]
fn a_full_queue_hands_the_batch_back_and_loses_nothing_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let size = first(id(1), "one").size();
    let journal = Journal::open(folder.path(), quick().queue_bytes(3 * size)).unwrap();
    let foreign = Connection::open(folder.path().join("journal.sqlite")).unwrap();
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    let fates = Fates::default();
    for number in 1..=3 {
        journal.append(fates.watch(number, first(id(number.into()), "one"))).unwrap();
    }
    let refused = journal.append(fates.watch(4, first(id(4), "one"))).unwrap_err();
    assert_eq!(refused.why, Refusal::Full { limit: 3 * size });
    let waited = journal.append_waiting(refused.batch, Duration::from_millis(5)).unwrap_err();
    assert_eq!((waited.batch.conversation, waited.batch.writes.len()), (id(4), 2));
    assert_eq!(journal.health().queue_bytes, 3 * size);

    let condition = wait_for(&journal, is_retrying);
    let Condition::Retrying { error, attempts, .. } = condition else { unreachable!() };
    assert!(
        attempts >= 1
            && error.contains("locked by another SQLite client")
            && error.contains("journal.sqlite")
    );
    let late = journal.flush(Duration::from_millis(1)).unwrap_err();
    assert!(matches!(&late, FlushError::Deadline { batches: 3, error: Some(_), .. }), "{late}");

    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| journal.append_waiting(waited.batch, PATIENCE));
        foreign.execute_batch("ROLLBACK").unwrap();
        waiting.join().unwrap().unwrap();
    });
    journal.flush(PATIENCE).unwrap();
    assert_eq!(fates.take(), [(1, Ok(())), (2, Ok(())), (3, Ok(())), (4, Ok(()))]);
    assert_eq!(journal.health().condition, Condition::Healthy);
    assert_eq!((journal.health().queue_bytes, journal.health().queue_batches), (0, 0));
    assert_eq!(journal.reader().unwrap().conversations().unwrap().len(), 4);
}

#[test]
fn what_can_never_be_written_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), quick().queue_bytes(1000)).unwrap();
    let large = journal.append_waiting(first(id(1), &"x".repeat(1000)), PATIENCE).unwrap_err();
    assert_eq!(large.why, Refusal::TooLarge { limit: 1000 });
    let seq = journal.append(one(id(1), entry(u64::MAX, "x"))).unwrap_err();
    assert_eq!(seq.why, Refusal::SeqOutOfRange { seq: u64::MAX });
}

#[test]
fn a_callback_that_panics_is_counted_and_harms_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.append(first(id(1), "one").on_commit(|_| panic!("a bug of the caller"))).unwrap();
    assert_eq!(append_and_wait(&journal, one(id(1), entry(2, "two"))), Ok(()));
    assert_eq!(journal.health().callback_panics, 1);
}

#[test]
fn a_callback_may_append_and_may_hold_the_last_handle() {
    let folder = tempfile::tempdir().unwrap();
    let (send, receive) = mpsc::channel();
    let journal = open(folder.path());
    let inner = journal.clone();
    let (go, wait) = mpsc::channel::<()>();
    journal
        .append(first(id(1), "one").on_commit(move |_| {
            wait.recv().ok();
            inner
                .append(one(id(1), entry(2, "two")).on_commit(move |fate| send.send(fate).unwrap()))
                .unwrap();
        }))
        .unwrap();
    drop(journal);
    go.send(()).unwrap();
    assert_eq!(receive.recv_timeout(PATIENCE).unwrap(), Ok(()));
}

#[test]
fn a_window_gathers_a_group_and_a_flush_does_not_wait_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), quick().window(Duration::from_secs(3600))).unwrap();
    let started = Instant::now();
    for number in 1..=100 {
        journal.append(first(id(number), "one")).unwrap();
    }
    assert_eq!(journal.health().commits, 0);
    journal.flush(PATIENCE).unwrap();
    assert_eq!((journal.health().commits, journal.health().entries), (1, 100));
    assert!(journal.health().last_commit.is_some() && started.elapsed() < PATIENCE);
}

#[test]
fn a_group_that_is_large_enough_does_not_wait_for_its_window() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), quick().window(Duration::MAX)).unwrap();
    let (send, receive) = mpsc::channel();
    journal.append(first(id(1), "one").on_commit(move |fate| send.send(fate).unwrap())).unwrap();
    journal.append(first(id(2), &"x".repeat(5 << 20))).unwrap();
    assert_eq!(receive.recv_timeout(PATIENCE).unwrap(), Ok(()));
}

#[test]
fn closing_commits_everything_and_refuses_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), quick().window(Duration::from_secs(3600))).unwrap();
    let fates = Fates::default();
    journal.append(fates.watch(1, first(id(1), "one"))).unwrap();
    journal.close(PATIENCE).unwrap();
    assert_eq!(fates.take(), [(1, Ok(()))]);
    assert_eq!(journal.health().condition, Condition::Closed);
    assert_eq!(journal.append(first(id(2), "two")).unwrap_err().why, Refusal::Closed);
    assert_eq!(journal.append_waiting(first(id(2), "two"), PATIENCE).unwrap_err().why, Refusal::Closed);
    assert_eq!(journal.erase(PATIENCE), Err(FlushError::Closed));
    journal.flush(PATIENCE).unwrap();
    journal.close(PATIENCE).unwrap();
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(open(folder.path()).reader().unwrap().conversations().unwrap().len(), 1);
}

#[test]
fn closing_in_vain_says_what_is_left_and_tells_each_batch() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    let foreign = Connection::open(folder.path().join("journal.sqlite")).unwrap();
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (send, receive) = mpsc::channel();
    journal.append(first(id(1), "one").on_commit(move |fate| send.send(fate).unwrap())).unwrap();
    wait_for(&journal, is_retrying);
    let error = journal.close(Duration::from_millis(1)).unwrap_err();
    assert!(matches!(&error, FlushError::Deadline { batches: 1, error: Some(_), .. }), "{error}");
    assert_eq!(receive.recv_timeout(PATIENCE).unwrap(), Err(WriteError::Closed));
    drop(foreign);
    drop(journal);
    assert_eq!(open(folder.path()).reader().unwrap().conversations().unwrap(), []);
}

#[test]
fn dropping_commits_what_was_accepted_and_frees_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=5 {
        let journal = Journal::open(folder.path(), quick().window(Duration::from_secs(3600))).unwrap();
        journal.append(first(id(number), "one")).unwrap();
    }
    assert_eq!(open(folder.path()).reader().unwrap().conversations().unwrap().len(), 5);
}
