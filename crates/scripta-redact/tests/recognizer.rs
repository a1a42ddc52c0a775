//! A model beside the rules: what it finds is masked, and it cannot make the laws untrue.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use scripta_redact::{Entity, Recognizer, RedactConfig, Redactor, Speaker, Unrecognized};
use serde_json::json;

/// A model that takes some words, and the words around them, for people.
#[derive(Debug, Default)]
struct Fake {
    asked: AtomicUsize,
}

/// Names in no list of ours, and what models take for one.
const NAMES: [&str; 5] = ["Zyxqua", "Brundleby", "NAME", "example", "XXX"];

impl Recognizer for Fake {
    fn recognize(&self, text: &str) -> Result<Vec<Entity<'_>>, Unrecognized> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        assert!(!text.contains("panic"), "a model that fails");
        if text.contains("failure") {
            return Err(Unrecognized);
        }
        let mut entities = Vec::new();
        for name in NAMES {
            for (start, name) in text.match_indices(name) {
                let end = start + name.len();
                entities.push(Entity { kind: "name", start, end });
                // Whatever follows it, up to the end of the sentence.
                let rest = text.get(end..).unwrap_or_default();
                if let Some(more) = rest.find(['.', '!', '\n']).filter(|more| *more > 0) {
                    entities.push(Entity { kind: "address", start, end: end + more });
                }
            }
        }
        Ok(entities)
    }
}

fn redactor(toml: &str) -> Redactor {
    let config: RedactConfig = RedactConfig::parse(toml).unwrap();
    Redactor::with_recognizer(&config, Arc::new(Fake::default())).unwrap()
}

fn text(redactor: &Redactor, text: &str) -> String {
    redactor.text(text).0.into_inner()
}

#[test]
fn what_the_model_finds_is_masked_beside_what_the_rules_find() {
    let redactor = redactor("");
    let said = "Zyxqua called from 555-123-4567";
    assert_eq!(text(&Redactor::default(), said), "Zyxqua called from XXX-XXX-XXXX");
    assert_eq!(text(&redactor, said), "[NAME] called from XXX-XXX-XXXX");
    let found: Vec<_> =
        redactor.find(said).into_iter().map(|span| (span.kind.to_owned(), span.rule)).collect();
    assert_eq!(found, [("name".to_owned(), "model"), ("phone".to_owned(), "phone.written")]);
}

#[test]
fn what_overlaps_becomes_one() {
    let redactor = redactor("");
    // The model's address reaches over the phone number and further.
    assert_eq!(text(&redactor, "ask Brundleby at 555-123-4567 please. Bye"), "ask [ADDRESS]. Bye");
    assert_eq!(text(&redactor, "[NAME] Brundleby called"), "[NAME] [NAME] called");
}

#[test]
fn a_policy_and_a_mask_are_those_of_the_kind() {
    assert_eq!(text(&redactor("policies = { name = \"keep\" }"), "hi Zyxqua"), "hi Zyxqua");
    assert_eq!(text(&redactor("masks = { name = \"[CALLER]\" }"), "hi Zyxqua"), "hi [CALLER]");
    assert_eq!(text(&redactor("policies = { name = \"drop\" }"), "hi Zyxqua there"), "hi there");
}

#[test]
fn a_text_that_the_model_cannot_look_at_is_replaced_and_counted() {
    let redactor = redactor("");
    for failing in ["a failure of Zyxqua", "a panic of Zyxqua"] {
        let (text, counts) = redactor.text(failing);
        assert_eq!((text.get().as_str(), counts.get("internalError")), ("[REDACTED: error]", 1));
        assert_eq!(redactor.find(failing).len(), 1);
        let mut dialogue = redactor.dialogue();
        let turn = dialogue.said("a", Speaker::Caller, failing, None);
        assert_eq!(turn.text.get(), "[REDACTED: error]");
        let turn = dialogue.said("b", Speaker::Caller, "call 555-123-4567", None);
        assert_eq!(turn.text.get(), "call XXX-XXX-XXXX");
    }
}

/// A model whose answers are not of the text.
#[derive(Debug)]
struct Wrong(Entity<'static>);

impl Recognizer for Wrong {
    fn recognize(&self, _text: &str) -> Result<Vec<Entity<'_>>, Unrecognized> {
        Ok(vec![self.0])
    }
}

#[test]
fn an_answer_that_cannot_be_is_a_failure() {
    let wrong = [
        Entity { kind: "nobody", start: 0, end: 2 },
        Entity { kind: "internalError", start: 0, end: 2 },
        Entity { kind: "name", start: 0, end: 99 },
        Entity { kind: "name", start: 2, end: 1 },
        Entity { kind: "name", start: 0, end: 1 },
    ];
    for entity in wrong {
        let model = Arc::new(Wrong(entity));
        let redactor = Redactor::with_recognizer(&RedactConfig::default(), model).unwrap();
        assert_eq!(text(&redactor, "éa b"), "[REDACTED: error]", "{entity:?}");
    }
}

