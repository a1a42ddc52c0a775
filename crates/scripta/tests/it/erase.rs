//! Erasing, as it is asked for on the command line.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};
use serde_json::Value;

use crate::program::{Program, Run, finish};

/// What nobody says but in the conversation that is erased.
const MARK: &str = "zorkmarked";
const LONG: Duration = Duration::from_secs(60);

/// Sessions of one call each, whose agents say the mark and the session's name.
fn recorded(sessions: &[&str]) -> Program {
    let program = Program::new();
    for session in sessions {
        let log = to_jsonl(&insurance_call(), START_EPOCH_MS);
        let file = format!("{session}.jsonl");
        program.file(&file, log.replace("coverage", &format!("{MARK}{session}")));
        let metadata = format!("case={session}");
        program.done(&["replay", &file, "--session-id", session, "--metadata", &metadata]);
    }
    program
}

fn ids(program: &Program) -> Vec<String> {
    let lines = program.done(&["search", "--json", "--sort=start"]).json_lines();
    lines.iter().filter_map(|line| Some(line["conversationId"].as_str()?.to_owned())).collect()
}

fn id_of(program: &Program, session: &str) -> String {
    let lines = program.done(&["search", "--json", "--", &format!("session:{session}")]).json_lines();
    lines[0]["conversationId"].as_str().unwrap().to_owned()
}

/// Whether the mark of a session stands anywhere in the data folder.
fn marked(program: &Program, session: &str) -> bool {
    let mark = format!("{MARK}{session}");
    let mut folders = vec![program.data()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read(&path).unwrap().windows(mark.len()).any(|bytes| bytes == mark.as_bytes()) {
                return true;
            }
        }
    }
    false
}

fn erasures(program: &Program) -> Vec<Value> {
    program.done(&["audit", "list", "--action", "erase", "--json"]).json_lines()
}

#[test]
fn a_conversation_is_erased_to_the_last_byte_with_a_receipt_that_verifies() {
    let program = recorded(&["alpha", "beta"]);
    let id = id_of(&program, "alpha");
    assert!(marked(&program, "alpha") && marked(&program, "beta"));
    let receipt = program.done(&["erase", &id, "--reason", "asked by the caller", "--json"]);
    assert_eq!(receipt.json()["receipt"]["conversationId"], id.as_str());
    assert_eq!(receipt.json()["receipt"]["reason"], "asked by the caller");
    assert_eq!(receipt.json()["receipt"]["objects"], 3);
    assert!(!marked(&program, "alpha") && marked(&program, "beta"));
    assert_eq!(ids(&program), [id_of(&program, "beta")]);

    let verified = program.done(&["erase", "--verify", &id, "--json"]).json();
    assert_eq!(verified["gone"], true, "{verified}");
    program.file("receipt.json", &receipt.stdout);
    program.done(&["erase", "--verify-receipt", "receipt.json"]);
    program.file("forged.json", receipt.stdout.replace("by the caller", "by nobody"));
    assert_eq!(program.run(&["erase", "--verify-receipt", "forged.json"]).code, Some(1));

    // Asked again, it gives the same receipt; what is not gone is told as such.
    assert_eq!(program.done(&["erase", &id, "--json"]).json(), receipt.json());
    let other = id_of(&program, "beta");
    assert_eq!(program.run(&["erase", "--verify", &other]).code, Some(1));
    assert_eq!(program.run(&["erase", "00000000-0000-4000-8000-000000000000"]).code, Some(1));
    assert!(program.done(&["erase", "--resume"]).stderr.contains("nothing was begun"));
}

