//! Dates, written and spoken.

use super::cue::{back, key};
use super::mention::{Mention, What};
use super::number::{self, Number};
use super::spot::Known;
use super::word::{Gap, Word};
use super::year::{self, Form};

/// So many words at most only correct a year.
const SHORT: usize = 8;

/// A day, its year perhaps unsaid, and the word after it.
type Found = (Option<u16>, u8, u8, usize);

/// The dates of a text, in its order.
pub(super) fn dates(words: &[Word], known: Known<'_>) -> Vec<Mention> {
    let asks = known.asks;
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let birth = asks.birth
            || (1..8)
                .any(|by| matches!(back(words, at, by), "born" | "birth" | "birthday" | "birthdate" | "dob"));
        let date =
            slashed(words, at).or_else(|| named(words, at)).or_else(|| counted(words, at).filter(|_| birth));
        let Some((year, month, day, to)) = date.filter(|(_, month, day, _)| is_day(*month, *day)) else {
            at += 1;
            continue;
        };
        let confidence = if year.is_some() { 0.95 } else { 0.7 };
        found.push(Mention::new(words, at..to, What::Date { year, month, day }, confidence));
        at = to;
    }
    if found.is_empty() {
        found.extend(mended(words, known));
    }
    found
}

/// `no, 1983` in the place of the year of a day that the other side has just said.
fn mended(words: &[Word], known: Known<'_>) -> Option<Mention> {
    let last = known.mentions.last().filter(|_| words.len() <= SHORT)?;
    let What::Date { month, day, .. } = last.what else { return None };
    let is_full = |at: usize| year::at(words, at).filter(|said| said.form == Form::Full);
    let (at, said) = (0..words.len()).find_map(|at| Some((at, is_full(at)?)))?;
    let date = What::Date { year: Some(said.year), month, day };
    Some(Mention { corrects: true, ..Mention::new(words, at..said.to, date, 0.85) })
}

fn is_day(month: u8, day: u8) -> bool {
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// `05/17/1980`, `5-17-80`, `1980-05-17`, `17.05.1980`.
fn slashed(words: &[Word], at: usize) -> Option<Found> {
    let part = |n: usize| {
        let word = words.get(at + n).filter(|word| word.number == Number::Written)?;
        let joined = n == 0 || matches!(word.gap, Gap::Joint('/' | '-' | '.'));
        joined.then(|| Some((word.key.parse::<u16>().ok()?, word.key.len())))?
    };
    if words.get(at)?.before.is_some_and(|c| matches!(c, '/' | '-' | '.' | '$') || c.is_alphanumeric())
        || words.get(at + 3).is_some_and(|word| matches!(word.gap, Gap::Joint('/' | '-' | '.' | ':')))
    {
        return None;
    }
    let ((a, a_len), (b, _), (c, c_len)) = (part(0)?, part(1)?, part(2)?);
    let small = |n: u16| u8::try_from(n).ok();
    if a_len == 4 {
        return Some((Some(a), small(b)?, small(c)?, at + 3));
    }
    let year = match c_len {
        4 => c,
        2 => short(c),
        _ => return None,
    };
    let (month, day) = if a > 12 { (b, a) } else { (a, b) };
    Some((Some(year), small(month)?, small(day)?, at + 3))
}

/// `May 17th, 1980`, `the seventeenth of may eighty`, `17 May 1980`.
fn named(words: &[Word], at: usize) -> Option<Found> {
    if let Some(month) = month(key(words, at)) {
        let the = usize::from(key(words, at + 1) == "the");
        let (day, to) = day(words, at + 1 + the)?;
        let (year, to) = year_after(words, to);
        // `may two thousand eighteen`
        return (year.is_some() || day > 0).then_some((year, month, day, to));
    }
    let (day, to) = day(words, at)?;
    let to = to + usize::from(key(words, to) == "of");
    let month = month(key(words, to)).filter(|_| words.get(to).is_some_and(|word| word.gap <= Gap::Space))?;
    let (year, to) = year_after(words, to + 1);
    Some((year, month, day, to))
}

/// `five seventeen eighty`.
fn counted(words: &[Word], at: usize) -> Option<Found> {
    let word = words.get(at).filter(|word| word.number.counts())?;
    if word.number == Number::Written && word.key.len() > 2 {
        return None;
    }
    let (month, to) = small(words, at)?;
    let (day, to) = small(words, to)?;
    let (year, end) = year_after(words, to);
    Some((Some(year?), month, day, end))
}

fn small(words: &[Word], at: usize) -> Option<(u8, usize)> {
    let oh = usize::from(words.get(at)?.number == Number::Digit(0));
    match words.get(at + oh)?.number {
        Number::Written => Some((words.get(at + oh)?.key.parse().ok()?, at + oh + 1)),
        _ => number::part(words, at + oh).and_then(|(value, to)| Some((u8::try_from(value).ok()?, to))),
    }
}

/// `17`, `17th`, `seventeenth`, `twenty first`, `seventeen`.
fn day(words: &[Word], at: usize) -> Option<(u8, usize)> {
    let word = words.get(at)?;
    if let Some(day) = ordinal(&word.key) {
        return Some((day, at + 1));
    }
    if let Number::Tens(tens @ (20 | 30)) = word.number
        && let Some(unit) = ordinal(key(words, at + 1)).filter(|unit| *unit < 10)
    {
        return Some((tens + unit, at + 2));
    }
    let (day, to) = small(words, at).filter(|(day, _)| (1..=31).contains(day))?;
    let suffix = words
        .get(to)
        .is_some_and(|next| next.gap == Gap::None && matches!(next.key.as_str(), "st" | "nd" | "rd" | "th"));
    Some((day, to + usize::from(suffix)))
}

fn year_after(words: &[Word], at: usize) -> (Option<u16>, usize) {
    let close = words.get(at).is_some_and(|word| word.gap < Gap::Stop);
    let word = words.get(at).filter(|_| close);
    if let Some(year) = word
        .filter(|word| word.key.len() == 4 && word.number == Number::Written)
        .and_then(|word| word.key.parse().ok())
    {
        return (Some(year).filter(|year| (1900..=2100).contains(year)), at + 1);
    }
    if let Some(two) = word
        .filter(|word| word.key.len() == 2 && word.number == Number::Written)
        .and_then(|word| word.key.parse().ok())
    {
        return (Some(short(two)), at + 1);
    }
    match year::spoken(words, at).filter(|_| close) {
        Some(said) => (Some(said.year), said.to),
        None => match number::part(words, at).filter(|(value, _)| close && (29..50).contains(value)) {
            Some((value, to)) => (u16::try_from(value).ok().map(short), to),
            None => (None, at),
        },
    }
}

/// Of a birthday more often than of the future.
fn short(year: u16) -> u16 {
    if year <= 28 { 2000 + year } else { 1900 + year }
}

fn month(key: &str) -> Option<u8> {
    Some(match key {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

fn ordinal(key: &str) -> Option<u8> {
    Some(match key {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        "eleventh" => 11,
        "twelfth" => 12,
        "thirteenth" => 13,
        "fourteenth" => 14,
        "fifteenth" => 15,
        "sixteenth" => 16,
        "seventeenth" => 17,
        "eighteenth" => 18,
        "nineteenth" => 19,
        "twentieth" => 20,
        "thirtieth" => 30,
        _ => return None,
    })
}
