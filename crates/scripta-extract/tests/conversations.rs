//! Whole conversations over data files, and what holds of any conversation.
//!
//! A file in `conversations/` is conversations with a `## ` heading each: `U: ` the caller, `A: ` the agent, `T: ` a tool
//! with its arguments, then what is known at the end, `= field: value (status) < what it replaced`, of a second vehicle or
//! driver `= field#1: …`, and `! field tool` for a contradiction. `U@item: ` gives an item's id, to send it again.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use proptest::prelude::*;
use scripta_extract::{Change, Extraction, Extractor, Fact, Profile, Source, Speaker, Status};
use serde_json::{Value, json};

fn extractor() -> Extractor {
    static COMPILED: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(&Profile::insurance()).unwrap());
    COMPILED.clone()
}

fn line(fact: &Fact) -> String {
    let subject = if fact.subject == 0 { String::new() } else { format!("#{}", fact.subject) };
    let status = match fact.evidence.status {
        Status::Candidate => "candidate",
        Status::Confirmed => "confirmed",
        Status::Conflict => "conflict",
    };
    let replaced: Vec<&str> = fact.evidence.replaced.iter().map(|former| former.value.as_str()).collect();
    let replaced = if replaced.is_empty() { String::new() } else { format!(" < {}", replaced.join(", ")) };
    format!("= {}{subject}: {} ({status}){replaced}", fact.field, fact.value)
}

fn known(extraction: &Extraction) -> Vec<String> {
    let facts = extraction.facts().map(line);
    facts
        .chain(extraction.problems().iter().map(|problem| format!("! {} {}", problem.field, problem.tool)))
        .collect()
}

/// One line of a conversation.
fn turn(extraction: &mut Extraction, n: usize, line: &str) {
    let (who, said) = line.split_once(": ").unwrap();
    let (who, item) =
        who.split_once('@').map_or((who, format!("item_{n}")), |(who, item)| (who, item.to_owned()));
    match who {
        "U" => extraction.said(&item, Speaker::User, said),
        "A" => extraction.said(&item, Speaker::Assistant, said),
        "T" => {
            let (tool, arguments) = said.split_once(' ').unwrap();
            extraction.called(&item, tool, &serde_json::from_str(arguments).unwrap());
        }
        other => panic!("{other}: {line}"),
    }
}

