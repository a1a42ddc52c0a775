//! Floors on `corpus/`: what the engines reached, less a small margin. Whoever raises a figure raises its floor.

use std::path::Path;

use scripta_redact::Redactor;

use crate::kind::Kind::{self, *};
use crate::score::{Score, Tally};
use crate::utterance::Form::{self, *};
use crate::{calls, corpus, engine, extraction, score};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");

/// Least recall of a kind and form in `personal` and in `personal_heldout`.
const RECALL: [(Kind, Form, f64, f64); 31] = [
    (Phone, Written, 0.97, 0.96),
    (Phone, Spoken, 0.97, 0.97),
    (Email, Written, 0.99, 0.99),
    (Email, Spoken, 0.98, 0.97),
    (Card, Written, 0.99, 0.99),
    (Card, Spoken, 0.98, 0.98),
    (Ssn, Written, 0.97, 0.97),
    (Ssn, Spoken, 0.96, 0.98),
    (Itin, Written, 0.96, 0.96),
    (Itin, Spoken, 0.86, 0.96),
    (Ip, Written, 0.99, 0.99),
    (Ip, Spoken, 0.95, 0.90),
    (Account, Written, 0.98, 0.96),
    (Account, Spoken, 0.97, 0.96),
    (Iban, Written, 0.99, 0.98),
    (Vin, Written, 0.98, 0.96),
    (Vin, Spoken, 0.98, 0.96),
    (License, Written, 0.98, 0.94),
    (License, Spoken, 0.98, 0.94),
    (Passport, Written, 0.97, 0.96),
    (Passport, Spoken, 0.97, 0.95),
    (Plate, Written, 0.98, 0.96),
    (Plate, Spoken, 0.98, 0.96),
    (Policy, Written, 0.97, 0.97),
    (Policy, Spoken, 0.97, 0.97),
    (Url, Written, 0.99, 0.98),
    (Dob, Written, 0.98, 0.99),
    (Dob, Spoken, 0.98, 0.98),
    (Address, Written, 0.97, 0.98),
    (Address, Spoken, 0.98, 0.98),
    (Name, Written, 0.97, 0.98),
];

/// Least precision of any kind.
const PRECISION: f64 = 0.95;

/// Most utterances without personal data in which something is found: one in so many.
const ONE_ALARM_IN: usize = 200;

/// Least F1 of the extraction in `calls` and in `calls_heldout`.
const F1: [(&str, f64, f64); 4] = [
    ("vehicleYear", 0.98, 0.97),
    ("vehicleMake", 0.98, 0.97),
    ("vehicleModel", 0.98, 0.96),
    ("zipCode", 0.98, 0.95),
];

fn scores() -> Vec<(String, Score)> {
    let redactor = Redactor::default();
    let sets = corpus::sets(Path::new(CORPUS)).unwrap();
    sets.iter().map(|set| (set.name.clone(), score(set, &engine::find(&redactor, set)))).collect()
}

#[test]
fn redaction_holds_its_floors() {
    for (set, score) in scores() {
        for (kind, form, shown, held_out) in RECALL {
            let Some(recall) = score.kinds.get(&(kind, form)).and_then(Tally::recall) else {
                assert!(set.starts_with("ordinary"), "{set} has no {} {form:?}", kind.name());
                continue;
            };
            let floor = if set.ends_with("heldout") { held_out } else { shown };
            assert!(
                recall >= floor,
                "{set}: recall of {} {form:?} is {recall:.4}, below {floor}",
                kind.name()
            );
        }
        for ((kind, form), tally) in score.kinds.iter().filter(|(_, tally)| tally.gold > 0) {
            let precision = tally.precision().unwrap_or(1.0);
            assert!(precision >= PRECISION, "{set}: precision of {} {form:?} is {precision:.4}", kind.name());
        }
        let most = score.clean / ONE_ALARM_IN;
        assert!(score.alarmed <= most, "{set}: {} of {} ordinary utterances", score.alarmed, score.clean);
    }
}

#[test]
fn extraction_holds_its_floors() {
    let extractor = extraction::extractor().unwrap();
    for calls in calls::sets(Path::new(CORPUS)).unwrap() {
        let outcome = extraction::run(&extractor, &calls);
        for (field, shown, held_out) in F1 {
            let f1 = outcome.fields[field].f1().unwrap_or_default();
            let floor = if calls.name.ends_with("heldout") { held_out } else { shown };
            assert!(f1 >= floor, "{}: F1 of {field} is {f1:.4}, below {floor}", calls.name);
        }
    }
}

#[test]
fn the_corpora_are_as_large_as_they_are_said_to_be() {
    for (set, score) in scores() {
        let least = if set.starts_with("ordinary") { 400 } else { 1500 };
        assert!(score.utterances >= least, "{set}: {}", score.utterances);
    }
    let calls: usize = calls::sets(Path::new(CORPUS)).unwrap().iter().map(|calls| calls.calls.len()).sum();
    assert!(calls >= 120, "{calls}");
}
