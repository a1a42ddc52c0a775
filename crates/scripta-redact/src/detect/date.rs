//! Dates, written or said: `09/12/1972`, `Sept 12, 1972`, `the twelfth of september seventy two`, `nine twelve seventy two`.
//!
//! This reads whatever can be a date, and is asked only where one is expected.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token, digit};

use super::Search;

/// A date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    /// The token after it.
    pub(super) to: usize,
    pub(super) form: Form,
}

/// How much of a date is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Day, month and year, or month and year.
    Full,
    /// A day and a month by its name.
    Day,
    /// A day and a month in digits, `9/12`.
    Digits,
    /// A year of four digits.
    Year,
    /// A year of two digits, `seventy two`.
    ShortYear,
}

/// A number within a date.
#[derive(Debug, Clone, Copy)]
struct Part {
    value: u32,
    to: usize,
}

/// The years in which someone was born who is talked about.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2035;

/// The date that begins at a token.
pub(super) fn read(search: &Search<'_>, at: usize) -> Option<Date> {
    let token = search.token(at)?;
    let named = token.traits.has(Traits::MONTH) || search.is(at, "the");
    let counted = token.traits.has(Traits::ORDINAL);
    if !named && !counted && !crate::number::begins(token) && !is_short(search, at) {
        return None;
    }
    by_month(search, at)
        .or_else(|| by_day(search, at))
        .or_else(|| together(search, at))
        .or_else(|| one_by_one(search, at))
        .or_else(|| in_numbers(search, at))
        .or_else(|| short(search, at))
}

/// The token after the date with day, month and year that begins at a token, and its year in full. Of years of two digits
/// only those that cannot be to come.
pub(super) fn complete(search: &Search<'_>, at: usize) -> Option<(usize, u32)> {
    let token = search.token(at)?;
    let year = if token.traits.has(Traits::MONTH) {
        let day = day(search, gap(search, at + 1))?;
        year(search, gap(search, day.to))
    } else {
        let first = if search.is(at, "the") { search.skip(at + 1) } else { at };
        let named = day(search, first)
            .map(|day| gap(search, day.to))
            .filter(|month| search.has(*month, Traits::MONTH));
        match named {
            Some(month) => year(search, gap(search, month + 1)),
            None => written(search, at),
        }
    }?;
    match year.value {
        40..=99 => Some((year.to, 1900 + year.value)),
        value if YEARS.contains(&value) => Some((year.to, value)),
        _ => None,
    }
}

/// The year of `09/12/1972` or `1972-09-12`, with the end of the date.
fn written(search: &Search<'_>, at: usize) -> Option<Part> {
    let mark = |at: usize| ['/', '-', '.'].into_iter().any(|mark| search.is_mark(at, mark));
    let part = |at: usize| number(search, at).filter(|part| search.is_digits(at) && part.to == at + 1);
    if !mark(at + 1) || !mark(at + 3) {
        return None;
    }
    if let Some(first) = part(at) {
        let second = part(at + 2).filter(|second| is_day(first.value, second.value))?;
        return year(search, second.to + 1);
    }
    let year = year(search, at).filter(|year| year.to == at + 1)?;
    let (month, day) = (part(at + 2)?, part(at + 4)?);
    is_day(month.value, day.value).then_some(Part { to: day.to, ..year })
}

/// `Sept 12, 1972`, `september of seventy two`, `september twelfth`.
fn by_month(search: &Search<'_>, at: usize) -> Option<Date> {
    let month = search.token(at).filter(|token| token.traits.has(Traits::MONTH))?;
    // `may` is a verb as well.
    let next = gap(search, at + 1);
    let day = day(search, next);
    let after = day.map_or(next, |day| gap(search, day.to));
    match (day, year(search, after), year(search, next)) {
        (Some(_), Some(year), _) | (_, _, Some(year)) => Some(Date { to: year.to, form: Form::Full }),
        (Some(day), None, None) if month.end > month.start => Some(Date { to: day.to, form: Form::Day }),
        _ => None,
    }
}

/// `12 September 1972`, `the twelfth of september`.
fn by_day(search: &Search<'_>, at: usize) -> Option<Date> {
    let at = if search.is(at, "the") { search.skip(at + 1) } else { at };
    let day = day(search, at)?;
    let month = gap(search, day.to);
    search.token(month).filter(|token| token.traits.has(Traits::MONTH))?;
    match year(search, gap(search, month + 1)) {
        Some(year) => Some(Date { to: year.to, form: Form::Full }),
        None => Some(Date { to: month + 1, form: Form::Day }),
    }
}

/// `09121972`, `091272`: six or eight digits that make a date.
fn together(search: &Search<'_>, at: usize) -> Option<Date> {
    if !search.is_digits(at) {
        return None;
    }
    let digits: Vec<u32> = search.text_of(at).chars().filter_map(digit).map(u32::from).collect();
    let pair = |n: usize| digits.get(n).zip(digits.get(n + 1)).map_or(0, |(tens, unit)| tens * 10 + unit);
    let fits = match digits.len() {
        6 => is_day(pair(0), pair(2)),
        8 => {
            (is_day(pair(0), pair(2)) && YEARS.contains(&(pair(4) * 100 + pair(6))))
                || (is_day(pair(4), pair(6)) && YEARS.contains(&(pair(0) * 100 + pair(2))))
        }
        _ => false,
    };
    fits.then_some(Date { to: at + 1, form: Form::Full })
}

