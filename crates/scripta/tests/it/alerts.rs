//! Alerts, and who is told of them.

use std::io::{BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use scripta_s3_testing::S3Server;
use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};
use serde_json::Value;

use crate::http::request;
use crate::program::Program;

const RULES: &str = "
[alerts.failed_saves]
for_s = 0
resolve_for_s = 0
[alerts.failed_saves.limits]
oldest_pending_s = { warning = 0.000001 }
";

/// What was posted: the head, and the body.
type Posted = (String, Value);

/// Takes posts, and answers each with the next of `answers`.
fn receiver(answers: &'static [u16]) -> (String, Receiver<Posted>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, posts) = channel();
    std::thread::spawn(move || {
        for (answer, stream) in answers.iter().zip(listener.incoming()) {
            let mut stream = BufReader::new(stream.unwrap());
            let (head, body) = request(&mut stream).unwrap();
            write!(stream.get_mut(), "HTTP/1.1 {answer} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                .unwrap();
            sender.send((head.to_lowercase(), serde_json::from_slice(&body).unwrap())).unwrap();
        }
    });
    (address, posts)
}

fn next(posts: &Receiver<Posted>) -> Posted {
    posts.recv_timeout(Duration::from_secs(30)).unwrap()
}

#[test]
fn an_archive_that_is_away_fires_and_resolves_once_it_is_back_and_both_are_told() {
    let server = S3Server::start();
    let mut program = Program::new().with_env("HOOK_SECRET", "s3cret");
    for name in [
        "CONVERSATIONS_BUCKET",
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
    ] {
        program = program.with_env(name, server.env(name).unwrap());
    }
    // The first attempt finds a receiver that is busy.
    let (address, posts) = receiver(&[503, 200, 200]);
    let notify = format!("[[notify]]\nurl = \"http://{address}/hook\"\nsecret_env = \"HOOK_SECRET\"\n");
    program.file("scripta.toml", format!("[archive]\nattempts = 1\ntimeout_seconds = 1\n{RULES}{notify}"));
    program.file("call.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
    assert_eq!(program.done(&["alerts"]).stdout.lines().next(), Some("nothing fires"));

    server.go_away();
    assert_eq!(program.run(&["replay", "call.jsonl"]).code, Some(3));
    let fired = program.done(&["alerts", "check", "--json"]).json();
    assert_eq!(
        (&fired["kind"], &fired["fingerprint"]),
        (&"fired".into(), &"failed_saves/oldest_pending_s".into())
    );
    let (head, busy) = next(&posts);
    let (_, told) = next(&posts);
    assert_eq!((&busy, &told), (&fired, &fired), "tried again");
    let at = head.lines().find_map(|line| line.strip_prefix("scripta-timestamp: ")).unwrap();
    assert!(at.parse::<i64>().unwrap() > 1_700_000_000);
    let signature = head.lines().find_map(|line| line.strip_prefix("scripta-signature: ")).unwrap();
    assert!(signature.starts_with("v1=") && signature.len() == 67, "{signature}");
    assert!(program.done(&["alerts", "check", "--json"]).stdout.is_empty(), "it is told once");
    let page = program.done(&["alerts"]).stdout;
    assert!(page.contains("failed_saves/oldest_pending_s") && page.contains("has waited"), "{page}");

    server.come_back();
    program.done(&["recover"]);
    assert_eq!(program.done(&["alerts", "check", "--json"]).json()["kind"], "resolved");
    assert_eq!(next(&posts).1["kind"], "resolved");
    assert_eq!(program.done(&["alerts"]).stdout.lines().next(), Some("nothing fires"));
}

#[test]
fn what_a_receiver_does_not_take_is_kept_for_it() {
    let program = Program::new().with_env("CONVERSATIONS_BUCKET", "none").with_env("AWS_ACCESS_KEY_ID", "x");
    let program = program
        .with_env("AWS_SECRET_ACCESS_KEY", "x")
        .with_env("AWS_REGION", "us-east-1")
        .with_env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let config = |address: &str| {
        let notify = format!("[[notify]]\nurl = \"http://{address}/secret-path\"\nformat = \"slack\"\n");
        program
            .file("scripta.toml", format!("[archive]\nattempts = 1\ntimeout_seconds = 1\n{RULES}{notify}"));
    };
    program.file("call.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
    config("127.0.0.1:9");
    assert_eq!(program.run(&["replay", "call.jsonl"]).code, Some(3));
    let check = program.run(&["alerts", "check"]);
    assert_eq!(check.code, Some(3), "{check:?}");
    assert!(check.stderr.contains("127.0.0.1:9 has not been told") && !check.stderr.contains("secret-path"));
    let (address, posts) = receiver(&[200]);
    config(&address);
    program.done(&["alerts", "check"]);
    assert!(next(&posts).1["text"].as_str().unwrap().contains("failed_saves"));
    program.done(&["alerts", "check"]);
}

#[test]
fn a_configuration_that_cannot_be_right_is_told_with_its_place() {
    let program = Program::new();
    for (config, told) in [
        ("[alerts.failed_saves.limits]\nuploads = { warning = 1.0 }\n", "alerts.failed_saves.limits.uploads"),
        ("[[notify]]\nurl = \"http://example.com/x\"\n", "notify[0].url"),
        (
            "[[notify]]\nurl = \"https://example.com/x\"\nformat = \"teams\"\n",
            "json, slack, pagerduty, alertmanager",
        ),
        ("[[notify]]\nurl = \"env:NOWHERE\"\n", "the environment has no NOWHERE"),
    ] {
        program.file("scripta.toml", config);
        let check = program.run(&["alerts", "check"]);
        assert_eq!(check.code, Some(2), "{check:?}");
        assert!(check.stderr.contains(told), "{}", check.stderr);
    }
}
