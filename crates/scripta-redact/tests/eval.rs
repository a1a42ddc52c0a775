//! Recall and false alarms on public test data that is no part of the project: the folder that `SCRIPTA_EVAL` names.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use scripta_redact::{Redactor, Remap, Scrub, Sensitive};
use serde_json::Value;

struct Probe {
    text: String,
    remap: Remap,
}

impl Sensitive for Probe {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        self.remap = scrub.text(&mut self.text);
    }
}

fn lines(file: &str) -> Option<Vec<Value>> {
    let Some(folder) = std::env::var_os("SCRIPTA_EVAL").map(PathBuf::from) else {
        eprintln!("skipped: SCRIPTA_EVAL is not set");
        return None;
    };
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The mask that a gold span of a type must end up as; `None` for types that free text is not searched for.
fn mask(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "PHONE" | "PHONE_SPOKEN" => "XXX-XXX-XXXX",
        "EMAIL" | "EMAIL_SPOKEN" => "user@example.com",
        "CARD" => "[CARD]",
        "SSN" => "[SSN]",
        "IP" => "[IP]",
        "DOB" => "[DOB]",
        "NAME" => "[NAME]",
        "ADDRESS" => "[ADDRESS]",
        _ => return None,
    })
}

#[test]
fn personal_data_is_found_and_little_else_is() {
    let Some(lines) = lines("utterances_10k.jsonl") else { return };
    let redactor = Redactor::default();
    let mut found: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut alarms = 0;
    for line in &lines {
        let text = line["text"].as_str().unwrap();
        let byte = |at: &Value| {
            let at = usize::try_from(at.as_u64().unwrap()).unwrap();
            text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
        };
        let probe = Probe { text: text.to_owned(), remap: Remap::default() };
        let (probe, counts) = redactor.redact_counted(probe);
        let probe = probe.into_inner();
        let mut expected = 0;
        for span in line["spans"].as_array().unwrap() {
            let Some(mask) = mask(span[0].as_str().unwrap()) else { continue };
            expected += 1;
            let (start, end) = (byte(&span[1]), byte(&span[2]));
            let (start, end) = (probe.remap.to_redacted(start), probe.remap.to_redacted(end));
            let tally = found.entry(span[0].as_str().unwrap().to_owned()).or_default();
            tally.1 += 1;
            if probe.text.get(start..end) == Some(mask) {
                tally.0 += 1;
            } else {
                println!("missed {}: {text} -> {}", span[0], probe.text);
            }
        }
        if counts.total() > expected {
            alarms += counts.total() - expected;
            println!("false alarm: {text} -> {}", probe.text);
        }
    }
    for (kind, (found, all)) in &found {
        println!("{kind}: {found} of {all}, recall {:.4}", *found as f64 / *all as f64);
        let least = match kind.as_str() {
            "ADDRESS" => 0.8,
            "NAME" | "PHONE_SPOKEN" | "EMAIL_SPOKEN" => 0.95,
            _ => 0.99,
        };
        assert!(*found as f64 >= least * *all as f64, "{kind}");
    }
    println!("false alarms: {alarms} in {} utterances", lines.len());
    assert!(alarms * 200 <= lines.len() as u64);
}

#[test]
fn the_cases_of_another_recognizer_are_judged_alike() {
    let Some(lines) = lines("presidio_recognizer_cases.jsonl") else { return };
    let redactor = Redactor::default();
    let mut tally: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for line in &lines {
        let file = line["file"].as_str().unwrap();
        let kind = match file {
            "test_credit_card_recognizer.py" => "card",
            "test_email_recognizer.py" => "email",
            "test_ip_recognizer.py" => "ip",
            "test_phone_recognizer.py" => "phone",
            "test_us_ssn_recognizer.py" => "ssn",
            _ => continue,
        };
        let text = line["text"].as_str().unwrap();
        let expected = line["expected_len"].as_u64().unwrap();
        let (redacted, counts) = redactor.text(text);
        let tally = tally.entry(kind.to_owned()).or_default();
        let (hits, cases) = if expected > 0 { (0, 1) } else { (2, 3) };
        tally[cases] += 1;
        if (expected > 0 && counts.get(kind) >= expected) || (expected == 0 && counts.get(kind) == 0) {
            tally[hits] += 1;
        } else {
            println!("{kind}: expected {expected}: {text} -> {}", redacted.get());
        }
    }
    for (kind, [found, valid, quiet, invalid]) in &tally {
        println!("{kind}: {found} of {valid} valid found, {quiet} of {invalid} invalid left");
    }
}
