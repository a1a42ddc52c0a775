//! The tables, and how those of an earlier version become those of this version.

use super::client::Pool;
use crate::error::CatalogError;

/// Partitions of the conversations. One is written anew when a conversation of it is erased.
pub(super) const PARTITIONS: u32 = 16;

/// The advisory lock of migrations. Others have the numbers after it.
const MIGRATING: i64 = 0x5363_7269_7074_6100;
/// Held by who puts in, together; and alone by who erases.
pub(super) const CHANGING: i64 = MIGRATING + 1;
/// Held by who appends to the audit trail, or changes a note.
pub(super) const APPENDING: i64 = MIGRATING + 2;

/// Each brings the tables from the version before (its place in the list, from 0) to the next. They are never changed, only
/// added to.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE conversation (
        id uuid NOT NULL,
        start_ms bigint NOT NULL,
        duration bigint NOT NULL,
        interruptions bigint NOT NULL,
        turns bigint NOT NULL,
        messages bigint NOT NULL,
        history bigint NOT NULL,
        tool_calls bigint NOT NULL,
        latency bigint NOT NULL,
        silence bigint NOT NULL,
        tokens bigint NOT NULL,
        session text NOT NULL,
        labels text[] NOT NULL,
        terms tsvector NOT NULL,
        entry text NOT NULL,
        said text NOT NULL,
        PRIMARY KEY (id)
    ) PARTITION BY HASH (id);
    DO $$ BEGIN
        FOR part IN 0..15 LOOP
            EXECUTE format('CREATE TABLE conversation_%s PARTITION OF conversation FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
            EXECUTE format('ALTER TABLE conversation_%s ALTER session SET STATISTICS 0, ALTER labels SET STATISTICS 0, ALTER terms SET STATISTICS 0, ALTER entry SET STATISTICS 0, ALTER said SET STATISTICS 0', part);
        END LOOP;
    END $$;
    ALTER TABLE conversation ALTER session SET STATISTICS 0, ALTER labels SET STATISTICS 0, ALTER terms SET STATISTICS 0, ALTER entry SET STATISTICS 0, ALTER said SET STATISTICS 0;
    CREATE INDEX conversation_start ON conversation (start_ms, id);
    CREATE INDEX conversation_duration ON conversation (duration, id);
    CREATE INDEX conversation_turns ON conversation (turns, id);
    CREATE INDEX conversation_interruptions ON conversation (interruptions, id);
    CREATE INDEX conversation_latency ON conversation (latency, id);
    CREATE INDEX conversation_session ON conversation (session text_pattern_ops);
    CREATE INDEX conversation_terms ON conversation USING gin (terms) WITH (fastupdate = off);
    CREATE TABLE fact (name text PRIMARY KEY);
    CREATE TABLE tombstone (id uuid PRIMARY KEY, erased_at bigint NOT NULL);
    CREATE TABLE wiping (note bigserial PRIMARY KEY, part int NOT NULL);
    CREATE TABLE audit (number bigint PRIMARY KEY, line text NOT NULL);
    CREATE TABLE note (name text PRIMARY KEY, text text NOT NULL);
", "
    DROP INDEX conversation_duration, conversation_turns, conversation_interruptions, conversation_latency;
    CREATE INDEX conversation_duration ON conversation (duration, start_ms, id);
    CREATE INDEX conversation_turns ON conversation (turns, start_ms, id);
    CREATE INDEX conversation_interruptions ON conversation (interruptions, start_ms, id);
    CREATE INDEX conversation_latency ON conversation (latency, start_ms, id);
"];

/// The version that this code writes.
#[expect(clippy::cast_possible_wrap, reason = "there are few migrations")]
const VERSION: i64 = MIGRATIONS.len() as i64;

/// Brings the schema to this version. Of several that try at once, one does.
pub(super) async fn migrate(pool: &Pool) -> Result<(), CatalogError> {
    let told = |error| pool.told(&error);
    let mut client = pool.client().await?;
    let transaction = client.begin().await.map_err(told)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATING]).await.map_err(told)?;
    let schema = pool.schema();
    let exists = "SELECT to_regclass($1) IS NOT NULL";
    let named = format!("{schema}.format");
    let there: bool = transaction.query_one(exists, &[&named]).await.map_err(told)?.get(0);
    let found = if there {
        transaction.query_one("SELECT version FROM format", &[]).await.map_err(told)?.get(0)
    } else {
        let make = format!(
            "CREATE SCHEMA IF NOT EXISTS {schema}; CREATE TABLE format (version bigint NOT NULL); INSERT INTO format VALUES (0)"
        );
        transaction.batch_execute(&make).await.map_err(told)?;
        0_i64
    };
    if found > VERSION {
        return Err(CatalogError::Newer { place: pool.place().to_owned(), found, known: VERSION });
    }
    for migration in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.batch_execute(migration).await.map_err(told)?;
    }
    if found < VERSION {
        transaction.execute("UPDATE format SET version = $1", &[&VERSION]).await.map_err(told)?;
    }
    transaction.commit().await.map_err(told)
}
