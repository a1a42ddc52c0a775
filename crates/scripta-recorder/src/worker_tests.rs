use std::time::Duration;

use serde_json::Value;

use super::What;
use crate::{Dropped, End, Options, Recorder, Start};

const PATIENCE: Duration = Duration::from_secs(30);

fn record(folder: &std::path::Path, id: uuid::Uuid) -> Value {
    let found = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    for path in found {
        if path.is_dir() {
            let inside = record(&path, id);
            if !inside.is_null() {
                return inside;
            }
        } else if path.to_string_lossy().ends_with(&format!("{id}_conversation.json")) {
            return serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        }
    }
    Value::Null
}

const ITEM: &str = r#"{"type":"conversation.item.created","event_id":"e1","item":{"id":"i1","type":"message",
    "role":"user","status":"completed","content":[{"type":"input_text","text":"before the bug"}]}}"#;

#[test]
fn a_panic_ends_the_recording_that_met_it_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = Options::local(folder.path()).unwrap();
    options.workers = 1;
    let recorder = Recorder::open(options).unwrap();
    let one = recorder.begin("one", Start::default()).unwrap();
    let other = recorder.begin("other", Start::default()).unwrap();
    let ticket = one.observe(ITEM, None).unwrap();
    assert!(one.wait_acknowledged(ticket, PATIENCE));
    one.hand_over(What::Panic, None, None).unwrap();
    one.observe(ITEM.replace("e1", "e2"), None).ok();

    let archived = one.end(End::default(), None).wait(PATIENCE).unwrap();
    assert_eq!(archived.objects.len(), 3);
    assert!(matches!(one.observe(ITEM, None), Err(Dropped::Failed | Dropped::Ended)));
    let document = record(folder.path(), one.id());
    assert_eq!(document["completeness"]["status"], "partial");
    let problems = document["completeness"]["problems"].to_string();
    assert!(problems.contains("malformed_event") && problems.contains("recording failed"), "{problems}");
    assert!(document["history"].to_string().contains("before the bug"));
    assert_eq!(recorder.status().queued_bytes, 0);

    assert!(recorder.begin("one", Start::default()).is_ok(), "the session may begin again");
    let ticket = other.observe(ITEM, None).unwrap();
    assert!(other.wait_acknowledged(ticket, PATIENCE));
    other.end(End::default(), None).wait(PATIENCE).unwrap();
    assert_eq!(record(folder.path(), other.id())["completeness"]["status"], "complete");
    recorder.shutdown(PATIENCE).unwrap();
}
