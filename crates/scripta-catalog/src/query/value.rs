//! Values behind a colon.

use std::ops::RangeInclusive;

use scripta_core::record::Speaker;
use uuid::Uuid;

use crate::query::names::{Bound, Target, known_fact, unknown_fact};
use crate::query::plan::fold;
use crate::query::time::{Length, Span};
use crate::query::{Expr, Fields, Label, Number, Phrase};
use crate::words::each_word;

/// A value as it was written.
pub(super) struct Bare<'a> {
    /// Without quotation marks and without the `*` behind it.
    pub(super) text: &'a str,
    /// It stood in quotation marks.
    pub(super) quoted: bool,
    /// A `*` stood behind it.
    pub(super) star: bool,
}

/// The condition that a field has a value; or what is wrong with the value, and what to do.
pub(super) fn expression(field: &Target, bare: &Bare<'_>, fields: &Fields) -> Result<Expr, String> {
    match field {
        Target::Said(speaker) => said(*speaker, bare).map(Expr::Said),
        Target::Text(name) => text(name, bare, fields).map(Expr::Is),
        Target::Id => id(bare).map(Expr::Id),
        Target::Number { number, lasts } => {
            let known = if *lasts { length } else { count };
            range(bare.text, known).map(|range| Expr::Within(*number, range))
        }
        Target::Time(bound) => began(*bound, bare.text, fields).map(Expr::Began),
    }
}

/// The words of a text, as a phrase.
fn said(speaker: Option<Speaker>, bare: &Bare<'_>) -> Result<Phrase, String> {
    // `"full cover*"` says the same as `"full cover"*`.
    let within = bare.quoted.then(|| bare.text.strip_suffix('*')).flatten();
    let text = within.unwrap_or(bare.text);
    if !bare.quoted && text.contains('*') {
        return Err("a `*` stands at the end of a word only".to_owned());
    }
    let mut words = Vec::new();
    each_word(text, |word, _| words.push(word.to_owned()));
    if words.is_empty() {
        return Err("there is no word here: take it out".to_owned());
    }
    Ok(Phrase { speaker, words, prefix: bare.star || within.is_some() })
}

fn text(name: &str, bare: &Bare<'_>, fields: &Fields) -> Result<Label, String> {
    if !bare.quoted && bare.text.contains('*') {
        return Err(
            "a `*` stands at the end of a value; one that belongs to it, in quotation marks".to_owned()
        );
    }
    let value = fold(bare.text);
    match name {
        "is" if !bare.star && !matches!(value.as_str(), "complete" | "partial") => {
            Err("a record is `complete` or `partial`".to_owned())
        }
        "has" if !bare.star && known_fact(&value, fields).is_none() => Err(unknown_fact(&value, fields)),
        _ => Ok(Label { field: name.to_owned(), value, prefix: bare.star }),
    }
}

/// An id, all ids with a beginning, or those from one to another.
fn id(bare: &Bare<'_>) -> Result<RangeInclusive<Uuid>, String> {
    let wrong = || "this is no id; behind the beginning of one stands a `*`".to_owned();
    if let Some((from, to)) = bare.text.split_once("..") {
        let ends = from.parse().ok().zip(to.parse().ok());
        return ends.map(|(from, to)| from..=to).ok_or_else(wrong);
    }
    if !bare.star {
        return bare.text.parse().map(|id: Uuid| id..=id).map_err(|_| wrong());
    }
    ids_from(bare.text).ok_or_else(wrong)
}

/// All ids with a beginning, for [`Expr::Id`]; none where it is the beginning of no id.
pub fn ids_from(beginning: &str) -> Option<RangeInclusive<Uuid>> {
    let digits: String = beginning.chars().filter(|c| *c != '-').collect();
    let filled = |with: &str| {
        let missing = 32_usize.checked_sub(digits.len())?;
        Uuid::try_parse(&(digits.clone() + &with.repeat(missing))).ok()
    };
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
    Some(filled("0")?..=filled("f")?)
}

fn count(text: &str) -> Result<i64, String> {
    let digits = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let number = digits.then(|| text.parse().ok()).flatten();
    number.ok_or_else(|| "a whole number is expected: `5`, `>=5`, `<5` or `5..20`".to_owned())
}

fn length(text: &str) -> Result<i64, String> {
    let expected = || "a length of time is expected: `90s`, `>5m`, `1h30m` or `200ms..2s`".to_owned();
    text.parse().map(|Length(ms)| ms).map_err(|_| expected())
}

/// A number, or those on one side of one, or between two. Numbers of conversations are never below 0.
fn range(text: &str, known: fn(&str) -> Result<i64, String>) -> Result<RangeInclusive<i64>, String> {
    if let Some((from, to)) = text.split_once("..") {
        let from = if from.is_empty() && !to.is_empty() { 0 } else { known(from)? };
        let to = if to.is_empty() { i64::MAX } else { known(to)? };
        return if from > to { Err("the smaller number stands first".to_owned()) } else { Ok(from..=to) };
    }
    if let Some(number) = text.strip_prefix(">=") {
        return Ok(known(number)?..=i64::MAX);
    }
    if let Some(number) = text.strip_prefix("<=") {
        return Ok(0..=known(number)?);
    }
    if let Some(number) = text.strip_prefix('>') {
        return Ok(known(number)?.saturating_add(1)..=i64::MAX);
    }
    if let Some(number) = text.strip_prefix('<') {
        return match known(number)? {
            0 => Err("nothing is below 0".to_owned()),
            number => Ok(0..=number - 1),
        };
    }
    let number = known(text.strip_prefix('=').unwrap_or(text))?;
    Ok(number..=number)
}

fn began(bound: Bound, text: &str, fields: &Fields) -> Result<RangeInclusive<i64>, String> {
    let span = Span::read(text, fields.now)?;
    match bound {
        Bound::After => Ok(span.start..=i64::MAX),
        Bound::Before => Ok(i64::MIN..=span.start.saturating_sub(1)),
        Bound::On if span.end == span.start => {
            Err("a day, a month or a year is expected: `2024-01-15`, `2024-01`, `2024`, `today`".to_owned())
        }
        Bound::On => Ok(span.start..=span.end.saturating_sub(1)),
    }
}

/// A number as a query says it.
pub(super) fn written(number: Number, value: i64) -> String {
    match number {
        Number::Duration | Number::Latency | Number::Silence => format!("{value}ms"),
        _ => value.to_string(),
    }
}
