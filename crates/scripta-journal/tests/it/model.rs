//! The journal against a map in memory, under random operations.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use proptest::prelude::*;
use scripta_journal::{Batch, Journal, Reader, State, Write, WriteError};
use uuid::Uuid;

use crate::support::*;

#[derive(Debug, Clone)]
enum Change {
    Begin { at: i64 },
    Entry { seq: u64, size: usize },
    End { seq: u64 },
    Failed { attempts: u32 },
    Remove,
}

#[derive(Debug, Clone)]
enum Step {
    Append {
        conversation: u128,
        changes: Vec<Change>,
    },
    Flush,
    Erase,
    /// Close and open again.
    Reopen,
    /// Drop without closing and open again.
    Drop,
    /// Go on with a copy of the files as they were at a moment, as after a crash.
    Crash,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        2 => (0..100i64).prop_map(|at| Change::Begin { at }),
        6 => (0..12u64, prop_oneof![3 => 0..300usize, 1 => 3000..9000usize])
            .prop_map(|(seq, size)| Change::Entry { seq, size }),
        1 => (0..12u64).prop_map(|seq| Change::End { seq }),
        1 => (0..9u32).prop_map(|attempts| Change::Failed { attempts }),
        1 => Just(Change::Remove),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => (0..4u128, prop::collection::vec(change(), 1..4))
            .prop_map(|(conversation, changes)| Step::Append { conversation, changes }),
        4 => Just(Step::Flush),
        1 => Just(Step::Erase),
        1 => Just(Step::Reopen),
        1 => Just(Step::Drop),
        1 => Just(Step::Crash),
    ]
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Conversation {
    started_at: i64,
    last_at: i64,
    ended: bool,
    attempts: u32,
    entries: BTreeMap<u64, Vec<u8>>,
}

type Model = BTreeMap<Uuid, Conversation>;

/// What the batch should do; `false` when it is refused whole.
fn apply(model: &mut Model, id: Uuid, changes: &[Change]) -> bool {
    let mut state = model.get(&id).cloned();
    for change in changes {
        match (change, state.as_mut()) {
            (Change::Begin { at }, None) => {
                state = Some(Conversation { started_at: *at, last_at: *at, ..Default::default() });
            }
            (Change::Remove, _) => state = None,
            (Change::Begin { .. }, Some(_)) => {}
            (_, None) => return false,
            (Change::Failed { attempts }, Some(c)) => c.attempts = *attempts,
            (Change::Entry { seq, .. } | Change::End { seq }, Some(c)) => {
                if !c.entries.contains_key(seq) {
                    c.entries.insert(*seq, json(&content(change)));
                    c.last_at = c.last_at.max(1000 + seq.cast_signed());
                    c.ended |= matches!(change, Change::End { .. });
                }
            }
        }
    }
    match state {
        Some(state) => model.insert(id, state),
        None => model.remove(&id),
    };
    true
}

fn content(change: &Change) -> String {
    match change {
        Change::Entry { seq, size } => format!("{seq}-").repeat(*size / 2),
        _ => "end".to_owned(),
    }
}

fn batch(conversation: Uuid, changes: &[Change]) -> Batch {
    let write = |change: &Change| match change {
        Change::Begin { at } => begin("session", *at),
        Change::Entry { seq, .. } => entry(*seq, &content(change)),
        Change::End { seq } => end(*seq, &content(change)),
        Change::Failed { attempts } => Write::Failed { at: 1, attempts: *attempts, reason: "away".into() },
        Change::Remove => Write::Remove,
    };
    Batch::new(conversation, changes.iter().map(write).collect())
}

fn read(reader: &Reader) -> Model {
    let conversation = |stored: scripta_journal::Stored| {
        let entries: BTreeMap<_, _> = reader.entries(stored.id).unwrap().into_iter().collect();
        assert_eq!(stored.entries, entries.len() as u64);
        assert_eq!(stored.bytes, 11 + entries.values().map(|body| body.len() as u64).sum::<u64>());
        assert_eq!(reader.beginning(stored.id).unwrap(), Some(json("beginning")));
        let (started_at, last_at, attempts) = (stored.started_at, stored.last_at, stored.attempts);
        (
            stored.id,
            Conversation { started_at, last_at, ended: stored.state == State::Ended, attempts, entries },
        )
    };
    reader.conversations().unwrap().into_iter().map(conversation).collect()
}

/// Copies what a crash at this moment would leave.
fn crash_copy(from: &Path, to: &Path) -> PathBuf {
    fs::create_dir(to).unwrap();
    for name in ["journal.sqlite", "journal.sqlite-wal"] {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
    to.to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_journal_does_what_a_map_does(steps in prop::collection::vec(step(), 1..60)) {
        let root = tempfile::tempdir().unwrap();
        let mut folder = root.path().join("0");
        let mut journal = open(&folder);
        let mut model = Model::new();
        let fates = Fates::default();
        let mut expected = Vec::new();
        for (number, step) in (0..).zip(steps) {
            match step {
                Step::Append { conversation, changes } => {
                    let conversation = id(conversation);
                    let fate = if apply(&mut model, conversation, &changes) {
                        Ok(())
                    } else {
                        Err(WriteError::UnknownConversation { conversation })
                    };
                    expected.push((number, fate));
                    journal.append(fates.watch(number, batch(conversation, &changes))).unwrap();
                    continue;
                }
                Step::Flush => journal.flush(PATIENCE).unwrap(),
                Step::Erase => journal.erase(PATIENCE).unwrap(),
                Step::Reopen => {
                    journal.close(PATIENCE).unwrap();
                    journal = open(&folder);
                }
                Step::Drop => {
                    drop(journal);
                    journal = open(&folder);
                }
                Step::Crash => {
                    journal.flush(PATIENCE).unwrap();
                    folder = crash_copy(&folder, &root.path().join(format!("{number}-crash")));
                    journal = open(&folder);
                }
            }
            prop_assert_eq!(fates.take(), std::mem::take(&mut expected));
            prop_assert_eq!(&read(&journal.reader().unwrap()), &model);
        }
        journal.close(PATIENCE).unwrap();
        prop_assert_eq!(fates.take(), expected);
        prop_assert_eq!(read(&Reader::open(&folder).unwrap().unwrap()), model);
    }
}

#[expect(dead_code, reason = "says that a journal can be shared between threads")]
fn is_shared(journal: Journal) -> impl Clone + Send + Sync {
    journal
}
