//! Utterances in `tests/read/*.txt`, a line each: optionally `prompt > `, the text, `=> ` and what is read in it. A value
//! is `field=value`, with the vehicle's number before it where it isn't the first (`1:model=Civic`) and `?` behind the
//! field where it is unsure (`year?=2024`). Denied mentions are left out. A make is the one that is said or implied.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;

use super::{Mention, Unit, What, read};

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

/// Of `contact.txt` and `amount.txt`.
fn other_value(mention: &Mention) -> Vec<(&'static str, String)> {
    let one = match &mention.what {
        What::Phone(phone) => ("phone", phone.clone()),
        What::Email(email) => ("email", email.clone()),
        What::Vin(vin) => ("vin", vin.clone()),
        What::Date { year, month, day } => {
            ("date", format!("{}-{month}-{day}", year.map_or("?".to_owned(), |year| year.to_string())))
        }
        What::Money { cents } => ("money", (*cents as f64 / 100.0).to_string()),
        What::Number { value, unit: Some(unit) } => (unit_name(*unit), value.to_string()),
        _ => return Vec::new(),
    };
    vec![one]
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Miles => "miles",
        Unit::Kilometers => "kilometers",
        Unit::Years => "years",
        Unit::Months => "months",
        Unit::Weeks => "weeks",
        Unit::Days => "days",
        Unit::Percent => "percent",
        Unit::Drivers => "drivers",
        Unit::Vehicles => "vehicles",
        Unit::Accidents => "accidents",
        Unit::Violations => "violations",
    }
}

/// What is read in a text, in no order.
fn summary(
    text: &str,
    prompt: Option<&str>,
    value: fn(&Mention) -> Vec<(&'static str, String)>,
) -> Vec<String> {
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
        let others = file.ends_with("contact.txt") || file.ends_with("amount.txt");
        for line in std::fs::read_to_string(&file).unwrap().lines().filter(|line| line.contains("=>")) {
            let (said, meant) = line.split_once("=>").unwrap();
            let (prompt, text) =
                said.split_once(" > ").map_or((None, said), |(prompt, text)| (Some(prompt), text));
            let mut meant: Vec<String> = meant.split_whitespace().map(str::to_owned).collect();
            meant.sort();
            let found = summary(text.trim(), prompt, if others { other_value } else { value });
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

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => prop::sample::select(vec![
            "2020", "20", "twenty", "eighteen", "nineteen", "hundred", "thousand", "million", "two", "one", "oh", "o", "and", "a half",
            "double", "triple", "Toyota", "Camry", "Honda", "CR", "V", "F", "150", "fifty", "Model", "3", "not", "a", "it's", "actually",
            "zip", "code", "90210", "nine", "Mercedes", "Fit", "year", "model", "sorry", "no", "wait", "$", "miles", "right", "at", "dot",
            "com", "gmail", "@", "may", "seventeenth", "05/17/80", "+44", "5551234567", "my", "neighbor's", "sold", "hit me", "uh", "dash",
            "1HGCM82633A004352", "a month", "dollars", "Ram", "four", "runner", "is", "from", "the", "é", "🚗", "ß",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    let gap = prop::sample::select(vec![" ", " ", " ", "-", ", ", ". ", "", "/", "'", "\n", "$", "("]);
    prop::collection::vec((word, gap), 0..24)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_mention_is_in_the_text_and_in_range(text in text(), prompt in proptest::option::of(text())) {
        let prompt = prompt.map(|prompt| read(&prompt, None));
        let reading = read(&text, prompt.as_ref());
        for mention in &reading.mentions {
            let said = text.get(mention.span.clone());
            prop_assert!(said.is_some_and(|said| !said.is_empty()));
            prop_assert!(reading.words.get(mention.words.clone()).is_some_and(|words| !words.is_empty()));
            prop_assert!((0.0..=1.0).contains(&mention.confidence));
            match &mention.what {
                What::Year(year) => prop_assert!((1950..=2028).contains(year)),
                What::Zip(zip) => prop_assert!(zip.len() == 5 && zip.bytes().all(|b| b.is_ascii_digit())),
                What::Phone(phone) => prop_assert!(phone.len() >= 7 && phone.len() <= 16),
                What::Vin(vin) => prop_assert_eq!(vin.len(), 17),
                What::Date { month, day, .. } => prop_assert!((1..=12).contains(month) && (1..=31).contains(day)),
                _ => {}
            }
        }
        let again = read(&text, prompt.as_ref());
        prop_assert!(again.mentions == reading.mentions);
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let reading = read(&text, None);
        read(&text, Some(&reading));
    }
}

/// Twice the length takes about twice the time, also where much of the text is the beginning of something.
#[test]
fn time_grows_with_the_text() {
    let units = [
        "a Camry and a Civic ",
        "hit me ",
        "one million two ",
        "zip 90210 not 90211 ",
        "a at gmail dot ",
        "a uh 2018 ",
        "a@b.c@",
        "o o 1 ",
    ];
    for unit in units {
        let time = |length: usize| {
            let text = unit.repeat(length / unit.len());
            let best = (0..5).map(|_| {
                let start = std::time::Instant::now();
                read(&text, None);
                start.elapsed()
            });
            best.min().unwrap().as_secs_f64()
        };
        let (short, long) = (time(8_000), time(128_000));
        // Sixteenfold, and several times as much for a machine that is busy; a square would be 256-fold.
        assert!(long < short * 96.0 + 0.02, "{unit}: {short} s, {long} s");
    }
}

/// Run with `--ignored --nocapture` and `--release`.
#[test]
#[ignore = "prints a measurement"]
fn the_time_of_a_turn() {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/read")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        texts.extend(text.lines().filter_map(|line| Some(line.split_once("=>")?.0.to_owned())));
    }
    texts.iter().for_each(|text| drop(read(text, None)));
    let time = |text: &String| {
        let start = std::time::Instant::now();
        read(text, None);
        start.elapsed()
    };
    let mut times: Vec<_> = texts.iter().map(time).collect();
    times.sort();
    println!(
        "{} turns: median {:?}, 95 of 100 under {:?}",
        times.len(),
        times[times.len() / 2],
        times[times.len() * 95 / 100]
    );
}
