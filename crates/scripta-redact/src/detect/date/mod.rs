//! Dates, written or said: `09/12/1972`, `Sept 12, 1972`, `the twelfth of september seventy two`, `nine twelve seventy two`.
//!
//! This reads whatever can be a date, and is asked only where one is expected.

mod part;

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, digit};

use super::Search;
use part::{Part, YEARS, day, month, number, single, two, year};

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

/// The date that begins at a token.
pub(super) fn read(search: &Search<'_>, at: usize) -> Option<Date> {
    let token = search.token(at)?;
    let named = token.traits.has(Traits::MONTH) || search.is(at, "the");
    let counted = token.traits.has(Traits::ORDINAL);
    if !named && !counted && !crate::number::begins(token) && !is_short(search, at) {
        return by_holiday(search, at);
    }
    by_month(search, at)
        .or_else(|| by_year(search, at))
        .or_else(|| by_day(search, at))
        .or_else(|| together(search, at))
        .or_else(|| one_by_one(search, at))
        .or_else(|| in_numbers(search, at))
        .or_else(|| short(search, at))
}

/// The token after the date with day, month and year that begins at a token, and its year in full. Of years of two digits
/// only those that cannot be to come.
pub(super) fn complete(search: &Search<'_>, at: usize) -> Option<(usize, u32)> {
    let year = if search.has(at, Traits::MONTH) {
        let day = day(search, gap(search, at + 1))?;
        year(search, gap(search, day.to))
    } else {
        let first = if search.is(at, "the") { search.skip(at + 1) } else { at };
        let month = day(search, first).and_then(|day| month_after(search, day.to));
        match month {
            Some((to, _)) => year(search, gap(search, to)),
            None => written(search, at),
        }
    }?;
    past(year)
}

/// The same of a date that is said in numbers only, `eleven seventeen eighty five`; with a year of two digits only if
/// `short`. Of a later century it could as well be an amount: `ten twenty two thousand`.
pub(super) fn said(search: &Search<'_>, at: usize, short: bool) -> Option<(usize, u32)> {
    let year = in_three(search, at).filter(|year| short || year.value > 99)?;
    past(year).filter(|(_, year)| *year < 2000)
}

/// The end of a year that is over, and the year in full.
fn past(year: Part) -> Option<(usize, u32)> {
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
    search.token(at).filter(|token| token.traits.has(Traits::MONTH))?;
    let next = gap(search, at + 1);
    let day = day(search, next);
    let after = day.map_or(next, |day| gap(search, day.to));
    // `october twenty two` is rather a day than a year.
    let of = year(search, next).filter(|year| day.is_none() || year.value > 99);
    match (day, year(search, after), of) {
        (Some(_), Some(year), _) | (_, _, Some(year)) => Some(Date { to: year.to, form: Form::Full }),
        (Some(day), None, None) => Some(Date { to: day.to, form: Form::Day }),
        (None, _, None) => None,
    }
}

/// `12 September 1972`, `the twelfth of september`, `the twelfth of the ninth seventy two`.
fn by_day(search: &Search<'_>, at: usize) -> Option<Date> {
    let at = if search.is(at, "the") { search.skip(at + 1) } else { at };
    let day = day(search, at)?;
    let (to, named) = month_after(search, day.to)?;
    match year(search, gap(search, to)) {
        Some(year) => Some(Date { to: year.to, form: Form::Full }),
        None => Some(Date { to, form: if named { Form::Day } else { Form::Digits } }),
    }
}

/// The end of the month that follows a day, and whether it has its name: without it, `of` must be before it, or it is
/// counted.
fn month_after(search: &Search<'_>, day: usize) -> Option<(usize, bool)> {
    let at = gap(search, day);
    if search.has(at, Traits::MONTH) {
        return Some((at + 1, true));
    }
    let counted = search.has(at, Traits::ORDINAL) || search.is_any(at + 1, &["st", "nd", "rd", "th"]);
    let of = (day..at).any(|between| search.is(between, "of"));
    (of || counted).then(|| month(search, at)).flatten().map(|month| (month.to, false))
}

/// `ninety one march twelfth`
fn by_year(search: &Search<'_>, at: usize) -> Option<Date> {
    let year = year(search, at).filter(|year| year.value > 31)?;
    let month = gap(search, year.to);
    search.token(month).filter(|token| token.traits.has(Traits::MONTH))?;
    day(search, gap(search, month + 1)).map(|day| Date { to: day.to, form: Form::Full })
}

/// `christmas day nineteen eighty`
fn by_holiday(search: &Search<'_>, at: usize) -> Option<Date> {
    let end = HOLIDAYS.iter().filter_map(|day| search.phrase(at, day)).max()?;
    year(search, gap(search, end)).map(|year| Date { to: year.to, form: Form::Full })
}

/// Days that have a name.
const HOLIDAYS: [&str; 12] = [
    "christmas",
    "christmas day",
    "christmas eve",
    "boxing day",
    "new year s day",
    "new years day",
    "new year s eve",
    "new years eve",
    "halloween",
    "valentine s day",
    "valentines day",
    "independence day",
];

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
    if let Some(year) = in_three(search, at) {
        return Some(Date { to: year.to, form: Form::Full });
    }
    let first = number(search, at)?;
    let second = number(search, gap(search, first.to)).filter(|second| is_day(first.value, second.value))?;
    let slash = search.is_mark(first.to, '/') && second.to == first.to + 2;
    slash.then_some(Date { to: second.to, form: Form::Digits })
}

/// The year after a month and a day, each of them said as one number or digit by digit: `oh two one four seventy eight`.
/// Where they can be cut in several ways, it is the one that leaves nothing over.
fn in_three(search: &Search<'_>, at: usize) -> Option<Part> {
    let ways = |at: usize| [number(search, at), two(search, at)].into_iter().flatten();
    let days = ways(at).flat_map(|first| {
        ways(gap(search, first.to)).filter(move |second| is_day(first.value, second.value))
    });
    days.filter_map(|day| year(search, gap(search, day.to))).max_by_key(|year| year.to)
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

/// How many words may be between the parts of a date.
const GAP: usize = 4;

/// The little words of dates, and what people say while they think.
const BETWEEN: [&str; 12] =
    ["of", "the", "slash", "and", "in", "year", "month", "day", "let", "me", "see", "think"];

/// Past spaces, one comma, slash, dash or dot, and the little words of dates.
fn gap(search: &Search<'_>, at: usize) -> usize {
    let mut at = at;
    let mut marks = 0;
    let mut words = 0;
    for _ in 0..2 * GAP + 2 {
        let Some(token) = search.token(at) else { break };
        match token.sort {
            Sort::Space => {}
            Sort::Mark(',' | '/' | '-' | '.' | '–' | '…') if marks < 2 => marks += 1,
            Sort::Word(Meaning::Filler | Meaning::Dash) if words < GAP => words += 1,
            Sort::Word(_) if words < GAP && search.is_any(at, &BETWEEN) => words += 1,
            Sort::Word(_) | Sort::Digits | Sort::Mark(_) | Sort::Mask => break,
        }
        at += 1;
    }
    at
}
