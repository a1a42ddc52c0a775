//! Conversations and metrics, sent by OTLP.

use std::io::{BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};

use crate::http::request;
use crate::program::{Program, finish};

/// Takes what is posted, and answers each with `status`. Gives the path and the body.
fn receiver(status: u16) -> (String, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (sender, posts) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let Some((head, body)) = request(&mut stream) else { continue };
            write!(stream.get_mut(), "HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                .unwrap();
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            // Protobuf has texts as they are.
            if sender.send((path, String::from_utf8_lossy(&body).into_owned())).is_err() {
                return;
            }
        }
    });
    (endpoint, posts)
}

/// Gives what is posted until `done` says so; fails where that takes too long.
fn until(posts: &Receiver<(String, String)>, mut done: impl FnMut(&str, &str) -> bool) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        let (path, body) = posts.recv_timeout(Duration::from_secs(60)).unwrap();
        if done(&path, &body) {
            return;
        }
    }
    panic!("it did not come");
}

/// Records a call that begins now; gives its id.
fn record_now(program: &Program, session: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let now = i64::try_from(now).unwrap();
    program.file(&format!("{session}.jsonl"), to_jsonl(&insurance_call(), now));
    program.done(&["replay", &format!("{session}.jsonl")]);
    let newest = program.done(&["list", "--json"]).json_lines();
    newest[0]["conversationId"].as_str().unwrap().to_owned()
}

fn recorded() -> (Program, String) {
    let program = Program::new();
    program.file("call.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
    program.done(&["replay", "call.jsonl"]);
    let id = program.done(&["list", "--json"]).json_lines()[0]["conversationId"].as_str().unwrap().to_owned();
    (program, id)
}

#[test]
fn a_conversation_is_sent_when_asked_for_without_what_was_said_and_that_is_audited() {
    let (program, id) = recorded();
    let nowhere = program.run(&["traces", &id]);
    assert_eq!(nowhere.code, Some(2), "{nowhere:?}");
    assert!(nowhere.stderr.contains("set `endpoint` in [otlp]"), "{nowhere:?}");
    let (endpoint, posts) = receiver(200);
    program.file(
        "scripta.toml",
        format!("[otlp]\nendpoint = \"{endpoint}\"\nheaders = {{ api-key = \"s3cret\" }}\n"),
    );
    let told = program.done(&["traces", "--query", "tool:get_quote"]).stdout;
    assert_eq!(told.trim(), "1 conversation sent to 127.0.0.1");
    let (path, body) = posts.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!(path, "/v1/traces");
    assert!(body.contains(&id) && body.contains("execute_tool get_quote"), "the tool's call is in it");
    assert!(!body.contains("car insurance quote"), "what was said is not");
    program.file("scripta.toml", format!("[otlp]\nendpoint = \"{endpoint}\"\ncontent = \"redacted\"\n"));
    assert_eq!(program.done(&["traces", &id, "--json"]).json()["sent"][0], id.as_str());
    let (_, body) = posts.recv_timeout(Duration::from_secs(30)).unwrap();
    assert!(body.contains("car insurance quote"), "now it is");
    let audit = program.done(&["audit", "list", "--action", "export", "--json"]).json_lines();
    let (begun, done): (Vec<_>, Vec<_>) = audit.iter().partition(|entry| entry["outcome"] == "begun");
    assert_eq!((begun.len(), done.len()), (2, 2), "{audit:?}");
    assert!(done.iter().all(|entry| entry["target"].as_str().unwrap().starts_with("otlp ")
        && entry["conversations"][0] == id.as_str()));
    assert!(!program.all_bytes_of_data().windows(6).any(|bytes| bytes == b"s3cret"), "the key is nowhere");
}

#[test]
fn what_the_receiver_does_not_take_or_the_archive_does_not_have_is_told() {
    let (program, id) = recorded();
    let (endpoint, _posts) = receiver(400);
    program.file("scripta.toml", format!("[otlp]\nendpoint = \"{endpoint}\"\n"));
    let refused = program.run(&["traces", &id, "00000000-0000-4000-8000-000000000000"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused
            .stderr
            .contains(&format!("{id} was not sent: the OTLP receiver refused traces with status 400"))
    );
    assert!(
        refused.stderr.contains("00000000-0000-4000-8000-000000000000 is not in the archive"),
        "{refused:?}"
    );
    program.file("scripta.toml", "[otlp]\nendpoint = \"http://127.0.0.1:9\"\nretries = 0\n");
    let away = program.run(&["traces", &id]);
    assert_eq!(away.code, Some(1), "{away:?}");
    assert!(away.stderr.contains("could not be sent by OTLP in 1 tries: no connection"), "{away:?}");
    program.file("scripta.toml", "[otlp]\nendpoint = \"collector\"\n");
    assert_eq!(program.run(&["traces", &id]).code, Some(2));
    program.file("scripta.toml", "[otlp]\nendpiont = \"x\"\n");
    let wrong = program.run(&["traces", &id]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(wrong.stderr.contains("endpiont"), "{wrong:?}");
}

#[test]
fn watch_sends_metrics_and_each_new_conversation_once_also_over_a_restart() {
    let (endpoint, posts) = receiver(200);
    let program = Program::new().with_env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    program.file("scripta.toml", "[otlp]\nevery_seconds = 1\n");
    let watch = || program.command(&["watch", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let first_id = record_now(&program, "first");
    let mut first = watch();
    let (mut figures, mut traces) = (false, 0);
    until(&posts, |path, body| {
        figures |= path == "/v1/metrics" && body.contains("scripta.uploads");
        traces += usize::from(path == "/v1/traces" && body.contains(&first_id));
        // What was sent is kept before more is.
        figures && traces == 1 && program.data().join("otlp.json").exists()
    });
    first.kill().unwrap();
    finish(first);
    while posts.recv_timeout(Duration::from_millis(200)).is_ok() {}
    let second_id = record_now(&program, "second");
    assert_ne!(first_id, second_id);
    let mut second = watch();
    until(&posts, |path, body| {
        assert!(path != "/v1/traces" || !body.contains(&first_id), "it was sent before");
        path == "/v1/traces" && body.contains(&second_id)
    });
    second.kill().unwrap();
    finish(second);
}
