//! Finding and showing what is recorded.

use scripta_sample::{Dialect, START_EPOCH_MS, insurance_call, repeated, to_jsonl};
use serde_json::Value;

use crate::program::Program;

const DAY_MS: i64 = 86_400_000;

fn three_days() -> Program {
    let program = Program::new();
    for day in 0..3 {
        let log = to_jsonl(&insurance_call(), START_EPOCH_MS + day * DAY_MS);
        program.file(&format!("day{day}.jsonl"), log);
    }
    program.done(&["replay", "day1.jsonl", "day0.jsonl", "day2.jsonl"]);
    program
}

#[test]
fn conversations_are_listed_newest_first() {
    let program = three_days();
    let sessions = |args: &[&str]| -> Vec<Value> {
        program.done(args).json_lines().iter().map(|line| line["sessionId"].clone()).collect()
    };
    assert_eq!(sessions(&["list", "--json"]), ["session_day2", "session_day1", "session_day0"]);
    assert_eq!(sessions(&["list", "--json", "--limit", "1"]), ["session_day2"]);
    assert_eq!(sessions(&["list", "--json", "--day", "2024-01-16"]), ["session_day1"]);
    assert!(sessions(&["list", "--json", "--day", "2024-02-01"]).is_empty());
    let run = program.done(&["list", "--limit", "2"]);
    assert!(run.stdout.contains("quote_completed") && run.stderr.contains("--limit"), "{run:?}");
    assert_eq!(run.stdout.lines().count(), 3);
}

#[test]
fn a_conversation_is_found_by_its_id_its_beginning_or_its_session() {
    let program = three_days();
    let listed = program.done(&["list", "--json", "--limit", "1"]).json();
    let id = listed["conversationId"].as_str().unwrap();
    for name in [id, &id[..8], &id.to_uppercase()[..10], "session_day2"] {
        let shown = program.done(&["show", name, "--json"]).json();
        assert_eq!(shown["conversation"]["conversationId"], id, "{name}");
        assert_eq!(shown["objects"].as_array().unwrap().len(), 3);
    }
    program.done(&["replay", "day2.jsonl"]);
    let run = program.run(&["show", "session_day2"]);
    assert!(run.code == Some(2) && run.stderr.contains(id), "two of a name are both named: {run:?}");
}

#[test]
fn a_session_is_found_by_the_id_that_was_given_though_personal_data_was_masked_in_it() {
    let program = Program::new();
    program.file("log.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
    program.done(&["replay", "log.jsonl", "--session-id", "call of john.doe@gmail.com"]);
    assert!(!program.objects()[0].contains("john"));
    program.done(&["show", "call of john.doe@gmail.com"]);
}

/// Beyond their limit snapshots are stored as changes; that is nothing that a reader has to know.
#[test]
fn every_snapshot_is_shown_in_full_whichever_form_is_stored() {
    let program = Program::new();
    program.file("scripta.toml", "[recorder]\nsnapshot_limit_bytes = 20000\n");
    program.file("log.jsonl", to_jsonl(&repeated(60, Dialect::Ga), START_EPOCH_MS));
    program.done(&["replay", "log.jsonl"]);
    let record = program.object("_conversation.json");
    let snapshots = record["historySnapshots"].as_array().unwrap();
    assert!(snapshots.iter().any(|snapshot| snapshot["history"].is_null()), "some are changes");
    let show = |number: usize| {
        program.done(&["show", "session_log", "--snapshot", &number.to_string(), "--json"]).json()
    };
    for number in [1, 2, snapshots.len() / 2, snapshots.len() - 1, snapshots.len()] {
        let shown = show(number);
        assert_eq!((&shown["snapshot"], &shown["of"]), (&number.into(), &snapshots.len().into()));
        let history = shown["history"].as_array().unwrap();
        let calls = |kind: &str| history.iter().filter(|item| item["type"] == kind).count() as u64;
        let state = &snapshots[number - 1]["conversationState"];
        assert_eq!(state["totalMessages"], calls("message"), "snapshot {number}");
        assert_eq!(state["toolCalls"], calls("function_call"), "snapshot {number}");
    }
    assert_eq!(show(snapshots.len())["history"], record["history"]);
    let text = program.done(&["show", "session_log", "--snapshot", "3"]).stdout;
    assert!(text.starts_with("Snapshot 3 of "), "{text}");
    for number in ["0", &(snapshots.len() + 1).to_string()] {
        assert_eq!(program.run(&["show", "session_log", "--snapshot", number]).code, Some(2));
    }
}
