//! The parts of a date: a month or a day as a number, a year.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token, digit};

use super::Search;

/// A number within a date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) value: u32,
    /// The token after it.
    pub(super) to: usize,
}

/// The years in which someone was born who is talked about.
pub(super) const YEARS: std::ops::RangeInclusive<u32> = 1900..=2035;

/// One digit: `five`, `5`.
pub(super) fn single(search: &Search<'_>, at: usize) -> Option<Part> {
    let token = search.token(at)?;
    match token.sort {
        Sort::Word(Meaning::Digit(value)) => Some(Part { value: u32::from(value), to: at + 1 }),
        Sort::Digits if token.end - token.start == 1 => {
            Some(Part { value: value(search.text_of(at))?, to: at + 1 })
        }
        _ => None,
    }
}

pub(super) fn value(digits: &str) -> Option<u32> {
    (digits.chars().count() <= 4)
        .then(|| digits.chars().filter_map(digit).fold(0, |sum, digit| sum * 10 + u32::from(digit)))
}

/// A month or a day as a number: `9`, `09`, `oh nine`, `twelve`, `twenty three`.
pub(super) fn number(search: &Search<'_>, at: usize) -> Option<Part> {
    let token = search.token(at)?;
    match token.sort {
        Sort::Digits if token.end - token.start <= 2 => {
            Some(Part { value: value(search.text_of(at))?, to: at + 1 })
        }
        Sort::Word(Meaning::Digit(0)) => single(search, search.skip(at + 1)),
        Sort::Word(Meaning::Digit(value)) => Some(Part { value: u32::from(value), to: at + 1 }),
        _ => below_hundred(search, at),
    }
}

/// `ten` to `ninety nine`.
fn below_hundred(search: &Search<'_>, at: usize) -> Option<Part> {
    match search.token(at).and_then(Token::meaning)? {
        Meaning::Teen(value) => Some(Part { value: u32::from(value), to: at + 1 }),
        Meaning::Tens(tens) => {
            let value = u32::from(tens) * 10;
            let next = at + 2;
            let tied = search.is_space(at + 1) || search.is_mark(at + 1, '-');
            match search.token(next).and_then(Token::meaning) {
                Some(Meaning::Digit(unit)) if tied && unit > 0 => {
                    Some(Part { value: value + u32::from(unit), to: next + 1 })
                }
                _ => Some(Part { value, to: at + 1 }),
            }
        }
        _ => None,
    }
}

/// The day of a month: `12`, `12th`, `twelfth`, `twenty third`.
pub(super) fn day(search: &Search<'_>, at: usize) -> Option<Part> {
    if search.has(at, Traits::ORDINAL) {
        return Some(Part { value: 1, to: at + 1 });
    }
    if let Some(Meaning::Tens(2 | 3)) = search.token(at).and_then(Token::meaning) {
        let next = search.skip(at + 1) + usize::from(search.is_mark(at + 1, '-'));
        if search.has(next, Traits::ORDINAL) {
            return Some(Part { value: 1, to: next + 1 });
        }
    }
    let part = number(search, at).filter(|part| (1..=31).contains(&part.value))?;
    Some(Part { to: suffixed(search, part.to), ..part })
}

/// A month that is counted: `the ninth`, `8th`, `oh eight`.
pub(super) fn month(search: &Search<'_>, at: usize) -> Option<Part> {
    if search.has(at, Traits::ORDINAL) {
        let value = MONTHS.iter().zip(1..).find(|(word, _)| search.is(at, word)).map(|(_, value)| value)?;
        return Some(Part { value, to: at + 1 });
    }
    let part = number(search, at).filter(|part| (1..=12).contains(&part.value))?;
    Some(Part { to: suffixed(search, part.to), ..part })
}

/// The months as they are counted.
const MONTHS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

/// Past the end of `12th`.
fn suffixed(search: &Search<'_>, to: usize) -> usize {
    to + usize::from(search.is_any(to, &["st", "nd", "rd", "th"]))
}

/// A year: `1972`, `'72`, `nineteen seventy two`, `two thousand and one`, `seventy two`, `oh five`.
pub(super) fn year(search: &Search<'_>, at: usize) -> Option<Part> {
    let short = usize::from(search.is_apostrophe(at));
    let token = search.token(at + short)?;
    match token.sort {
        Sort::Digits => {
            let at = at + short;
            let (length, value) = (token.end - token.start, value(search.text_of(at))?);
            let fits = (length == 4 && YEARS.contains(&value)) || length == 2;
            match fits {
                true => Some(Part { value, to: at + 1 }),
                false => four(search, at),
            }
        }
        Sort::Word(Meaning::Digit(2)) if scale(search, at + 1, Meaning::Thousand).is_some() => {
            let thousand = scale(search, at + 1, Meaning::Thousand)?;
            let and = search.skip(thousand);
            let next = if search.is(and, "and") { search.skip(and + 1) } else { and };
            match number(search, next) {
                Some(part) if part.value < 36 => Some(Part { value: 2000 + part.value, to: part.to }),
                _ => Some(Part { value: 2000, to: thousand }),
            }
        }
        Sort::Word(Meaning::Teen(19)) => century(search, at, 1900),
        Sort::Word(Meaning::Tens(2)) => century(search, at, 2000),
        Sort::Word(Meaning::Digit(0)) => number(search, at),
        Sort::Word(Meaning::Digit(_)) => four(search, at).or_else(|| two(search, at)),
        Sort::Word(_) => below_hundred(search, at),
        Sort::Space | Sort::Mark(_) | Sort::Mask => None,
    }
}

/// `nineteen seventy two`, `nineteen oh five`, `nineteen hundred and five`; else the two digits alone.
fn century(search: &Search<'_>, at: usize, century: u32) -> Option<Part> {
    let hundred = scale(search, at + 1, Meaning::Hundred);
    let next = search.skip(hundred.unwrap_or(at + 1));
    let said = search.is(next, "and") || search.is_filler(next);
    let next = if said { search.skip(next + 1) } else { next };
    let pair = below_hundred(search, next).filter(|part| century < 2000 || part.value < 36);
    let small = matches!(search.token(next).and_then(Token::meaning), Some(Meaning::Digit(0)));
    let rest = pair.or_else(|| (small || hundred.is_some()).then(|| number(search, next)).flatten());
    match rest {
        Some(part) => Some(Part { value: century + part.value, to: part.to }),
        None => below_hundred(search, at),
    }
}

/// The token after `thousand`, where that follows.
fn scale(search: &Search<'_>, at: usize, meaning: Meaning) -> Option<usize> {
    let next = search.skip(at);
    (next > at && search.token(next).and_then(Token::meaning) == Some(meaning)).then_some(next + 1)
}

/// `one nine seven two`
fn four(search: &Search<'_>, at: usize) -> Option<Part> {
    let mut part = Part { value: 0, to: at };
    for _ in 0..4 {
        let digit = single(search, search.skip(part.to))?;
        part = Part { value: part.value * 10 + digit.value, to: digit.to };
    }
    YEARS.contains(&part.value).then_some(part)
}

/// `seven two`
pub(super) fn two(search: &Search<'_>, at: usize) -> Option<Part> {
    let tens = single(search, at)?;
    let unit = single(search, search.skip(tens.to))?;
    Some(Part { value: tens.value * 10 + unit.value, to: unit.to })
}
