//! Reading conversations.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use scripta_core::Timestamp;
use uuid::Uuid;

use super::connection::Failed;
use super::find::{Asked, Condition};
use super::{Wanted, order, row};
use crate::entry::{Entry, Said};
use crate::query::Query;
use crate::search::{Position, Total};
use crate::tombstone::Tombstone;

pub(super) fn select(connection: &Connection, wanted: &Wanted) -> Result<Vec<Entry>, Failed> {
    let asked = Asked::of(connection, &wanted.query)?;
    if asked.never {
        return Ok(Vec::new());
    }
    let Wanted { sort, after, limit, said, .. } = *wanted;
    let (sql, values) = match order::Column::of(sort.by) {
        None => by_time(str::to_owned, asked, sort.descending, after, limit as u64),
        Some(column) => column.sql(connection, asked, sort.descending, after, limit as u64)?,
    };
    let mut rows = connection.prepare_cached(&sql)?;
    let rows: Vec<i64> =
        rows.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?;
    let said = if said { "(SELECT json FROM said WHERE row = ?1)" } else { "NULL" };
    let mut read = connection.prepare_cached(&format!("SELECT json, {said} FROM entry WHERE row = ?1"))?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let mut found = read.query([row])?;
        entries.extend(found.next()?.map(entry).transpose()?);
    }
    Ok(entries)
}

/// The entry of both its texts.
pub(super) fn entry_of(json: &str, said_json: &str) -> Result<Entry, Failed> {
    let mut entry: Entry =
        serde_json::from_str(json).map_err(|_| Failed::Content("an entry cannot be read"))?;
    entry.said = said(said_json)?;
    Ok(entry)
}

fn entry(row: &Row<'_>) -> Result<Entry, Failed> {
    let json: String = row.get(0)?;
    let mut entry: Entry =
        serde_json::from_str(&json).map_err(|_| Failed::Content("an entry cannot be read"))?;
    if let Some(json) = row.get::<_, Option<String>>(1)? {
        entry.said = said(&json)?;
    }
    Ok(entry)
}

fn said(json: &str) -> Result<Vec<Said>, Failed> {
    serde_json::from_str(json).map_err(|_| Failed::Content("what was said cannot be read"))
}

/// Something of the first `limit` conversations in the order of time that come after a place in it, in SQL. `column` makes it out of
/// the name of the row.
pub(super) fn by_time(
    column: impl Fn(&str) -> String,
    asked: Asked,
    descending: bool,
    after: Option<Position>,
    limit: u64,
) -> (String, Vec<Value>) {
    let (way, beyond) = if descending { ("DESC", "<") } else { ("ASC", ">") };
    let Condition { from, leading, mut filters, mut values } = asked.condition(after.is_some());
    if let Some(Position { start_ms, id, .. }) = after {
        // The row brings near, and id and time decide: it may be gone, or have another row by now.
        let near = if descending { row::last(start_ms) } else { row::first(start_ms) };
        filters.push(format!("{leading} {beyond}= ? AND (c.start_ms, c.id) {beyond} (?, ?)"));
        values.extend([Value::Integer(near), Value::Integer(start_ms), Value::Blob(id.as_bytes().to_vec())]);
    }
    values.push(limited(limit));
    let (column, filter) = (column(leading), all(&filters));
    (format!("SELECT {column} FROM {from} WHERE {filter} ORDER BY {leading} {way} LIMIT ?"), values)
}

pub(super) fn limited(limit: u64) -> Value {
    Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX))
}

/// Conditions of which all must hold.
pub(super) fn all(filters: &[String]) -> String {
    if filters.is_empty() { "1".to_owned() } else { filters.join(" AND ") }
}

pub(super) fn count(connection: &Connection, query: &Query, up_to: u64) -> Result<Total, Failed> {
    let asked = Asked::of(connection, query)?;
    if asked.never {
        return Ok(Total { count: 0, exact: true });
    }
    if let Some(hours) = &asked.hours {
        return Ok(Total { count: super::spread::in_hours(connection, hours)?, exact: true });
    }
    let (sql, values) = by_time(|_| "1".to_owned(), asked, true, None, up_to.saturating_add(1));
    let sql = format!("SELECT count(*) FROM ({sql})");
    let counted: i64 =
        connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
    let counted = u64::try_from(counted).unwrap_or(0);
    Ok(Total::of(counted, up_to))
}

pub(super) fn get(connection: &Connection, id: Uuid) -> Result<Option<Entry>, Failed> {
    let mut find = connection.prepare_cached(
        "SELECT e.json, s.json FROM conversation c JOIN entry e ON e.row = c.row JOIN said s ON s.row = c.row
         WHERE c.id = ?1",
    )?;
    let mut rows = find.query([id.as_bytes()])?;
    rows.next()?.map(entry).transpose()
}

pub(super) fn ids(
    connection: &Connection,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<(Uuid, Timestamp)>, Failed> {
    let mut find = connection.prepare_cached(
        "SELECT id, start_ms FROM conversation WHERE ?1 IS NULL OR id > ?1 ORDER BY id LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let after = after.map(|id| id.as_bytes().to_vec());
    let rows =
        find.query_map((after, limit), |row| Ok((row.get(0)?, Timestamp::from_millis(row.get(1)?))))?;
    let ids = rows.map(|row| row.map(|(id, start): ([u8; 16], _)| (Uuid::from_bytes(id), start)));
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The names of facts that some conversation has: fields of the dictionary. Each step goes to the next field, past all
/// values of the one before.
pub(super) fn facts(connection: &Connection) -> Result<Vec<String>, Failed> {
    const FACT: &str = "fact.";
    let mut next = connection.prepare_cached("SELECT min(field) FROM term WHERE field > ?1")?;
    let mut field = FACT.to_owned();
    let mut facts = Vec::new();
    while let Some(found) = next.query_row([&field], |row| row.get::<_, Option<String>>(0))? {
        let Some(fact) = found.strip_prefix(FACT) else { break };
        facts.push(fact.to_owned());
        field = found;
    }
    Ok(facts)
}

pub(super) fn tombstones(connection: &Connection, ids: &[Uuid]) -> Result<Vec<Tombstone>, Failed> {
    let mut find = connection.prepare_cached("SELECT erased_at FROM tombstone WHERE id = ?1")?;
    let mut tombstones = Vec::new();
    for id in ids {
        let erased_at: Option<i64> = find.query_row([id.as_bytes()], |row| row.get(0)).optional()?;
        tombstones.extend(
            erased_at.map(|at| Tombstone { conversation_id: *id, erased_at: Timestamp::from_millis(at) }),
        );
    }
    Ok(tombstones)
}
