//! A conversation goes from the wire to the archive.

use std::path::Path;
use std::time::Duration;

use scripta_core::Timestamp;
use scripta_recorder::{End, Options, Recorder, Start};
use scripta_sample::{Line, insurance_call};

const PATIENCE: Duration = Duration::from_secs(30);

fn options(folder: &Path) -> Options {
    Options::local(folder).unwrap()
}

fn at(line: &Line) -> Option<Timestamp> {
    Some(Timestamp::from_millis(1_705_314_600_000 + i64::try_from(line.at_ms).unwrap()))
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path.display().to_string()) }
    }
    found.sort();
    found
}

#[test]
fn a_call_leaves_three_objects_and_nothing_in_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let call = insurance_call();
    let start = Start { capture: "replay".into(), at: call.first().and_then(at), ..Start::default() };
    let conversation = recorder.begin("session_123", start).unwrap();
    let mut last = None;
    for line in &call {
        last = Some(conversation.observe_waiting(line.event.to_string(), at(line), PATIENCE).unwrap());
    }
    let archived = conversation.end(End::default(), call.last().and_then(at)).wait(PATIENCE).unwrap();
    assert!(conversation.wait_acknowledged(last.unwrap(), PATIENCE));
    assert_eq!(archived.objects.len(), 3);
    recorder.shutdown(PATIENCE).unwrap();
    let names = files(&folder.path().join("conversations"));
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.iter().all(|name| name.contains("/conversations/2024-01-15/session_123/")));
}