#[test]
fn identifiers_keys_and_texts_without_words_are_not_asked_about() {
    let model = Arc::new(Fake::default());
    let redactor = Redactor::with_recognizer(&RedactConfig::default(), Arc::clone(&model) as _).unwrap();
    let value = redactor.redact(json!({"Zyxqua": 12, "b": "90210 - $3.50", "c": "[CARD]"}));
    assert_eq!(value.get(), &json!({"Zyxqua": 12, "b": "90210 - $3.50", "c": "[CARD]"}));
    assert_eq!(model.asked.load(Ordering::Relaxed), 0);
    assert_eq!(redactor.redact(json!({"note": "Zyxqua"})).get(), &json!({"note": "[NAME]"}));
    assert!(model.asked.load(Ordering::Relaxed) > 0);
}

#[test]
fn a_name_that_the_model_found_is_known_in_the_conversation() {
    let mut dialogue = redactor("").dialogue();
    dialogue.said("a", Speaker::Caller, "Zyxqua here", None);
    let turn = dialogue.said("b", Speaker::Agent, "thanks zyxqua", None);
    assert_eq!(turn.text.get(), "thanks [NAME]");
}

#[test]
fn a_configured_model_that_nobody_gave_is_told() {
    let toml = "[ner]\nmodel = \"m.onnx\"\ntokenizer = \"t.json\"\n";
    let config = RedactConfig::parse(toml).unwrap();
    let error = Redactor::new(&config).unwrap_err().located(toml, "");
    assert_eq!(error.line(), Some(1));
    let told = error.to_string();
    assert!(
        told.starts_with("line 1: ner: no model of named entities") && told.contains("--features ner"),
        "{told}"
    );
}

#[test]
fn a_mistake_in_the_models_section_is_told_with_its_line() {
    let with = |more: &str| format!("[ner]\nmodel = \"m\"\ntokenizer = \"t\"\n{more}");
    let cases = [
        (with("threshold = 1.5"), "line 4: ner.threshold: 1.5 is no threshold"),
        (with("threshold = nan"), "line 4: ner.threshold: NaN is no threshold"),
        (with("labels = {}"), "line 4: ner.labels: the model is asked for nothing"),
        (
            with("labels = { person = \"nam\" }"),
            "line 4: ner.labels.person: no kind is named \"nam\": did you mean \"name\"?",
        ),
        (with("labels = { person = \"tooLong\" }"), "line 4: ner.labels.person: \"tooLong\" stands for"),
        ("[ner]\nmodel = \"m\"".to_owned(), "line 1: missing field `tokenizer`"),
        (with("labls = {}"), "line 4: unknown field `labls`"),
    ];
    for (toml, told) in cases {
        let error = RedactConfig::parse(&toml).unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}\n{toml}");
    }
}

fn speech() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "Zyxqua",
        "Brundleby",
        "[NAME]",
        "[ADDRESS]",
        "XXX-XXX-XXXX",
        "user@example.com",
        "555-123-4567",
        "and",
        "my name is",
        "Doris",
        "12 Elm Street",
        "five five five",
        "a",
        "é",
        "90210",
        "I",
        "lives at",
        "[CARD]",
        "example",
        "NAME",
    ]);
    let gap = prop::sample::select(vec![" ", " ", " ", "", ", ", ". ", "!", "\n", "-", "@"]);
    prop::collection::vec((part, gap), 0..14)
        .prop_map(|parts| parts.into_iter().flat_map(|(part, gap)| [part, gap]).collect())
}

proptest! {
    #[test]
    fn the_laws_hold_with_a_model(
        said in speech(),
        at in any::<prop::sample::Index>(),
        policy in prop::sample::select(vec!["mask", "keep", "drop"]),
    ) {
        let redactor = redactor(&format!("policies = {{ address = \"{policy}\" }}"));
        let (once, counts) = redactor.text(&said);
        let twice = redactor.text(once.get()).0;
        prop_assert_eq!(twice.get(), once.get());
        let found = redactor.find(&said);
        prop_assert_eq!(found.len() as u64, counts.total());
        prop_assert!(found.windows(2).all(|pair| matches!(pair, [a, b] if a.end <= b.start)));
        prop_assert_eq!(redactor.settled(&said), 0);

        let cut = said.floor_char_boundary(at.index(said.len() + 1));
        let (first, second) = said.split_at(cut);
        let mut stream = redactor.stream();
        let mut out = stream.push(first).into_inner();
        out.push_str(stream.push(second).get());
        out.push_str(stream.finish().0.get());
        prop_assert_eq!(&out, once.get());
    }
}
