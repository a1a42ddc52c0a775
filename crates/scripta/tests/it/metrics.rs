//! What recorders count, printed, written and served.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use crate::program::Program;

const UPLOADED: &str = "scripta_uploads_total{result=\"archived\"} 1";

#[test]
fn a_recorded_call_is_counted_and_an_erased_one_too() {
    let program = Program::new();
    assert_eq!(program.done(&["metrics"]).stdout.trim(), "", "nothing was recorded yet");
    let id = program.done(&["demo", "--json"]).json()["conversationId"].as_str().unwrap().to_owned();
    let text = program.done(&["metrics"]).stdout;
    assert!(text.lines().any(|line| line == UPLOADED), "{text}");
    assert!(
        text.contains("scripta_conversations_ended_total{completeness=\"complete\",completed=\"yes\"} 1\n")
    );
    program.done(&["erase", &id, "--reason", "asked for", "--yes"]);
    let file = program.home().join("scripta.prom");
    program.done(&["metrics", "--textfile", file.to_str().unwrap()]);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.lines().any(|line| line == "scripta_erasures_total{result=\"erased\"} 1"), "{text}");
    assert!(text.lines().any(|line| line == UPLOADED), "what was counted stays: {text}");
    let json = program.done(&["metrics", "--json"]).json();
    assert_eq!(json["metrics"]["scripta_uploads_total"][0]["value"], 1.0);
    let nowhere = program.run(&["metrics", "--textfile", "no/such/folder/x.prom"]);
    assert_eq!(nowhere.code, Some(1));
    assert!(nowhere.stderr.contains("no/such/folder/x.prom cannot be written"), "{}", nowhere.stderr);
}

/// What a call need not have: problems, failures, interruptions of the service, and what only `scripta watch` tells.
const SELDOM: &[&str] = &[
    "scripta_conversation_problems_total",
    "scripta_transcription_failures_total",
    "scripta_session_errors_total",
    "scripta_events_dropped_total",
    "scripta_conversations_abandoned",
    "scripta_index_pending",
    "scripta_erasures_total",
    "scripta_retention_runs_total",
    "scripta_access_failures_total",
    "scripta_alerts_firing",
];

#[test]
fn all_that_the_table_names_is_told_of_a_call() {
    let program = Program::new();
    program.done(&["demo"]);
    let text = program.done(&["metrics"]).stdout;
    for metric in scripta_metrics::table::METRICS {
        let told = text.contains(&format!("# TYPE {} ", metric.name));
        // A recorder that has ended has no gauges.
        let gauge = matches!(metric.kind, scripta_metrics::Kind::Gauge(_));
        assert!(told || gauge || SELDOM.contains(&metric.name), "{} is not counted: {text}", metric.name);
    }
    assert!(!text.contains("scripta_journal_entries_total 0\n"), "{text}");
}

#[cfg(unix)]
#[test]
fn watch_serves_what_is_recorded_meanwhile_and_ends_when_told() {
    let program = Program::new();
    let mut watch = program.command(&["watch", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut said = BufReader::new(watch.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let taken = program.run(&["watch", "--listen", &address]);
    assert_eq!(taken.code, Some(1));
    assert!(taken.stderr.contains("choose another address with --listen"), "{}", taken.stderr);
    program.done(&["demo"]);
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(stream, "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.lines().any(|line| line == UPLOADED), "{answer}");
    let told = std::process::Command::new("sh").args(["-c", &format!("kill -TERM {}", watch.id())]).status();
    assert!(told.unwrap().success());
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}
