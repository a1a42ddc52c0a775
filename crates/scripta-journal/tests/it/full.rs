//! A full disk: nothing lost, nothing twice, and removals make room.

use std::time::Duration;

use scripta_journal::{Condition, Journal, Refusal, Write};

use crate::support::*;

const KIB: u64 = 1024;

#[test]
fn a_full_disk_holds_batches_until_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    let options = quick().disk_bytes(Some(128 * KIB)).queue_bytes(256 * 1024);
    let journal = Journal::open(folder.path(), options).unwrap();
    let fates = Fates::default();
    journal.append(fates.watch(0, first(id(1), "one"))).unwrap();
    let mut accepted = 0;
    let refused = loop {
        let batch = one(id(1), entry(accepted + 2, &"x".repeat(1000)));
        match journal.append(fates.watch(accepted + 1, batch)) {
            Ok(()) => accepted += 1,
            Err(refused) => break refused,
        }
        if !is_retrying(&journal.health().condition) {
            journal.flush(Duration::from_millis(300)).ok();
        }
    };
    assert!(matches!(refused.why, Refusal::Full { .. }), "{refused}");
    let Condition::Retrying { error, since, .. } = wait_for(&journal, is_retrying) else { unreachable!() };
    assert!(error.contains("no space for") && error.contains("journal.sqlite"), "{error}");
    assert!(since.elapsed().is_ok());
    assert!(fates.take().iter().all(|(_, fate)| fate.is_ok()));

    journal.set_disk_bytes(None);
    journal.append_waiting(refused.batch, PATIENCE).unwrap();
    journal.flush(PATIENCE).unwrap();
    assert_eq!(journal.health().condition, Condition::Healthy);
    let entries = journal.reader().unwrap().entries(id(1)).unwrap();
    assert_eq!(entries.iter().map(|e| e.0).collect::<Vec<_>>(), (1..=accepted + 2).collect::<Vec<_>>());
    assert_eq!(journal.health().entries, accepted + 2);
}

#[test]
fn a_removal_makes_room_although_others_wait_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), quick().disk_bytes(Some(128 * KIB))).unwrap();
    let fates = Fates::default();
    journal.append(first(id(1), &"x".repeat(80 * 1024))).unwrap();
    journal.flush(PATIENCE).unwrap();
    journal.append(fates.watch(1, first(id(2), &"y".repeat(60 * 1024)))).unwrap();
    wait_for(&journal, is_retrying);
    // What waits of this conversation is moot with it; what comes after is not.
    journal.append(fates.watch(2, one(id(2), Write::Remove))).unwrap();
    journal.append(fates.watch(3, one(id(2), begin("again", 7)))).unwrap();
    journal.append(fates.watch(4, one(id(1), Write::Remove))).unwrap();
    journal.flush(PATIENCE).unwrap();
    let mut told = fates.take();
    let place = |batch| told.iter().position(|(told, _)| *told == batch);
    assert!(place(1) < place(2) && place(2) < place(3), "{told:?}");
    told.sort_by_key(|(batch, _)| *batch);
    assert_eq!(told, (1..=4).map(|batch| (batch, Ok(()))).collect::<Vec<_>>());
    let stored = journal.reader().unwrap().conversations().unwrap();
    assert_eq!((stored.len(), stored[0].id, stored[0].started_at), (1, id(2), 7));
}

#[test]
fn a_conversation_that_is_removed_does_not_wait_for_room_for_what_it_had_still_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), quick().disk_bytes(Some(128 * KIB))).unwrap();
    journal.append(first(id(1), "one")).unwrap();
    journal.flush(PATIENCE).unwrap();
    journal.append(one(id(1), entry(2, &"x".repeat(200 * 1024)))).unwrap();
    wait_for(&journal, is_retrying);
    journal.append(one(id(1), Write::Remove)).unwrap();
    journal.flush(PATIENCE).unwrap();
    assert_eq!(journal.health().condition, Condition::Healthy);
    assert_eq!(journal.reader().unwrap().conversations().unwrap(), []);
}

/// A real file system that is full, where this user may mount one.
#[cfg(target_os = "linux")]
#[test]
fn a_file_system_without_space_behaves_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mount = |program: &str, arguments: &[&str]| {
        let output = std::process::Command::new(program).args(arguments).arg(folder.path()).output();
        output.is_ok_and(|output| output.status.success())
    };
    if !mount("mount", &["-t", "tmpfs", "-o", "size=8m", "tmpfs"]) {
        return;
    }
    let result = std::panic::catch_unwind(|| fill_file_system(&folder.path().join("journal")));
    assert!(mount("umount", &["--lazy"]));
    result.unwrap();
}

#[cfg(target_os = "linux")]
fn fill_file_system(folder: &std::path::Path) {
    let journal = Journal::open(folder, quick()).unwrap();
    let fates = Fates::default();
    journal.append(first(id(1), "one")).unwrap();
    journal.flush(PATIENCE).unwrap();
    let filler = folder.join("filler");
    assert!(std::fs::write(&filler, vec![0; 16 << 20]).is_err(), "the file system should be full");
    for seq in 2..=41 {
        journal.append(fates.watch(seq, one(id(1), entry(seq, &"x".repeat(20 * 1024))))).unwrap();
    }
    let Condition::Retrying { error, .. } = wait_for(&journal, is_retrying) else { unreachable!() };
    assert!(error.contains("no space for"), "{error}");
    assert_eq!(fates.take(), []);
    std::fs::remove_file(filler).unwrap();
    journal.flush(PATIENCE).unwrap();
    assert_eq!(fates.take(), (2..=41).map(|seq| (seq, Ok(()))).collect::<Vec<_>>());
    assert_eq!(journal.reader().unwrap().entries(id(1)).unwrap().len(), 41);
    journal.close(PATIENCE).unwrap();
}
