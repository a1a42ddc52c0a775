//! Utterances in `tests/read/*.txt`, a line each: optionally `prompt > `, the text, `=> ` and what is read in it. A value
//! is `field=value`, with the vehicle's number before it where it isn't the first (`1:model=Civic`) and `?` behind the
//! field where it is unsure (`year?=2024`). Denied mentions are left out. A make is the one that is said or implied.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::{Mention, What, read};

fn value(mention: &Mention) -> Vec<(&'static str, String)> {
    match &mention.what {
        What::Year(year) => vec![("year", year.to_string())],
        What::Make(make) => vec![("make", (*make).to_owned())],
        What::Model { name, make } => {
            let implied = make.map(|make| ("make", make.to_owned()));
            [("model", (*name).to_owned())].into_iter().chain(implied).collect()
        }
        What::Zip(zip) => vec![("zip", zip.clone())],
        _ => Vec::new(),
    }
}

/// What is read in a text, in no order.
fn summary(text: &str, prompt: Option<&str>) -> Vec<String> {
    let prompt = prompt.map(|prompt| read(prompt, None));
    let mut all: Vec<String> = Vec::new();
    for mention in read(text, prompt.as_ref()).mentions.iter().filter(|mention| !mention.denied) {
        for (field, value) in value(mention) {
            let vehicle = if mention.vehicle > 0 { format!("{}:", mention.vehicle) } else { String::new() };
            let unsure = if mention.confidence < 0.45 { "?" } else { "" };
            all.push(format!("{vehicle}{field}{unsure}={}", value.replace(' ', "_")));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// Right, found and meant values of a field.
#[derive(Default)]
struct Score {
    right: usize,
    found: usize,
    meant: usize,
}

#[test]
fn what_the_utterances_say_is_read() {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let mut wrong = String::new();
    let (mut cases, mut empty) = (0, 0);
    let mut files: Vec<_> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/read"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        for line in std::fs::read_to_string(&file).unwrap().lines().filter(|line| line.contains("=>")) {
            let (said, meant) = line.split_once("=>").unwrap();
            let (prompt, text) =
                said.split_once(" > ").map_or((None, said), |(prompt, text)| (Some(prompt), text));
            let mut meant: Vec<String> = meant.split_whitespace().map(str::to_owned).collect();
            meant.sort();
            let found = summary(text.trim(), prompt);
            cases += 1;
            empty += usize::from(meant.is_empty());
            for value in found.iter().chain(&meant) {
                let field = value
                    .split('=')
                    .next()
                    .unwrap()
                    .trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
                let score = scores.entry(field.trim_end_matches('?').to_owned()).or_default();
                let (in_found, in_meant) = (found.contains(value), meant.contains(value));
                // A right value is met twice.
                score.right += usize::from(in_found && in_meant);
                score.found += 2 * usize::from(in_found && !in_meant) + usize::from(in_found && in_meant);
                score.meant += 2 * usize::from(in_meant && !in_found) + usize::from(in_found && in_meant);
            }
            if found != meant {
                let _ = writeln!(
                    wrong,
                    "{}\n   found {}\n   meant {}",
                    said.trim(),
                    found.join(" "),
                    meant.join(" ")
                );
            }
        }
    }
    let mut report = String::new();
    for (field, score) in &scores {
        let f1 = 2.0 * score.right as f64 / (score.found + score.meant).max(1) as f64;
        let _ = write!(report, "{field} {f1:.3}  ");
        assert!(f1 >= 0.97, "F1 of {field} is {f1:.3}\n{wrong}");
    }
    println!("{cases} utterances, {empty} of them empty; F1 {report}\n{wrong}");
    assert!(cases >= 250 && empty >= 80, "{cases} utterances, {empty} empty");
}
