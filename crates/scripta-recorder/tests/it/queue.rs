//! What waits is bounded, and who observes never does.

use std::sync::atomic::{AtomicBool, Ordering};

use scripta_recorder::{Dropped, End, Recorder};

use crate::support::{
    PATIENCE, begin, eventually, item_event, options, problems, record, texts, with_bucket,
};

#[test]
fn a_queue_that_is_full_drops_at_once_and_the_record_says_how_many() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    // A journal that takes little makes the one worker wait.
    options.workers = 1;
    options.queue_bytes = 64 * 1024;
    options.journal = options.journal.disk_bytes(Some(128 * 1024)).queue_bytes(64 * 1024);
    let recorder = Recorder::open(options).unwrap();
    let conversation = begin(&recorder, "session");
    let text = "word ".repeat(4_000);
    let (mut number, mut taken, mut dropped) = (0, 0, 0);
    let mut observe = || {
        number += 1;
        match conversation.observe(item_event(number, &text), None) {
            Ok(_) => taken += 1,
            Err(Dropped::Full) => dropped += 1,
            Err(other) => panic!("{other}"),
        }
        dropped
    };
    eventually("the worker is held up", || observe() > 0);
    // Refusals by the hundred fit between two of the worker's steps: none of them waits for room.
    let mut stalled = false;
    eventually("nothing moved meanwhile", || {
        let before = (recorder.status().queued_bytes, recorder.status().journal.queue_bytes);
        (0..500).for_each(|_| assert!(observe() > 0));
        stalled = before == (recorder.status().queued_bytes, recorder.status().journal.queue_bytes);
        stalled
    });
    assert!(recorder.status().queued_bytes <= 64 * 1024);
    assert_eq!(conversation.dropped(), dropped);
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    let record = record(folder.path(), conversation.id());
    assert_eq!(texts(&record).len(), taken);
    let lost = &record["completeness"]["problems"][0];
    assert_eq!((&lost["problem"], &lost["count"]), (&"events_dropped".into(), &dropped.into()));
    assert_eq!(recorder.status().queued_bytes, 0, "all room was given back");
}

#[test]
fn who_can_wait_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    options.queue_bytes = 1;
    let recorder = Recorder::open(options).unwrap();
    let conversation = begin(&recorder, "session");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let conversation = &conversation;
            scope.spawn(move || {
                for number in 0..100 {
                    let event = item_event(thread * 1_000 + number, "text");
                    conversation.observe_waiting(event, None, PATIENCE).unwrap();
                }
            });
        }
    });
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    let record = record(folder.path(), conversation.id());
    assert_eq!(texts(&record).len(), 400);
    assert_eq!(problems(&record), [""; 0]);
}

#[test]
fn a_large_note_takes_its_room() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    options.workers = 1;
    options.queue_bytes = 64 * 1024;
    let recorder = Recorder::open(options).unwrap();
    let conversation = begin(&recorder, "session");
    let data = serde_json::json!({ "list": ["word ".repeat(20_000)] });
    let full = AtomicBool::new(false);
    eventually("notes fill the queue", || {
        let note = conversation.note("large", data.as_object().unwrap().clone(), None);
        full.store(note == Err(Dropped::Full), Ordering::Relaxed);
        full.load(Ordering::Relaxed)
    });
}

#[test]
fn a_thousand_conversations_at_once() {
    let server = scripta_s3_testing::S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
    let all: Vec<_> = (0..1_000).map(|number| begin(&recorder, &format!("session {number}"))).collect();
    let tickets: Vec<_> = all
        .iter()
        .map(|conversation| conversation.observe_waiting(item_event(1, "hello"), None, PATIENCE).unwrap())
        .collect();
    for (conversation, ticket) in all.iter().zip(tickets) {
        assert!(conversation.wait_acknowledged(ticket, PATIENCE));
    }
    assert_eq!(recorder.status().active.len(), 1_000);
    let endings: Vec<_> = all.iter().map(|conversation| conversation.end(End::default(), None)).collect();
    for ending in endings {
        assert_eq!(ending.wait(PATIENCE).unwrap().objects.len(), 3);
    }
    assert_eq!(server.objects().len(), 3_000);
    eventually("nothing of them is kept", || recorder.status().pending.is_empty());
    recorder.shutdown(PATIENCE).unwrap();
}
