//! Searching, and what the audit trail says of it.

use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};
use serde_json::Value;

use crate::program::Program;

const DAY_MS: i64 = 86_400_000;

/// Three days with a call each.
fn three_days() -> Program {
    let program = Program::new();
    for day in 0..3 {
        let log = to_jsonl(&insurance_call(), START_EPOCH_MS + day * DAY_MS);
        program.file(&format!("day{day}.jsonl"), log);
    }
    program.done(&["replay", "day0.jsonl", "day1.jsonl", "day2.jsonl"]);
    program
}

fn sessions(lines: &[Value]) -> Vec<&str> {
    lines.iter().filter_map(|line| line["sessionId"].as_str()).collect()
}

/// The entries of the trail for one action, the newest first.
fn trail(program: &Program, action: &str) -> Vec<Value> {
    program.done(&["audit", "list", "--action", action, "--json"]).json_lines()
}

#[test]
fn conversations_are_found_by_what_was_said_and_by_what_is_known_of_them() {
    let program = three_days();
    let found = |query: &str| program.done(&["search", "--json", "--", query]).json_lines();
    let query =
        r#"outcome:quote_completed tool:get_quote on:2024-01-16 assistant:"full coverage" -topic:claims"#;
    let lines = found(query);
    assert_eq!(sessions(&lines), ["session_day1"]);
    let [hit, total] = lines.as_slice() else { panic!("{lines:?}") };
    let matched = hit["snippets"][0]["parts"].as_array().unwrap().iter().find(|part| part["matched"] == true);
    assert_eq!(matched.unwrap()["text"].as_str().unwrap().to_lowercase(), "full coverage");
    assert_eq!(total["total"], serde_json::json!({ "count": 1, "exact": true }));
    assert!(total["next"].is_null());
    assert!(sessions(&found(r#"user:"deductible of""#)).is_empty());
    assert_eq!(sessions(&found("-on:2024-01-16")), ["session_day2", "session_day0"]);
    assert_eq!(sessions(&found("")).len(), 3);

    let run =
        program.done(&["search", "cover*", "--limit", "1", "--facets", "outcome", "--histogram", "day"]);
    for text in ["3 conversations", "quote_completed", "2024-01-17", "caller", "coverage"] {
        assert!(run.stdout.contains(text), "{text} in {run:?}");
    }
    assert!(run.stderr.contains("--after "), "{run:?}");
    assert_eq!(program.done(&["search", "--count", "turns:>=1"]).stdout, "3 conversations\n");
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let program = three_days();
    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let mut args = vec!["search", "--json", "--sort=start", "--limit=1"];
        args.extend(after.iter().flat_map(|after| ["--after", after.as_str()]));
        let lines = program.done(&args).json_lines();
        seen.extend(sessions(&lines).into_iter().map(str::to_owned));
        after = lines.last().unwrap()["next"].as_str().map(str::to_owned);
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["session_day0", "session_day1", "session_day2"]);
    let cursor = program.done(&["search", "--json", "--limit=1"]).json_lines()[1]["next"].to_string();
    let run = program.run(&["search", "--sort=duration", "--after", cursor.trim_matches('"')]);
    assert!(run.code == Some(2) && run.stderr.contains("another order"), "{run:?}");
}

#[test]
fn a_bad_query_is_told_with_its_place_and_is_a_mistake_of_the_command_line() {
    let program = three_days();
    let run = program.run(&["search", "topic:claims outcme:lost"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("\n             ^ no field"), "{run:?}");
    assert!(run.stderr.contains("did you mean `outcome:`?"), "{run:?}");
    let run = program.run(&["search", "--facets", "turns"]);
    assert!(run.code == Some(2) && run.stderr.contains("no text field"), "{run:?}");
    let failed = &trail(&program, "search")[0];
    assert_eq!(
        (&failed["outcome"], &failed["target"]),
        (&"failed".into(), &"a query that cannot be read".into())
    );
}

#[test]
fn a_field_of_the_profile_that_never_occurred_is_accepted_everywhere_and_finds_nothing() {
    let program = Program::new();
    let query = "vehicleMake:Toyota";
    let rules = format!("[[retention.rules]]\nname = \"a\"\nquery = \"{query}\"\nkeep = \"1d\"\n");
    program.file("scripta.toml", rules);
    program.file("call.jsonl", to_jsonl(&insurance_call()[..1], START_EPOCH_MS));
    program.done(&["replay", "call.jsonl"]);
    assert_eq!(program.done(&["search", "--count", ""]).stdout, "1 conversation\n");
    assert_eq!(program.done(&["search", "--count", query]).stdout, "No conversation\n");
    program.done(&["search", "--facets", "vehicleMake"]);
    let analyzed = program.done(&["analytics", query, "--format", "json"]).json();
    assert_eq!(analyzed["total"]["conversations"], 0, "{analyzed}");
    let erased = program.run(&["erase", "--query", query, "--dry-run"]);
    assert!(erased.code == Some(1) && erased.stderr.contains("no conversation is meant"), "{erased:?}");
    let plan = program.done(&["retention", "plan", "--json"]).json();
    assert_eq!(plan["rules"][0]["conversations"], serde_json::json!([]), "{plan}");
}

#[test]
fn the_trail_tells_who_searched_read_and_listed_without_the_words() {
    let program = three_days();
    program.done(&[
        "search",
        "--actor",
        "ana",
        "--purpose",
        "complaint 7",
        r#""full coverage" session:session_day1"#,
    ]);
    program.done(&["show", "session_day1"]);
    assert_eq!(program.run(&["show", "of_nobody"]).code, Some(1));
    program.done(&["list", "--day", "2024-01-16"]);
    let search = &trail(&program, "search")[0];
    assert_eq!(search["target"], "[2 words] session:[value]");
    assert_eq!((&search["actor"], &search["details"]["hits"]), (&"ana".into(), &1.into()));
    let reads = trail(&program, "read");
    assert_eq!(reads.len(), 2);
    assert_eq!((&reads[0]["outcome"], &reads[0]["target"]), (&"not_found".into(), &"a name".into()));
    assert_eq!(reads[1]["conversations"], search["conversations"]);
    assert_eq!(trail(&program, "list")[0]["target"], "2024-01-16");
    assert!(!program.done(&["audit", "list", "--json"]).stdout.contains("session_day1"));
}

#[test]
fn without_a_catalog_what_is_archived_can_be_read_and_it_is_said_that_nobody_wrote_it_down() {
    let program = Program::new();
    program.file("scripta.toml", "[catalog]\nkind = \"none\"\n");
    program.file("day.jsonl", to_jsonl(&insurance_call(), START_EPOCH_MS));
    program.done(&["replay", "day.jsonl"]);
    for args in [&["list"][..], &["show", "session_day"]] {
        let run = program.done(args);
        assert!(run.stdout.contains("session_day") && run.stderr.contains("no audit trail"), "{run:?}");
    }
    let run = program.run(&["search", "coverage"]);
    assert!(run.code == Some(1) && run.stderr.contains("there is no catalog"), "{run:?}");
}

#[test]
fn what_the_catalog_lacks_is_found_in_the_archive_and_reindexing_is_advised() {
    let program = three_days();
    std::fs::remove_dir_all(program.data().join("catalog")).unwrap();
    let run = program.done(&["search", "coverage"]);
    assert!(run.stdout.contains("No conversation") && run.stderr.contains("scripta reindex"), "{run:?}");
    assert!(program.done(&["show", "session_day2"]).stdout.contains("session_day2"));
}
