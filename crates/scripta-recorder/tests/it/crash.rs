//! The process is killed, and the next one finishes what it left.
//!
//! The test binary runs itself: a child records, and is killed at a point that the parent chooses.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use scripta_core::Recording;
use scripta_core::entry::Begin;
use scripta_recorder::{End, Options, Recorder, Recovery, Ticket};
use scripta_s3_testing::{Fault, S3Server};
use scripta_sample::{Line, START_EPOCH_MS, insurance_call};
use serde_json::Value;
use uuid::Uuid;

use crate::support::{
    PATIENCE, at, begin, eventually, files, objects, observe, options, problems, record, with_bucket,
};

const FOLDER: &str = "SCRIPTA_TEST_CRASH_FOLDER";
const PLAN: &str = "SCRIPTA_TEST_CRASH_PLAN";
const SERVER: [&str; 5] =
    ["CONVERSATIONS_BUCKET", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// Records for its parent until it is killed; does nothing in an ordinary run.
#[test]
fn child() {
    let (Ok(folder), Ok(plan)) = (std::env::var(FOLDER), std::env::var(PLAN)) else { return };
    let mut options = options(Path::new(&folder));
    options.archive = scripta_archive::ArchiveConfig::from_env(|name| std::env::var(name).ok(), folder);
    options.archive_options.io_timeout = Duration::from_secs(600);
    options.archive_options.timeout = Duration::from_secs(600);
    // What a lost answer left undone is done at once.
    options.archive_options.attempts = 5;
    options.archive_options.min_backoff = Duration::from_millis(5);
    let recorder = Recorder::open(options).unwrap();
    let conversation = begin(&recorder, "session");
    say(&format!("id {}", conversation.id()));
    let call = insurance_call();
    let (observed, ends) = match plan.as_str() {
        "begin" => (0, false),
        "end" => (call.len(), true),
        number => (number.parse().unwrap(), false),
    };
    observe(&conversation, &call[..observed]);
    eventually("the journal has it", || {
        let status = recorder.status();
        status.queued_bytes == 0 && status.journal.commits > 0 && status.journal.queue_batches == 0
    });
    say(&format!("acknowledged {}", conversation.acknowledged().0));
    if ends {
        conversation.end(End::default(), call.last().and_then(at)).wait(Duration::MAX).unwrap();
    }
    std::thread::sleep(Duration::from_secs(600));
}

fn say(line: &str) {
    // Not by `println!`, which the test harness would keep.
    let mut out = std::io::stderr();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

struct Recorded {
    child: Child,
    id: Uuid,
    acknowledged: Ticket,
}

/// Starts a child and waits for what it says.
fn start(folder: &Path, plan: &str, server: Option<&S3Server>) -> Recorded {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["crash::child", "--exact", "--nocapture", "--test-threads=1"]);
    for name in SERVER {
        match server.and_then(|server| server.env(name)) {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env(FOLDER, folder).env(PLAN, plan).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let mut next = |name: &str| loop {
        let line = lines.next().unwrap_or_else(|| panic!("the child ended before it said its {name}"));
        if let Some(value) = line.strip_prefix(name) {
            return value.trim().to_owned();
        }
    };
    let id = next("id").parse().unwrap();
    let acknowledged = Ticket(next("acknowledged").parse().unwrap());
    Recorded { child, id, acknowledged }
}

impl Recorded {
    /// `kill -9`.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn recover(options: Options) -> Recovery {
    let recorder = Recorder::open(options).unwrap();
    let recovery = recorder.recover(PATIENCE).unwrap();
    assert!(recovery.pending.is_empty(), "{:?}", recovery.pending);
    recorder.shutdown(PATIENCE).unwrap();
    recovery
}

/// What a recording makes of these lines.
fn made_of(lines: &[Line], id: Uuid) -> Value {
    let begin = Begin {
        conversation_id: id,
        session_id: "session".into(),
        metadata: serde_json::Map::new(),
        capture: "replay".into(),
        sdk: None,
        tracing: None,
    };
    let settings = options(Path::new("unused")).settings;
    let start = scripta_core::Timestamp::from_millis(START_EPOCH_MS);
    let (mut recording, _) = Recording::begin(settings, begin, start);
    for line in lines {
        drop(recording.observe(&line.event.to_string(), at(line).unwrap()));
    }
    drop(recording.recover());
    serde_json::to_value(recording.record().conversation.get()).unwrap()
}

/// Everything that `made` tells of is in `recovered`: the items with (at least) their text, the events once.
fn assert_holds(recovered: &Value, made: &Value) {
    let list = |record: &Value, name: &str| record[name].as_array().unwrap().clone();
    let found = list(recovered, "history");
    for item in list(made, "history") {
        let same = found.iter().filter(|other| other["itemId"] == item["itemId"]).collect::<Vec<_>>();
        assert_eq!(same.len(), 1, "item {}", item["itemId"]);
        for (place, part) in item["content"].as_array().into_iter().flatten().enumerate() {
            for text in ["text", "transcript"] {
                let said = part[text].as_str().unwrap_or_default();
                let has = same[0]["content"][place][text].as_str().unwrap_or_default();
                assert!(has.starts_with(said), "{said:?} is not the beginning of {has:?}");
            }
        }
        for member in ["name", "arguments", "output"] {
            assert!(item[member].is_null() || item[member] == same[0][member], "{item}");
        }
    }
    let ids = |record: &Value| -> Vec<String> {
        let events = list(record, "events").into_iter();
        // Those that the wire does not name are numbered, counts of audio among them, which depend on when they
        // were counted.
        let ids = events.map(|event| event["id"].as_str().unwrap().to_owned());
        ids.filter(|id| !id.starts_with("local_")).collect()
    };
    let recovered = ids(recovered);
    for id in ids(made) {
        assert_eq!(recovered.iter().filter(|other| **other == id).count(), 1, "event {id}");
    }
}

#[test]
fn a_conversation_that_had_only_begun_is_recovered() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = start(folder.path(), "begin", None);
    child.kill();
    let recovery = recover(options(folder.path()));
    assert_eq!(recovery.archived.len(), 1);
    assert!(recovery.archived[0].recovered);
    assert_eq!(problems(&record(folder.path(), child.id)), ["recovered_after_crash"]);
}

#[test]
fn what_was_acknowledged_is_in_the_record_wherever_it_was_killed() {
    let call = insurance_call();
    for observed in [1, call.len() / 4, call.len() / 2, call.len() * 7 / 10, call.len()] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = start(folder.path(), &observed.to_string(), None);
        child.kill();
        let acknowledged = usize::try_from(child.acknowledged.0).unwrap();
        assert!(acknowledged <= observed);
        let recovery = recover(options(folder.path()));
        assert_eq!((recovery.archived.len(), recovery.archived[0].objects.len()), (1, 3));
        let found = record(folder.path(), child.id);
        assert_eq!(found["completeness"]["status"], "partial");
        assert!(problems(&found).contains(&"recovered_after_crash"));
        assert_holds(&found, &made_of(&call[..acknowledged], child.id));
        if acknowledged == call.len() {
            // All of it: then it differs from an ordinary one in its completeness only.
            let made = made_of(&call, child.id);
            for member in ["turns", "history", "usage", "metadata", "source", "redactions"] {
                assert_eq!(found[member], made[member], "{member}");
            }
        }
        // Once more finds nothing to do, and changes nothing.
        let before = objects(folder.path(), child.id);
        assert!(recover(options(folder.path())).archived.is_empty());
        assert_eq!(objects(folder.path(), child.id), before);
    }
}

/// Kills a child that has ended its conversation, once the server has seen what `seen` says.
fn killed_while_archiving(plan: impl FnOnce(&S3Server), seen: impl Fn(&S3Server) -> bool) {
    let server = S3Server::start();
    let folder = tempfile::tempdir().unwrap();
    plan(&server);
    let mut child = start(folder.path(), "end", Some(&server));
    eventually("it is where it is to be killed", || seen(&server));
    child.kill();
    let whole_before = record(&server.folder(), child.id);
    server.faults().clear();
    server.clear_requests();
    let recovery = recover(with_bucket(folder.path(), &server));
    assert_eq!(recovery.archived.len(), 1);
    assert!(!recovery.archived[0].recovered, "it had ended");
    assert_eq!(server.objects().len(), 3);
    let found = record(&server.folder(), child.id);
    assert_eq!(found["completeness"]["status"], "complete", "{}", found["completeness"]);
    assert_holds(&found, &made_of(&insurance_call(), child.id));
    if !whole_before.is_null() {
        assert_eq!(found, whole_before);
        assert!(server.requests().iter().all(|request| request.method != "PUT"), "nothing is written twice");
    }
    // The journal keeps nothing of it.
    let reader = scripta_journal::Reader::open(&scripta_recorder::journal_folder(folder.path()));
    assert!(reader.unwrap().unwrap().conversations().unwrap().is_empty());
    assert!(files(folder.path()).iter().all(|file| !file.ends_with("_conversation.json")));
}

fn puts(server: &S3Server, part: &str) -> usize {
    let requests = server.requests();
    requests.iter().filter(|request| request.method == "PUT" && request.path.contains(part)).count()
}

#[test]
fn it_is_killed_between_its_end_and_the_archive() {
    killed_while_archiving(
        |server| server.faults().next(1_000, Fault::Hang),
        |server| !server.requests().is_empty(),
    );
}

#[test]
fn it_is_killed_between_the_first_object_and_the_last() {
    killed_while_archiving(
        |server| server.faults().on("PUT", "_summary", 1_000, Fault::Hang),
        |server| puts(server, "_summary") > 0 && server.objects().len() == 1,
    );
}

#[test]
fn it_is_killed_before_it_knows_that_the_archive_has_it() {
    killed_while_archiving(
        |server| {
            server.faults().on("PUT", "_conversation", 1, Fault::LoseAnswer);
            server.faults().on("PUT", "_conversation", 1_000, Fault::Hang);
        },
        |server| puts(server, "_conversation") > 1 && server.objects().len() == 3,
    );
}
