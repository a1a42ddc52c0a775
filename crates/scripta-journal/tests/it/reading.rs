//! What is written is read back, by this program and by others.

use std::ops::ControlFlow;

use scripta_journal::{Batch, Entry, Journal, Reader, State, Write, WriteError};

use crate::support::*;

#[test]
fn a_conversation_reads_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.append(Batch::new(id(1), vec![begin("session-1", 1000), entry(1, "one")])).unwrap();
    journal.append(one(id(1), entry(3, "three"))).unwrap();
    journal.append(one(id(1), entry(2, "two"))).unwrap();
    journal.append(one(id(1), end(4, "end"))).unwrap();
    let failed = Write::Failed { at: 5000, attempts: 2, reason: "the archive is away".into() };
    journal.append(one(id(1), failed)).unwrap();
    journal.append(Batch::new(id(2), vec![begin("session-2", 900)])).unwrap();
    journal.flush(PATIENCE).unwrap();

    let reader = journal.reader().unwrap();
    let stored = reader.conversations().unwrap();
    assert_eq!(stored.iter().map(|c| c.id).collect::<Vec<_>>(), [id(2), id(1)]);
    let conversation = reader.conversation(id(1)).unwrap().unwrap();
    assert_eq!(conversation, stored[1]);
    assert_eq!(conversation.session_id, "session-1");
    assert_eq!((conversation.started_at, conversation.last_at), (1000, 1004));
    assert_eq!(
        (conversation.state, conversation.entries, conversation.bytes),
        (State::Ended, 4, 11 + 5 + 7 + 5 + 5)
    );
    assert_eq!((conversation.attempts, conversation.failed_at), (2, Some(5000)));
    assert_eq!(conversation.last_error.as_deref(), Some("the archive is away"));
    assert_eq!((stored[0].state, stored[0].entries, stored[0].last_at), (State::Open, 0, 900));

    assert_eq!(reader.beginning(id(1)).unwrap(), Some(json("beginning")));
    assert_eq!(reader.beginning(id(3)).unwrap(), None);
    assert_eq!(reader.conversation(id(3)).unwrap(), None);
    assert_eq!(reader.entries(id(3)).unwrap(), []);
    let entries = [(1, json("one")), (2, json("two")), (3, json("three")), (4, json("end"))];
    assert_eq!(reader.entries(id(1)).unwrap(), entries);

    let mut seen = Vec::new();
    reader
        .visit(id(1), 2, |Entry { seq, at, end, .. }| {
            seen.push((seq, at, end));
            if seq == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(seen, [(2, 1002, false), (3, 1003, false)]);
}

#[test]
fn the_same_sequence_number_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.append(first(id(1), "one")).unwrap();
    journal.flush(PATIENCE).unwrap();
    let reader = journal.reader().unwrap();
    let before = reader.conversation(id(1)).unwrap();
    for write in [entry(1, "another"), end(1, "late"), begin("other", 1)] {
        assert_eq!(append_and_wait(&journal, one(id(1), write)), Ok(()));
    }
    assert_eq!(reader.conversation(id(1)).unwrap(), before);
    assert_eq!(reader.entries(id(1)).unwrap(), [(1, json("one"))]);
    assert_eq!(journal.health().entries, 1);
}

#[test]
fn a_write_to_an_unknown_conversation_fails_alone_and_whole() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    let fates = Fates::default();
    let unknown = Err(WriteError::UnknownConversation { conversation: id(9) });
    journal.append(fates.watch(1, first(id(1), "one"))).unwrap();
    journal.append(fates.watch(2, Batch::new(id(9), vec![entry(1, "x"), begin("s", 1)]))).unwrap();
    journal.append(fates.watch(3, one(id(1), entry(2, "two")))).unwrap();
    journal
        .append(fates.watch(4, Batch::new(id(9), vec![begin("s", 1), Write::Remove, entry(1, "x")])))
        .unwrap();
    journal.append(fates.watch(5, one(id(9), Write::Remove))).unwrap();
    journal.flush(PATIENCE).unwrap();
    assert_eq!(fates.take(), [(1, Ok(())), (2, unknown.clone()), (3, Ok(())), (4, unknown), (5, Ok(()))]);
    assert_eq!(journal.reader().unwrap().conversations().unwrap().len(), 1);
}

#[test]
fn a_reader_needs_no_lock_and_sees_what_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Reader::open(folder.path()).unwrap().is_none());
    assert!(Reader::open(&folder.path().join("missing")).unwrap().is_none());
    let journal = open(folder.path());
    let reader = Reader::open(folder.path()).unwrap().unwrap();
    assert_eq!(reader.conversations().unwrap(), []);
    assert_eq!(append_and_wait(&journal, first(id(1), "one")), Ok(()));
    assert_eq!(reader.entries(id(1)).unwrap().len(), 1);
    journal.close(PATIENCE).unwrap();
    assert_eq!(reader.entries(id(1)).unwrap().len(), 1);
    let later = Reader::open(folder.path()).unwrap().unwrap();
    assert_eq!(later.entries(id(1)).unwrap().len(), 1);
}

#[test]
fn an_entry_may_be_empty_or_large_and_numbered_up_to_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    let large = "x".repeat(3_000_000);
    journal.append(Batch::new(id(1), vec![begin("", -5), entry(0, ""), entry(7, &large)])).unwrap();
    journal.append(one(id(1), entry(i64::MAX as u64, "last"))).unwrap();
    journal.flush(PATIENCE).unwrap();
    let entries = journal.reader().unwrap().entries(id(1)).unwrap();
    assert_eq!(entries.iter().map(|e| e.0).collect::<Vec<_>>(), [0, 7, i64::MAX as u64]);
    assert_eq!(entries[1].1, json(&large));
    assert_eq!(journal.reader().unwrap().entries(id(1)).unwrap().len(), 3);
}

#[test]
fn nothing_that_is_printed_holds_content() {
    let batch = Batch::new(id(1), vec![begin("secret", 1), entry(1, "secret"), end(2, "secret")]);
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), quick().queue_bytes(1)).unwrap();
    let refused = journal.append(batch).unwrap_err();
    let printed = format!("{refused} {refused:?} {journal:?} {:?}", journal.health());
    assert!(!printed.contains("secret") && printed.contains("Entry(1, 8 bytes"), "{printed}");
}
