//! Personal data goes in everywhere, and is found nowhere: not in the journal, the archive, the logs.

use std::path::Path;
use std::process::{Command, Stdio};

use aho_corasick::AhoCorasick;
use scripta_recorder::{Conversation, End, Recorder, Start};
use scripta_s3_testing::S3Server;
use scripta_sample::{Marked, marked_call, marked_metadata, spoken_call};
use serde_json::{Map, Value, json};

use crate::support::{PATIENCE, at, eventually, files, observe, options, record, with_bucket};

const FOLDER: &str = "SCRIPTA_TEST_PERSONAL_DATA";

/// All that is said in these tests.
struct Said {
    call: Vec<scripta_sample::Line>,
    metadata: Map<String, Value>,
    final_metadata: Map<String, Value>,
    others: Vec<Marked>,
    marks: Vec<Marked>,
}

impl Said {
    fn new(seed: u64) -> Self {
        let (mut call, mut marks) = marked_call(500, seed);
        // The caller rings off and calls again, and this time says everything in words.
        let (spoken, more) = spoken_call(160, seed + 4);
        let end = call.last().map_or(0, |line| line.at_ms);
        call.extend(spoken.into_iter().map(|line| scripta_sample::Line { at_ms: end + line.at_ms, ..line }));
        marks.extend(more);
        let (metadata, more) = marked_metadata(100, seed + 1);
        marks.extend(more);
        let (final_metadata, more) = marked_metadata(100, seed + 2);
        marks.extend(more);
        // Values for the places that no sample speaks of.
        let (_, others) = marked_metadata(100, seed + 3);
        marks.extend(others.iter().cloned());
        let object = |value: Value| value.as_object().unwrap().clone();
        Self { call, metadata: object(metadata), final_metadata: object(final_metadata), others, marks }
    }

    /// The values as said, and without what stands between their digits.
    fn needles(&self) -> Vec<String> {
        let mut needles = Vec::new();
        for mark in &self.marks {
            for said in mark.said_as.iter().chain([&mark.value]) {
                let digits: String = said.chars().filter(char::is_ascii_digit).collect();
                if digits.len() >= 9 && !said.contains('@') && !said.contains('\\') {
                    needles.push(digits);
                }
                needles.push(said.clone());
            }
        }
        needles.sort();
        needles.dedup();
        needles
    }

    /// Says everything, in every way in.
    fn say(&self, conversation: &Conversation) {
        observe(conversation, &self.call);
        for (number, mark) in self.others.iter().enumerate() {
            let text = sentence(mark);
            let id = format!("sdk_{number}");
            let content = match number % 3 {
                0 => json!([{ "type": "input_text", "text": text }]),
                1 => json!([{ "type": "input_audio", "transcript": text, "audio": null }]),
                _ => json!([{ "type": "output_audio", "transcript": text }]),
            };
            let role = if number % 3 == 2 { "assistant" } else { "user" };
            let message = json!({ "itemId": id, "type": "message", "role": role, "status": "completed", "content": content });
            let arguments = json!({ mark.kind: mark.value, "text": text }).to_string();
            let call = json!({
                "itemId": format!("{id}_call"), "type": "function_call", "status": "completed",
                "name": "lookup", "arguments": arguments, "output": text,
            });
            for item in [message, call] {
                conversation.item(item.to_string(), None).unwrap();
            }
            let note = json!({ mark.kind: mark.value, "message": text, "list": [{ "text": text }] });
            conversation.note("guardrail_tripped", note.as_object().unwrap().clone(), None).unwrap();
            conversation.snapshot(&text, None).unwrap();
        }
    }

    fn end(&self) -> End {
        End { completion_reason: Some(sentence(&self.others[0])), metadata: self.final_metadata.clone() }
    }
}

fn sentence(mark: &Marked) -> String {
    let value = &mark.value;
    match mark.kind {
        "phone" => format!("You can call me at {value} after five."),
        "email" => format!("My e-mail address is {value}, all in small letters."),
        "card" => format!("The card number is {value}, and it expires next year."),
        _ => format!("My social security number is {value}."),
    }
}

