//! The facts that the extractor finds in calls, held against those that are in them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use scripta_extract::{Extractor, Profile};

use anyhow::Result;

use crate::calls::{Call, Calls, Expected, Turn};
use crate::score::Tally;

/// Of these every find is judged; of others, those in calls that name the field.
const ALWAYS: [&str; 4] = ["vehicleYear", "vehicleMake", "vehicleModel", "zipCode"];

/// A fact as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fact {
    field: String,
    subject: usize,
    value: String,
}

/// What came of a file of calls.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) fields: BTreeMap<String, Tally>,
    /// What is missing, wrong or too much, one a line.
    pub(crate) misses: Vec<String>,
    /// How long each turn took.
    pub(crate) times: Vec<Duration>,
}

/// The extractor for insurance.
pub(crate) fn extractor() -> Result<Extractor> {
    Ok(Extractor::new(&Profile::insurance())?)
}

pub(crate) fn run(extractor: &Extractor, calls: &Calls) -> Outcome {
    let mut outcome = Outcome::default();
    for (n, call) in calls.calls.iter().enumerate() {
        let mut facts = extract(extractor, call, &mut outcome.times);
        let swapped = swap(&facts);
        if right(call, &swapped) > right(call, &facts) {
            facts = swapped;
        }
        outcome.judge(call, &facts, &format!("{} {}", calls.name, n + 1));
    }
    outcome
}

fn extract(extractor: &Extractor, call: &Call, times: &mut Vec<Duration>) -> Vec<Fact> {
    let mut extraction = extractor.begin();
    for (n, turn) in call.turns.iter().enumerate() {
        let item = format!("item_{n}");
        let start = Instant::now();
        match turn {
            Turn::Said { speaker, text } => extraction.said(&item, *speaker, text),
            Turn::Called { tool, arguments } => extraction.called(&item, tool, arguments),
        }
        times.push(start.elapsed());
    }
    let fact = |fact: &scripta_extract::Fact| Fact {
        field: fact.field.clone(),
        subject: fact.subject,
        value: fact.value.clone(),
    };
    extraction.facts().map(fact).collect()
}

/// Which of two vehicles is the first is a matter of taste.
fn swap(facts: &[Fact]) -> Vec<Fact> {
    let vehicle = |fact: &Fact| fact.field.starts_with("vehicle") && fact.subject < 2;
    let swapped = |fact: &Fact| match vehicle(fact) {
        true => Fact { subject: 1 - fact.subject, ..fact.clone() },
        false => fact.clone(),
    };
    facts.iter().map(swapped).collect()
}

fn right(call: &Call, facts: &[Fact]) -> usize {
    call.expected.iter().filter(|expected| facts.iter().any(|fact| agrees(expected, fact))).count()
}

/// Spelling apart: `f150` and `F-150` are the same.
fn agrees(expected: &Expected, fact: &Fact) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    same(expected, fact) && expected.values.iter().any(|value| letters(value) == letters(&fact.value))
}

fn same(expected: &Expected, fact: &Fact) -> bool {
    expected.field == fact.field && expected.subject == fact.subject
}

impl Outcome {
    fn judge(&mut self, call: &Call, facts: &[Fact], name: &str) {
        for expected in &call.expected {
            let found = facts.iter().find(|fact| same(expected, fact));
            let right = found.is_some_and(|fact| agrees(expected, fact));
            let tally = self.fields.entry(expected.field.clone()).or_default();
            tally.gold += 1;
            tally.covered += usize::from(right);
            tally.found += usize::from(found.is_some());
            tally.right += usize::from(right);
            if !right {
                let found = found.map_or("nothing", |fact| fact.value.as_str());
                self.misses.push(format!("{name}: {} {:?}: {found}", place(expected), expected.values));
            }
        }
        let named = |field: &str| {
            ALWAYS.contains(&field) || call.expected.iter().any(|expected| expected.field == field)
        };
        for fact in facts.iter().filter(|fact| named(&fact.field)) {
            if !call.expected.iter().any(|expected| same(expected, fact)) {
                self.fields.entry(fact.field.clone()).or_default().found += 1;
                self.misses
                    .push(format!("{name}: {}[{}] too much: {}", fact.field, fact.subject, fact.value));
            }
        }
    }
}

fn place(expected: &Expected) -> String {
    match expected.subject {
        0 => expected.field.clone(),
        subject => format!("{}[{subject}]", expected.field),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(field: &str, subject: usize, values: &[&str]) -> Expected {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Expected { field: field.to_owned(), subject, values }
    }

    fn fact(field: &str, subject: usize, value: &str) -> Fact {
        Fact { field: field.to_owned(), subject, value: value.to_owned() }
    }

    #[test]
    fn wrong_values_and_values_too_many_cost_precision() {
        let call = Call {
            turns: Vec::new(),
            expected: vec![
                expected("vehicleModel", 0, &["F-150", "F-Series"]),
                expected("vehicleYear", 0, &["2019"]),
                expected("zipCode", 0, &["90210"]),
            ],
        };
        let facts = [
            fact("vehicleModel", 0, "f150"),
            fact("vehicleYear", 0, "2018"),
            fact("vehicleYear", 1, "2018"),
            fact("drivers", 0, "2"),
        ];
        let mut outcome = Outcome::default();
        outcome.judge(&call, &facts, "call");
        assert_eq!(outcome.fields["vehicleModel"].f1(), Some(1.0));
        let year = outcome.fields["vehicleYear"];
        assert_eq!((year.gold, year.covered, year.found, year.right), (1, 0, 2, 0));
        assert_eq!(outcome.fields["zipCode"].recall(), Some(0.0));
        assert!(!outcome.fields.contains_key("drivers"), "the call does not name it");
        assert_eq!(outcome.misses.len(), 3);
    }

    #[test]
    fn two_vehicles_may_come_in_either_order() {
        let call = Call { turns: Vec::new(), expected: vec![expected("vehicleYear", 1, &["2019"])] };
        let facts = [fact("vehicleYear", 0, "2019")];
        assert_eq!((right(&call, &facts), right(&call, &swap(&facts))), (0, 1));
    }
}
