//! Orders other than that of time.
//!
//! Their indexes are kept by time too: conversations are put in where others were just put in, so that a batch changes few pages of
//! the file. Of a column with many values the index has classes of neighbouring values, and only conversations of one class are
//! sorted at a time, when they are come to.

use std::ops::RangeInclusive;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::connection::Failed;
use super::find::{Asked, Condition, has_more};
use super::read::{all, limited};
use super::row;
use crate::query::Number;
use crate::search::Position;
use crate::sort::SortBy;

/// So many conversations that satisfy an expression are too many to be sorted for a page.
const MANY: i64 = 10_000;

/// A column with an index of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    name: &'static str,
    /// Bits of its value that a class does not tell, as in the index.
    shift: u32,
}

impl Column {
    const DURATION: Self = Self { name: "duration", shift: 12 };
    const LATENCY: Self = Self { name: "latency", shift: 6 };
    const TURNS: Self = Self { name: "turns", shift: 0 };
    const INTERRUPTIONS: Self = Self { name: "interruptions", shift: 0 };

    /// The one that an order goes by, unless it is that of time.
    pub(super) fn of(by: SortBy) -> Option<Self> {
        match by {
            SortBy::Start => None,
            SortBy::Duration => Some(Self::DURATION),
            SortBy::Turns => Some(Self::TURNS),
            SortBy::Interruptions => Some(Self::INTERRUPTIONS),
            SortBy::Latency => Some(Self::LATENCY),
        }
    }

    /// The one that has a number.
    pub(super) fn with(number: Number) -> Option<Self> {
        match number {
            Number::Duration => Some(Self::DURATION),
            Number::Latency => Some(Self::LATENCY),
            Number::Turns => Some(Self::TURNS),
            Number::Interruptions => Some(Self::INTERRUPTIONS),
            _ => None,
        }
    }

    /// What the index begins with, where that is a class.
    fn class(self) -> Option<String> {
        (self.shift > 0).then(|| format!("c.{} >> {}", self.name, self.shift))
    }

    /// That it lies in a range.
    pub(super) fn within(self, range: &RangeInclusive<i64>) -> (String, Vec<Value>) {
        let (from, to) = (*range.start(), *range.end());
        let mut sql = format!("c.{} BETWEEN ? AND ?", self.name);
        let mut values = vec![Value::Integer(from), Value::Integer(to)];
        if let Some(class) = self.class() {
            sql += &format!(" AND {class} BETWEEN ? AND ?");
            values.extend([from >> self.shift, to >> self.shift].map(Value::Integer));
        }
        (sql, values)
    }

    /// The rows of the first `limit` conversations in its order that come after a place in it, in SQL.
    pub(super) fn sql(
        self,
        connection: &Connection,
        mut asked: Asked,
        descending: bool,
        after: Option<Position>,
        limit: u64,
    ) -> Result<(String, Vec<Value>), Failed> {
        let way = if descending { "DESC" } else { "ASC" };
        // Where many conversations satisfy the expression, it is cheaper to go through all in their order and to ask of each
        // whether it does, than to sort those for one page.
        let mut asked_of_each = None;
        if let Some(expression) = &asked.found
            && has_more(connection, expression, MANY)?
        {
            asked_of_each = asked.found.take();
        }
        let sorts = asked.found.is_some();
        let Condition { from, mut filters, mut values, .. } = asked.condition(true);
        if let Some(position) = after {
            self.after(position, descending, &mut filters, &mut values);
        }
        let class = self.class().filter(|_| !sorts).map(|class| format!("{class} {way}, "));
        let order = format!("{}c.{} {way}, c.row {way}", class.unwrap_or_default(), self.name);
        let rows = format!("SELECT c.row FROM {from} WHERE {} ORDER BY {order} LIMIT ?", all(&filters));
        let Some(expression) = asked_of_each else {
            values.push(limited(limit));
            return Ok((rows, values));
        };
        // No limit inside; but for it, all of a class would be asked before it is sorted.
        values.extend([Value::Integer(-1), Value::Text(expression), limited(limit)]);
        let sql = format!(
            "SELECT row FROM ({rows}) ordered
             WHERE EXISTS (SELECT 1 FROM found WHERE found MATCH ? AND found.rowid = ordered.row) LIMIT ?"
        );
        Ok((sql, values))
    }

    fn after(self, position: Position, descending: bool, filters: &mut Vec<String>, values: &mut Vec<Value>) {
        let Position { key, start_ms, id } = position;
        let beyond = if descending { "<" } else { ">" };
        // Class and row bring near, and time and id decide: it may be gone, or have another row by now.
        let near = if descending { row::last(start_ms) } else { row::first(start_ms) };
        let name = self.name;
        if let Some(class) = self.class() {
            filters.push(format!("{class} {beyond}= ?"));
            values.push(Value::Integer(key >> self.shift));
        }
        filters.push(format!("(c.{name}, c.row) {beyond}= (?, ?)"));
        values.extend([key, near].map(Value::Integer));
        filters.push(format!("(c.{name}, c.start_ms, c.id) {beyond} (?, ?, ?)"));
        values.extend([Value::Integer(key), Value::Integer(start_ms), Value::Blob(id.as_bytes().to_vec())]);
    }
}
