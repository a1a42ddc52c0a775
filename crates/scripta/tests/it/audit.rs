//! Who did what with the data, and handing it out.

use std::fs;
use std::path::PathBuf;

use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};
use serde_json::{Value, json};

use crate::program::Program;

fn recorded() -> Program {
    let program = Program::new();
    program.file("call.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
    program.done(&["replay", "call.jsonl"]);
    program
}

fn id(program: &Program) -> String {
    program.done(&["list", "--json"]).json()["conversationId"].as_str().unwrap().to_owned()
}

fn segments(program: &Program) -> Vec<PathBuf> {
    let days = fs::read_dir(program.data().join("audit")).unwrap();
    let files = days.flat_map(|day| fs::read_dir(day.unwrap().path()).unwrap());
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort_by_key(|file| file.file_name().unwrap().to_owned());
    files
}

/// A page without its lines.
fn words(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_done_is_in_the_trail_with_who_did_it_to_what_end() {
    let program = recorded();
    let id = id(&program);
    let export = ["export", &id, "--out", "out.zip", "--actor", "jo", "--purpose", "asked for in writing"];
    let exported = program.done(&export);
    assert!(exported.stdout.contains("1 conversation in 4 files"), "{exported:?}");
    assert!(program.home().join("out.zip").is_file());

    let entries = program.done(&["audit", "list", "--json", "--action", "export"]).json_lines();
    let [entry] = &entries[..] else { panic!("not one: {entries:?}") };
    for (member, value) in [
        ("actor", json!("jo")),
        ("target", json!(id)),
        ("purpose", json!("asked for in writing")),
        ("outcome", json!("done")),
        ("conversations", json!([id])),
    ] {
        assert_eq!(entry[member], value, "{member}");
    }
    assert!(entry["origin"].as_str().unwrap().starts_with("cli"));
    let page = words(&program.done(&["audit", "list", "--by", "jo"]).stdout);
    assert!(page.contains("export done") && page.contains("for: asked for in writing"), "{page}");
}

#[test]
fn a_trail_that_is_sound_is_told_with_its_head_and_one_that_is_not_with_its_faults() {
    let program = recorded();
    program.run(&["export", "--subject", "customerId=1"]);
    program.run(&["export", "--subject", "customerId=2"]);
    let checked = program.done(&["audit", "verify", "--json"]).json();
    assert_eq!(checked["faults"], json!([]));
    let head = checked["trails"][0]["head"]["hash"].as_str().unwrap();
    let page = program.done(&["audit", "verify", "--head", head]);
    assert!(page.stdout.contains("Sound") && page.stdout.contains("The hash that was noted"), "{page:?}");

    let changed = &segments(&program)[0];
    let text = fs::read_to_string(changed).unwrap();
    fs::write(changed, text.replace("cli", "ilc")).unwrap();
    let run = program.run(&["audit", "verify"]);
    assert_eq!(run.code, Some(1));
    let name = changed.file_name().unwrap().to_str().unwrap();
    let told = words(&run.stdout);
    assert!(told.contains("1 fault") && told.contains("entry 1, in audit/") && told.contains(name), "{told}");
    let faults =
        program.run(&["audit", "verify", "--json", "--head", &"0".repeat(64)]).json()["faults"].clone();
    let kinds: Vec<&Value> = faults.as_array().unwrap().iter().map(|fault| &fault["kind"]).collect();
    assert_eq!(kinds, ["head_missing", "changed"]);
    assert_eq!(program.run(&["audit", "verify", "--head", "abc"]).code, Some(2));
}

#[test]
fn a_subject_that_is_nobody_or_cannot_be_told_apart_gets_no_file() {
    let program = recorded();
    let nobody = program.run(&["export", "--subject", "customerId=zymurgist-17", "--out", "out.zip"]);
    assert!(nobody.code == Some(1) && nobody.stderr.contains("customerId"), "{nobody:?}");
    assert!(!nobody.stderr.contains("zymurgist"), "{nobody:?}");
    let masked = program.run(&["export", "--subject", "phone=415-555-0136", "--out", "out.zip"]);
    assert!(masked.code == Some(1) && masked.stderr.contains("other people"), "{masked:?}");
    assert!(!program.home().join("out.zip").exists());
    assert_eq!(program.run(&["export"]).code, Some(2));
    assert_eq!(program.run(&["export", "--subject", "x"]).code, Some(2));
    let outcomes = program.done(&["audit", "list", "--json", "--action", "export"]).json_lines();
    let outcomes: Vec<&Value> = outcomes.iter().map(|entry| &entry["outcome"]).collect();
    assert_eq!(outcomes, ["refused", "not_found"]);
}

#[test]
fn a_changed_configuration_is_an_entry_once() {
    let program = recorded();
    let changes = || -> Vec<Value> {
        let entries = program.done(&["audit", "list", "--json", "--action", "configure"]).json_lines();
        entries.iter().map(|entry| entry["details"].clone()).collect()
    };
    assert_eq!(changes(), Vec::<Value>::new());
    let file = program.file("scripta.toml", "[recorder]\nworkers = 2\n");
    changes();
    assert_eq!(changes(), [json!({ "added": ["recorder.workers"] })]);
    fs::remove_file(file).unwrap();
    changes();
    let removed = json!({ "removed": ["recorder.workers"] });
    assert_eq!(changes(), [removed, json!({ "added": ["recorder.workers"] })]);
}
