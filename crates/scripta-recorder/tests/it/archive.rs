//! The archive fails in every way, and nothing is lost.

use std::time::Duration;

use scripta_metrics::{Metric, table};
use scripta_recorder::{End, NotArchived, Options, Recorder};
use scripta_s3_testing::{Fault, S3Server};
use scripta_sample::insurance_call;

use crate::support::{
    PATIENCE, begin, eventually, item_event, objects, observe, options, record, with_bucket,
};

/// A part of a record is never seen: where the conversation is, the rest is too.
fn assert_no_part_is_visible(server: &S3Server) {
    let keys = server.objects();
    for key in keys.iter().filter(|key| key.ends_with("_conversation.json")) {
        let stem = key.trim_end_matches("conversation.json");
        assert!(keys.contains(&format!("{stem}summary.json")), "{keys:?}");
        assert!(keys.contains(&format!("{stem}insurance_data.json")), "{keys:?}");
    }
}

fn assert_encrypted(server: &S3Server) {
    let requests = server.requests();
    let puts: Vec<_> = requests.iter().filter(|request| request.method == "PUT").collect();
    assert!(!puts.is_empty());
    for put in puts {
        assert_eq!(put.header("x-amz-server-side-encryption"), Some("AES256"), "{}", put.path);
    }
}

/// What a conversation comes to where nothing fails.
fn objects_without_faults(fed: usize) -> Vec<usize> {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation = begin(&recorder, "session");
    observe(&conversation, &insurance_call()[..fed]);
    let archived = conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    archived.objects.iter().map(|object| usize::try_from(object.bytes).unwrap() / 1000).collect()
}

fn survives(plan: impl FnOnce(&S3Server), tune: impl FnOnce(&mut Options)) {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let mut options = with_bucket(folder.path(), &server);
    tune(&mut options);
    let recorder = Recorder::open(options).unwrap();
    let conversation = begin(&recorder, "session");
    observe(&conversation, &insurance_call());
    plan(&server);
    let ending = conversation.end(End::default(), None);

    let first = ending.wait_first_attempt(PATIENCE).unwrap_err();
    assert!(matches!(first, NotArchived::Pending { .. }), "{first}");
    assert!(first.to_string().contains("kept in the journal"), "{first}");
    assert_no_part_is_visible(&server);
    let archived = ending.wait(PATIENCE).unwrap();
    assert_eq!(server.faults().left(), 0, "every fault came about");
    assert_eq!(archived.objects.len(), 3);
    assert!(archived.objects.last().unwrap().key.ends_with("_conversation.json"));
    assert_eq!(objects(&server.folder(), conversation.id()).len(), 3);
    assert_eq!(server.objects().len(), 3);
    assert_eq!(record(&server.folder(), conversation.id())["completeness"]["status"], "complete");
    assert_encrypted(&server);
    let sizes: Vec<usize> =
        archived.objects.iter().map(|object| usize::try_from(object.bytes).unwrap() / 1000).collect();
    assert_eq!(sizes, objects_without_faults(insurance_call().len()));
    recorder.shutdown(PATIENCE).unwrap();
}

#[test]
fn errors_of_the_store_are_waited_out() {
    survives(|server| server.faults().next(3, Fault::status(500, "InternalError")), |_| {});
}

#[test]
fn a_store_that_asks_for_less_is_given_time() {
    survives(|server| server.faults().on("PUT", "", 3, Fault::status(503, "SlowDown")), |_| {});
}

#[test]
fn a_refusal_is_tried_again() {
    survives(|server| server.faults().on("PUT", "", 2, Fault::status(403, "AccessDenied")), |_| {});
}

#[test]
fn a_request_without_an_answer_is_given_up_and_made_again() {
    survives(
        |server| server.faults().on("PUT", "_summary", 1, Fault::Hang),
        |options| {
            options.archive_options.timeout = Duration::from_millis(300);
            options.archive_options.io_timeout = Duration::from_millis(300);
        },
    );
}

#[test]
fn a_connection_that_breaks_loses_nothing() {
    survives(|server| server.faults().on("PUT", "_conversation", 2, Fault::CutRequest), |_| {});
}

#[test]
fn an_answer_that_is_lost_makes_no_second_record() {
    survives(|server| server.faults().on("PUT", "", 2, Fault::LoseAnswer), |_| {});
}

