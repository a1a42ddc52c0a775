//! Vehicle identification numbers (ISO 3779), written and spelled.

use super::asks::Asks;
use super::cue::{back, is_filler, key};
use super::mention::{Mention, What};
use super::number::{self, Number};
use super::word::{Gap, Word};

const LENGTH: usize = 17;

/// The VINs of a text.
pub(super) fn vins(words: &[Word], asks: Asks) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((vin, to)) = spelled(words, at) else {
            at += 1;
            continue;
        };
        let joined = words.get(at + 1..to).is_some_and(|rest| rest.iter().all(|word| word.gap == Gap::None));
        let told = asks.vin
            || (1..8).any(|by| back(words, at, by) == "vin" || back(words, at, by) == "identification");
        let confidence = match (checks(&vin), told, joined) {
            (true, ..) => Some(0.98),
            (false, true, _) => Some(0.7),
            (false, false, joined) => joined.then_some(0.5),
        };
        if let Some(confidence) = confidence {
            found.push(Mention::new(words, at..to, What::Vin(vin), confidence));
        }
        at = to;
    }
    found
}

/// Seventeen letters and digits that begin here and end with a word.
fn spelled(words: &[Word], from: usize) -> Option<(String, usize)> {
    let mut vin = String::with_capacity(LENGTH);
    let mut at = from;
    while vin.len() < LENGTH {
        let word = words.get(at)?;
        let joined =
            word.gap == Gap::None && at > from || words.get(at + 1).is_some_and(|next| next.gap == Gap::None);
        let letter = word.key.len() == 1 && word.key.is_ascii();
        at += 1;
        match word.number {
            Number::Written => vin.push_str(&word.key),
            Number::Times(times) => {
                let next = key(words, at);
                let digit = match Number::of(next) {
                    Number::Digit(digit) => digit.to_string(),
                    _ if next.len() == 1 => next.to_uppercase(),
                    _ => return None,
                };
                vin.push_str(&digit.repeat(usize::from(times)));
                at += 1;
            }
            Number::Not if joined || letter => {
                vin.push_str(&word.key.to_ascii_uppercase());
                at += example(words, at, &word.key);
            }
            Number::Not
                if at > from + 1
                    && (is_filler(&word.key) || matches!(word.key.as_str(), "then" | "and" | "dash")) => {}
            _ => {
                let (value, to) = number::part(words, at - 1).filter(|(value, _)| *value < 100)?;
                vin.push_str(&value.to_string());
                at = to;
            }
        }
    }
    // A letter O is a zero, since a VIN has none.
    let vin = vin.replace('O', "0");
    let is_vin = vin.len() == LENGTH
        && vin.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() && !matches!(b, b'I' | b'Q'))
        && vin.bytes().any(|b| b.is_ascii_uppercase())
        && vin.bytes().any(|b| b.is_ascii_digit())
        && words.get(at).is_none_or(|next| next.gap != Gap::None);
    is_vin.then_some((vin, at))
}

/// The words of `b as in boy`, `b for boy` after the letter.
fn example(words: &[Word], at: usize, letter: &str) -> usize {
    let fits = |at: usize| key(words, at).len() > 1 && key(words, at).starts_with(letter);
    match (key(words, at), key(words, at + 1)) {
        ("as", "in") if fits(at + 2) => 3,
        ("for" | "like", _) if fits(at + 1) => 2,
        _ => 0,
    }
}

/// The ninth character checks the others (49 CFR 565.15).
fn checks(vin: &str) -> bool {
    const WEIGHTS: [u32; LENGTH] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |b: u8| match b {
        b'A'..=b'H' => u32::from(b - b'A') + 1,
        b'J'..=b'R' => u32::from(b - b'J') + 1,
        b'S'..=b'Z' => u32::from(b - b'S') + 2,
        _ => u32::from(b.wrapping_sub(b'0')),
    };
    let sum: u32 = vin.bytes().zip(WEIGHTS).map(|(b, weight)| value(b) * weight).sum();
    let check = match sum % 11 {
        10 => b'X',
        rest => b'0' + u8::try_from(rest).unwrap_or(0),
    };
    vin.as_bytes().get(8) == Some(&check)
}
