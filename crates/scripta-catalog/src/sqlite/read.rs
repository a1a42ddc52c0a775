//! Reading conversations.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use scripta_core::Timestamp;
use uuid::Uuid;

use super::connection::Failed;
use super::find::Asked;
use super::{Wanted, row};
use crate::entry::{Entry, Said};
use crate::query::Query;
use crate::search::{Position, Sort, SortBy, Total};
use crate::tombstone::Tombstone;

/// So many conversations that satisfy an expression are too many to be sorted for a page.
const MANY: i64 = 10_000;

pub(super) fn select(connection: &Connection, wanted: &Wanted) -> Result<Vec<Entry>, Failed> {
    let mut asked = Asked::of(connection, &wanted.query)?;
    if asked.never {
        return Ok(Vec::new());
    }
    if wanted.sort.by != SortBy::Start {
        let_order_lead(connection, &mut asked)?;
    }
    let columns = if wanted.said {
        "(SELECT json FROM entry e WHERE e.row = c.row), (SELECT json FROM said s WHERE s.row = c.row)"
    } else {
        "(SELECT json FROM entry e WHERE e.row = c.row), NULL"
    };
    let (sql, values) = Sql::of(columns, asked, wanted.sort, wanted.after, wanted.limit as u64);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// For an order that is not that of time: where many conversations satisfy the expression, it is cheaper to go through them in
/// their order and to ask of each whether it does, than to sort all of them for one page.
fn let_order_lead(connection: &Connection, asked: &mut Asked) -> Result<(), Failed> {
    let Some(expression) = &asked.found else { return Ok(()) };
    let mut count = connection
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM found WHERE found MATCH ?1 LIMIT ?2)")?;
    let many: i64 = count.query_row((expression, MANY), |row| row.get(0))?;
    if many == MANY
        && let Some(expression) = asked.found.take()
    {
        let sql = "EXISTS (SELECT 1 FROM found WHERE found MATCH ? AND found.rowid = c.row)";
        asked.filters.push(sql.to_owned());
        asked.values.push(Value::Text(expression));
    }
    Ok(())
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

/// A selection in SQL.
pub(super) struct Sql;

impl Sql {
    /// `columns` of the first `limit` conversations of an order that come after a place in it.
    pub(super) fn of(
        columns: &str,
        asked: Asked,
        sort: Sort,
        after: Option<Position>,
        limit: u64,
    ) -> (String, Vec<Value>) {
        let Asked { found, mut filters, mut values, rows, .. } = asked;
        let (way, beyond) = if sort.descending { ("DESC", "<") } else { ("ASC", ">") };
        let by_time = sort.by == SortBy::Start;
        // The index and the table each know the row by their own name, and each must be told its bounds.
        let leading = if found.is_some() { "found.rowid" } else { "c.row" };
        let mut first = Vec::new();
        let from = match &found {
            Some(expression) => {
                filters.insert(0, "found MATCH ?".to_owned());
                first.push(Value::Text(expression.clone()));
                "found CROSS JOIN conversation c ON c.row = found.rowid"
            }
            None => "conversation c",
        };
        if rows != (i64::MIN..=i64::MAX) {
            filters.insert(first.len(), format!("{leading} BETWEEN ? AND ?"));
            first.extend([Value::Integer(*rows.start()), Value::Integer(*rows.end())]);
        }
        first.append(&mut values);
        let order = match sort.by {
            _ if by_time => format!("{leading} {way}"),
            by => format!("c.{column} {way}, c.id {way}", column = column(by)),
        };
        if let Some(Position { key, id }) = after {
            let id = Value::Blob(id.as_bytes().to_vec());
            if by_time {
                // The row brings near, and id and time decide: it may be gone, or have another row by now.
                let near = if sort.descending { row::last(key) } else { row::first(key) };
                filters.push(format!("{leading} {beyond}= ? AND (c.start_ms, c.id) {beyond} (?, ?)"));
                first.extend([Value::Integer(near), Value::Integer(key), id]);
            } else {
                filters.push(format!("(c.{}, c.id) {beyond} (?, ?)", column(sort.by)));
                first.extend([Value::Integer(key), id]);
            }
        }
        let filter = if filters.is_empty() { "1".to_owned() } else { filters.join(" AND ") };
        first.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        (format!("SELECT {columns} FROM {from} WHERE {filter} ORDER BY {order} LIMIT ?"), first)
    }
}

fn column(by: SortBy) -> &'static str {
    match by {
        SortBy::Start => "row",
        SortBy::Duration => "duration",
        SortBy::Turns => "turns",
        SortBy::Interruptions => "interruptions",
        SortBy::Latency => "latency",
    }
}

pub(super) fn count(connection: &Connection, query: &Query, up_to: u64) -> Result<Total, Failed> {
    let asked = Asked::of(connection, query)?;
    if asked.never {
        return Ok(Total { count: 0, exact: true });
    }
    if let Some(hours) = &asked.hours {
        return Ok(Total { count: super::spread::in_hours(connection, hours)?, exact: true });
    }
    let up_to_one_more = up_to.saturating_add(1);
    let (sql, values) = match asked.found {
        // The index alone knows.
        Some(expression) if asked.filters.is_empty() => {
            let limit = Value::Integer(i64::try_from(up_to_one_more).unwrap_or(i64::MAX));
            (
                "SELECT 1 FROM found WHERE found MATCH ? LIMIT ?".to_owned(),
                vec![Value::Text(expression), limit],
            )
        }
        _ => Sql::of("1", asked, Sort::default(), None, up_to_one_more),
    };
    let sql = format!("SELECT count(*) FROM ({sql})");
    let counted: i64 =
        connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
    let counted = u64::try_from(counted).unwrap_or(0);
    Ok(Total { count: counted.min(up_to), exact: counted <= up_to })
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
