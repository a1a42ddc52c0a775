//! The audit trail and the notes.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};
use scripta_redact::Redacted;
use uuid::Uuid;

use super::connection::{Failed, Writing};
use crate::audit::{AuditEntry, Draft, Head, Row};

/// Appends; the transaction has the file to itself, so that there is one chain.
pub(super) fn append(
    writing: &mut Writing<'_>,
    drafts: Vec<Redacted<Draft>>,
) -> Result<Vec<AuditEntry>, Failed> {
    let connection = writing.connection();
    let mut head = head(connection)?;
    let mut add = connection.prepare_cached("INSERT INTO audit VALUES (?1, ?2)")?;
    let mut entries = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let entry = AuditEntry::chained(draft.into_inner(), head.as_ref(), Uuid::new_v4());
        let row = entry.row();
        add.execute((stored(row.number)?, &row.text))?;
        head = Some(entry.head());
        entries.push(entry);
    }
    Ok(entries)
}

pub(super) fn head(connection: &Connection) -> Result<Option<Head>, Failed> {
    let mut last =
        connection.prepare_cached("SELECT number, line FROM audit ORDER BY number DESC LIMIT 1")?;
    let Some(row) = last.query_row((), row).optional()? else { return Ok(None) };
    let entry = row.entry().ok_or(Failed::Content("the last entry of the audit trail cannot be read"))?;
    Ok(Some(entry.head()))
}

pub(super) fn read(connection: &Connection, from: u64, limit: usize) -> Result<Vec<Row>, Failed> {
    let mut find = connection
        .prepare_cached("SELECT number, line FROM audit WHERE number >= ?1 ORDER BY number LIMIT ?2")?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    Ok(find.query_map((from, limit), row)?.collect::<Result<_, _>>()?)
}

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let number: i64 = row.get(0)?;
    // Whatever somebody has put there is given, so that verifying can name it.
    let text = match row.get_ref(1)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => String::new(),
    };
    Ok(Row { number: u64::try_from(number).unwrap_or(0), text })
}

pub(super) fn restore(writing: &mut Writing<'_>, rows: &[Row]) -> Result<bool, Failed> {
    let connection = writing.connection();
    if connection.prepare_cached("SELECT 1 FROM audit LIMIT 1")?.exists(())? {
        return Ok(false);
    }
    let mut add = connection.prepare_cached("INSERT INTO audit VALUES (?1, ?2)")?;
    for row in rows {
        add.execute((stored(row.number)?, &row.text))?;
    }
    Ok(true)
}

fn stored(number: u64) -> Result<i64, Failed> {
    i64::try_from(number)
        .map_err(|_| Failed::Content("an entry of the audit trail has no number that can be"))
}

pub(super) fn note(connection: &Connection, name: &str) -> Result<Option<String>, Failed> {
    let mut find = connection.prepare_cached("SELECT text FROM note WHERE name = ?1")?;
    Ok(find.query_row([name], |row| row.get(0)).optional()?)
}

pub(super) fn set_note(connection: &Connection, name: &str, text: Option<&str>) -> Result<(), Failed> {
    match text {
        Some(text) => connection
            .prepare_cached("INSERT INTO note VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET text = ?2")?
            .execute([name, text])?,
        None => connection.prepare_cached("DELETE FROM note WHERE name = ?1")?.execute([name])?,
    };
    Ok(())
}
