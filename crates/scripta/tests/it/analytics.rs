//! Figures of what is recorded.

use scripta_sample::{START_EPOCH_MS, insurance_call, to_jsonl};
use serde_json::{Value, json};

use crate::program::Program;

const DAY_MS: i64 = 86_400_000;

/// Three days with the sample call, on the last of them twice.
fn recorded() -> Program {
    let program = Program::new();
    for (name, day) in [("a", 0), ("b", 1), ("c", 2), ("d", 2)] {
        program.file(&format!("{name}.jsonl"), to_jsonl(&insurance_call(), START_EPOCH_MS + day * DAY_MS));
    }
    program.done(&["replay", "a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl"]);
    program
}

/// The page without the conversation's id.
fn steady(page: &str) -> String {
    match page.split_whitespace().find(|word| word.len() == 36) {
        Some(id) => page.replace(id, "<id>"),
        None => page.to_owned(),
    }
}

#[test]
fn figures_are_of_one_conversation_or_of_many_as_table_json_csv_and_chart() {
    let program = recorded();
    let listed = program.done(&["list", "--json", "--limit", "1"]).json_lines().remove(0);
    let id = listed["conversationId"].as_str().unwrap();
    insta::assert_snapshot!("one", steady(&program.done(&["analytics", id]).stdout));
    assert_eq!(program.done(&["analytics", &id[..10]]).stdout, program.done(&["analytics", id]).stdout);

    let one = program.done(&["analytics", id, "--json"]).json();
    assert_eq!(one["conversationId"], *id);
    assert_eq!(one["conversationFlow"], json!({ "userInitiated": 11, "agentInitiated": 12, "toolCalls": 2 }));
    assert_eq!(one["duration"], json!({ "seconds": 106, "formatted": "00:01:46" }));
    assert_eq!(one["messageTypes"]["message"], one["totalMessages"]);

    let compared = ["--since", "2024-01-17", "--until", "2024-01-18", "--compare"];
    let many = program.done(&[&["analytics", "--chart", "--group-by", "outcome"][..], &compared].concat());
    insta::assert_snapshot!("many", many.stdout);
    let chart = program.done(&["analytics", "--chart", "--since", "2024-01-15", "--until", "2024-01-18"]);
    insta::assert_snapshot!("by_day", chart.stdout);
    let sheet = program.done(&["analytics", "--group-by", "day", "--format", "csv"]).stdout;
    insta::assert_snapshot!("sheet", sheet);

    let json = program.done(&[&["analytics", "--json"][..], &compared].concat()).json();
    assert_eq!(json["comparison"]["changes"]["conversations"]["ratio"], 2.0);
    assert_eq!(json["uploads"], json!({ "archived": 2, "waiting": 0, "failed": 0, "rate": 1.0 }));
    let cost = |figures: &Value| figures["cost"].as_f64().unwrap();
    assert!((cost(&json["total"]) - 2.0 * one["cost"]["total"].as_f64().unwrap()).abs() < 1e-6);
    let queried = program.done(&["analytics", "--json", "tool:get_quote -topic:claims"]).json();
    assert_eq!((&queried["total"]["conversations"], &queried["uploads"]), (&json!(4), &Value::Null));
}

#[test]
fn what_cannot_be_asked_is_refused_with_what_to_do() {
    let program = recorded();
    for (args, code, says) in [
        (&["analytics", "outcome:"][..], 2, "^"),
        (&["analytics", "--since", "yesterday"], 2, "give a day such as 2024-01-15"),
        (&["analytics", "--since", "2024-01-15", "--until", "2024-01-14"], 2, "ends before it begins"),
        (&["analytics", "--group-by", "weather"], 2, "day, hour, agent, model, outcome"),
        (&["analytics", "67e55044-10b1-426f-9247-bb680e5fe0c8"], 1, "is in the archive"),
        (&["analytics", "67e55044"], 1, "67e55044"),
        (&["analytics", "67e55044", "--group-by", "day"], 2, "leave out the id"),
    ] {
        let run = program.run(args);
        assert!(run.code == Some(code) && run.stderr.contains(says), "{args:?}: {run:?}");
        assert_eq!(run.stdout, "", "{args:?}");
    }
    let none = program.done(&["analytics", "--since", "2001-01-01", "--until", "2002-01-01"]);
    assert!(
        none.stdout.starts_with("0 conversations") && none.stderr.contains("no conversation"),
        "{none:?}"
    );
    let trail = program.done(&["audit", "list", "--json"]).stdout;
    assert!(trail.contains("analyze") && trail.contains("not_found") && trail.contains("failed"), "{trail}");
}

#[test]
fn where_nothing_is_recorded_there_is_nothing_to_count_and_nothing_is_made() {
    let program = Program::new();
    let run = program.done(&["analytics"]);
    assert!(run.stdout.is_empty() && run.stderr.contains("nothing is recorded"), "{run:?}");
    assert!(!program.data().exists());
}

#[test]
fn prices_and_completed_outcomes_are_those_of_the_configuration() {
    let program = recorded();
    let prices = "[[analytics.prices]]\nmodel = \"gpt-realtime\"\nfrom = \"2024-01-16\"\ntext_input = 0\n\
                  text_cached_input = 0\ntext_output = 0\naudio_input = 0\naudio_cached_input = 0\naudio_output = 1000\n\
                  [[analytics.prices]]\nmodel = \"*-transcribe\"\naudio_input = 0\ntext_output = 0\n";
    program.file("scripta.toml", format!("[analytics]\ncompleted = [\"policy_*\"]\n{prices}"));
    let json =
        program.done(&["analytics", "--json", "--since", "2024-01-16", "--until", "2024-01-17"]).json();
    assert_eq!(json["total"]["completed"]["count"], 0);
    // 1,542 tokens of audio.
    assert!((json["total"]["cost"].as_f64().unwrap() - 1.542).abs() < 1e-9, "{json}");
    program.file("scripta.toml", "[[analytics.prices]]\nmodel = \"m\"\n");
    let run = program.run(&["analytics"]);
    assert!(run.code == Some(2) && run.stderr.contains("the price of \"m\""), "{run:?}");
}
