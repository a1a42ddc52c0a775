//! A recorder ends: told to, dropped, or with an archive that hangs.

use std::time::{Duration, Instant};

use scripta_recorder::{BeginError, End, NotArchived, Recorder, Start};
use scripta_s3_testing::{Fault, S3Server};

use crate::support::{
    PATIENCE, begin, eventually, item_event, options, problems, record, texts, with_bucket,
};

#[test]
fn open_conversations_are_archived_as_not_closed() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let open: Vec<_> = (0..50).map(|number| begin(&recorder, &number.to_string())).collect();
    for conversation in &open {
        conversation.observe(item_event(1, "in the middle of"), None).unwrap();
    }
    recorder.shutdown(PATIENCE).unwrap();
    for conversation in &open {
        let record = record(folder.path(), conversation.id());
        assert_eq!(problems(&record), ["no_clean_close"]);
        assert_eq!(texts(&record), ["in the middle of"]);
        assert!(conversation.observe("{}", None).is_err());
        // Its own end comes late, and finds it archived.
        assert_eq!(conversation.end(End::default(), None).wait(PATIENCE).unwrap().objects.len(), 3);
    }
    assert_eq!(recorder.begin("late", Start::default()).unwrap_err(), BeginError::ShuttingDown);
    // Again, and while it is closed.
    recorder.shutdown(PATIENCE).unwrap();
    assert!(recorder.status().active.is_empty());
    Recorder::open(options(folder.path())).unwrap();
}

#[test]
fn two_may_shut_it_down_while_others_begin() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let begun = std::thread::scope(|scope| {
        let beginner = scope.spawn(|| {
            let mut begun = Vec::new();
            for number in 0..200 {
                match recorder.begin(&number.to_string(), Start::default()) {
                    Ok(conversation) => begun.push(conversation),
                    Err(BeginError::ShuttingDown) => break,
                    Err(error) => panic!("{error}"),
                }
            }
            begun
        });
        eventually("some have begun", || recorder.active().len() > 10);
        let [one, two] = [(); 2].map(|()| scope.spawn(|| recorder.shutdown(PATIENCE)));
        one.join().unwrap().unwrap();
        two.join().unwrap().unwrap();
        beginner.join().unwrap()
    });
    // Whatever was begun is there: none fell between.
    for conversation in begun {
        assert_eq!(problems(&record(folder.path(), conversation.id())), ["no_clean_close"]);
    }
}

#[test]
fn the_deadline_holds_with_an_archive_that_hangs() {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let mut patient = with_bucket(folder.path(), &server);
    patient.archive_options.io_timeout = Duration::from_secs(600);
    let recorder = Recorder::open(patient).unwrap();
    server.faults().next(usize::MAX, Fault::Hang);
    let conversation = begin(&recorder, "session");
    conversation.observe(item_event(1, "hello"), None).unwrap();
    let ending = conversation.end(End::default(), None);
    eventually("it is being archived", || !server.requests().is_empty());
    let begun = Instant::now();
    recorder.shutdown(Duration::from_secs(1)).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    let told = ending.wait(Duration::MAX).unwrap_err();
    assert!(matches!(told, NotArchived::Pending { .. }), "{told}");

    // Nothing of it is left behind in this process.
    server.faults().clear();
    let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
    assert_eq!(recorder.recover(PATIENCE).unwrap().archived.len(), 1);
    assert_eq!(record(&server.folder(), conversation.id())["completeness"]["status"], "complete");
}

#[test]
fn dropping_it_frees_the_folder_and_keeps_what_was_handed_over() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation = begin(&recorder, "session");
    let id = conversation.id();
    for number in 0..1_000 {
        conversation.observe(item_event(number, &format!("text {number}")), None).unwrap();
    }
    drop(recorder);
    // A conversation is a handle, too.
    Recorder::open(options(folder.path())).unwrap_err();
    drop(conversation);
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let recovery = recorder.recover(PATIENCE).unwrap();
    assert!(recovery.archived[0].recovered);
    let record = record(folder.path(), id);
    assert_eq!(texts(&record).len(), 1_000);
    assert_eq!(problems(&record), ["recovered_after_crash"]);
}

#[test]
fn dropping_it_tells_those_who_wait_for_the_archive() {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
    server.faults().next(usize::MAX, Fault::Hang);
    let conversation = begin(&recorder, "session");
    let ending = conversation.end(End::default(), None);
    eventually("it is being archived", || !server.requests().is_empty());
    drop((recorder, conversation));
    ending.wait(Duration::MAX).unwrap_err();
    Recorder::open(with_bucket(folder.path(), &server)).unwrap();
}

#[test]
fn recovery_leaves_live_conversations_alone() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let left: Vec<_> = (0..20).map(|number| begin(&recorder, &number.to_string()).id()).collect();
    drop(recorder);
    let recorder = Recorder::open(options(folder.path())).unwrap();
    std::thread::scope(|scope| {
        let recoveries = [(); 3].map(|()| scope.spawn(|| recorder.recover(PATIENCE).unwrap()));
        for number in 0..100 {
            let conversation = begin(&recorder, &number.to_string());
            conversation.observe(item_event(number, "live"), None).unwrap();
            let archived = conversation.end(End::default(), None).wait(PATIENCE).unwrap();
            assert!(!archived.recovered);
        }
        for recovery in recoveries {
            let recovery = recovery.join().unwrap();
            assert!(recovery.pending.is_empty(), "{:?}", recovery.pending);
            assert!(recovery.archived.iter().all(|archived| left.contains(&archived.conversation_id)));
        }
    });
    for id in left {
        assert_eq!(problems(&record(folder.path(), id)), ["recovered_after_crash"]);
    }
    recorder.shutdown(PATIENCE).unwrap();
}
