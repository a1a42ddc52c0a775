//! Putting conversations in.

use std::collections::BTreeSet;

use futures::future::try_join_all;
use scripta_redact::Redacted;
use uuid::Uuid;

use super::client::Pool;
use super::find::{labelled, quoted, sound, spoken};
use super::schema::CHANGING;
use crate::entry::Entry;
use crate::error::CatalogError;
use crate::query::{fold, labels, numbers};
use crate::store::Put;
use crate::words::words;

/// Bytes of the terms of a conversation, with what PostgreSQL keeps beside each: under the megabyte that it allows.
const ROOM: usize = 900_000;

const INSERT: &str = "
    INSERT INTO conversation VALUES
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::text::tsvector, $15, $16)
    ON CONFLICT (id) DO UPDATE SET (start_ms, duration, interruptions, turns, messages, history, tool_calls, latency, silence,
        tokens, session, labels, terms, entry, said) = (EXCLUDED.start_ms, EXCLUDED.duration, EXCLUDED.interruptions,
        EXCLUDED.turns, EXCLUDED.messages, EXCLUDED.history, EXCLUDED.tool_calls, EXCLUDED.latency, EXCLUDED.silence,
        EXCLUDED.tokens, EXCLUDED.session, EXCLUDED.labels, EXCLUDED.terms, EXCLUDED.entry, EXCLUDED.said)";

pub(super) async fn put(pool: &Pool, entries: Vec<Redacted<Entry>>) -> Result<Put, CatalogError> {
    let told = |error| pool.told(&error);
    let mut entries: Vec<Entry> = entries.into_iter().map(Redacted::into_inner).collect();
    // Of one conversation the last counts; and all writers take rows in the same order, so that none waits for another in a ring.
    entries.reverse();
    entries.sort_by_key(|entry| entry.conversation_id);
    entries.dedup_by_key(|entry| entry.conversation_id);
    let mut client = pool.client().await?;
    let transaction = client.begin().await.map_err(told)?;
    transaction.execute("SELECT pg_advisory_xact_lock_shared($1)", &[&CHANGING]).await.map_err(told)?;
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.conversation_id).collect();
    let erased =
        transaction.query("SELECT id FROM tombstone WHERE id = ANY($1)", &[&ids]).await.map_err(told)?;
    let erased: BTreeSet<Uuid> = erased.iter().map(|row| row.get(0)).collect();
    entries.retain(|entry| !erased.contains(&entry.conversation_id));
    let there = "SELECT count(*) FROM conversation WHERE id = ANY($1)";
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.conversation_id).collect();
    let replaced: i64 = transaction.query_one(there, &[&ids]).await.map_err(told)?.get(0);
    let replaced = u64::try_from(replaced).unwrap_or(0);
    let facts: BTreeSet<&str> =
        entries.iter().flat_map(|entry| entry.facts.keys().map(String::as_str)).collect();
    let facts: Vec<&str> = facts.into_iter().collect();
    let add = "INSERT INTO fact SELECT unnest($1::text[]) ORDER BY 1 ON CONFLICT DO NOTHING";
    transaction.execute(add, &[&facts]).await.map_err(told)?;
    let insert = transaction.prepare(INSERT).await.map_err(told)?;
    let rows: Result<Vec<Prepared>, CatalogError> =
        entries.iter().map(|entry| Prepared::of(pool, entry)).collect();
    let rows = rows?;
    let inserting = rows.iter().map(|row| {
        let (transaction, insert) = (&transaction, &insert);
        async move {
            let [n0, n1, n2, n3, n4, n5, n6, n7, n8] = &row.numbers;
            transaction
                .execute(
                    insert,
                    &[
                        &row.id,
                        &row.start_ms,
                        n0,
                        n1,
                        n2,
                        n3,
                        n4,
                        n5,
                        n6,
                        n7,
                        n8,
                        &row.session,
                        &row.labels,
                        &row.terms,
                        &row.entry,
                        &row.said,
                    ],
                )
                .await
        }
    });
    try_join_all(inserting).await.map_err(told)?;
    transaction.commit().await.map_err(told)?;
    let added = (rows.len() as u64).saturating_sub(replaced);
    Ok(Put { added, replaced, erased: erased.into_iter().collect() })
}

/// A row, ready to be put in.
struct Prepared {
    id: Uuid,
    start_ms: i64,
    numbers: [i64; 9],
    session: String,
    labels: Vec<String>,
    terms: String,
    entry: String,
    said: String,
}

impl Prepared {
    fn of(pool: &Pool, entry: &Entry) -> Result<Self, CatalogError> {
        let unwritable = |_| pool.damaged("an entry cannot be written as JSON");
        let mut terms = BTreeSet::new();
        for said in &entry.said {
            terms.extend(words(&said.text).into_iter().map(|word| spoken(said.speaker, &word.text)));
        }
        let mut names = Vec::new();
        for label in labels(entry).into_iter().filter(|label| label.field != "session") {
            terms.insert(labelled(&label.field, &label.value));
            names.push(sound(&format!("{}={}", label.field, label.value)));
        }
        let bare = Entry { said: Vec::new(), ..entry.clone() };
        Ok(Self {
            id: entry.conversation_id,
            start_ms: entry.start.as_millis(),
            numbers: numbers(entry),
            session: sound(&fold(&entry.session_id)),
            labels: names,
            terms: vector(&terms),
            entry: serde_json::to_string(&bare).map_err(unwritable)?,
            said: serde_json::to_string(&entry.said).map_err(unwritable)?,
        })
    }
}

/// Terms as a `tsvector`, which has room for a megabyte. Of a conversation with more different words, and there is none that anybody
/// could speak in a day, those that sort last are not found.
fn vector(terms: &BTreeSet<String>) -> String {
    let mut vector = String::new();
    // Labels first.
    let (labels, words): (Vec<&String>, Vec<&String>) = terms.iter().partition(|term| term.starts_with("l:"));
    let mut bytes = 0;
    for term in labels.into_iter().chain(words) {
        bytes += term.len() + 4;
        if bytes > ROOM {
            break;
        }
        vector.push_str(&quoted(term));
        vector.push(' ');
    }
    vector
}

/// Empties the index.
pub(super) async fn clear(pool: &Pool) -> Result<(), CatalogError> {
    let client = pool.client().await?;
    client.batch_execute("TRUNCATE conversation, fact").await.map_err(|error| pool.told(&error))
}
