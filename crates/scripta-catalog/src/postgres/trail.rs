//! The audit trail and the notes.

use scripta_redact::Redacted;
use tokio_postgres::{GenericClient, Transaction};
use uuid::Uuid;

use super::client::Pool;
use super::schema::APPENDING;
use crate::audit::{AuditEntry, Draft, Head, Row};
use crate::error::CatalogError;

const INSERT: &str = "INSERT INTO audit VALUES ($1, $2)";

/// Appends; one at a time, so that there is one chain.
pub(super) async fn append(
    pool: &Pool,
    drafts: Vec<Redacted<Draft>>,
) -> Result<Vec<AuditEntry>, CatalogError> {
    let told = |error| pool.told(&error);
    let mut client = pool.client().await?;
    let transaction = alone(&mut client).await.map_err(told)?;
    let mut head = last(pool, &transaction).await?;
    let mut entries = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let entry = AuditEntry::chained(draft.into_inner(), head.as_ref(), Uuid::new_v4());
        let row = entry.row();
        transaction.execute(INSERT, &[&number(pool, row.number)?, &row.text]).await.map_err(told)?;
        head = Some(entry.head());
        entries.push(entry);
    }
    transaction.commit().await.map_err(told)?;
    Ok(entries)
}

/// A transaction that nobody else has at the same time.
async fn alone(client: &mut super::client::Held) -> Result<Transaction<'_>, tokio_postgres::Error> {
    let transaction = client.begin().await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&APPENDING]).await?;
    Ok(transaction)
}

pub(super) async fn head(pool: &Pool) -> Result<Option<Head>, CatalogError> {
    let client = pool.client().await?;
    last(pool, &*client).await
}

async fn last(pool: &Pool, client: &impl GenericClient) -> Result<Option<Head>, CatalogError> {
    let found = client.query_opt("SELECT number, line FROM audit ORDER BY number DESC LIMIT 1", &[]).await;
    let Some(found) = found.map_err(|error| pool.told(&error))? else { return Ok(None) };
    let entry = row(&found).entry();
    let entry = entry.ok_or_else(|| pool.damaged("the last entry of the audit trail cannot be read"))?;
    Ok(Some(entry.head()))
}

fn row(row: &tokio_postgres::Row) -> Row {
    Row { number: u64::try_from(row.get::<_, i64>(0)).unwrap_or(0), text: row.get(1) }
}

pub(super) async fn read(pool: &Pool, from: u64, limit: usize) -> Result<Vec<Row>, CatalogError> {
    let client = pool.client().await?;
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = "SELECT number, line FROM audit WHERE number >= $1 ORDER BY number LIMIT $2";
    let rows = client.query(sql, &[&from, &limit]).await.map_err(|error| pool.told(&error))?;
    Ok(rows.iter().map(row).collect())
}

pub(super) async fn restore(pool: &Pool, rows: Vec<Row>) -> Result<bool, CatalogError> {
    let told = |error| pool.told(&error);
    let mut client = pool.client().await?;
    let transaction = alone(&mut client).await.map_err(told)?;
    if transaction.query_opt("SELECT 1 FROM audit LIMIT 1", &[]).await.map_err(told)?.is_some() {
        return Ok(false);
    }
    for row in rows {
        transaction.execute(INSERT, &[&number(pool, row.number)?, &row.text]).await.map_err(told)?;
    }
    transaction.commit().await.map_err(told)?;
    Ok(true)
}

fn number(pool: &Pool, number: u64) -> Result<i64, CatalogError> {
    i64::try_from(number).map_err(|_| pool.damaged("an entry of the audit trail has no number that can be"))
}

pub(super) async fn note(pool: &Pool, name: &str) -> Result<Option<String>, CatalogError> {
    let client = pool.client().await?;
    noted(pool, &*client, name).await
}

async fn noted(pool: &Pool, client: &impl GenericClient, name: &str) -> Result<Option<String>, CatalogError> {
    let found = client.query_opt("SELECT text FROM note WHERE name = $1", &[&name]).await;
    Ok(found.map_err(|error| pool.told(&error))?.map(|row| row.get(0)))
}

pub(super) async fn set_note(pool: &Pool, name: &str, text: Option<&str>) -> Result<(), CatalogError> {
    let client = pool.client().await?;
    keep(&*client, name, text).await.map_err(|error| pool.told(&error))
}

async fn keep(
    client: &impl GenericClient,
    name: &str,
    text: Option<&str>,
) -> Result<(), tokio_postgres::Error> {
    match text {
        Some(text) => {
            let put = "INSERT INTO note VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET text = $2";
            client.execute(put, &[&name, &text]).await.map(drop)
        }
        None => client.execute("DELETE FROM note WHERE name = $1", &[&name]).await.map(drop),
    }
}

pub(super) async fn swap_note(
    pool: &Pool,
    name: &str,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<bool, CatalogError> {
    let told = |error| pool.told(&error);
    let mut client = pool.client().await?;
    let transaction = alone(&mut client).await.map_err(told)?;
    let swapped = noted(pool, &transaction, name).await?.as_deref() == old;
    if swapped {
        keep(&transaction, name, new).await.map_err(told)?;
    }
    transaction.commit().await.map_err(told)?;
    Ok(swapped)
}
