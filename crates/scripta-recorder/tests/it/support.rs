//! What the tests share. Every wait is for a condition, with a limit that only a failure reaches.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use scripta_core::Timestamp;
use scripta_recorder::{Conversation, Options, Recorder, Start, Ticket};
use scripta_s3_testing::S3Server;
use scripta_sample::{Line, START_EPOCH_MS};
use serde_json::Value;
use uuid::Uuid;

pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Everything in one folder, and impatient.
pub(crate) fn options(folder: &Path) -> Options {
    let mut options = Options::local(folder).unwrap();
    options.workers = 2;
    options.retry = (Duration::from_millis(20), Duration::from_millis(100));
    options.archive_options.attempts = 1;
    options.archive_options.timeout = Duration::from_secs(2);
    options.archive_options.io_timeout = Duration::from_secs(2);
    options
}

/// The journal in a folder, records in a bucket.
pub(crate) fn with_bucket(folder: &Path, server: &S3Server) -> Options {
    let mut options = options(folder);
    options.archive =
        scripta_archive::ArchiveConfig::from_env(|name| server.env(name), folder.join("not used"));
    options
}

pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < until, "this did not come about: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

pub(crate) fn at(line: &Line) -> Option<Timestamp> {
    Some(Timestamp::from_millis(START_EPOCH_MS + i64::try_from(line.at_ms).unwrap()))
}

pub(crate) fn begin(recorder: &Recorder, session_id: &str) -> Conversation {
    let at = Some(Timestamp::from_millis(START_EPOCH_MS));
    recorder.begin(session_id, Start { capture: "replay".into(), at, ..Start::default() }).unwrap()
}

/// Observes all lines, and gives the last ticket.
pub(crate) fn observe(conversation: &Conversation, lines: &[Line]) -> Ticket {
    let mut last = Ticket(0);
    for line in lines {
        last = conversation.observe_waiting(line.event.to_string(), at(line), PATIENCE).unwrap();
    }
    last
}

/// An event that makes an item with a text.
pub(crate) fn item_event(number: usize, text: &str) -> String {
    serde_json::json!({
        "type": "conversation.item.created", "event_id": format!("event_{number}"), "previous_item_id": null,
        "item": {
            "id": format!("item_{number}"), "type": "message", "role": "user", "status": "completed",
            "content": [{ "type": "input_text", "text": text }],
        },
    })
    .to_string()
}

pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The objects of a conversation below a folder, as names and bytes.
pub(crate) fn objects(folder: &Path, id: Uuid) -> Vec<(String, Vec<u8>)> {
    let named = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let paths = files(folder).into_iter().filter(|path| named(path).starts_with(&id.to_string()));
    paths.map(|path| (named(&path), std::fs::read(&path).unwrap())).collect()
}

/// The one record of a conversation below a folder; null where it is not there.
pub(crate) fn record(folder: &Path, id: Uuid) -> Value {
    let found = objects(folder, id);
    let mut documents = found.iter().filter(|(name, _)| name.ends_with("_conversation.json"));
    let first = documents.next().map_or(Value::Null, |(_, body)| serde_json::from_slice(body).unwrap());
    assert!(documents.next().is_none(), "there is more than one record of {id}");
    first
}

pub(crate) fn problems(record: &Value) -> Vec<&str> {
    let problems = record["completeness"]["problems"].as_array().unwrap();
    problems.iter().map(|problem| problem["problem"].as_str().unwrap()).collect()
}

/// The texts of a record's history.
pub(crate) fn texts(record: &Value) -> Vec<String> {
    let items = record["history"].as_array().unwrap().iter();
    items.map(|item| item["content"][0]["text"].as_str().unwrap_or_default().to_owned()).collect()
}
