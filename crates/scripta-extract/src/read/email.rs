//! E-mail addresses, written and spoken.

use std::ops::Range;

use super::asks::Asks;
use super::cue::{back, is_filler, key};
use super::mention::{Mention, What};
use super::number::{self, Number};
use super::word::{Gap, Word};

/// An address that is spoken has no more words on a side.
const LONGEST: usize = 24;

/// The addresses of a text, in its order.
pub(super) fn emails(text: &str, words: &[Word], asks: Asks) -> Vec<Mention> {
    let mut found = written(text, words);
    for at in 0..words.len() {
        if key(words, at) == "at"
            && let Some((address, range, known)) = spoken(words, at)
        {
            let confidence = if asks.email || known { 0.93 } else { 0.75 };
            found.push(Mention::new(words, range, What::Email(address), confidence));
        }
    }
    found
}

fn written(text: &str, words: &[Word]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('@') {
        let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
        let before = text.get(from..at).unwrap_or_default();
        let local = before.len() - before.trim_end_matches(local).len();
        let after = text.get(at + 1..).unwrap_or_default();
        let domain = after
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
            .unwrap_or(after.len());
        let domain = after.get(..domain).unwrap_or_default().trim_end_matches(['.', '-']);
        let top = domain.rsplit_once('.').is_some_and(|(host, top)| {
            !host.is_empty() && top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic())
        });
        from = at + 1;
        let span = at - local..at + 1 + domain.len();
        if let (true, true, Some(address)) = (local > 0, top, text.get(span.clone())) {
            let first = words.partition_point(|word| word.span.start < span.start);
            let last = words.partition_point(|word| word.span.start < span.end);
            found.push(Mention::new(words, first..last, What::Email(address.to_ascii_lowercase()), 0.98));
        }
    }
    found
}

/// The address around a spoken `at`, its words, and whether its provider is a common one.
fn spoken(words: &[Word], at: usize) -> Option<(String, Range<usize>, bool)> {
    let (domain, to) = domain(words, at + 1)?;
    let (local, from) = local(words, at)?;
    let known = matches!(
        domain.split('.').next().unwrap_or_default(),
        "gmail"
            | "yahoo"
            | "hotmail"
            | "outlook"
            | "icloud"
            | "aol"
            | "comcast"
            | "msn"
            | "proton"
            | "protonmail"
            | "live"
            | "me"
            | "att"
            | "verizon"
            | "sbcglobal"
            | "example"
            | "ymail"
            | "mail"
            | "cox"
            | "charter"
    );
    Some((format!("{local}@{domain}"), from..to, known))
}

/// `gmail dot com`, `mail dot example dot co dot uk`, `g mail.com`.
fn domain(words: &[Word], from: usize) -> Option<(String, usize)> {
    let mut domain = String::new();
    let mut end = None;
    let mut at = from;
    while let Some(word) = words.get(at).filter(|word| at - from < 10 && word.gap != Gap::Stop) {
        let dotted = word.gap == Gap::Joint('.') && at > from;
        if dotted || matches!(word.key.as_str(), "dot" | "period" | "point") && !domain.is_empty() {
            at += usize::from(!dotted);
            domain.push('.');
            let label = key(words, at);
            if is_top(label) {
                domain.push_str(label);
                at += 1;
                end = Some((domain.len(), at));
                continue;
            }
            if label.is_empty() {
                break;
            }
            domain.push_str(label);
        } else if end.is_some() {
            break;
        } else if matches!(word.key.as_str(), "dash" | "hyphen") {
            domain.push('-');
        } else if domain.is_empty() || at - from < 3 {
            match number::part(words, at) {
                Some((value, to)) => {
                    domain.push_str(&value.to_string());
                    at = to;
                    continue;
                }
                None => domain.push_str(&word.key),
            }
        } else {
            break;
        }
        at += 1;
    }
    let (length, to) = end?;
    domain.truncate(length);
    Some((domain, to))
}

