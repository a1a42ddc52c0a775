//! The first thing that anybody runs.

use serde_json::Value;

use crate::program::Program;

/// What the sample's caller says and hears of a number and an address.
const PERSONAL: [&str; 6] =
    ["555-123-4567", "5551234567", "five five five", "john.doe@gmail.com", "john dot doe", "gmail"];

fn assert_nothing_personal(bytes: &[u8], place: &str) {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    for personal in PERSONAL {
        assert!(!text.contains(personal), "{personal} is in {place}");
    }
}

/// The page without what is another each time, or a matter of the documents' size.
fn steady(page: &str, program: &Program) -> String {
    let id = page.split_whitespace().find(|word| word.len() == 36).unwrap();
    let page = page.replace(id, "<id>").replace(&id[..8], "<beginning>");
    let page = page.replace(&program.home().canonicalize().unwrap().display().to_string(), "<home>");
    let size = |line: &str| {
        let (name, rest) = line.split_once(".json ").unwrap();
        format!("{name}.json  <size>  {}", rest.trim_start().splitn(3, ' ').nth(2).unwrap().trim_start())
    };
    page.lines().map(|line| if line.contains("_") && line.contains(".json ") { size(line) } else { line.to_owned() } + "\n").collect()
}

#[test]
fn the_demo_shows_a_newcomer_what_comes_out() {
    let program = Program::new();
    let run = program.done(&["demo"]);
    insta::assert_snapshot!(steady(&run.stdout, &program));
    assert_eq!(run.stderr, "");
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 100 || line.contains("/conversations/")));
    assert!(!run.stdout.contains('\u{1b}'), "colours in a pipe");
    assert_nothing_personal(run.stdout.as_bytes(), "the page");
    assert_nothing_personal(&program.all_bytes(), "the data folder");
}

#[test]
fn the_demo_in_json_has_the_files_facts_and_turns() {
    let program = Program::new();
    let demo = program.done(&["demo", "--json"]).json();
    for file in demo["files"].as_array().unwrap() {
        let _: Value = serde_json::from_slice(&std::fs::read(file.as_str().unwrap()).unwrap()).unwrap();
    }
    assert_eq!(demo["files"].as_array().unwrap().len(), 3);
    assert_eq!(demo["sessionId"], "session_demo");
    assert_eq!(demo["completeness"]["status"], "complete");
    assert_eq!(demo["summary"]["outcome"], "quote_completed");
    assert_eq!(demo["extracted"]["zipCode"]["value"], "90210");
    assert_eq!(demo["extracted"]["vehicleModel"]["evidence"]["source"], "tool_arguments");
    let cut_off =
        demo["turns"].as_array().unwrap().iter().find(|turn| turn["status"] == "interrupted").unwrap();
    assert!(cut_off["transcript"].as_str().unwrap().len() > cut_off["heard"].as_str().unwrap().len());
    assert_nothing_personal(demo.to_string().as_bytes(), "the JSON");
}

#[test]
fn a_second_demo_is_a_second_conversation_and_colours_are_for_terminals() {
    let program = Program::new();
    program.done(&["demo"]);
    let mut coloured = program.command(&["demo"]);
    let run = crate::program::finish(coloured.env("CLICOLOR_FORCE", "1").spawn().unwrap());
    assert!(
        run.stdout.contains("\u{1b}[9m") || run.stdout.contains(";9m"),
        "what was not heard is struck out"
    );
    assert_eq!(program.objects().len(), 6);
    assert_eq!(program.done(&["list", "--json"]).json_lines().len(), 2);
}

#[test]
fn the_demo_never_goes_to_a_bucket() {
    let program = Program::new().with_env("CONVERSATIONS_BUCKET", "production");
    program.done(&["demo"]);
    assert_eq!(program.objects().len(), 3);
}

#[test]
fn the_first_steps_of_the_readme_work() {
    let program = Program::new();
    program.done(&["demo"]);
    program.done(&["list"]);
    let shown = program.done(&["show", "session_demo"]).stdout;
    assert!(shown.contains("[not heard:") && shown.contains("→ get_quote("), "{shown}");
    let lines = scripta_sample::to_jsonl(&scripta_sample::insurance_call(), scripta_sample::START_EPOCH_MS);
    program.file("call.jsonl", lines);
    let run = program.done(&["replay", "call.jsonl", "--metadata", "userType=insurance_customer"]);
    assert!(run.stdout.contains("session_call"), "{run:?}");
    let recorded = program.done(&["show", "session_call", "--json"]).json();
    assert_eq!(recorded["conversation"]["metadata"]["userType"], "insurance_customer");
    assert_eq!(recorded["conversation"]["startTime"], "2024-01-15T10:30:00.000Z");
    program.done(&["status"]);
    program.done(&["doctor"]);
    program.done(&["recover"]);
}
