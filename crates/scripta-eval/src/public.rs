//! Public test data, from the folder that `SCRIPTA_EVAL` names.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::corpus;
use crate::kind::Kind;
use crate::utterance::{Set, Utterance};

/// Of the files, those that are there; the names of the others.
pub(crate) fn sets(folder: &Path, corpus: &Path) -> Result<(Vec<Set>, Vec<&'static str>)> {
    type Reader = fn(&str, &Path) -> Result<Vec<Set>>;
    let readers: [(&'static str, Reader); 4] = [
        ("utterances_10k.jsonl", utterances),
        ("presidio_recognizer_cases.jsonl", presidio),
        ("isemail_cases.tsv", isemail),
        ("itn_cases_half.tsv", nemo),
    ];
    let (mut sets, mut missing) = (Vec::new(), Vec::new());
    for (name, read) in readers {
        match fs::read_to_string(folder.join(name)) {
            Ok(text) => sets.extend(read(&text, corpus).with_context(|| name)?),
            Err(_) => missing.push(name),
        }
    }
    Ok((sets, missing))
}

fn set(name: &str, utterances: Vec<Utterance>) -> Set {
    Set { name: name.to_owned(), utterances }
}

/// The byte at which the `n`th character begins.
fn byte_of(text: &str, n: &Value) -> usize {
    let n = n.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
    text.char_indices().nth(n).map_or(text.len(), |(at, _)| at)
}

/// Generated utterances. A ZIP code is no personal data here: it is kept, and masking it is a false alarm.
fn utterances(text: &str, _: &Path) -> Result<Vec<Set>> {
    let mut utterances = Vec::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line)?;
        let mut utterance = Utterance::plain(case["text"].as_str().context("no text")?);
        for span in case["spans"].as_array().context("no spans")? {
            let kind = Kind::of_engine(span[0].as_str().unwrap_or_default());
            if kind != Kind::Other {
                let (start, end) = (byte_of(&utterance.text, &span[1]), byte_of(&utterance.text, &span[2]));
                utterance.mark(kind, start, end, true);
            }
        }
        utterances.push(utterance);
    }
    Ok(vec![set("utterances", utterances)])
}

/// Presidio's own cases for the kinds that are measured here. Its dates and links are of another kind than ours (any
/// date, any link), and so are health and crypto numbers.
fn presidio(text: &str, _: &Path) -> Result<Vec<Set>> {
    let mut utterances = Vec::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line)?;
        let kind = match case["file"].as_str().unwrap_or_default() {
            "test_credit_card_recognizer.py" => Kind::Card,
            "test_email_recognizer.py" => Kind::Email,
            "test_iban_recognizer.py" => Kind::Iban,
            "test_ip_recognizer.py" => Kind::Ip,
            "test_phone_recognizer.py" => Kind::Phone,
            "test_us_bank_recognizer.py" => Kind::Account,
            "test_us_driver_license_recognizer.py" => Kind::License,
            "test_us_itin_recognizer.py" => Kind::Itin,
            "test_us_passport_recognizer.py" => Kind::Passport,
            "test_us_ssn_recognizer.py" => Kind::Ssn,
            _ => continue,
        };
        if case.get("leniency").is_some() {
            // How much it finds with other settings than its own.
            continue;
        }
        let text = case["text"].as_str().or_else(|| case["iban"].as_str()).unwrap_or_default();
        let places = case["expected_positions"].as_array().or_else(|| case["expected_res"].as_array());
        let mut utterance = Utterance::plain(text);
        for place in places.into_iter().flatten() {
            utterance.mark(kind, byte_of(text, &place[0]), byte_of(text, &place[1]), true);
        }
        if utterance.gold.is_empty() {
            // What is invalid for Presidio may be masked by another engine, which fails closed.
            utterance.mark(kind, 0, text.len(), false);
        }
        utterances.push(utterance);
    }
    Ok(vec![set("presidio", utterances)])
}