#[test]
fn conversations_are_erased_by_session_metadata_and_query_once_it_is_confirmed() {
    let program = recorded(&["alpha", "beta", "gamma", "delta"]);
    for (session, which) in [
        ("alpha", ["--session", "alpha"]),
        ("beta", ["--metadata", "case=beta"]),
        ("gamma", ["--query", "assistant:zorkmarkedgamma"]),
    ] {
        let before = ids(&program);
        let id = id_of(&program, session);
        let asked = |more: &str| program.run(&["erase", which[0], which[1], "--json", more]);
        let dry = asked("--dry-run");
        assert_eq!(dry.code, Some(0), "{dry:?}");
        assert_eq!(dry.json()["conversationId"], id.as_str());
        // Nobody is at a terminal to type the number.
        let refused = program.run(&["erase", which[0], which[1]]);
        assert!(refused.code == Some(2) && refused.stderr.contains("--yes"), "{refused:?}");
        assert_eq!(erasures(&program)[0]["outcome"], "refused");
        assert_eq!(ids(&program), before);
        let done = asked("--yes");
        assert!(done.code == Some(0) && done.json()["receipt"]["conversationId"] == id.as_str(), "{done:?}");
        assert!(!marked(&program, session));
    }
    assert_eq!(ids(&program), [id_of(&program, "delta")]);
    assert_eq!(program.run(&["erase", "--session", "alpha", "--yes"]).code, Some(1));
}

#[test]
fn a_bad_query_erases_nothing_and_is_in_the_audit_trail_as_a_failed_try() {
    let program = recorded(&["alpha"]);
    let run = program.run(&["erase", "--query", "outcme:lost", "--yes"]);
    assert!(run.code == Some(2) && run.stderr.contains("outcme"), "{run:?}");
    let entries = program.done(&["audit", "list", "--action", "search", "--json"]).json_lines();
    assert_eq!(entries[0]["outcome"], "failed", "{entries:?}");
    assert_eq!(entries[0]["target"], "a query that cannot be read");
    assert_eq!(program.run(&["erase", "--query", "", "--yes"]).code, Some(2));
    assert_eq!(ids(&program).len(), 1);
}

/// A recorder in the middle of a call, which does not answer any more.
struct Stopped {
    child: Child,
    id: String,
}

impl Stopped {
    fn new(program: &Program) -> Self {
        program.file("live.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
        let args = ["replay", "live.jsonl", "--pace", "realtime"];
        let child = program.command(&args).spawn().unwrap();
        let status = || program.done(&["status", "--json"]).json();
        let id = until(|| status()["conversations"][0]["conversationId"].as_str().map(str::to_owned));
        let signalled = Command::new("sh").args(["-c", &format!("kill -STOP {}", child.id())]).status();
        assert!(signalled.unwrap().success());
        Self { child, id }
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < LONG, "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The requests that journals were left with.
fn requests(program: &Program, id: &str) -> Vec<PathBuf> {
    let journals = fs::read_dir(program.data().join("erasures")).into_iter().flatten().flatten();
    journals.map(|journal| journal.path().join(id)).filter(|path| path.exists()).collect()
}

fn assert_gone(program: &Program, run: &Run, id: &str) {
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(program.done(&["erase", "--verify", id, "--json"]).json()["gone"], true);
    assert_eq!(program.done(&["status", "--json"]).json()["conversations"].as_array().unwrap().len(), 0);
    program.done(&["recover"]);
    assert!(program.objects().is_empty(), "{:?}", program.objects());
}

#[test]
fn what_a_process_holds_that_does_not_answer_is_pending_and_resumed_once_it_is_gone() {
    let program = Program::new();
    let stopped = Stopped::new(&program);
    let id = stopped.id.clone();
    let run = program.run(&["erase", &id, "--json"]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert_eq!(run.json()["state"], "begun");
    assert!(run.stderr.contains("which has not answered yet"), "{run:?}");
    assert_eq!(erasures(&program)[0]["outcome"], "begun");
    stopped.kill();
    let run = program.run(&["erase", "--resume", "--json"]);
    assert_gone(&program, &run, &id);
}

#[test]
fn a_recorder_that_is_killed_before_it_answers_does_not_keep_an_erasure_from_completing() {
    let program = Program::new();
    let stopped = Stopped::new(&program);
    let id = stopped.id.clone();
    let erasing = program.command(&["erase", &id, "--json"]).spawn().unwrap();
    until(|| (!requests(&program, &id).is_empty()).then_some(()));
    stopped.kill();
    let run = finish(erasing);
    assert_gone(&program, &run, &id);
    assert!(requests(&program, &id).is_empty());
}