/// `zero nine one two one nine seven two`: digit by digit.
fn one_by_one(search: &Search<'_>, at: usize) -> Option<Date> {
    let mut values = Vec::with_capacity(9);
    let mut ends = Vec::with_capacity(9);
    let mut next = at;
    while values.len() < 9 {
        let Some(part) = single(search, next) else { break };
        values.push(part.value);
        ends.push(part.to);
        next = gap(search, part.to);
    }
    let pair = |n: usize| values.get(n).zip(values.get(n + 1)).map_or(0, |(tens, unit)| tens * 10 + unit);
    let fits = match values.len() {
        6 => is_day(pair(0), pair(2)),
        8 => is_day(pair(0), pair(2)) && YEARS.contains(&(pair(4) * 100 + pair(6))),
        _ => false,
    };
    ends.last().filter(|_| fits).map(|to| Date { to: *to, form: Form::Full })
}

/// `09/12/1972`, `1972-09-12`, `nine twelve seventy two`, `9/12`, `1972`.
fn in_numbers(search: &Search<'_>, at: usize) -> Option<Date> {
    if let Some(year) = year(search, at).filter(|year| YEARS.contains(&year.value)) {
        let month = number(search, gap(search, year.to));
        let day = month.and_then(|month| number(search, gap(search, month.to)));
        return match (month, day) {
            (Some(month), Some(day)) if is_day(month.value, day.value) => {
                Some(Date { to: day.to, form: Form::Full })
            }
            _ => Some(Date { to: year.to, form: Form::Year }),
        };
    }
    let first = number(search, at)?;
    let second = number(search, gap(search, first.to)).filter(|second| is_day(first.value, second.value))?;
    match year(search, gap(search, second.to)) {
        Some(year) => Some(Date { to: year.to, form: Form::Full }),
        None if search.is_mark(first.to, '/') && second.to == first.to + 2 => {
            Some(Date { to: second.to, form: Form::Digits })
        }
        None => None,
    }
}

/// `seventy two`, `'72`.
fn short(search: &Search<'_>, at: usize) -> Option<Date> {
    let year = year(search, at)?;
    Some(Date { to: year.to, form: Form::ShortYear })
}

/// Whether these are a month and a day, in one order or the other.
fn is_day(one: u32, other: u32) -> bool {
    one.min(other) >= 1 && one.min(other) <= 12 && one.max(other) <= 31
}

/// `'72`
fn is_short(search: &Search<'_>, at: usize) -> bool {
    search.is_apostrophe(at) && search.is_digits(at + 1)
}

/// Past spaces, one comma, slash, dash or dot, and the little words of dates.
fn gap(search: &Search<'_>, at: usize) -> usize {
    let mut at = at;
    let mut marks = 0;
    let mut words = 0;
    for _ in 0..8 {
        let Some(token) = search.token(at) else { break };
        match token.sort {
            Sort::Space => {}
            Sort::Mark(',' | '/' | '-' | '.' | '–' | '…') if marks < 2 => marks += 1,
            Sort::Word(Meaning::Filler | Meaning::Dash) if words < 3 => words += 1,
            Sort::Word(_)
                if words < 3
                    && search.is_any(at, &["of", "the", "slash", "and", "in", "year", "month", "day"]) =>
            {
                words += 1;
            }
            Sort::Word(_) | Sort::Digits | Sort::Mark(_) | Sort::Mask => break,
        }
        at += 1;
    }
    at
}

/// One digit: `five`, `5`.
fn single(search: &Search<'_>, at: usize) -> Option<Part> {
    let token = search.token(at)?;
    match token.sort {
        Sort::Word(Meaning::Digit(value)) => Some(Part { value: u32::from(value), to: at + 1 }),
        Sort::Digits if token.end - token.start == 1 => {
            Some(Part { value: value(search.text_of(at))?, to: at + 1 })
        }
        _ => None,
    }
}

fn value(digits: &str) -> Option<u32> {
    (digits.chars().count() <= 4)
        .then(|| digits.chars().filter_map(digit).fold(0, |sum, digit| sum * 10 + u32::from(digit)))
}

/// A month or a day as a number: `9`, `09`, `oh nine`, `twelve`, `twenty three`.
fn number(search: &Search<'_>, at: usize) -> Option<Part> {
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
fn day(search: &Search<'_>, at: usize) -> Option<Part> {
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
    let suffixed = search.is_any(part.to, &["st", "nd", "rd", "th"]);
    Some(Part { to: part.to + usize::from(suffixed), ..part })
}

/// A year: `1972`, `'72`, `nineteen seventy two`, `two thousand and one`, `seventy two`, `oh five`.
fn year(search: &Search<'_>, at: usize) -> Option<Part> {
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
    let next = if search.is(next, "and") { search.skip(next + 1) } else { next };
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
fn two(search: &Search<'_>, at: usize) -> Option<Part> {
    let tens = single(search, at)?;
    let unit = single(search, search.skip(tens.to))?;
    Some(Part { value: tens.value * 10 + unit.value, to: unit.to })
}
