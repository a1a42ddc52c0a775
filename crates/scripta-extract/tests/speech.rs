//! Facts, topics and outcomes over data files: each case in `speech/*.txt` is a line said and a line of what is found.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use proptest::prelude::*;
use scripta_extract::{Extractor, Found, Place, Profile, Speaker, Utterance};

fn extractor() -> Extractor {
    static COMPILED: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(&Profile::insurance()).unwrap());
    COMPILED.clone()
}

/// `field=value` of each fact, in the order of the text.
fn summary(found: &[Found]) -> String {
    let facts: Vec<String> = found.iter().map(|fact| format!("{}={}", fact.field, fact.value)).collect();
    facts.join(" ")
}

/// A file is cases apart by an empty line: optionally `> ` what the other side said before, then `U: ` or `A: ` what was
/// said, then `= ` what is found.
#[test]
fn each_case_of_the_data_files_is_found() {
    let extractor = extractor();
    let mut cases = 0;
    let mut wrong = Vec::new();
    let mut files: Vec<_> =
        std::fs::read_dir("tests/speech").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut prompt = None;
        let mut said = None;
        for line in text.lines() {
            if let Some(line) = line.strip_prefix("> ") {
                prompt = Some(line);
            } else if let Some(line) = line.strip_prefix("U: ") {
                said = Some((Speaker::User, line));
            } else if let Some(line) = line.strip_prefix("A: ") {
                said = Some((Speaker::Assistant, line));
            } else if let Some(expected) = line.strip_prefix('=') {
                let (speaker, text) = said.take().unwrap();
                let found =
                    summary(&extractor.from_speech(Utterance { speaker, text, prompt: prompt.take() }));
                cases += 1;
                if found != expected.trim() {
                    wrong.push(format!(
                        "{}: {text}\n  found    {found}\n  expected {expected}",
                        file.display()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases > 40);
}

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => prop::sample::select(vec![
            "2020", "twenty", "eighteen", "nineteen", "hundred", "thousand", "two", "oh", "and", "Toyota", "Camry", "Honda",
            "CR", "V", "F", "150", "fifty", "Model", "3", "not", "a", "it's", "actually", "zip", "code", "90210", "nine",
            "Mercedes", "Fit", "year", "model", "XXX-XXX-XXXX", "user@example.com", "$", "miles", "right",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,3}",
    ];
    let gap = prop::sample::select(vec![" ", " ", " ", "-", ", ", ". ", "", "/", "'"]);
    prop::collection::vec((word, gap), 0..14)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn evidence_is_in_the_text_and_speaks_of_the_value(text in text(), prompt in proptest::option::of(text()), agent in any::<bool>()) {
        let speaker = if agent { Speaker::Assistant } else { Speaker::User };
        let extractor = extractor();
        extractor.topics_of_speech(&text);
        for fact in extractor.from_speech(Utterance { speaker, text: &text, prompt: prompt.as_deref() }) {
            let Place::Span { start, end } = fact.place else { panic!("speech has spans") };
            let evidence = text.get(start..end).unwrap();
            prop_assert!(!evidence.is_empty());
            match fact.field.as_str() {
                "vehicleYear" => prop_assert!((1980..=2030).contains(&fact.value.parse::<u32>().unwrap())),
                "zipCode" => prop_assert!(fact.value.len() == 5 && fact.value.bytes().all(|b| b.is_ascii_digit())),
                "phoneNumber" | "email" => prop_assert_eq!(evidence, fact.value),
                _ => {}
            }
        }
    }

    #[test]
    fn any_unicode_is_read(text in any::<String>()) {
        extractor().from_speech(Utterance { speaker: Speaker::User, text: &text, prompt: Some(&text) });
        extractor().topics_of_speech(&text);
        extractor().topics_of_tool(&text);
    }
}