#[test]
fn each_conversation_ends_with_the_facts_that_were_told() {
    let mut files: Vec<_> =
        std::fs::read_dir("tests/conversations").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for conversation in text.split("\n## ").skip(1) {
            let (name, lines) = conversation.split_once('\n').unwrap();
            let mut extraction = extractor().begin();
            let mut expected: Vec<&str> = Vec::new();
            for (n, line) in lines.lines().filter(|line| !line.trim().is_empty()).enumerate() {
                if line.starts_with(['=', '!']) {
                    expected.push(line);
                } else {
                    turn(&mut extraction, n, line);
                }
            }
            let mut found = known(&extraction);
            found.sort();
            expected.sort_unstable();
            count += 1;
            if found != expected {
                let only = |a: &[String], b: &[String]| {
                    a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>().join("\n    ")
                };
                let expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
                let (more, less) = (only(&found, &expected), only(&expected, &found));
                wrong.push(format!("{name}\n  not expected\n    {more}\n  missing\n    {less}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 40, "{count}");
}

fn conversation(lines: &[&str]) -> Extraction {
    let mut extraction = extractor().begin();
    lines.iter().enumerate().for_each(|(n, line)| turn(&mut extraction, n, line));
    extraction
}

#[test]
fn evidence_names_item_source_and_place() {
    let extraction = conversation(&[
        "U: it's a 2020 Camry",
        "A: A 2020 Toyota Camry, right?",
        "U: yes",
        r#"T: get_quote {"vehicle": {"year": 2020}}"#,
    ]);
    let of = |field: &str| extraction.facts().find(|fact| fact.field == field).unwrap().evidence.clone();
    let (year, model) = (of("vehicleYear"), of("vehicleModel"));
    assert_eq!((year.item.as_str(), year.source), ("item_3", Source::ToolArguments));
    assert_eq!((year.pointer.as_deref(), year.span), (Some("/vehicle/year"), None));
    assert_eq!((model.item.as_str(), model.source), ("item_1", Source::ReadBack));
    let (start, end) = model.span.unwrap();
    assert_eq!(&"A 2020 Toyota Camry, right?"[start..end], "Camry");
    assert!(year.confidence >= model.confidence && model.confidence > 0.9);
}

#[test]
fn changes_are_told_once_and_with_what_is_gone() {
    let mut extraction = conversation(&["A: So your zip code is 90210, right?"]);
    assert!(matches!(extraction.take_changes().as_slice(), [Change::Fact(fact)] if fact.value == "90210"));
    assert!(extraction.take_changes().is_empty());
    extraction.said("item_1", Speaker::User, "no");
    let gone = Change::Withdrawn { field: "zipCode".into(), subject: 0 };
    assert_eq!(extraction.take_changes(), [gone]);
    extraction.said("item_2", Speaker::User, "my zip code is 60614");
    extraction.said("item_3", Speaker::Assistant, "Your zip code is 60614, right?");
    extraction.said("item_4", Speaker::User, "yes");
    extraction.called("item_5", "get_quote", &json!({"zip": "60615"}));
    let changes = extraction.take_changes();
    assert!(matches!(changes.as_slice(), [Change::Fact(_), Change::Contradiction(problem)]
        if problem.item == "item_5" && problem.pointer == "/zip" && problem.confirmed_in == "item_4"));
}

#[test]
fn no_debug_output_shows_a_value() {
    let extraction = conversation(&["U: my zip code is 90210 and it's a 2020 Camry"]);
    let shown = format!("{extraction:?} {:?}", extraction.facts().collect::<Vec<_>>());
    assert!(shown.contains("vehicleYear") && !shown.contains("90210") && !shown.contains("Camry"), "{shown}");
}

#[test]
fn many_vehicles_and_values_stay_within_bounds() {
    let mut extraction = extractor().begin();
    let vehicles: Vec<Value> =
        (0..200).map(|n| json!({"year": 1990 + n % 30, "model": format!("M{n}")})).collect();
    extraction.called("all", "get_quote", &json!({"vehicles": vehicles}));
    for n in 0..100 {
        extraction.called(&format!("item_{n}"), "get_quote", &json!({"zip": format!("{}", 60000 + n)}));
    }
    assert!(extraction.facts().all(|fact| fact.subject < 32 && fact.evidence.replaced.len() <= 8));
    assert_eq!(extraction.facts().find(|fact| fact.field == "zipCode").unwrap().value, "60099");
}

fn text() -> impl Strategy<Value = String> {
    let phrase = prop_oneof![
        8 => prop::sample::select(vec![
            "it's a", "2020", "twenty nineteen", "Toyota", "Camry", "Honda Civic", "and a", "my wife's car is", "zip code",
            "90210", "nine oh two one oh", "yes", "no", "that's right", "no wait", "actually", "the other one", "leased",
            "both are", "we're still paying it off", "accidents", "one", "12,000 miles", "a year", "$500", "deductible",
            "May 17th 1980", "date of birth", "my son", "State Farm", "not", "is that right?", "the second car", "also",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    let gap = prop::sample::select(vec![" ", " ", " ", ", ", ". ", "? "]);
    prop::collection::vec((phrase, gap), 0..8)
        .prop_map(|parts| parts.into_iter().flat_map(|(phrase, gap)| [phrase, gap.to_owned()]).collect())
}

fn argument() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (1900_i64..2040).prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        prop::sample::select(vec![
            "Camry",
            "90210",
            "Honda",
            "1980-05-17",
            "2/30/1999",
            "leased",
            "",
            "x@y.z"
        ])
        .prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = prop::sample::select(vec![
            "year",
            "make",
            "model",
            "zip",
            "vehicles",
            "drivers",
            "dob",
            "vehicle2_year",
            "accidents",
            "email",
            "a/~b",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4)
                .prop_map(|map| map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

#[derive(Debug, Clone)]
enum Turn {
    Said(u8, Speaker, String),
    Called(u8, Value),
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let speaker = any::<bool>().prop_map(|user| if user { Speaker::User } else { Speaker::Assistant });
    let turn = prop_oneof![
        4 => (0..24_u8, speaker, text()).prop_map(|(item, speaker, text)| Turn::Said(item, speaker, text)),
        1 => (0..24_u8, argument()).prop_map(|(item, arguments)| Turn::Called(item, arguments)),
    ];
    prop::collection::vec(turn, 0..24)
}

fn take(extraction: &mut Extraction, turn: &Turn) {
    match turn {
        Turn::Said(item, speaker, text) => extraction.said(&item.to_string(), *speaker, text),
        Turn::Called(item, arguments) => extraction.called(&item.to_string(), "tool", arguments),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_conversation_is_read_the_same_each_time_and_its_changes_add_up(turns in turns()) {
        let (mut whole, mut again) = (extractor().begin(), extractor().begin());
        let mut told = std::collections::BTreeMap::new();
        let mut contradictions = Vec::new();
        for turn in &turns {
            take(&mut whole, turn);
            take(&mut again, turn);
            for change in again.take_changes() {
                match change {
                    Change::Fact(fact) => drop(told.insert((fact.field.clone(), fact.subject), fact)),
                    Change::Withdrawn { field, subject } => prop_assert!(told.remove(&(field, subject)).is_some()),
                    Change::Contradiction(problem) => contradictions.push(problem),
                }
            }
        }
        let mut facts: Vec<Fact> = whole.facts().cloned().collect();
        facts.sort_by(|a, b| (&a.field, a.subject).cmp(&(&b.field, b.subject)));
        prop_assert!(facts.iter().eq(told.values()));
        prop_assert_eq!(whole.problems(), contradictions.as_slice());
    }

    #[test]
    fn evidence_is_within_the_text_of_its_item(texts in prop::collection::vec((text(), any::<bool>()), 0..12)) {
        let mut extraction = extractor().begin();
        for (n, (text, user)) in texts.iter().enumerate() {
            let speaker = if *user { Speaker::User } else { Speaker::Assistant };
            extraction.said(&n.to_string(), speaker, text);
        }
        for fact in extraction.facts() {
            let (text, _) = &texts[fact.evidence.item.parse::<usize>().unwrap()];
            let (start, end) = fact.evidence.span.unwrap();
            prop_assert!(text.get(start..end).is_some_and(|said| !said.is_empty()));
            prop_assert!((0.0..=1.0).contains(&fact.evidence.confidence));
        }
    }

    #[test]
    fn any_unicode_and_any_arguments_are_read(text in any::<String>(), arguments in argument()) {
        let mut extraction = extractor().begin();
        extraction.said("a", Speaker::Assistant, &text);
        extraction.said("b", Speaker::User, &text);
        extraction.called("c", &text, &arguments);
        extraction.said("b", Speaker::User, "");
    }

    /// The last item, sent again, leaves nothing of its first text.
    #[test]
    fn an_item_that_comes_again_says_what_it_says_last(before in turns(), first in text(), last in text()) {
        let (mut once, mut twice) = (extractor().begin(), extractor().begin());
        for turn in &before {
            take(&mut once, turn);
            take(&mut twice, turn);
        }
        twice.said("new", Speaker::User, &first);
        twice.said("new", Speaker::User, &last);
        once.said("new", Speaker::User, &last);
        prop_assert!(once.facts().eq(twice.facts()));
    }
}
