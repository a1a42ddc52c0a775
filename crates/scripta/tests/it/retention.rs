//! Retention by rules, on the command line.

use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};

use crate::program::Program;

const RULES: &str = r#"
[[retention.rules]]
name = "under dispute"
query = "meta.case:dispute"
hold = true

[[retention.rules]]
name = "a fact that never occurred"
query = "vehicleYear:1802"
keep = "1d"

[[retention.rules]]
name = "everything else"
keep = "30d"
"#;

/// Two old calls, of which one is held, under rules.
fn program() -> Program {
    let program = Program::new();
    program.file("scripta.toml", RULES);
    program.file("call.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
    for case in ["dispute", "plain"] {
        let metadata = format!("case={case}");
        program.done(&["replay", "call.jsonl", "--session-id", case, "--metadata", &metadata]);
    }
    program
}

fn sessions(program: &Program) -> Vec<String> {
    let lines = program.done(&["search", "--json"]).json_lines();
    lines.iter().filter_map(|line| Some(line["sessionId"].as_str()?.to_owned())).collect()
}

#[test]
fn a_plan_names_what_is_to_go_and_what_is_held_and_applying_it_erases_the_first_only() {
    let program = program();
    let plan = program.done(&["retention", "plan", "--json"]).json();
    let number = |part: &str, at: usize| plan[part][at]["conversations"].as_array().unwrap().len();
    assert_eq!([number("rules", 0), number("rules", 1), number("held", 0)], [0, 1, 1], "{plan}");
    assert_eq!(plan["rules"][1]["conversations"][0]["sessionId"], "plain");
    let refused = program.run(&["retention", "apply"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("--yes"), "{refused:?}");
    assert_eq!(sessions(&program).len(), 2);
    program.done(&["retention", "apply", "--yes"]);
    assert_eq!(sessions(&program), ["dispute"]);
    assert_eq!(
        program.done(&["retention", "plan", "--json"]).json()["rules"][1]["conversations"][0],
        serde_json::Value::Null
    );
}

#[test]
fn what_is_held_is_erased_only_by_who_says_so() {
    let program = program();
    let held = program.run(&["erase", "--session", "dispute", "--yes"]);
    assert!(held.code == Some(1) && held.stderr.contains("under dispute"), "{held:?}");
    assert_eq!(sessions(&program).len(), 2);
    program.done(&["erase", "--session", "dispute", "--yes", "--override-hold"]);
    assert_eq!(sessions(&program), ["plain"]);
}
