//! Taking conversations out so that no byte of them stays in tables and indexes.
//!
//! 1. One transaction puts the tombstones in, takes the rows out, and notes which partitions they were in.
//! 2. Each noted partition is written anew, once no other session can still see the rows; then its note goes. Killed in between,
//!    the next erasure does it.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;
use tokio_postgres::Transaction;
use uuid::Uuid;

use super::client::Pool;
use super::schema::{CHANGING, PARTITIONS};
use crate::error::CatalogError;
use crate::store::Erased;
use crate::tombstone::Tombstone;

/// How long sessions that may still see the rows are waited for.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(50);

pub(super) async fn erase(pool: &Pool, tombstones: Vec<Tombstone>) -> Result<Erased, CatalogError> {
    let told = |error| pool.told(&error);
    let ids: Vec<Uuid> = tombstones.iter().map(|tombstone| tombstone.conversation_id).collect();
    let times: Vec<i64> = tombstones.iter().map(|tombstone| tombstone.erased_at.as_millis()).collect();
    let mut client = pool.client().await?;
    let transaction = client.begin().await.map_err(told)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&CHANGING]).await.map_err(told)?;
    let add = "INSERT INTO tombstone SELECT * FROM unnest($1::uuid[], $2::bigint[]) ON CONFLICT DO NOTHING";
    transaction.execute(add, &[&ids, &times]).await.map_err(told)?;
    let erased = take_out(&transaction, &ids).await.map_err(told)?;
    transaction.commit().await.map_err(told)?;
    drop(client);
    wipe(pool).await?;
    Ok(erased)
}

pub(super) async fn remove(pool: &Pool, ids: Vec<Uuid>) -> Result<Erased, CatalogError> {
    let told = |error| pool.told(&error);
    let mut client = pool.client().await?;
    let transaction = client.begin().await.map_err(told)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&CHANGING]).await.map_err(told)?;
    let removed = take_out(&transaction, &ids).await.map_err(told)?;
    transaction.commit().await.map_err(told)?;
    drop(client);
    wipe(pool).await?;
    Ok(removed)
}

async fn take_out(transaction: &Transaction<'_>, ids: &[Uuid]) -> Result<Erased, tokio_postgres::Error> {
    let delete = "DELETE FROM conversation WHERE id = ANY($1) RETURNING tableoid::regclass::text";
    let deleted = transaction.query(delete, &[&ids]).await?;
    let mut parts: Vec<i32> = deleted
        .iter()
        .filter_map(|row| row.get::<_, String>(0).rsplit('_').next().and_then(|part| part.parse().ok()))
        .collect();
    parts.sort_unstable();
    parts.dedup();
    let note = "INSERT INTO wiping (part) SELECT unnest($1::int[])";
    transaction.execute(note, &[&parts]).await?;
    Ok(Erased { found: !deleted.is_empty(), rows: deleted.len() as u64 })
}

/// Step 2. Only notes that were there before are taken away: another erasure may add its own to the same partition meanwhile.
async fn wipe(pool: &Pool) -> Result<(), CatalogError> {
    let told = |error| pool.told(&error);
    // A connection of its own, since a table may take longer to be written than a statement usually may.
    let client = pool.connect().await?;
    let notes = client.query("SELECT note, part FROM wiping", &[]).await.map_err(told)?;
    let mut parts = BTreeMap::<i32, Vec<i64>>::new();
    for note in &notes {
        parts.entry(note.get(1)).or_default().push(note.get(0));
    }
    if parts.is_empty() {
        return Ok(());
    }
    wait_for_others(pool, &client).await?;
    client.batch_execute("SET statement_timeout = 0; SET lock_timeout = '60s'").await.map_err(told)?;
    for (part, notes) in parts {
        let part = u32::try_from(part).unwrap_or(0) % PARTITIONS;
        client.batch_execute(&format!("VACUUM (FULL) conversation_{part}")).await.map_err(told)?;
        client.execute("DELETE FROM wiping WHERE note = ANY($1)", &[&notes]).await.map_err(told)?;
    }
    Ok(())
}

/// Until no session of the database has a snapshot from before now: to them the rows are still there, and would be kept.
async fn wait_for_others(pool: &Pool, client: &tokio_postgres::Client) -> Result<(), CatalogError> {
    let told = |error| pool.told(&error);
    let now: String = client.query_one("SELECT pg_current_xact_id()::text", &[]).await.map_err(told)?.get(0);
    let until = Instant::now() + PATIENCE;
    let older = "
        SELECT count(*) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND datname = current_database()
          AND least(age(backend_xmin), age(backend_xid)) >= 0
          AND greatest(age(backend_xmin), age(backend_xid)) > age($1::text::xid)";
    loop {
        let count: i64 = client.query_one(older, &[&now]).await.map_err(told)?.get(0);
        if count == 0 {
            return Ok(());
        }
        if Instant::now() > until {
            return Err(CatalogError::Unavailable {
                place: pool.place().to_owned(),
                detail: "another session has had a transaction open for a long time; what was erased is still in the \
                         table's file, until this is done again"
                    .to_owned(),
            });
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Places in which an id or one of `words` still stands.
pub(super) async fn traces(pool: &Pool, id: Uuid, words: Vec<String>) -> Result<Vec<String>, CatalogError> {
    let told = |error| pool.told(&error);
    let client = pool.client().await?;
    let mut traces = Vec::new();
    let there = client.query_opt("SELECT 1 FROM conversation WHERE id = $1", &[&id]).await.map_err(told)?;
    if there.is_some() {
        traces.push("table conversation".to_owned());
    }
    let waiting = client.query_opt("SELECT 1 FROM wiping LIMIT 1", &[]).await.map_err(told)?;
    if waiting.is_some() {
        traces.push("table conversation: a partition that is not yet written anew".to_owned());
    }
    let standing = "
        SELECT 1 FROM conversation, unnest($1::text[]) AS word
        WHERE position(lower(word) IN lower(entry || said || session || terms::text)) > 0 LIMIT 1";
    if !words.is_empty() && client.query_opt(standing, &[&words]).await.map_err(told)?.is_some() {
        traces.push("table conversation: a word".to_owned());
    }
    Ok(traces)
}
