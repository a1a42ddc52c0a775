//! Expression to text: as it can be read again, and as it may be written into the audit trail.

use std::fmt::{self, Write};

use scripta_core::record::Speaker;
use uuid::Uuid;

use crate::query::names::SPEAKERS;
use crate::query::parse::is_of_name;
use crate::query::{Expr, Label, Number, Phrase, Query, time, value};

/// Fields whose values come from a small vocabulary: names that a developer gave, and never what a caller said.
const BOUNDED: [&str; 11] = [
    "outcome",
    "topic",
    "tool",
    "tool_failed",
    "agent",
    "model",
    "capture",
    "is",
    "problem",
    "redacted",
    "event",
];

/// The text gives the same query again, where that came from a text or is [`Expr::normal`].
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printer { words: true }.top(&self.expr, f)
    }
}

impl Query {
    /// The query without personal data: outcomes, topics, tools, times and numbers as they are; in the place of words and of
    /// values that may be anything, how many there were.
    pub fn for_audit(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = Printer { words: false }.top(&self.expr, &mut text);
        text
    }
}

struct Printer {
    /// Words and free values as they are.
    words: bool,
}

impl Printer {
    fn top(&self, expr: &Expr, f: &mut impl Write) -> fmt::Result {
        match expr {
            Expr::And(all) if all.is_empty() => Ok(()),
            Expr::And(all) => self.joined(all, " ", f),
            Expr::Or(any) if !any.is_empty() => self.joined(any, " OR ", f),
            other => self.part(other, f),
        }
    }

    fn joined(&self, parts: &[Expr], between: &str, f: &mut impl Write) -> fmt::Result {
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                f.write_str(between)?;
            }
            self.part(part, f)?;
        }
        Ok(())
    }

    /// An expression as a part of another.
    fn part(&self, expr: &Expr, f: &mut impl Write) -> fmt::Result {
        match expr {
            Expr::And(all) if all.is_empty() => f.write_char('*'),
            Expr::Or(any) if any.is_empty() => f.write_str("-*"),
            Expr::And(_) | Expr::Or(_) => {
                f.write_char('(')?;
                self.top(expr, f)?;
                f.write_char(')')
            }
            Expr::Not(part) => {
                f.write_char('-')?;
                self.part(part, f)
            }
            Expr::Said(phrase) => self.said(phrase, f),
            Expr::Is(label) => self.label(label, f),
            Expr::Id(range) => self.id(*range.start(), *range.end(), f),
            Expr::Within(number, range) => within(*number, *range.start(), *range.end(), f),
            Expr::Began(range) => began(*range.start(), *range.end(), f),
        }
    }

    fn said(&self, phrase: &Phrase, f: &mut impl Write) -> fmt::Result {
        if let Some(speaker) = phrase.speaker {
            write!(f, "{}:", name_of(speaker))?;
        }
        match (phrase.words.as_slice(), self.words) {
            ([_], false) => f.write_str("[word]"),
            (words, false) => write!(f, "[{} words]", words.len()),
            ([word], true) => f.write_str(word).and_then(|()| star(phrase.prefix, f)),
            (words, true) => write!(f, "\"{}\"", words.join(" ")).and_then(|()| star(phrase.prefix, f)),
        }
    }

    fn label(&self, Label { field, value, prefix }: &Label, f: &mut impl Write) -> fmt::Result {
        match field.split_once('.') {
            Some((kind, name)) if name.is_empty() || !name.chars().all(is_of_name) => {
                write!(f, "{kind}.")?;
                quoted(name, f)?;
            }
            _ => f.write_str(field)?,
        }
        f.write_char(':')?;
        if !self.words && !BOUNDED.contains(&field.as_str()) && field != "has" {
            return f.write_str("[value]");
        }
        let plain = |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '*');
        if value.starts_with('-') || !value.chars().all(plain) || (value.is_empty() && !prefix) {
            quoted(value, f)?;
        } else {
            f.write_str(value)?;
        }
        star(*prefix, f)
    }

    fn id(&self, from: Uuid, to: Uuid, f: &mut impl Write) -> fmt::Result {
        let (first, last) = (from.simple().to_string(), to.simple().to_string());
        let same = first.bytes().zip(last.bytes()).take_while(|(one, other)| one == other).count();
        let rest = |id: &str, digit: char| id.chars().skip(same).all(|c| c == digit);
        match self.words {
            true if from == to => write!(f, "id:{from}"),
            false if from == to => f.write_str("id:[value]"),
            true if rest(&first, '0') && rest(&last, 'f') => {
                write!(f, "id:{}*", first.get(..same).unwrap_or_default())
            }
            true => write!(f, "id:{from}..{to}"),
            false => f.write_str("id:[values]"),
        }
    }
}

fn star(prefix: bool, f: &mut impl Write) -> fmt::Result {
    if prefix { f.write_char('*') } else { Ok(()) }
}

fn quoted(text: &str, f: &mut impl Write) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

fn name_of(speaker: Speaker) -> &'static str {
    SPEAKERS.iter().find(|(_, known)| *known == speaker).map_or("user", |(name, _)| name)
}

fn within(number: Number, from: i64, to: i64, f: &mut impl Write) -> fmt::Result {
    let name = number.name();
    let end = |value| value::written(number, value);
    match (from, to) {
        (from, to) if from == to => write!(f, "{name}:{}", end(from)),
        (from, i64::MAX) => write!(f, "{name}:>={}", end(from)),
        (0, to) => write!(f, "{name}:<={}", end(to)),
        (from, to) => write!(f, "{name}:{}..{}", end(from), end(to)),
    }
}

/// Always in parentheses where it takes two conditions: one of several may stand beside it.
fn began(from: i64, to: i64, f: &mut impl Write) -> fmt::Result {
    let before = || time::written(to.saturating_add(1));
    match (from, to) {
        (i64::MIN, i64::MAX) => f.write_char('*'),
        (from, i64::MAX) => write!(f, "after:{}", time::written(from)),
        (i64::MIN, _) => write!(f, "before:{}", before()),
        (from, _) => write!(f, "(after:{} before:{})", time::written(from), before()),
    }
}