/// Searches every byte of every file below a folder.
fn assert_clean(what: &str, bytes: &[u8], needles: &[String], search: &AhoCorasick) {
    let found: Vec<String> = search
        .find_iter(bytes)
        .take(20)
        .map(|found| {
            let from = found.start().saturating_sub(60);
            let to = (found.end() + 20).min(bytes.len());
            let around = String::from_utf8_lossy(&bytes[from..to]).into_owned();
            format!("{:?} in {around:?}", needles[found.pattern().as_usize()])
        })
        .collect();
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

fn assert_all_clean(folder: &Path, said: &Said) -> usize {
    let needles = said.needles();
    let search = AhoCorasick::builder().ascii_case_insensitive(true).build(&needles).unwrap();
    let files = files(folder);
    let mut bytes = 0;
    for file in &files {
        let content = std::fs::read(file).unwrap();
        bytes += content.len();
        assert_clean(&file.display().to_string(), &content, &needles, &search);
        assert_clean("a file's name", file.display().to_string().as_bytes(), &needles, &search);
    }
    bytes
}

fn start(said: &Said) -> Start {
    let at = said.call.first().and_then(at);
    Start { capture: "replay".into(), metadata: said.metadata.clone(), at, ..Start::default() }
}

#[test]
fn the_search_finds_what_is_there() {
    let said = Said::new(1);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), said.call[said.call.len() / 2].event.to_string()).unwrap();
    std::fs::write(folder.path().join("other"), format!("x{}x", said.marks[0].value)).unwrap();
    let found = std::panic::catch_unwind(|| assert_all_clean(folder.path(), &said));
    assert!(found.is_err());
}

#[test]
fn no_personal_data_reaches_the_journal_or_the_bucket() {
    for seed in [7, 8] {
        let said = Said::new(seed);
        let server = S3Server::start();
        let folder = tempfile::tempdir().unwrap();
        server.go_away();
        let recorder = Recorder::open(with_bucket(folder.path(), &server)).unwrap();
        let session_id = format!("caller {}", said.others[1].value);
        let conversation = recorder.begin(&session_id, start(&said)).unwrap();
        said.say(&conversation);
        let ending = conversation.end(said.end(), None);
        let pending = ending.wait_first_attempt(PATIENCE).unwrap_err();
        // The archive is away: the journal holds all of it.
        assert!(assert_all_clean(folder.path(), &said) > 1_000_000);

        let shown = format!(
            "{recorder:?} {conversation:?} {ending:?} {pending:?} {pending} {:?} {:?}",
            recorder.status(),
            start(&said)
        );
        let needles = said.needles();
        let search = AhoCorasick::new(&needles).unwrap();
        assert_clean("what is shown", shown.as_bytes(), &needles, &search);

        server.come_back();
        ending.wait(PATIENCE).unwrap();
        assert_all_clean(folder.path(), &said);
        assert!(assert_all_clean(&server.folder(), &said) > 100_000);
        assert!(server.requests().iter().all(|request| {
            assert_clean("a request", format!("{request:?}").as_bytes(), &needles, &search);
            true
        }));
        let record = record(&server.folder(), conversation.id());
        assert!(record["redactions"].as_object().unwrap().len() >= 4, "{}", record["redactions"]);
        recorder.shutdown(PATIENCE).unwrap();
        assert_all_clean(folder.path(), &said);
    }
}

/// Says everything for its parent until it is killed; does nothing in an ordinary run.
#[test]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let said = Said::new(9);
    let recorder = Recorder::open(options(Path::new(&folder))).unwrap();
    let conversation = recorder.begin("session", start(&said)).unwrap();
    said.say(&conversation);
    // The last line, of which only a beginning comes.
    eventually("most of it is in the journal", || {
        let status = recorder.status();
        status.queued_bytes == 0 && status.journal.entries > 0 && status.journal.queue_batches == 0
    });
    std::fs::write(Path::new(&folder).join("ready"), "").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(600));
}

#[test]
fn no_personal_data_is_left_by_a_process_that_is_killed() {
    let said = Said::new(9);
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["personal_data::child", "--exact", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    eventually("the child has said it all", || folder.path().join("ready").exists());
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let needles = said.needles();
    let search = AhoCorasick::new(&needles).unwrap();
    assert_clean("standard output", &output.stdout, &needles, &search);
    assert_clean("standard error", &output.stderr, &needles, &search);
    assert!(assert_all_clean(folder.path(), &said) > 1_000_000);

    let recorder = Recorder::open(options(folder.path())).unwrap();
    let recovery = recorder.recover(PATIENCE).unwrap();
    assert_eq!((recovery.archived.len(), recovery.pending.len()), (1, 0));
    recorder.shutdown(PATIENCE).unwrap();
    assert!(assert_all_clean(folder.path(), &said) > 100_000);
}
