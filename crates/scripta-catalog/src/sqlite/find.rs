//! From a query to SQL.
//!
//! What is said and what is labelled becomes one expression of the full-text index as far as it can; numbers and times become
//! conditions on columns. At the top, the expression leads: the index gives rows in the order of time, and stops when
//! there are enough.

use std::ops::RangeInclusive;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::connection::Failed;
use super::order::Column;
use super::{read, row, term};
use crate::query::{Expr, Label, Number, Phrase, Query};

/// The most terms that one beginning may stand for.
const MOST: usize = 3_000;
/// A range of numbers with fewer conversations than this leads; a greater one is a filter only.
const FEW: i64 = 2_000;
/// Likewise where there is an expression too.
const VERY_FEW: i64 = 500;

/// The stretches of time (some six days each) that conversations began in: each step goes past all of one.
const STRETCHES: &str = "
    WITH RECURSIVE stretch (number) AS (
        SELECT min(start_ms >> 29) FROM conversation
        UNION ALL
        SELECT (SELECT min(start_ms >> 29) FROM conversation WHERE start_ms >> 29 > number) FROM stretch
        WHERE number IS NOT NULL
    )
    SELECT number FROM stretch WHERE number IS NOT NULL";

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

/// Where from, and under which conditions.
pub(super) struct Condition {
    /// The tables: `c` is the conversation.
    pub(super) from: &'static str,
    /// The row, as the table that leads knows it.
    pub(super) leading: &'static str,
    /// With `?` for each of `values`.
    pub(super) filters: Vec<String>,
    pub(super) values: Vec<Value>,
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
        asked.ranges(connection, query, &ranges)?;
        Ok(asked)
    }

    /// With the expression in the lead, if there is one. The conversation itself is left out where there is no condition on it,
    /// and nothing else is `wanted` of it.
    pub(super) fn condition(self, wanted: bool) -> Condition {
        let Self { found, filters: mut others, values: mut theirs, rows, .. } = self;
        let (mut filters, mut values) = (Vec::new(), Vec::new());
        // The index and the table each know the row by their own name, and each must be told its bounds.
        let (from, leading) = match found {
            Some(expression) => {
                filters.push("found MATCH ?".to_owned());
                values.push(Value::Text(expression));
                let wanted = wanted || !others.is_empty();
                let from =
                    if wanted { "found CROSS JOIN conversation c ON c.row = found.rowid" } else { "found" };
                (from, "found.rowid")
            }
            None => ("conversation c", "c.row"),
        };
        if rows != (i64::MIN..=i64::MAX) {
            filters.push(format!("{leading} BETWEEN ? AND ?"));
            values.extend([Value::Integer(*rows.start()), Value::Integer(*rows.end())]);
        }
        filters.append(&mut others);
        values.append(&mut theirs);
        Condition { from, leading, filters, values }
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
        if [from, to].into_iter().any(row::stands_with_others) {
            self.filter("c.start_ms BETWEEN ? AND ?", vec![Value::Integer(from), Value::Integer(to)]);
        }
    }

    fn filter(&mut self, sql: &str, values: Vec<Value>) {
        self.filters.push(format!("({sql})"));
        self.values.extend(values);
    }

    /// Of several ranges, the narrowest leads if it is narrow; if there is an expression, only if that has far more.
    fn ranges(
        &mut self,
        connection: &Connection,
        query: &Query,
        ranges: &[(Number, RangeInclusive<i64>)],
    ) -> Result<(), Failed> {
        let few = if self.found.is_none() { FEW } else { VERY_FEW };
        let mut narrowest = None;
        for (at, (number, range)) in ranges.iter().enumerate() {
            if let Some(column) = Column::with(*number) {
                let count = within(connection, column, range, few)?;
                if count < few && narrowest.is_none_or(|(_, least)| count < least) {
                    narrowest = Some((at, count));
                }
            }
        }
        if let (Some(expression), Some((_, count))) = (&self.found, narrowest)
            && !has_more(connection, expression, count.saturating_mul(4))?
        {
            narrowest = None;
        }
        for (at, (number, range)) in ranges.iter().enumerate() {
            let leads = narrowest.is_some_and(|(narrowest, _)| narrowest == at);
            match Column::with(*number).filter(|_| leads) {
                Some(column) => {
                    let (sql, values) = column.within(range);
                    if self.found.is_some() {
                        return self.look_at(connection, query, &sql, values);
                    }
                    self.filter(&format!("c.row IN (SELECT row FROM conversation c WHERE {sql})"), values);
                }
                None => {
                    let Cond::Sql(sql, values) = between(number.name(), range) else { continue };
                    self.filter(&sql, values);
                }
            }
        }
        Ok(())
    }

    /// Looks at the few conversations that satisfy a condition, and keeps to those that the query means. To ask the index of each
    /// would take longer, and to ask it for all that it has too.
    fn look_at(
        &mut self,
        connection: &Connection,
        query: &Query,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<(), Failed> {
        let sql = format!(
            "SELECT c.row, e.json, s.json FROM conversation c JOIN entry e ON e.row = c.row JOIN said s ON s.row = c.row
             WHERE {sql}"
        );
        let mut find = connection.prepare_cached(&sql)?;
        let mut found = find.query(params_from_iter(values))?;
        let mut rows: Vec<i64> = Vec::new();
        while let Some(row) = found.next()? {
            if query.matches(&read::entry_of(&row.get::<_, String>(1)?, &row.get::<_, String>(2)?)?) {
                rows.push(row.get(0)?);
            }
        }
        self.found = None;
        self.filters.clear();
        self.values.clear();
        let rows = serde_json::to_string(&rows).map_err(|_| Failed::Content("rows cannot be listed"))?;
        self.filter("c.row IN (SELECT value FROM json_each(?))", vec![Value::Text(rows)]);
        Ok(())
    }
}

