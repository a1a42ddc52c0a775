//! Logs and names that nobody should write, and somebody does.

use std::fs::File;
use std::io::{BufWriter, Write};

use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};
use serde_json::Value;

use crate::program::{Program, Run};

const MESSAGE: &str = r#"{"type":"conversation.item.added","event_id":"event_1","previous_item_id":null,"item":{"id":"item_1","type":"message","status":"completed","role":"user","content":[{"type":"input_text","text":"Still here"}]}}"#;

/// Replays a log that holds `line` between two good ones.
fn between(line: &[u8]) -> (Run, Value) {
    let program = Program::new();
    let second =
        MESSAGE.replace("event_1", "event_2").replace("item_1", "item_2").replace("null", "\"item_1\"");
    program.file("log.jsonl", [MESSAGE.as_bytes(), b"\n", line, b"\n", second.as_bytes(), b"\n"].concat());
    let run = program.done(&["replay", "log.jsonl", "--json"]);
    assert!(!run.stderr.contains("panicked"), "{run:?}");
    let record = program.object("_conversation.json");
    assert_eq!(record["turns"][0]["transcript"], "Still here Still here", "{record}");
    (run, record)
}

#[test]
fn a_line_that_is_no_event_is_told_by_its_number_and_the_rest_is_recorded() {
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for line in [
        &b"{\"type\":\"session.crea"[..],
        b"\0\0\0\0",
        b"{\"type\":\"x\",\0}",
        b"[1,2]",
        b"null",
        b"\"text\"",
        b"{\"event\":{\"type\":\"x\"},\"at\":\"yesterday\"}",
        b"{\"event\":{\"type\":\"x\"},\"dir\":5}",
        b"\xff\xfe\x00",
        nested.as_bytes(),
    ] {
        let (run, _) = between(line);
        assert_eq!(run.json()["badLines"], 1, "{run:?}");
        let warning: Value = serde_json::from_str(&run.stderr).unwrap();
        assert!(warning["warning"].as_str().unwrap().starts_with("log.jsonl:2: "), "{warning}");
    }
}

#[test]
fn an_event_that_is_odd_is_recorded_as_what_it_is() {
    let deep = format!(r#"{{"type":"odd.nesting","a":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let objects = format!(r#"{{"event":{}1{}}}"#, r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    for line in [
        &br#"{"type":"odd.thing","text":"\ud800 alone"}"#[..],
        br#"{"type":"response.done","response":5}"#,
        br#"{"type":17}"#,
        br#"{"no":"type"}"#,
        br#"{"event":5}"#,
        br#"{"type":"conversation.item.added","item":[]}"#,
        b"{\"type\":\"odd.bytes\",\"text\":\"\xff\xfe\"}",
        b"{\"event\":{\"type\":\"odd.bytes\",\"text\":\"\xc3\"},\"at\":1}",
        deep.as_bytes(),
        objects.as_bytes(),
    ] {
        let (run, record) = between(line);
        let shown = String::from_utf8_lossy(&line[..line.len().min(60)]);
        assert_eq!((&run.json()["badLines"], run.stderr.as_str()), (&0.into(), ""), "{shown}");
        let events = record["events"].as_array().unwrap();
        let kept = events.iter().any(|event| event["type"] == "unknown")
            || record["completeness"]["problems"]
                .as_array()
                .unwrap()
                .iter()
                .any(|p| p["problem"] == "malformed_event");
        assert!(kept || events.len() > 2, "{shown}: {record}");
    }
}

#[test]
fn bytes_that_are_no_utf_8_are_named_in_the_record() {
    let (_, record) =
        between(b"{\"event\":{\"type\":\"rate_limits.updated\",\"rate_limits\":[],\"x\":\"\xc3\"}}");
    assert_eq!(record["completeness"]["problems"][0]["problem"], "malformed_event", "{record}");
}

#[test]
fn a_log_without_an_event_records_nothing() {
    for log in ["", "\n\n \n", "no\nevents\n"] {
        let program = Program::new();
        program.file("log.jsonl", log);
        let run = program.run(&["replay", "log.jsonl", "--json"]);
        assert_eq!((run.code, &run.json()["status"]), (Some(1), &"failed".into()), "{run:?}");
        assert!(program.objects().is_empty());
    }
}

#[test]
fn a_file_of_nonsense_is_not_told_line_by_line() {
    let program = Program::new();
    program.file("log.jsonl", "nonsense\n".repeat(10_000) + MESSAGE);
    let run = program.done(&["replay", "log.jsonl", "--json"]);
    assert_eq!(run.json()["badLines"], 10_000);
    assert!(run.stderr.lines().count() < 200);
}

#[test]
fn a_line_of_100_mb_is_passed_over_without_being_held() {
    let program = Program::new();
    {
        let mut file = BufWriter::new(File::create(program.home().join("log.jsonl")).unwrap());
        writeln!(file, "{MESSAGE}").unwrap();
        file.write_all(br#"{"type":"input_audio_buffer.append","audio":""#).unwrap();
        for _ in 0..100 {
            file.write_all(&[b'A'; 1_000_000]).unwrap();
        }
        writeln!(file, "\"}}").unwrap();
        writeln!(file, "{}", MESSAGE.replace("_1", "_2")).unwrap();
    }
    let run = program.done(&["replay", "log.jsonl", "--json"]);
    std::fs::remove_file(program.home().join("log.jsonl")).unwrap();
    println!("peak: {} MiB", run.peak >> 20);
    assert!(run.peak < 200 << 20, "peak: {} MiB", run.peak >> 20);
    assert!(run.stderr.contains("log.jsonl:2: the line has 100.0 MB"), "{run:?}");
    assert_eq!((&run.json()["badLines"], &run.json()["events"]), (&1.into(), &2.into()));
}

#[test]
fn a_session_id_is_any_text_and_nothing_leaves_the_folder() {
    let long = "x".repeat(10_000);
    for id in ["../../x", "/etc/passwd", "..", "a\\..\\b", "приве́т 👋", "a\nb\u{1b}[2J", &long] {
        let program = Program::new();
        let run = program.run_with_input(&["replay", "-", "--session-id", id], MESSAGE.as_bytes());
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(!run.stdout.contains('\u{1b}'), "{run:?}");
        assert_eq!(program.beside(), ["data"], "{id}");
        assert_eq!(program.objects().len(), 3);
        assert_eq!(program.object("_summary.json")["sessionId"], id);
        program.done(&["show", id]);
        let list = program.done(&["list"]).stdout;
        assert!(list.lines().count() == 2 && !list.contains('\u{1b}'), "{list}");
    }
    let program = Program::new();
    let run = program.run_with_input(&["replay", "-", "--session-id", ""], MESSAGE.as_bytes());
    assert!(run.code == Some(2) && run.stderr.contains("empty"), "{run:?}");
    assert!(program.beside().is_empty());
}

#[test]
fn a_log_from_windows_and_one_without_a_last_line_end_are_read() {
    let program = Program::new();
    let log = to_jsonl(&insurance_call(), START_EPOCH_MS);
    let log = format!("\u{feff}{}", log.trim_end().replace('\n', "\r\n"));
    let run = program.run_with_input(&["replay", "-", "--json"], log.as_bytes());
    assert_eq!(
        (&run.json()["badLines"], &run.json()["completeness"]),
        (&0.into(), &"complete".into()),
        "{run:?}"
    );
    assert_eq!(run.json()["events"], insurance_call().len());
}
