//! Making the catalog again from the archive.

use std::fs;
use std::time::Duration;

use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};

use crate::program::Program;

const DAY_MS: i64 = 86_400_000;
const DAYS: i64 = 12;
const QUERIES: [&str; 5] = ["", "coverage", "\"full coverage\"", "outcome:quote_completed", "on:2024-01-17"];

fn answers(program: &Program) -> Vec<String> {
    let search = |query| program.done(&["search", "--json", "--facets", "outcome", "--", query]).stdout;
    QUERIES.map(search).to_vec()
}

#[test]
fn a_catalog_that_is_deleted_answers_as_before_once_it_is_made_again_also_after_a_kill() {
    let program = Program::new();
    let logs: Vec<String> = (0..DAYS).map(|day| format!("day{day}.jsonl")).collect();
    for (day, log) in (0..DAYS).zip(&logs) {
        program.file(log, to_jsonl(&insurance_call(), START_EPOCH_MS + day * DAY_MS));
    }
    let mut replay = vec!["replay"];
    replay.extend(logs.iter().map(String::as_str));
    program.done(&replay);
    let before = answers(&program);
    assert!(before[0].lines().count() > 12, "{before:?}");

    let mut killed = 0;
    for ms in [0, 15, 30, 60, 90] {
        fs::remove_dir_all(program.data().join("catalog")).unwrap();
        let mut child = program.command(&["reindex", "--json"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(ms));
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        program.done(&["reindex", "--json"]);
        assert_eq!(answers(&program), before, "killed after {ms} ms");
    }
    assert!(killed > 0, "no kill came before it was done");
}
