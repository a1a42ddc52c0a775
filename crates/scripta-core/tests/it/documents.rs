//! The documents: their schemas, what particular sessions come to, and entries of long ago.

use std::path::{Path, PathBuf};

use crate::support::{Run, begin, captures, events, replay, samples, settings, start};
use scripta_core::entry::{Begin, End, Entry};
use scripta_core::record::{Problem, ProblemKind, schemas};
use scripta_core::{Record, Recording};
use serde_json::{Value, json};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Set to write the schemas rather than compare them.
const UPDATE: &str = "SCRIPTA_UPDATE_SCHEMAS";

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    for (name, schema) in schemas() {
        let path = folder("../../schemas").join(name);
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os(UPDATE).is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            continue;
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "schemas/{name} is not up to date; run `cargo xtask schemas` and commit it"
        );
    }
}

fn check(name: &str, validators: &[jsonschema::Validator], record: &Record) {
    let documents = [
        serde_json::to_value(&record.conversation).unwrap(),
        serde_json::to_value(&record.summary).unwrap(),
        serde_json::to_value(&record.extracted).unwrap(),
    ];
    for (validator, document) in validators.iter().zip(&documents) {
        if let Some(error) = validator.iter_errors(document).next() {
            panic!("{name}: {} at {}", error, error.instance_path());
        }
    }
    // What is written can be read again, and says the same.
    let [conversation, summary, extracted] = documents;
    let again: scripta_core::record::Conversation = serde_json::from_value(conversation).unwrap();
    assert_eq!(&again, record.conversation.get(), "{name}");
    assert_eq!(
        &serde_json::from_value::<scripta_core::record::Summary>(summary).unwrap(),
        record.summary.get()
    );
    assert_eq!(
        &serde_json::from_value::<scripta_core::record::Extracted>(extracted).unwrap(),
        record.extracted.get()
    );
}

#[test]
fn every_document_is_as_its_schema_says() {
    let validators: Vec<_> =
        schemas().iter().map(|(_, schema)| jsonschema::validator_for(schema.as_value()).unwrap()).collect();
    let wrong = json!({"version": 1});
    assert!(validators.iter().all(|validator| !validator.is_valid(&wrong)), "the schemas forbid something");
    for (name, events) in samples(40).into_iter().chain(captures()) {
        check(&name, &validators, &Run::of(&events).end().recording.record());
        let settings = scripta_core::Settings { snapshot_limit: 0, ..settings() };
        check(&name, &validators, &Run::with(settings, &events).end().recording.record());
    }
}

/// The documents, without the snapshots in between.
fn shown(recording: &Recording) -> Value {
    let record = recording.record();
    let mut conversation = serde_json::to_value(&record.conversation).unwrap();
    let snapshots = conversation["historySnapshots"].as_array_mut().unwrap();
    for snapshot in snapshots.iter_mut() {
        let items = snapshot["history"].as_array().into_iter().flatten();
        let words = items.map(|item| json!([item["itemId"], item["status"]])).collect::<Value>();
        snapshot["history"] = words;
    }
    json!({"conversation": conversation, "summary": record.summary, "extracted": record.extracted})
}

#[test]
fn each_session_comes_to_the_record_that_was_reviewed() {
    insta::glob!("..", "sessions/*.jsonl", |path| {
        let run = Run::of(&events(&std::fs::read_to_string(path).unwrap())).end();
        insta::assert_json_snapshot!(shown(&run.recording));
    });
}

/// Written by an earlier version, and never changed. A later version must read them to the same record.
#[test]
fn entries_of_the_first_version_are_still_read() {
    let path = folder("tests/fixtures/entries_v1.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let entries: Vec<Vec<u8>> = text.lines().map(|line| line.as_bytes().to_vec()).collect();
    let kinds: std::collections::BTreeSet<String> = text
        .lines()
        .map(|line| serde_json::from_str::<Entry>(line).unwrap().change.name().to_owned())
        .collect();
    let all = "audio begin committed end event item live_usage mcp_call playback problem removed response result session \
        snapshot speech text transcript_failed truncated";
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>().join(" "),
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    );
    insta::assert_json_snapshot!("entries_v1", shown(&replay(&entries)));
}

