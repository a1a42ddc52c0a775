//! Records in a bucket.

use scripta_s3_testing::S3Server;
use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};

use crate::program::Program;

fn program(server: &S3Server) -> Program {
    let mut program = Program::new().with_env("AWS_EC2_METADATA_DISABLED", "true");
    let names = [
        "CONVERSATIONS_BUCKET",
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
    ];
    for name in names {
        program = program.with_env(name, server.env(name).unwrap());
    }
    program.file("scripta.toml", "[archive]\nattempts = 1\n");
    program.file("call.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
    program
}

#[test]
fn a_call_is_recorded_into_a_bucket_and_read_from_it() {
    let server = S3Server::start();
    let program = program(&server);
    let line = program.done(&["replay", "call.jsonl", "--json"]).json();
    let objects: Vec<_> = line["objects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|object| object.as_str().unwrap().to_owned())
        .collect();
    let mut keys = objects.clone();
    keys.sort();
    assert_eq!(keys, server.objects(), "keys in the bucket");
    assert!(program.objects().is_empty());
    assert_eq!(line["completeness"], "complete");
    let writes: Vec<_> = server.requests().into_iter().filter(|request| request.method == "PUT").collect();
    assert_eq!(writes.len(), 3);

    let id = line["conversationId"].as_str().unwrap();
    assert!(program.done(&["list"]).stdout.contains(&id[..8]));
    let shown = program.done(&["show", &id[..8]]).stdout;
    assert!(shown.contains("2020 Toyota Camry") && shown.contains("s3://"), "{shown}");
    let doctor = program.run(&["doctor", "--json"]).json();
    let finding = |name: &str| {
        let findings = doctor["findings"].as_array().unwrap();
        findings.iter().find(|finding| finding["name"] == name).unwrap()["verdict"].clone()
    };
    assert_eq!((finding("encryption"), finding("endpoint")), ("good".into(), "good".into()));
    assert!(!doctor.to_string().contains(S3Server::SECRET_ACCESS_KEY));
}

#[test]
fn a_call_is_kept_while_the_bucket_is_away_and_archived_when_it_is_back() {
    let server = S3Server::start();
    let program = program(&server);
    server.go_away();
    let run = program.run(&["replay", "call.jsonl", "--json"]);
    assert_eq!(run.code, Some(3), "{run:?}");
    let line = run.json();
    assert_eq!((&line["status"], &line["sessionId"]), (&"pending".into(), &"session_call".into()));
    assert!(run.stderr.contains("scripta recover"), "{run:?}");

    let waiting = program.done(&["status", "--json"]).json();
    assert_eq!(waiting["conversations"][0]["state"], "pending");
    assert!(waiting["conversations"][0]["lastError"].as_str().unwrap().contains("reached"), "{waiting}");
    let run = program.run(&["recover", "--json"]);
    assert_eq!((run.code, &run.json()["status"]), (Some(3), &"pending".into()));
    assert_eq!(program.run(&["doctor"]).code, Some(1));
    assert_eq!(program.run(&["list"]).code, Some(1));

    server.come_back();
    let recovered = program.done(&["recover", "--json"]).json();
    assert_eq!((&recovered["status"], &recovered["wasOpen"]), (&"archived".into(), &false.into()));
    assert_eq!(recovered["conversationId"], line["conversationId"]);
    assert_eq!(server.objects().len(), 3);
    let shown = program.done(&["show", "session_call", "--json"]).json();
    assert_eq!(shown["conversation"]["completeness"]["status"], "complete");
    assert!(program.done(&["status", "--json"]).json()["conversations"].as_array().unwrap().is_empty());
}