fn is_top(label: &str) -> bool {
    matches!(
        label,
        "com"
            | "org"
            | "net"
            | "edu"
            | "gov"
            | "io"
            | "co"
            | "us"
            | "uk"
            | "info"
            | "biz"
            | "me"
            | "ca"
            | "de"
            | "in"
            | "au"
            | "dev"
            | "ai"
            | "app"
            | "mil"
            | "tv"
            | "fr"
            | "mx"
            | "email"
    )
}

/// The words before `at`, back to where the sentence goes on: `john dot doe`, `j smith eighty four`.
fn local(words: &[Word], at: usize) -> Option<(String, usize)> {
    let mut from = at;
    let mut plain = 0;
    while from > 0 && at - from < LONGEST {
        let word = words.get(from - 1)?;
        let next = key(words, from);
        let joint = matches!(next, "dot" | "underscore" | "dash" | "hyphen" | "plus" | "period") && from < at;
        let symbol = is_symbol(&word.key) && word.key != "at";
        let short = word.key.len() == 1 || word.number != Number::Not;
        let pause = words.get(from).is_some_and(|next| next.gap == Gap::Stop);
        // `b as in boy`
        if from > 3 && key(words, from - 2) == "in" && key(words, from - 3) == "as" {
            from -= 3;
            continue;
        }
        let number = is_number_word(words, from - 1);
        if pause || is_before(words, from - 1) && !joint && !number {
            break;
        }
        if !(joint || symbol || short || number || is_filler(&word.key)) {
            plain += 1;
            if plain > 2 {
                break;
            }
        }
        from -= 1;
    }
    while from < at && is_filler(key(words, from)) {
        from += 1;
    }
    let mut local = String::new();
    let mut n = from;
    while n < at {
        let word = key(words, n);
        if let Some((value, to)) = number::part(words, n).filter(|(_, to)| *to <= at) {
            local.push_str(&value.to_string());
            n = to;
            continue;
        }
        match word {
            "dot" | "period" => local.push('.'),
            "underscore" => local.push('_'),
            "dash" | "hyphen" => local.push('-'),
            "plus" => local.push('+'),
            "double" | "triple" => {
                let times = if word == "double" { 2 } else { 3 };
                let digit = number::part(words, n + 1)
                    .map_or_else(|| key(words, n + 1).to_owned(), |(value, _)| value.to_string());
                local.push_str(&digit.repeat(times));
                n += 1;
            }
            _ if is_filler(word) || is_number_word(words, n) => {}
            "oh" => local.push('0'),
            _ => {
                if words.get(n).is_some_and(|word| n > from && word.gap == Gap::Joint('.')) {
                    local.push('.');
                }
                local.push_str(word);
                // `b as in boy`
                if word.len() == 1 && key(words, n + 1) == "as" && key(words, n + 2) == "in" {
                    n += 3;
                }
            }
        }
        n += 1;
    }
    (!local.is_empty() && local.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some((local, from))
}

/// `the number` before a digit.
fn is_number_word(words: &[Word], at: usize) -> bool {
    let digit = |at: usize| words.get(at).is_some_and(|word| word.number != Number::Not);
    match key(words, at) {
        "number" => digit(at + 1),
        "the" => key(words, at + 1) == "number" && digit(at + 2),
        _ => false,
    }
}

fn is_symbol(key: &str) -> bool {
    matches!(key, "dot" | "underscore" | "dash" | "hyphen" | "plus" | "period")
}

/// A word of the sentence in which the address is said.
fn is_before(words: &[Word], at: usize) -> bool {
    match key(words, at) {
        "s" => back(words, at, 1) == "it" || back(words, at, 1) == "that",
        "is" | "its" | "it" | "email" | "mail" | "address" | "my" | "me" | "yes" | "yeah" | "sure"
        | "okay" | "at" | "and" | "to" | "the" | "that" | "thats" | "reach" | "contact" | "you" | "can"
        | "or" | "send" | "use" | "have" | "yep" | "would" | "be" | "of" | "we" => true,
        _ => false,
    }
}
