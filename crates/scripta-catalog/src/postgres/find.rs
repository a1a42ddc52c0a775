//! From a query to SQL.

use std::fmt::Write;
use std::ops::RangeInclusive;

use scripta_core::record::Speaker;
use sha2::{Digest, Sha256};
use tokio_postgres::types::ToSql;

use crate::query::{Expr, Label, Number, Phrase, Query};

/// A value of a statement.
pub(super) type Value = Box<dyn ToSql + Sync + Send>;

/// Lexemes that are longer, in bytes, are cut, and told apart by a hash.
const LONGEST: usize = 500;

/// A query as a condition on a row, with its values.
pub(super) struct Asked {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
    /// Rows that satisfy the condition may still not satisfy the query.
    pub(super) recheck: bool,
}

impl Asked {
    pub(super) fn of(query: &Query) -> Self {
        let mut asked = Self { sql: String::new(), values: Vec::new(), recheck: false };
        asked.sql = asked.compile(&query.expr, true);
        asked
    }

    /// One value more; gives its place in the statement.
    pub(super) fn value(&mut self, value: impl ToSql + Sync + Send + 'static) -> String {
        self.values.push(Box::new(value));
        format!("${}", self.values.len())
    }

    /// The condition. Where it cannot be exact it is wider than `expr`; or, where `expr` is negated (`wide` is false), narrower, so
    /// that its negation is wider.
    fn compile(&mut self, expr: &Expr, wide: bool) -> String {
        if let Some(terms) = self.terms(expr, wide) {
            return match terms {
                Terms::All => "true".to_owned(),
                Terms::None => "false".to_owned(),
                Terms::Query(query) => {
                    let place = self.value(query);
                    format!("terms @@ {place}::text::tsquery")
                }
            };
        }
        match expr {
            Expr::And(parts) => self.join(parts, " AND ", "true", wide),
            Expr::Or(parts) => self.join(parts, " OR ", "false", wide),
            Expr::Not(part) => format!("NOT ({})", self.compile(part, !wide)),
            Expr::Is(label) => self.session(label),
            Expr::Id(range) => {
                let (from, to) = (self.value(*range.start()), self.value(*range.end()));
                format!("id BETWEEN {from} AND {to}")
            }
            Expr::Within(number, range) => self.between(column(*number), range),
            Expr::Began(range) => self.between("start_ms", range),
            // Of these all are terms.
            Expr::Said(_) => "true".to_owned(),
        }
    }

    fn join(&mut self, parts: &[Expr], word: &str, none: &str, wide: bool) -> String {
        // What are terms goes together into one look at the index.
        let (terms, others): (Vec<&Expr>, Vec<&Expr>) = parts.iter().partition(|part| is_terms(part));
        let mut sqls = Vec::new();
        if !terms.is_empty() {
            let terms: Vec<Expr> = terms.into_iter().cloned().collect();
            let together = if word == " AND " { Expr::And(terms) } else { Expr::Or(terms) };
            sqls.push(self.compile(&together, wide));
        }
        sqls.extend(others.into_iter().map(|part| self.compile(part, wide)).collect::<Vec<_>>());
        if sqls.is_empty() { none.to_owned() } else { format!("({})", sqls.join(word)) }
    }

    fn between(&mut self, column: &str, range: &RangeInclusive<i64>) -> String {
        let (from, to) = (self.value(*range.start()), self.value(*range.end()));
        format!("{column} BETWEEN {from} AND {to}")
    }

    fn session(&mut self, label: &Label) -> String {
        let value = sound(&label.value);
        if !label.prefix {
            let place = self.value(value);
            return format!("session = {place}");
        }
        let place = self.value(format!("{}%", like(&value)));
        format!("session LIKE {place}")
    }