/// Addresses that are valid (`isemail`), and those that only the grammar allows (`isemail-rare`).
fn isemail(text: &str, _: &Path) -> Result<Vec<Set>> {
    let (mut common, mut rare) = (Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [_, address, category, _] = columns.as_slice() else { continue };
        let address: String = serde_json::from_str(address)?;
        let of_kind = match *category {
            "ISEMAIL_VALID_CATEGORY" | "ISEMAIL_DNSWARN" => &mut common,
            "ISEMAIL_ERR" => continue,
            _ => &mut rare,
        };
        let mut utterance = Utterance::default();
        utterance.push(Kind::Email, &address);
        of_kind.push(utterance);
    }
    Ok(vec![set("isemail", common), set("isemail-rare", rare)])
}

/// Phrases of inverse text normalisation: telephone and electronic ones bare and in carriers, all others as text in
/// which nothing may be found.
fn nemo(text: &str, folder: &Path) -> Result<Vec<Set>> {
    let (mut bare, mut carried, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [class, spoken, written] = columns.as_slice() else { continue };
        let class = class.trim_end_matches("_cased");
        if !matches!(class, "telephone" | "electronic") {
            other.push(Utterance::plain(spoken));
            continue;
        }
        let Some((kind, slot)) = kind_of_phrase(written) else {
            bare.push(undecided(spoken));
            continue;
        };
        // A phrase may begin with its own announcement.
        let value = spoken.strip_prefix("SSN is ").unwrap_or(spoken);
        let mut utterance = Utterance::plain(&spoken[..spoken.len() - value.len()]);
        utterance.push(kind, value);
        bare.push(utterance);
        for (before, after) in corpus::carriers(folder, slot)? {
            let mut utterance = Utterance::plain(&before);
            utterance.push(kind, value);
            utterance.text.push_str(&after);
            carried.push(utterance);
        }
    }
    Ok(vec![set("nemo", bare), set("nemo-carried", carried), set("nemo-other", other)])
}

/// A phrase that holds no personal data for sure, such as a web site or `ab9`.
fn undecided(phrase: &str) -> Utterance {
    let mut utterance = Utterance::plain(phrase);
    utterance.mark(Kind::Other, 0, phrase.len(), false);
    utterance
}

fn kind_of_phrase(written: &str) -> Option<(Kind, &'static str)> {
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    if written.starts_with("SSN") {
        Some((Kind::Ssn, "ssn"))
    } else if written.contains('@') {
        Some((Kind::Email, "email"))
    } else if written.bytes().filter(|b| *b == b'.').count() == 3 && digits > 3 {
        Some((Kind::Ip, "ip"))
    } else {
        (digits > 6).then_some((Kind::Phone, "phone"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_characters() {
        let line = r#"{"text": "é 1.2.3.4", "spans": [["IP", 2, 9], ["ZIP", 0, 1]]}"#;
        let sets = utterances(line, Path::new("")).unwrap();
        let utterance = &sets[0].utterances[0];
        assert_eq!(utterance.gold.len(), 1);
        assert_eq!(&utterance.text[utterance.gold[0].start..], "1.2.3.4");
    }

    #[test]
    fn a_phrase_has_the_kind_of_what_it_is_written_as() {
        assert_eq!(kind_of_phrase("+44 123-123-5678"), Some((Kind::Phone, "phone")));
        assert_eq!(kind_of_phrase("225.55.0.40"), Some((Kind::Ip, "ip")));
        assert_eq!(kind_of_phrase("a@aol.com"), Some((Kind::Email, "email")));
        assert_eq!(kind_of_phrase("kore.ai"), None);
    }

    #[test]
    fn what_presidio_calls_invalid_is_not_judged() {
        let line =
            r#"{"file": "test_us_ssn_recognizer.py", "text": "000-00-0000", "expected_positions": []}"#;
        let sets = presidio(line, Path::new("")).unwrap();
        assert!(!sets[0].utterances[0].gold[0].counted);
    }
}
