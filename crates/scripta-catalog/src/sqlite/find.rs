//! From a query to SQL.
//!
//! What is said and what is labelled becomes one expression of the full-text index as far as it can; numbers and times become
//! conditions on columns. At the top, the expression leads: the index gives rows in the order of time, and stops when
//! there are enough.

use std::ops::RangeInclusive;

use rusqlite::Connection;
use rusqlite::types::Value;
use scripta_core::record::Speaker;

use super::connection::Failed;
use super::{row, term};
use crate::query::{Expr, Label, Number, Phrase, Query};

/// The most terms that one beginning may stand for.
const MOST: usize = 3_000;
/// A range of numbers with fewer conversations than this leads; a greater one is a filter only.
const FEW: i64 = 2_000;

/// A condition.
#[derive(Debug, Clone)]
enum Cond {
    Always,
    Never,
    /// An expression of the full-text index.
    Found(String),
    /// SQL over `c`, the conversation.
    Sql(String, Vec<Value>),
}

/// A query, ready to be asked.
pub(super) struct Asked {
    /// No conversation can satisfy it.
    pub(super) never: bool,
    /// An expression of the full-text index that all must satisfy.
    pub(super) found: Option<String>,
    /// Conditions on `c`, joined by AND; with `?` for each of `values`.
    pub(super) filters: Vec<String>,
    pub(super) values: Vec<Value>,
    /// Bounds of the row, from the times.
    pub(super) rows: RangeInclusive<i64>,
    /// There is nothing to it but bounds of whole hours, which are these.
    pub(super) hours: Option<RangeInclusive<i64>>,
}

impl Asked {
    pub(super) fn of(connection: &Connection, query: &Query) -> Result<Self, Failed> {
        let mut asked = Self {
            never: false,
            found: None,
            filters: Vec::new(),
            values: Vec::new(),
            rows: i64::MIN..=i64::MAX,
            hours: Some(i64::MIN..=i64::MAX),
        };
        let parts = match &query.expr {
            Expr::And(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut founds = Vec::new();
        let mut ranges = Vec::new();
        for part in parts {
            match part {
                Expr::Began(range) => asked.bound(range),
                Expr::Within(number, range) => ranges.push((*number, range.clone())),
                part => match compile(connection, part)? {
                    Cond::Always => {}
                    Cond::Never => asked.never = true,
                    Cond::Found(expression) => founds.push(Cond::Found(expression)),
                    Cond::Sql(sql, values) => asked.filter(&sql, values),
                },
            }
        }
        if !founds.is_empty() || !ranges.is_empty() || !asked.filters.is_empty() || asked.never {
            asked.hours = None;
        }
        match all_of(founds) {
            Cond::Found(expression) => asked.found = Some(expression),
            Cond::Never => asked.never = true,
            Cond::Always | Cond::Sql(..) => {}
        }
        asked.ranges(connection, &ranges)?;
        Ok(asked)
    }

    fn bound(&mut self, range: &RangeInclusive<i64>) {
        let (from, to) = (*range.start(), *range.end());
        self.never |= from > to;
        let rows = row::first(from).max(*self.rows.start())..=row::last(to).min(*self.rows.end());
        self.rows = rows;
        let whole = |ms: i64| ms == i64::MIN || ms == i64::MAX || ms.rem_euclid(super::write::HOUR) == 0;
        self.hours = self
            .hours
            .take()
            .filter(|_| whole(from) && whole(to.saturating_add(1)))
            .map(|hours| from.max(*hours.start())..=to.min(*hours.end()));
        // Rows beyond the farthest time stand together.
        self.filters.push("c.start_ms BETWEEN ? AND ?".to_owned());
        self.values.extend([Value::Integer(from), Value::Integer(to)]);
    }

    fn filter(&mut self, sql: &str, values: Vec<Value>) {
        self.filters.push(format!("({sql})"));
        self.values.extend(values);
    }

    /// Of several ranges, the narrowest leads if it is narrow, and if nothing else does.
    fn ranges(
        &mut self,
        connection: &Connection,
        ranges: &[(Number, RangeInclusive<i64>)],
    ) -> Result<(), Failed> {
        let mut narrowest = None;
        for (at, (number, range)) in ranges.iter().enumerate() {
            if self.found.is_none() && is_indexed(*number) {
                let count = few(connection, *number, range)?;
                if count < FEW && narrowest.is_none_or(|(_, least)| count < least) {
                    narrowest = Some((at, count));
                }
            }
        }
        for (at, (number, range)) in ranges.iter().enumerate() {
            let leads = narrowest.is_some_and(|(narrowest, _)| narrowest == at);
            let column = column(*number);
            // A plus sign keeps the index of the column from leading.
            let sql = if leads {
                format!("c.row IN (SELECT row FROM conversation WHERE {column} BETWEEN ? AND ?)")
            } else {
                format!("+c.{column} BETWEEN ? AND ?")
            };
            self.filter(&sql, vec![Value::Integer(*range.start()), Value::Integer(*range.end())]);
        }
        Ok(())
    }
}

fn few(connection: &Connection, number: Number, range: &RangeInclusive<i64>) -> Result<i64, Failed> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM conversation WHERE {} BETWEEN ?1 AND ?2 LIMIT ?3)",
        column(number)
    );
    let mut count = connection.prepare_cached(&sql)?;
    Ok(count.query_row((range.start(), range.end(), FEW), |row| row.get(0))?)
}