    /// An expression that is about terms alone, as a `tsquery`.
    fn terms(&mut self, expr: &Expr, wide: bool) -> Option<Terms> {
        if !is_terms(expr) {
            return None;
        }
        Some(match expr {
            Expr::And(parts) => {
                let parts = parts.iter().filter_map(|part| self.terms(part, wide));
                Terms::joined(parts.collect(), " & ", Terms::All, Terms::None)
            }
            Expr::Or(parts) => {
                let parts = parts.iter().filter_map(|part| self.terms(part, wide));
                Terms::joined(parts.collect(), " | ", Terms::None, Terms::All)
            }
            Expr::Not(part) => match self.terms(part, !wide)? {
                Terms::All => Terms::None,
                Terms::None => Terms::All,
                Terms::Query(query) => Terms::Query(format!("!({query})")),
            },
            Expr::Said(phrase) => self.said(phrase, wide),
            Expr::Is(label) => {
                let value = &label.value;
                self.recheck |= value.len() > LONGEST / 2 && label.prefix;
                Terms::Query(lexeme(&labelled(&label.field, value), label.prefix))
            }
            _ => return None,
        })
    }

    fn said(&mut self, phrase: &Phrase, wide: bool) -> Terms {
        if phrase.words.len() > 1 {
            self.recheck = true;
            if !wide {
                return Terms::None;
            }
        }
        let by = |speaker: Speaker| {
            let last = phrase.words.len().saturating_sub(1);
            let words = phrase.words.iter().enumerate();
            let words = words.map(|(at, word)| lexeme(&spoken(speaker, word), phrase.prefix && at == last));
            format!("({})", words.collect::<Vec<_>>().join(" & "))
        };
        let speakers = match phrase.speaker {
            Some(speaker) => vec![by(speaker)],
            None => [Speaker::User, Speaker::Assistant, Speaker::System].map(by).to_vec(),
        };
        if phrase.words.is_empty() { Terms::All } else { Terms::Query(speakers.join(" | ")) }
    }
}

enum Terms {
    All,
    None,
    Query(String),
}

impl Terms {
    /// `neutral` changes nothing, `decisive` decides.
    fn joined(parts: Vec<Self>, word: &str, neutral: Self, decisive: Self) -> Self {
        let same = |one: &Self, other: &Self| std::mem::discriminant(one) == std::mem::discriminant(other);
        if parts.iter().any(|part| same(part, &decisive)) {
            return decisive;
        }
        let queries: Vec<String> = parts
            .into_iter()
            .filter_map(|part| match part {
                Self::Query(query) => Some(format!("({query})")),
                Self::All | Self::None => None,
            })
            .collect();
        if queries.is_empty() { neutral } else { Self::Query(queries.join(word)) }
    }
}

/// An expression about words and labels alone, and not empty.
fn is_terms(expr: &Expr) -> bool {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => !parts.is_empty() && parts.iter().all(is_terms),
        Expr::Not(part) => is_terms(part),
        Expr::Said(_) => true,
        Expr::Is(label) => label.field != "session",
        Expr::Id(_) | Expr::Within(..) | Expr::Began(_) => false,
    }
}

/// The column of a number.
pub(super) fn column(number: Number) -> &'static str {
    number.name()
}

/// What the index has for a word that was said.
pub(super) fn spoken(speaker: Speaker, word: &str) -> String {
    let mark = match speaker {
        Speaker::User => "u",
        Speaker::Assistant => "a",
        Speaker::System => "s",
    };
    cut(format!("{mark}:{}", sound(word)))
}

/// What the index has for a label.
pub(super) fn labelled(field: &str, value: &str) -> String {
    cut(format!("l:{field}={}", sound(value)))
}

/// PostgreSQL has no text with a zero in it.
pub(super) fn sound(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

fn cut(text: String) -> String {
    if text.len() <= LONGEST {
        return text;
    }
    let end = (0..=LONGEST / 2).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let mut cut = text.get(..end).unwrap_or_default().to_owned();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(cut, "{byte:02x}");
    }
    cut
}

/// A lexeme as `tsquery` and `tsvector` read it.
pub(super) fn quoted(lexeme: &str) -> String {
    format!("'{}'", lexeme.replace('\\', "\\\\").replace('\'', "''"))
}

fn lexeme(text: &str, prefix: bool) -> String {
    format!("{}{}", quoted(text), if prefix { ":*" } else { "" })
}

/// A text of which no character means something else to LIKE.
fn like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
