//! Short calls over data files: what is known at the end of each is what was said in it.
//!
//! A file in `calls/` is calls: `A: ` the agent, `C: ` the caller, then `=> ` with the facts, `field=value`, of a second
//! vehicle `field[1]=value`, of which `|` gives several that are right. Of the fields that a call does not name only
//! year, make, model and ZIP code are judged.

use std::fmt::Write as _;

use scripta_extract::{Extraction, Extractor, Profile, Speaker};

/// A call that names none of them says nothing of them.
const ALWAYS: [&str; 4] = ["vehicleYear", "vehicleMake", "vehicleModel", "zipCode"];

/// So many calls in a hundred may be misread in part: people say more than anybody foresees.
const WRONG: usize = 2;

fn name(field: &str, subject: usize) -> String {
    if subject == 0 { field.to_owned() } else { format!("{field}[{subject}]") }
}

/// What of a call is wrong.
fn differences(extraction: &Extraction, facts: &str) -> Vec<String> {
    let expected: Vec<(&str, &str)> =
        facts.split(';').filter_map(|fact| fact.trim().split_once('=')).collect();
    let is_judged = |field: &str| {
        ALWAYS.contains(&field) || expected.iter().any(|(name, _)| name.split('[').next() == Some(field))
    };
    let known: Vec<(String, String)> = extraction
        .facts()
        .filter(|fact| is_judged(&fact.field))
        .map(|fact| (name(&fact.field, fact.subject), fact.value.clone()))
        .collect();
    let is_right = |(field, values): &&(&str, &str)| {
        known.iter().any(|(name, value)| name == field && values.split('|').any(|one| one == value))
    };
    let missing = expected.iter().filter(|one| !is_right(one)).map(|(field, values)| {
        let found = known.iter().find(|(name, _)| name == field);
        format!("{field} is {}, not {values}", found.map_or("unknown", |(_, value)| value))
    });
    let more = known.iter().filter(|(name, _)| expected.iter().all(|(field, _)| field != name));
    missing.chain(more.map(|(name, value)| format!("{name} is {value}, of which nothing was said"))).collect()
}

#[test]
fn each_call_ends_with_what_was_said_in_it() {
    let extractor = Extractor::new(&Profile::insurance()).unwrap();
    let mut files: Vec<_> =
        std::fs::read_dir("tests/calls").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut calls, mut wrong, mut report) = (0, 0, String::new());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut extraction = extractor.begin();
        let mut said = String::new();
        for (n, line) in text.lines().enumerate() {
            if let Some(facts) = line.strip_prefix("=>") {
                let differences = differences(&extraction, facts);
                calls += 1;
                if !differences.is_empty() {
                    wrong += 1;
                    let _ = writeln!(report, "{said}    {}\n", differences.join("\n    "));
                }
                extraction = extractor.begin();
                said.clear();
            } else if let Some((who, words)) = line.split_once(": ") {
                let speaker = if who == "A" { Speaker::Assistant } else { Speaker::User };
                extraction.said(&format!("item_{n}"), speaker, words);
                let _ = writeln!(said, "{line}");
            }
        }
    }
    println!("{wrong} of {calls} calls\n{report}");
    assert!(calls >= 120, "{calls}");
    assert!(wrong * 100 <= calls * WRONG, "{wrong} of {calls} calls\n{report}");
}
