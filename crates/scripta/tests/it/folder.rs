//! One folder, one recorder.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::program::{Program, finish};

const EVENT: &str = r#"{"type":"conversation.item.added","event_id":"event_1","previous_item_id":null,"item":{"id":"item_1","type":"message","status":"completed","role":"user","content":[{"type":"input_text","text":"Hello"}]}}"#;

/// A replay that has recorded one event and waits for the next.
fn recording(program: &Program) -> (Child, BufReader<ChildStdout>) {
    let mut child = program
        .command(&["replay", "-", "--acks", "--session-id", "first"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.as_mut().unwrap(), "{EVENT}").unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "{\"ack\":1}\n");
    (child, stdout)
}

#[test]
fn a_second_recorder_is_refused_by_the_name_of_the_first_until_that_is_gone() {
    let program = Program::new();
    let (mut first, _) = recording(&program);
    let name = format!("process {} (scripta)", first.id());
    program.file("log.jsonl", EVENT);
    for args in [&["replay", "log.jsonl"][..], &["recover"], &["demo"]] {
        let run = program.run(args);
        assert_eq!(run.code, Some(1), "{args:?}: {run:?}");
        assert!(run.stderr.contains(&name), "{args:?}: {run:?}");
    }
    let status = program.done(&["status", "--json"]).json();
    assert!(status["heldBy"].as_str().unwrap().starts_with(&name), "{status}");
    assert_eq!(status["conversations"][0]["state"], "open");
    assert!(
        program.done(&["show", "first"]).stdout.contains("Hello"),
        "what is recorded can be read meanwhile"
    );
    program.done(&["doctor"]);

    first.kill().unwrap();
    first.wait().unwrap();
    let run = program.done(&["replay", "log.jsonl"]);
    assert!(run.stderr.contains("1 conversation of an earlier run"), "{run:?}");
    let recovered = program.done(&["recover", "--json"]).json();
    assert_eq!((&recovered["status"], &recovered["wasOpen"]), (&"archived".into(), &true.into()));
    let status = program.done(&["status", "--json"]).json();
    assert_eq!(
        (&status["heldBy"], status["conversations"].as_array().unwrap().len()),
        (&serde_json::Value::Null, 0)
    );
    assert_eq!(program.objects().len(), 6);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_what_is_open_and_says_so_in_the_record() {
    for signal in ["-INT", "-TERM"] {
        let program = Program::new();
        let (mut child, _stdout) = recording(&program);
        // Waiting for the child would close its input, and so end the conversation as it should end.
        let _stdin = child.stdin.take();
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        let record = program.object("_conversation.json");
        assert_eq!(record["completeness"]["problems"][0]["problem"], "no_clean_close", "{signal}");
        assert_eq!(record["turns"][0]["transcript"], "Hello");
    }
}

#[test]
fn a_reader_that_goes_away_ends_nothing() {
    let program = Program::new();
    let mut child = program.command(&["demo"]).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(program.objects().len(), 3);
}

#[test]
fn what_is_asked_for_wrongly_is_told_apart_from_what_fails() {
    let program = Program::new();
    program.file("log.jsonl", EVENT);
    let code = |args: &[&str]| program.run(args).code;
    assert_eq!(code(&["nonsense"]), Some(2));
    assert_eq!(code(&["replay", "log.jsonl", "--metadata", "nothing"]), Some(2));
    assert_eq!(code(&["replay", "log.jsonl", "log.jsonl", "--session-id", "one"]), Some(2));
    assert_eq!(code(&["list", "--config", "missing.toml"]), Some(2));
    program.file("scripta.toml", "[archive]\nencryption = \"rot13\"\n");
    let run = program.run(&["list"]);
    assert!(run.code == Some(2) && run.stderr.contains("scripta.toml: archive.encryption"), "{run:?}");
    program.file("scripta.toml", "");
    assert_eq!(code(&["replay", "missing.jsonl"]), Some(1));
    assert_eq!(code(&["replay", "."]), Some(1));
    assert_eq!(code(&["show", "nothing"]), Some(1));
    let run = program.run(&["show", "nothing", "--json"]);
    let error: serde_json::Value = serde_json::from_str(&run.stderr).unwrap();
    assert!(error["error"].as_str().unwrap().contains("nothing"), "{error}");
    assert_eq!(code(&["list"]), Some(0));
}

#[test]
fn a_data_folder_that_is_a_file_is_refused() {
    let program = Program::new();
    program.file("data", "");
    let run = finish(program.command(&["demo"]).spawn().unwrap());
    assert!(run.code == Some(1) && run.stderr.contains("--data-dir"), "{run:?}");
    assert_eq!(program.run(&["doctor"]).code, Some(1));
}
