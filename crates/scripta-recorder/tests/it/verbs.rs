//! Asking, flushing, deleting: the verbs of those who hold a recorder in their own process.

use std::sync::mpsc::channel;
use std::time::Duration;

use scripta_core::record::{Problem, ProblemKind};
use scripta_journal::Reader;
use scripta_recorder::{Deleted, End, JournalPlace, NotArchived, Recorder, journal_folder};
use scripta_s3_testing::S3Server;
use uuid::Uuid;

use crate::support::{
    PATIENCE, begin, eventually, files, item_event, objects, options, problems, record, with_bucket,
};

fn delete(recorder: &Recorder, id: Uuid) -> Deleted {
    let (told, done) = channel();
    let own = recorder.clone();
    recorder.run(async move { drop(told.send(own.delete(id).await)) });
    done.recv_timeout(PATIENCE).unwrap().unwrap()
}

#[test]
fn figures_have_all_that_was_handed_over_and_stay_after_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation = begin(&recorder, "session");
    for number in 0..50 {
        conversation.observe(item_event(number, "hello"), None).unwrap();
    }
    let figures = conversation.analytics(PATIENCE).unwrap();
    assert_eq!((figures.total_messages, figures.message_types["message"]), (50, 50));
    assert_eq!(figures.conversation_flow.user_initiated, 50);
    conversation.observe(item_event(50, "bye"), None).unwrap();
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    assert_eq!(conversation.analytics(PATIENCE).unwrap().total_messages, 51);
}

#[test]
fn documents_can_be_had_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation = begin(&recorder, "session");
    conversation.observe(item_event(1, "call 555-123-4567"), None).unwrap();
    let (told, asked) = channel();
    conversation.record_then(move |record| drop(told.send(record)));
    let preview = asked.recv_timeout(PATIENCE).unwrap();
    assert_eq!(preview.conversation.get().turns[0].transcript.as_deref(), Some("call XXX-XXX-XXXX"));
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    let (told, asked) = channel();
    conversation.record_then(move |record| drop(told.send(record)));
    assert!(asked.recv_timeout(PATIENCE).is_err(), "after the end the archive has it");
}

#[test]
fn after_a_flush_everything_is_in_the_journal_and_what_ended_in_the_archive() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let (open, ended) = (begin(&recorder, "open"), begin(&recorder, "ended"));
    open.observe(item_event(1, "hello"), None).unwrap();
    open.snapshot("named", None).unwrap();
    ended.observe(item_event(1, "hello"), None).unwrap();
    ended.end(End::default(), None);
    assert!(recorder.flush(PATIENCE));
    assert_eq!(open.acknowledged().0, 1);
    let reader = Reader::open(&journal_folder(folder.path())).unwrap().unwrap();
    let entries = reader.entries(open.id()).unwrap();
    let last = String::from_utf8(entries.last().unwrap().1.clone()).unwrap();
    assert!(last.contains("named"), "{last}");
    assert_eq!(objects(folder.path(), ended.id()).len(), 3);
}

#[test]
fn a_flush_tells_that_the_archive_is_away() {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
    drop(server);
    let conversation = begin(&recorder, "session");
    conversation.observe(item_event(1, "hello"), None).unwrap();
    conversation.end(End::default(), None);
    assert!(!recorder.flush(PATIENCE), "the first attempt fails, and nobody waits for the second");
    assert!(!recorder.flush(Duration::ZERO));
}

#[test]
fn the_outcome_can_be_awaited_without_a_thread() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let (told, done) = channel();
    for number in 0..20 {
        let conversation = begin(&recorder, &format!("session {number}"));
        let (ending, told) = (conversation.end(End::default(), None), told.clone());
        recorder.run(async move { drop(told.send(ending.done(PATIENCE).await)) });
    }
    for _ in 0..20 {
        assert_eq!(done.recv_timeout(PATIENCE).unwrap().unwrap().objects.len(), 3);
    }
}

#[test]
fn what_the_observer_knows_to_be_amiss_is_in_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation = begin(&recorder, "session");
    conversation.problem(Problem::new(ProblemKind::NoCleanClose));
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    assert_eq!(problems(&record(folder.path(), conversation.id())), ["no_clean_close"]);
}

