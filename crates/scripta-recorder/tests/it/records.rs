//! A conversation goes from the wire to the archive.

use scripta_recorder::{BeginError, Dropped, End, Recorder};
use scripta_sample::insurance_call;
use serde_json::json;

use crate::support::{PATIENCE, at, begin, eventually, files, item_event, observe, options, record, texts};

#[test]
fn a_call_leaves_three_objects_and_nothing_in_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let call = insurance_call();
    let conversation = begin(&recorder, "session_123");
    let last = observe(&conversation, &call);
    let archived = conversation.end(End::default(), call.last().and_then(at)).wait(PATIENCE).unwrap();
    assert!(conversation.wait_acknowledged(last, PATIENCE));
    assert_eq!(archived.objects.len(), 3);
    eventually("the journal forgets it", || {
        scripta_journal::Reader::open(&scripta_recorder::journal_folder(folder.path()))
            .unwrap()
            .is_some_and(|journal| journal.conversations().unwrap().is_empty())
    });
    eventually("so does the recorder", || recorder.status().pending.is_empty());
    recorder.shutdown(PATIENCE).unwrap();
    let names: Vec<String> =
        files(&folder.path().join("conversations")).iter().map(|path| path.display().to_string()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.iter().all(|name| name.contains("/conversations/2024-01-15/session_123/")));
    assert_eq!(record(folder.path(), conversation.id())["completeness"]["status"], "complete");
}

#[test]
fn a_session_has_one_conversation_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let first = begin(&recorder, "session");
    let again = recorder.begin("session", scripta_recorder::Start::default()).unwrap_err();
    assert_eq!(again, BeginError::AlreadyActive(first.id()));
    assert_eq!(recorder.conversation("session").unwrap().id(), first.id());
    let ending = first.end(End::default(), None);
    let second = begin(&recorder, "session");
    assert_ne!(first.id(), second.id());
    assert_eq!(first.observe("{}", None), Err(Dropped::Ended));
    assert_eq!(first.note("late", serde_json::Map::new(), None), Err(Dropped::Ended));
    assert_eq!(first.snapshot("late", None), Err(Dropped::Ended));
    // Ending again changes nothing, least of all the session's next conversation.
    assert_eq!(first.end(End::default(), None).wait(PATIENCE).unwrap(), ending.wait(PATIENCE).unwrap());
    assert_eq!(recorder.conversation("session").unwrap().id(), second.id());
    second.end(End::default(), None).wait(PATIENCE).unwrap();
    assert!(recorder.conversation("session").is_none());
}

#[test]
fn a_clock_that_goes_backwards_breaks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation = begin(&recorder, "session");
    let mut last = None;
    for (number, ms) in [(1, 50_000), (2, 10), (3, -90_000_000), (4, 60_000)] {
        let at = Some(scripta_core::Timestamp::from_millis(scripta_sample::START_EPOCH_MS + ms));
        last = Some(conversation.observe(item_event(number, &format!("text {number}")), at).unwrap());
    }
    assert!(conversation.wait_acknowledged(last.unwrap(), PATIENCE));
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    assert_eq!(record(folder.path(), conversation.id())["history"].as_array().unwrap().len(), 4);
}

#[test]
fn what_is_no_event_is_told_of_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation = begin(&recorder, "");
    for bytes in [&b""[..], b"\xff\xfe", b"[]", b"{", b"null", br#"{"type":3}"#] {
        conversation.observe(bytes, None).unwrap();
    }
    conversation.item(json!({ "role": "user" }).to_string(), None).unwrap();
    conversation.observe(item_event(1, "and on it goes"), None).unwrap();
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
    let record = record(folder.path(), conversation.id());
    assert_eq!(texts(&record), ["and on it goes"]);
    assert_eq!(record["completeness"]["status"], "partial");
}

#[test]
fn no_wait_is_too_long() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation = begin(&recorder, "session");
    let forever = std::time::Duration::MAX;
    let ticket = conversation.observe_waiting(item_event(1, "text"), None, forever).unwrap();
    assert!(conversation.wait_acknowledged(ticket, forever));
    conversation.end(End::default(), None).wait(forever).unwrap();
    recorder.recover(forever).unwrap();
    recorder.shutdown(forever).unwrap();
}