fn is_indexed(number: Number) -> bool {
    matches!(number, Number::Duration | Number::Turns | Number::Interruptions | Number::Latency)
}

/// The column of a number.
pub(super) fn column(number: Number) -> &'static str {
    number.name()
}

fn compile(connection: &Connection, expr: &Expr) -> Result<Cond, Failed> {
    Ok(match expr {
        Expr::And(parts) => all_of(compile_all(connection, parts)?),
        Expr::Or(parts) => one_of(compile_all(connection, parts)?),
        Expr::Not(part) => not(compile(connection, part)?),
        Expr::Said(phrase) => said(connection, phrase)?,
        Expr::Is(label) if label.field == "session" => session(label),
        Expr::Is(label) => labelled(connection, label)?,
        Expr::Id(range) => {
            let ends = [range.start(), range.end()].map(|id| Value::Blob(id.as_bytes().to_vec()));
            Cond::Sql("c.id BETWEEN ? AND ?".to_owned(), ends.to_vec())
        }
        Expr::Within(number, range) => between(column(*number), range),
        Expr::Began(range) => between("start_ms", range),
    })
}

fn compile_all(connection: &Connection, parts: &[Expr]) -> Result<Vec<Cond>, Failed> {
    parts.iter().map(|part| compile(connection, part)).collect()
}

fn between(column: &str, range: &RangeInclusive<i64>) -> Cond {
    let ends = vec![Value::Integer(*range.start()), Value::Integer(*range.end())];
    Cond::Sql(format!("+c.{column} BETWEEN ? AND ?"), ends)
}

fn all_of(parts: Vec<Cond>) -> Cond {
    if parts.iter().any(|part| matches!(part, Cond::Never)) {
        return Cond::Never;
    }
    joined(parts.into_iter().filter(|part| !matches!(part, Cond::Always)).collect(), "AND", Cond::Always)
}

fn one_of(parts: Vec<Cond>) -> Cond {
    if parts.iter().any(|part| matches!(part, Cond::Always)) {
        return Cond::Always;
    }
    joined(parts.into_iter().filter(|part| !matches!(part, Cond::Never)).collect(), "OR", Cond::Never)
}