/// How `entries_v1.jsonl` was made. Run it only for a new version, into a new file.
#[test]
#[ignore = "writes a fixture that is frozen"]
fn write_entries() {
    let metadata = json!({"userType": "customer", "phone": "555-123-4567"});
    let begin =
        Begin { metadata: metadata.as_object().unwrap().clone(), sdk: Some("sample 1.0".into()), ..begin() };
    let (recording, entry) = Recording::begin(settings(), begin, start());
    let mut run = Run { recording, entries: vec![entry] };
    for name in ["barge_in", "tools", "mcp", "failed_transcript", "telephone", "live"] {
        let text = std::fs::read_to_string(folder("tests/sessions").join(format!("{name}.jsonl"))).unwrap();
        events(&text).iter().for_each(|(event, at)| run.observe(event, *at));
    }
    let at = run.recording.standing().last;
    run.entries.extend(run.recording.snapshot("quote_completed", at));
    run.entries.extend(run.recording.problem(Problem::new(ProblemKind::EventsDropped).times(3), at));
    run.entries.extend(run.recording.note(
        "guardrail_tripped",
        json!({"guardrail": "no_prices"}).as_object().unwrap().clone(),
        at,
    ));
    let end = End {
        completion_reason: Some("quote_completed".into()),
        metadata: json!({"userSatisfaction": "high"}).as_object().unwrap().clone(),
    };
    run.entries.extend(run.recording.end(end, at));
    let lines: Vec<String> =
        run.json().into_iter().map(|json| String::from_utf8(json).unwrap() + "\n").collect();
    std::fs::write(folder("tests/fixtures/entries_new.jsonl"), lines.concat()).unwrap();
}

/// How the sessions of this folder were made from samples; `live.jsonl` is written by hand.
#[test]
#[ignore = "writes input sessions"]
fn write_sessions() {
    use scripta_sample::{
        AudioFormat, Cut, Dialect, Heard, Script, SessionOptions, Speech, Transport, to_jsonl,
    };
    let write = |name: &str, script: Script| {
        let text = to_jsonl(&script.finish(), scripta_sample::START_EPOCH_MS);
        std::fs::write(folder("tests/sessions").join(format!("{name}.jsonl")), text).unwrap();
    };
    let script = |dialect, transport| {
        let mut script = Script::new(dialect, AudioFormat::G711Ulaw, 3);
        script.over(transport).with_thin_audio();
        script
    };
    let mut barge_in = script(Dialect::Ga, Transport::WebSocket);
    barge_in
        .session(SessionOptions { logprobs: true, ..SessionOptions::default() })
        .agent_is_cut_off(
            "We open at nine in the morning.",
            Heard::Ms(1_000),
            Cut::Generating,
            "And on Sunday?",
        )
        .agent_is_cut_off("On Sunday we are closed.", Heard::Fraction(0.5), Cut::Playing, "I see.");
    write("barge_in", barge_in);
    let mut tools = script(Dialect::Ga, Transport::WebSocket);
    tools
        .session(SessionOptions::default())
        .caller_says("A quote for a 2020 Toyota Camry, ZIP code 90210, please.", Speech::default())
        .agent_calls_tools(&[(
            "get_quote",
            json!({"vehicleYear": "2020", "phone": "555-123-4567"}),
            "{\"price\":500}",
        )])
        .agent_calls_tool_in_vain("send_mail", &json!({"email": "john.doe@example.org"}))
        .agent_hands_off("Billing Agent")
        .item_deleted()
        .error("invalid_value", "No such voice.")
        .unknown_event();
    write("tools", tools);
    let mut mcp = script(Dialect::Ga, Transport::WebSocket);
    mcp.session(SessionOptions::default())
        .mcp_lists_tools("orders", &["find"])
        .mcp_list_fails("parcels")
        .mcp_call("orders", "find", &json!({"id": 5}), Some(true), Ok("found"))
        .mcp_call("orders", "find", &json!({"id": 7}), None, Err("closed"));
    write("mcp", mcp);
    let mut failed = script(Dialect::Ga, Transport::WebSocket);
    failed
        .with_microphone(200)
        .session(SessionOptions::default())
        .transcription_fails()
        .response_fails("server_error", "The server had an error.");
    write("failed_transcript", failed);
    let mut telephone = script(Dialect::Ga, Transport::WebRtc);
    telephone
        .session(SessionOptions { created: false, ..SessionOptions::default() })
        .agent_says("Press one.")
        .dtmf('1')
        .idle_timeout()
        .agent_is_cut_off("Press two.", Heard::Ms(300), Cut::Playing, "What?");
    write("telephone", telephone);
    let mut beta = script(Dialect::Beta, Transport::WebSocket);
    beta.session(SessionOptions::default())
        .caller_says("When do you open?", Speech::default())
        .agent_says("At nine.")
        .reconnect()
        .agent_writes("Are you there?");
    write("beta", beta);
}