/// Whether more conversations than that satisfy an expression.
pub(super) fn has_more(connection: &Connection, expression: &str, than: i64) -> Result<bool, Failed> {
    let mut count = connection
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM found WHERE found MATCH ?1 LIMIT ?2)")?;
    Ok(count.query_row((expression, than.saturating_add(1)), |row| row.get::<_, i64>(0))? > than)
}

/// How many lie in a range, up to a bound.
fn within(
    connection: &Connection,
    column: Column,
    range: &RangeInclusive<i64>,
    up_to: i64,
) -> Result<i64, Failed> {
    let (sql, mut values) = column.within(range);
    values.push(Value::Integer(up_to));
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM conversation c WHERE {sql} LIMIT ?)");
    let mut count = connection.prepare_cached(&sql)?;
    Ok(count.query_row(params_from_iter(values), |row| row.get(0))?)
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
        Expr::Within(number, range) => between(number.name(), range),
        Expr::Began(range) => between("start_ms", range),
    })
}

fn compile_all(connection: &Connection, parts: &[Expr]) -> Result<Vec<Cond>, Failed> {
    parts.iter().map(|part| compile(connection, part)).collect()
}

/// A plus sign keeps the index of the column from leading.
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
        Cond::Found(expression) => Cond::Found(format!("\"{}\" NOT ({expression})", term::ALL)),
        Cond::Sql(sql, values) => Cond::Sql(format!("NOT ({sql})"), values),
    }
}

fn said(connection: &Connection, phrase: &Phrase) -> Result<Cond, Failed> {
    if phrase.words.is_empty() {
        return Ok(Cond::Always);
    }
    let speakers = match &phrase.speaker {
        Some(speaker) => std::slice::from_ref(speaker),
        None => &term::SPEAKERS,
    };
    let mut phrases = Vec::new();
    for speaker in speakers {
        phrases.extend(said_by(connection, term::spoken(*speaker), phrase)?);
    }
    Ok(one_of_tokens(&phrases))
}

/// The phrase as one side may have said it.
fn said_by(connection: &Connection, field: &str, phrase: &Phrase) -> Result<Vec<String>, Failed> {
    let Some((last, before)) = phrase.words.split_last() else { return Ok(Vec::new()) };
    let mut beginning = String::new();
    for word in before {
        let Some(id) = term::find(connection, field, word)? else { return Ok(Vec::new()) };
        term::push(&mut beginning, id);
        beginning.push(' ');
    }
    let ends = if phrase.prefix {
        many(connection, field, last)?
    } else {
        term::find(connection, field, last)?.into_iter().collect()
    };
    Ok(ends.into_iter().map(|id| format!("{beginning}{}", term::token(id))).collect())
}

fn one_of_tokens(phrases: &[String]) -> Cond {
    if phrases.is_empty() {
        return Cond::Never;
    }
    let quoted: Vec<String> = phrases.iter().map(|phrase| format!("\"{phrase}\"")).collect();
    Cond::Found(quoted.join(" OR "))
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
    let tokens: Vec<String> = terms.into_iter().map(term::token).collect();
    Ok(one_of_tokens(&tokens))
}

fn many(connection: &Connection, field: &str, beginning: &str) -> Result<Vec<i64>, Failed> {
    term::find_beginning(connection, field, beginning, MOST)?.ok_or_else(|| {
        Failed::Asked(format!("more than {MOST} values begin with `{beginning}*`: give more of its letters"))
    })
}

/// The index of sessions is kept by time too, and looked at once for each stretch of time that there is.
fn session(label: &Label) -> Cond {
    let value = label.value.clone();
    let (sql, values) = if label.prefix {
        let end = format!("{value}\u{10FFFF}");
        ("c.session >= ? AND c.session < ?", vec![Value::Text(value), Value::Text(end)])
    } else {
        ("c.session = ?", vec![Value::Text(value)])
    };
    Cond::Sql(format!("c.start_ms >> 29 IN ({STRETCHES}) AND {sql}"), values)
}