/// Expressions become one expression; with conditions on columns among them, all become such.
fn joined(mut parts: Vec<Cond>, word: &str, none: Cond) -> Cond {
    if parts.len() < 2 {
        return parts.pop().unwrap_or(none);
    }
    let (mut founds, mut sqls, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        match part {
            Cond::Found(expression) => founds.push(format!("({expression})")),
            Cond::Sql(sql, its) => {
                sqls.push(format!("({sql})"));
                values.extend(its);
            }
            Cond::Always | Cond::Never => {}
        }
    }
    let separator = format!(" {word} ");
    let found = founds.join(&separator);
    if sqls.is_empty() {
        return Cond::Found(found);
    }
    if !founds.is_empty() {
        let (sql, its) = as_sql(found);
        sqls.push(sql);
        values.extend(its);
    }
    Cond::Sql(sqls.join(&separator), values)
}

fn as_sql(found: String) -> (String, Vec<Value>) {
    let sql = "c.row IN (SELECT rowid FROM found WHERE found MATCH ?)".to_owned();
    (sql, vec![Value::Text(found)])
}

fn not(part: Cond) -> Cond {
    match part {
        Cond::Always => Cond::Never,
        Cond::Never => Cond::Always,
        Cond::Found(expression) => Cond::Found(format!("{} NOT ({expression})", labels(term::ALL))),
        Cond::Sql(sql, values) => Cond::Sql(format!("NOT ({sql})"), values),
    }
}

fn labels(token: &str) -> String {
    format!("labels : \"{token}\"")
}

fn said(connection: &Connection, phrase: &Phrase) -> Result<Cond, Failed> {
    let columns = match phrase.speaker {
        None => "{user assistant system}",
        Some(Speaker::User) => "user",
        Some(Speaker::Assistant) => "assistant",
        Some(Speaker::System) => "system",
    };
    let Some((last, before)) = phrase.words.split_last() else { return Ok(Cond::Always) };
    let mut beginning = String::new();
    for word in before {
        let Some(id) = term::find(connection, term::WORD, word)? else { return Ok(Cond::Never) };
        term::push(&mut beginning, id);
        beginning.push(' ');
    }
    let ends = if phrase.prefix {
        many(connection, term::WORD, last)?
    } else {
        term::find(connection, term::WORD, last)?.into_iter().collect()
    };
    let phrases: Vec<String> =
        ends.into_iter().map(|id| format!("\"{beginning}{}\"", term::token(id))).collect();
    Ok(if phrases.is_empty() {
        Cond::Never
    } else {
        Cond::Found(format!("{columns} : ({})", phrases.join(" OR ")))
    })
}

fn labelled(connection: &Connection, label: &Label) -> Result<Cond, Failed> {
    let Label { field, value, prefix } = label;
    let terms = if !*prefix {
        term::find(connection, field, value)?.into_iter().collect()
    } else if term::is_open(field) && (1..=term::BEGINNING).contains(&value.chars().count()) {
        term::find(connection, &term::beginnings(field), value)?.into_iter().collect()
    } else {
        many(connection, field, value)?
    };
    if terms.is_empty() {
        return Ok(Cond::Never);
    }
    let tokens: Vec<String> = terms.into_iter().map(|id| format!("\"{}\"", term::token(id))).collect();
    Ok(Cond::Found(format!("labels : ({})", tokens.join(" OR "))))
}

fn many(connection: &Connection, field: &str, beginning: &str) -> Result<Vec<i64>, Failed> {
    term::find_beginning(connection, field, beginning, MOST)?.ok_or_else(|| {
        Failed::Asked(format!("more than {MOST} values begin with `{beginning}*`: give more of its letters"))
    })
}

fn session(label: &Label) -> Cond {
    let value = label.value.clone();
    if label.prefix {
        let end = format!("{value}\u{10FFFF}");
        return Cond::Sql(
            "c.session >= ? AND c.session < ?".to_owned(),
            vec![Value::Text(value), Value::Text(end)],
        );
    }
    Cond::Sql("c.session = ?".to_owned(), vec![Value::Text(value)])
}