#[test]
fn a_store_that_comes_back_gets_the_record_by_itself() {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
    server.go_away();
    let endings: Vec<_> = (0..20)
        .map(|number| {
            let conversation = begin(&recorder, &format!("session {number}"));
            let ticket = conversation.observe(item_event(1, "hello"), None).unwrap();
            assert!(conversation.wait_acknowledged(ticket, PATIENCE), "the journal needs no store");
            conversation.end(End::default(), None)
        })
        .collect();
    for ending in &endings {
        ending.wait_first_attempt(PATIENCE).unwrap_err();
    }
    let status = recorder.status();
    assert_eq!(status.pending.len(), 20);
    assert!(status.pending.iter().all(|waiting| waiting.last_error.is_some()));
    let metric = |metric: &Metric, label: &str| {
        recorder.metrics().values.sum(metric, |labels| label.is_empty() || labels[0] == label)
    };
    assert!(metric(&table::UPLOADS, "failed") >= 20.0);
    assert_eq!(metric(&table::UPLOADS_PENDING, ""), 20.0);
    assert!(metric(&table::UPLOADS_OLDEST, "") > 0.0);
    server.come_back();
    for ending in &endings {
        ending.wait(PATIENCE).unwrap();
    }
    assert_eq!(server.objects().len(), 60);
    eventually("nothing is pending", || recorder.status().pending.is_empty());
    assert_eq!(metric(&table::UPLOADS, "archived"), 20.0);
    assert_eq!((metric(&table::UPLOADS_PENDING, ""), metric(&table::UPLOADS_OLDEST, "")), (0.0, 0.0));
    assert_eq!((metric(&table::EVENTS, ""), metric(&table::CONVERSATIONS_BEGUN, "")), (20.0, 20.0));
}

#[test]
fn what_a_process_could_not_archive_the_next_one_does() {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
    let conversation = begin(&recorder, "session");
    observe(&conversation, &insurance_call());
    server.go_away();
    let ending = conversation.end(End::default(), None);
    ending.wait_first_attempt(PATIENCE).unwrap_err();
    recorder.shutdown(Duration::from_secs(2)).unwrap();
    // Nobody waits for what this process will not do any more.
    assert!(matches!(ending.wait(PATIENCE), Err(NotArchived::Pending { .. })));
    drop((recorder, conversation));

    // Away still: it stays.
    let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
    let recovery = recorder.recover(PATIENCE).unwrap();
    assert_eq!((recovery.archived.len(), recovery.pending.len()), (0, 1));
    server.come_back();
    // Asked again, it waits for the same one, and does nothing twice.
    eventually("it is archived", || recorder.recover(PATIENCE).unwrap().pending.is_empty());
    eventually("it is forgotten", || recorder.recover(PATIENCE).unwrap().archived.is_empty());
    recorder.shutdown(PATIENCE).unwrap();
    let archived = objects(&server.folder(), ending.conversation_id());
    assert_eq!(archived.len(), 3);
    assert_eq!(server.objects().len(), 3);
    let record = record(&server.folder(), ending.conversation_id());
    assert_eq!(record["completeness"]["status"], "complete", "it had ended: {}", record["completeness"]);
}

#[test]
fn a_record_has_the_same_bytes_however_late_it_is_archived() {
    let server = S3Server::start();
    let [folder, copied] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
    let conversation = begin(&recorder, "session");
    observe(&conversation, &insurance_call());
    server.faults().on("PUT", "_conversation", 1, Fault::status(500, "InternalError"));
    server.faults().on("GET", "", 1_000_000, Fault::status(500, "InternalError"));
    let ending = conversation.end(End::default(), None);
    ending.wait_first_attempt(PATIENCE).unwrap_err();
    copy(&scripta_recorder::journal_folder(folder.path()), &copied.path().join("journal"));
    server.faults().clear();
    ending.wait(PATIENCE).unwrap();
    let archived = objects(&server.folder(), conversation.id());
    recorder.shutdown(PATIENCE).unwrap();

    // The journal as it was before the archive had it all: as if its removal had been lost.
    server.clear_requests();
    let recorder = Recorder::open(with_bucket(copied.path(), &server)).unwrap();
    let recovery = recorder.recover(PATIENCE).unwrap();
    assert!(recovery.archived[0].objects.iter().all(|object| !object.written), "{recovery:?}");
    assert!(server.requests().iter().all(|request| request.method != "PUT"));
    assert_eq!(objects(&server.folder(), conversation.id()), archived);
}

#[test]
fn a_complete_record_is_never_replaced_by_a_poorer_one() {
    let server = S3Server::start();
    let [folder, copied] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
    let conversation = begin(&recorder, "session");
    let call = insurance_call();
    observe(&conversation, &call[..call.len() / 2]);
    eventually("half of it is in the journal", || {
        let status = recorder.status();
        status.queued_bytes == 0 && status.journal.entries > 0 && status.journal.queue_batches == 0
    });
    copy(&scripta_recorder::journal_folder(folder.path()), &copied.path().join("journal"));
    observe(&conversation, &call[call.len() / 2..]);
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    let archived = objects(&server.folder(), conversation.id());
    recorder.shutdown(PATIENCE).unwrap();

    // A journal that knows half of it. The store fails at first when asked what it has.
    server.faults().on("GET", "", 3, Fault::status(500, "InternalError"));
    let recorder = Recorder::open(with_bucket(copied.path(), &server)).unwrap();
    eventually("it is known to be archived", || {
        let recovery = recorder.recover(PATIENCE).unwrap();
        recovery.archived.first().is_some_and(|archived| {
            assert_eq!(archived.objects.len(), 3);
            archived.objects.iter().all(|object| !object.written)
        })
    });
    assert_eq!(objects(&server.folder(), conversation.id()), archived);
    recorder.shutdown(PATIENCE).unwrap();
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in crate::support::files(from) {
        std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}