/// Files below a folder that hold a text.
fn traces(folder: &std::path::Path, text: &str) -> Vec<std::path::PathBuf> {
    let holds = |path: &std::path::PathBuf| {
        let body = std::fs::read(path).unwrap();
        body.windows(text.len()).any(|window| window == text.as_bytes())
    };
    files(folder).into_iter().filter(holds).collect()
}

#[test]
fn a_deleted_conversation_is_nowhere_whether_active_or_archived() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    for ended in [false, true] {
        let conversation = begin(&recorder, "session");
        conversation.observe(item_event(1, "a quite unmistakable word: rhododendron"), None).unwrap();
        assert!(recorder.flush(PATIENCE));
        if ended {
            conversation.end(End::default(), None).wait(PATIENCE).unwrap();
        }
        assert!(!traces(folder.path(), "rhododendron").is_empty(), "there is something to delete");
        let deleted = delete(&recorder, conversation.id());
        assert_eq!((deleted.was_active, deleted.objects), (!ended, if ended { 3 } else { 0 }));
        assert!(deleted.all_versions);
        assert_eq!(traces(folder.path(), "rhododendron"), Vec::<std::path::PathBuf>::new());
        assert!(recorder.status().pending.is_empty());
        let again = delete(&recorder, conversation.id());
        assert_eq!((again.was_active, again.objects), (false, 0), "it is gone already");
    }
    assert!(recorder.flush(PATIENCE));
    assert_eq!(recorder.recover(PATIENCE).unwrap().archived.len(), 0);
}

#[test]
fn a_conversation_that_waits_for_the_archive_is_not_archived_once_it_is_deleted() {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
    server.go_away();
    let conversation = begin(&recorder, "session");
    conversation.observe(item_event(1, "hello"), None).unwrap();
    let ending = conversation.end(End::default(), None);
    ending.wait_first_attempt(PATIENCE).unwrap_err();
    server.come_back();
    delete(&recorder, conversation.id());
    let outcome = ending.wait(PATIENCE);
    assert!(matches!(outcome, Err(NotArchived::Deleted { .. })), "{outcome:?}");
    assert!(recorder.status().pending.is_empty());
}

#[test]
fn processes_that_share_a_folder_have_a_journal_each_and_whoever_comes_next_finishes_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let shared = || {
        let mut options = options(folder.path());
        options.journal_place = JournalPlace::FirstFree;
        options
    };
    let recorders: Vec<_> = (0..3).map(|_| Recorder::open(shared()).unwrap()).collect();
    assert_eq!(scripta_recorder::journals(folder.path()).len(), 3);
    let left: Vec<Uuid> = recorders
        .iter()
        .map(|recorder| {
            let conversation = begin(recorder, "session");
            conversation.observe(item_event(1, "hello"), None).unwrap();
            assert!(recorder.flush(PATIENCE));
            conversation.id()
        })
        .collect();
    // The second goes, the others stay: what it left is finished by a fourth, and nothing else is touched.
    let mut recorders = recorders.into_iter();
    let (first, second, third) =
        (recorders.next().unwrap(), recorders.next().unwrap(), recorders.next().unwrap());
    drop(second);
    let fourth = Recorder::open(shared()).unwrap();
    let finished = |recovery: scripta_recorder::Recovery| -> Vec<Uuid> {
        recovery.archived.iter().map(|archived| archived.conversation_id).collect()
    };
    assert_eq!(finished(fourth.recover(PATIENCE).unwrap()), [left[1]]);
    assert_eq!(first.status().active.len() + third.status().active.len(), 2);
    // All go, and one comes: it finishes those of journals that are not its own, too.
    fourth.shutdown(PATIENCE).unwrap();
    drop((first, third, fourth));
    let next = Recorder::open(shared()).unwrap();
    let mut all = finished(next.recover(PATIENCE).unwrap());
    all.sort();
    let mut rest = vec![left[0], left[2]];
    rest.sort();
    assert_eq!(all, rest);
    assert_eq!(problems(&record(folder.path(), left[2])), ["recovered_after_crash"]);
    eventually("a journal that was finished is free again", || {
        let mut options = shared();
        options.journal_place = JournalPlace::At(folder.path().join("journal-3"));
        Recorder::open(options).is_ok()
    });
}
