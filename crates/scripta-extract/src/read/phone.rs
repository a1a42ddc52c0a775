//! Phone numbers, written and read out.

use super::asks::Asks;
use super::cue::{self, back, key};
use super::mention::{Mention, What};
use super::number::{self, Number};
use super::word::{Gap, Word};

/// No phone number has more words, with its hesitations.
const LONGEST: usize = 24;

/// The phone numbers of a text, in its order.
pub(super) fn phones(words: &[Word], asks: Asks) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut cue = None;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if is_cue(words, at) {
            cue = Some(at);
        }
        if !(word.number.counts() || matches!(word.number, Number::Times(_))) {
            at += 1;
            continue;
        }
        let to = run(words, at);
        let told = cue.is_some_and(|cue| at - cue <= 8) || asks.phone;
        if let Some((phone, confidence)) = phone(words, at, to, told) {
            let mut mention = Mention::new(words, at..to, What::Phone(phone), confidence);
            mention.corrects = cue::corrects_between(
                words,
                found.last().map_or(0, |last| last.words.end).max(at.saturating_sub(5)),
                at,
            );
            found.push(mention);
        } else if let Some(last) = found
            .last_mut()
            .filter(|last| at - last.words.end <= 6 && cue::corrects_between(words, last.words.end, at))
            .filter(|last| cue::leads(words, last.words.end..at))
        {
            mend(last, words, at, to);
        }
        at = to.max(at + 1);
    }
    found
}

fn is_cue(words: &[Word], at: usize) -> bool {
    match key(words, at) {
        "phone" | "cell" | "mobile" | "telephone" | "call" | "text" | "callback" => true,
        "number" => !matches!(
            back(words, at, 1),
            "policy" | "claim" | "account" | "vin" | "card" | "license" | "routing" | "member" | "reference"
        ),
        "reach" => key(words, at + 1) == "me",
        _ => false,
    }
}

/// The end of the digits that begin here, with what is said between them.
fn run(words: &[Word], from: usize) -> usize {
    let is_part =
        |word: &Word| word.number.counts() || matches!(word.number, Number::Hundred | Number::Times(_));
    let mut to = from + 1;
    let mut end = to;
    while let Some(word) = words.get(to).filter(|word| to - from < LONGEST && word.gap != Gap::Stop) {
        let between = cue::is_filler(&word.key)
            || matches!(
                word.key.as_str(),
                "o" | "dash" | "hyphen" | "dot" | "area" | "code" | "then" | "space"
            );
        if is_part(word) || word.key == "o" {
            end = to + 1;
        } else if !between {
            break;
        }
        to += 1;
    }
    end
}

fn phone(words: &[Word], from: usize, to: usize, told: bool) -> Option<(String, f32)> {
    let first = words.get(from)?;
    if first.before.is_some_and(|c| c.is_alphabetic() || matches!(c, '$' | '#' | '/' | '.')) {
        return None;
    }
    let other = (1..5).any(|by| {
        matches!(
            back(words, from, by),
            "policy"
                | "claim"
                | "account"
                | "vin"
                | "card"
                | "license"
                | "routing"
                | "member"
                | "reference"
                | "social"
        )
    });
    if other && !told {
        return None;
    }
    if first.before == Some('+') {
        let digits = (8..=15).find_map(|length| number::read_out(words, from..to, length))?;
        let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10);
        return Some((national.map_or_else(|| format!("+{digits}"), str::to_owned), 0.97));
    }
    let full = number::read_out(words, from..to, 10)
        .or_else(|| number::read_out(words, from..to, 11)?.strip_prefix('1').map(str::to_owned));
    if let Some(digits) = full {
        let dialable = !digits.starts_with(['0', '1']);
        return (dialable || told).then_some((digits, if told { 0.96 } else { 0.85 }));
    }
    let local = number::read_out(words, from..to, 7).filter(|_| told && !other)?;
    Some((local, 0.6))
}

/// `four five six eight, no, seven` puts these digits in the place of the last.
fn mend(phone: &mut Mention, words: &[Word], from: usize, to: usize) {
    let Some(tail) = (1..=4).find_map(|length| number::read_out(words, from..to, length)) else { return };
    if let What::Phone(digits) = &mut phone.what
        && let Some(kept) = digits.len().checked_sub(tail.len())
    {
        digits.truncate(kept);
        digits.push_str(&tail);
        phone.words.end = to;
        phone.span.end = words.get(to - 1).map_or(phone.span.end, |word| word.span.end);
        phone.corrects = true;
    }
}
