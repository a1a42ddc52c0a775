//! Redaction and extraction for use without the rest.

use serde_json::{Value, json};

use crate::program::Program;

#[test]
fn a_text_is_redacted_by_paragraphs_and_what_was_masked_is_counted() {
    let program = Program::new();
    let text =
        "Hi, call me at 555-123-4567.\n\nMy number is five five five,\none two three, four five six seven\n";
    let run = program.run_with_input(&["redact"], text.as_bytes());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.stdout, "Hi, call me at XXX-XXX-XXXX.\n\nMy number is XXX-XXX-XXXX\n");
    assert!(run.stderr.contains("masked: phone: 2"), "{run:?}");

    let file = program.file("call.txt", text);
    let run = program.run(&["redact", file.to_str().unwrap(), "--explain"]);
    assert!(run.stderr.contains("line 1, column 16: phone by the rule phone."), "{run:?}");
    assert!(run.stderr.contains("line 3, column 14: phone by the rule "), "{run:?}");
    assert!(!run.stderr.contains("555") && !run.stderr.contains("five"), "{run:?}");
    assert_eq!(program.beside(), ["call.txt"], "nothing is written");
}

#[test]
fn a_line_of_json_gives_a_line_with_spans_in_characters() {
    let program = Program::new();
    let lines = [
        r#"{"text": "é, jane@example.org"}"#,
        r#"{"text": "no"#,
        r#"{"words": "555-123-4567"}"#,
        r#"{"text": "nothing here"}"#,
    ];
    let run = program.run_with_input(&["redact", "--jsonl", "--explain"], lines.join("\n").as_bytes());
    assert_eq!(run.code, Some(1), "{run:?}");
    let expected = json!({
        "text": "é, user@example.com", "spans": [["email", 3, 19]], "counts": { "email": 1 }, "rules": ["email.written"],
    });
    let found = run.json_lines();
    assert_eq!(found[0], expected);
    assert_eq!(found[1], json!({ "error": "line 2: it is no JSON (column 12)" }));
    assert!(found[2]["error"].as_str().unwrap().starts_with("line 3: it has no `text`"), "{run:?}");
    assert_eq!(found[3], json!({ "text": "nothing here", "spans": [], "counts": {}, "rules": [] }));
    assert!(!run.stderr.contains("555"), "{run:?}");
}

#[test]
fn redaction_follows_the_configuration() {
    let program = Program::new();
    let config = "[redact]\ntokenKey = \"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\"\n\
                  [redact.policies]\nphone = \"token\"\nemail = \"keep\"\n";
    program.file("scripta.toml", config);
    let said =
        "call (555) 123-4567 or five five five, one two three, four five six seven, or jane@example.org";
    let run = program.run_with_input(&["redact"], said.as_bytes());
    let tokens: Vec<&str> =
        run.stdout.split("[PHONE:").skip(1).filter_map(|rest| rest.split(']').next()).collect();
    assert_eq!(tokens.len(), 2, "{run:?}");
    assert_eq!(tokens[0], tokens[1], "the same caller, however it is said");
    assert!(run.stdout.ends_with(" or jane@example.org\n"), "{run:?}");

    program.file("scripta.toml", "[redact.policies]\nphnoe = \"keep\"\n");
    let run = program.run_with_input(&["redact"], b"");
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(
        run.stderr.contains("line 2") && run.stderr.contains("phnoe") && run.stderr.contains("phone"),
        "{run:?}"
    );
}

#[test]
fn facts_come_out_of_a_transcript() {
    let program = Program::new();
    let transcript = "agent: What car do you drive?\ncaller: it's a twenty eighteen, no wait, twenty nineteen Camry\n\
                      agent: And your phone number?\ncaller: 555-123-4567\ntool get_quote {\"zip\": \"90210\"}\n";
    let run = program.run_with_input(&["extract", "--json"], transcript.as_bytes());
    let record = run.json();
    let expected = json!({
        "vehicleYear": "2019", "vehicleMake": "Toyota", "vehicleModel": "Camry", "zipCode": "90210",
        "phoneNumber": "XXX-XXX-XXXX",
    });
    assert_eq!(record["data"], expected, "{run:?}");
    assert_eq!(record["evidence"]["zipCode"]["source"], "tool_arguments");
    assert_eq!(record["evidence"]["zipCode"]["turn"], 4);
    assert!(!run.stdout.contains("123-4567"), "{run:?}");

    let run = program.run_with_input(&["extract"], transcript.as_bytes());
    assert!(run.stdout.contains("vehicleYear") && run.stdout.contains("2019"), "{run:?}");
}

#[test]
fn a_line_of_json_is_a_conversation() {
    let program = Program::new();
    let turns = json!({ "turns": [
        { "speaker": "assistant", "text": "What's the zip code where it's parked?" },
        { "speaker": "user", "text": "it's nine oh two one oh" },
        { "tool": "lookup_vehicle", "arguments": "{\"year\": 2020, \"make\": \"Toyota\"}" },
    ] });
    let lines = format!("{turns}\n{{\"turns\": [5]}}\n[]\n");
    let run = program.run_with_input(&["extract", "--profile", "insurance", "--jsonl"], lines.as_bytes());
    assert_eq!(run.code, Some(1), "{run:?}");
    let found = run.json_lines();
    assert_eq!(
        found[0]["data"],
        json!({ "vehicleYear": "2020", "vehicleMake": "Toyota", "zipCode": "90210" })
    );
    assert_eq!(found[0]["evidence"]["zipCode"]["span"], json!([5, 23]));
    assert_eq!(found[1], json!({ "error": "line 2: turn 0: it is no object" }));
    assert_eq!(found[2], json!({ "error": "line 3: it is no JSON object" }));
}

#[test]
fn a_profile_is_checked_with_all_that_is_wrong_in_it() {
    let program = Program::new();
    let wrong = "name = \"pets\"\n\n[[fields]]\nname = \"age\"\ntype = \"numbr\"\n\n[[topics]]\nname = \"dog food\"\n";
    let file = program.file("pets.toml", wrong);
    let file = file.to_str().unwrap();
    let run = program.run(&["profile", "check", file]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("line 5") && run.stdout.contains("number"), "{run:?}");
    assert!(run.stdout.contains("line 8") && run.stdout.contains("cannot be used: 2 errors"), "{run:?}");
    let report = program.run(&["profile", "check", file, "--json"]).json();
    assert_eq!(report["usable"], false);
    let findings = report["findings"].as_array().unwrap().iter();
    assert_eq!(findings.filter(|finding| finding["severity"] == "error").count(), 2, "{report}");

    program.file(
        "pets.toml",
        "name = \"pets\"\n\n[[fields]]\nname = \"age\"\ntype = \"number\"\ncues = [\"old\"]\n",
    );
    let run = program.done(&["profile", "check", file]);
    assert!(
        run.stdout.contains("the profile \"pets\" can be used: 1 field, 0 topics, 0 outcomes"),
        "{run:?}"
    );
    let data: Value =
        program.run_with_input(&["extract", "--json", "--profile", file], b"the dog is 4 years old").json();
    assert!(data["data"].is_object(), "{data}");
    let missing = program.run(&["profile", "check", "nowhere.toml"]);
    assert_eq!(missing.code, Some(1), "{missing:?}");
}
