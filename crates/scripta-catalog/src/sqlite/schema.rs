//! The tables, and how a file of an earlier version becomes one of this version.

use rusqlite::{Connection, TransactionBehavior};

use super::connection::{Failed, Writing};
use super::term::Numbers;
use super::write;

/// Says that a file is a catalog: "Scat".
pub(super) const APPLICATION: i64 = 0x5363_6174;

/// Each brings a file from the version before (its place in the list, from 0) to the next. They are never changed, only
/// added to.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE conversation (
        row INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        start_ms INTEGER NOT NULL,
        duration INTEGER NOT NULL,
        interruptions INTEGER NOT NULL,
        turns INTEGER NOT NULL,
        messages INTEGER NOT NULL,
        history INTEGER NOT NULL,
        tool_calls INTEGER NOT NULL,
        latency INTEGER NOT NULL,
        silence INTEGER NOT NULL,
        tokens INTEGER NOT NULL,
        session TEXT NOT NULL,
        labels BLOB NOT NULL
    ) STRICT;
    CREATE INDEX conversation_session ON conversation (session, row);
    CREATE INDEX conversation_duration ON conversation (duration, id);
    CREATE INDEX conversation_turns ON conversation (turns, id);
    CREATE INDEX conversation_interruptions ON conversation (interruptions, id);
    CREATE INDEX conversation_latency ON conversation (latency, id);
    CREATE TABLE entry (row INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
    CREATE TABLE said (row INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
    CREATE TABLE term (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        conversations INTEGER NOT NULL,
        UNIQUE (field, value)
    ) STRICT;
    CREATE VIRTUAL TABLE found USING fts5 (
        user, assistant, system, labels, content = '', columnsize = 0, tokenize = 'ascii'
    );
    INSERT INTO found (found, rank) VALUES ('secure-delete', 1);
    INSERT INTO found (found, rank) VALUES ('automerge', 16);
    INSERT INTO found (found, rank) VALUES ('crisismerge', 64);
    CREATE TABLE hour (start INTEGER PRIMARY KEY, conversations INTEGER NOT NULL) STRICT;
    CREATE TABLE tombstone (id BLOB PRIMARY KEY, erased_at INTEGER NOT NULL) STRICT;
    CREATE TABLE audit (number INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
    CREATE TABLE note (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
",
    "
    DROP TABLE conversation;
    ALTER TABLE entry RENAME TO entry_before;
    ALTER TABLE said RENAME TO said_before;
    DROP TABLE found;
    DELETE FROM hour;
    CREATE TABLE number (last INTEGER NOT NULL) STRICT;
    INSERT INTO number SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'term';
    DROP TABLE term;
    CREATE TABLE term (
        id INTEGER PRIMARY KEY AUTOINCREMENT, field TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (field, value)
    ) STRICT;
    INSERT INTO sqlite_sequence SELECT 'term', last FROM number;
    DROP TABLE number;
    CREATE TABLE labelled (term INTEGER PRIMARY KEY, conversations INTEGER NOT NULL) STRICT;
    CREATE TABLE conversation (
        row INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        start_ms INTEGER NOT NULL,
        duration INTEGER NOT NULL,
        interruptions INTEGER NOT NULL,
        turns INTEGER NOT NULL,
        messages INTEGER NOT NULL,
        history INTEGER NOT NULL,
        tool_calls INTEGER NOT NULL,
        latency INTEGER NOT NULL,
        silence INTEGER NOT NULL,
        tokens INTEGER NOT NULL,
        session TEXT NOT NULL
    ) STRICT;
    CREATE INDEX conversation_session ON conversation (start_ms >> 29, session);
    CREATE INDEX conversation_duration ON conversation (duration >> 12, row, duration);
    CREATE INDEX conversation_latency ON conversation (latency >> 6, row, latency);
    CREATE INDEX conversation_turns ON conversation (turns);
    CREATE INDEX conversation_interruptions ON conversation (interruptions);
    CREATE TABLE label (row INTEGER PRIMARY KEY, numbers BLOB NOT NULL) STRICT;
    CREATE TABLE entry (row INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
    CREATE TABLE said (row INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
    CREATE VIRTUAL TABLE found USING fts5 (terms, content = '', columnsize = 0, tokenize = 'ascii');
    INSERT INTO found (found, rank) VALUES ('secure-delete', 1);
    INSERT INTO found (found, rank) VALUES ('automerge', 16);
    INSERT INTO found (found, rank) VALUES ('crisismerge', 64);
    INSERT INTO found (found, rank) VALUES ('hashsize', 8388608);
",
];

/// The version that this code writes.
#[expect(clippy::cast_possible_wrap, reason = "there are few migrations")]
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

/// The last version that changed how conversations are indexed. Those of a file of an earlier one are put in again, from
/// `entry_before` and `said_before`, which its migration leaves.
const INDEXED_SINCE: i64 = 2;

/// What a file is.
pub(super) enum Found {
    /// A catalog of this version or an earlier one, or nothing yet.
    Usable(i64),
    /// One of a later version.
    Newer(i64),
    /// Another program's.
    Foreign,
}

pub(super) fn look(connection: &Connection) -> rusqlite::Result<Found> {
    let number = |name: &str| connection.query_row(&format!("PRAGMA {name}"), (), |row| row.get::<_, i64>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let empty = number("schema_version")? == 0;
    Ok(match version {
        0 if empty => Found::Usable(0),
        _ if application != APPLICATION => Found::Foreign,
        1..=VERSION => Found::Usable(version),
        0 => Found::Foreign,
        newer => Found::Newer(newer),
    })
}

/// Brings a file to this version, in one transaction. Of several processes that try, one does.
pub(super) fn migrate(connection: &mut Connection) -> Result<Found, Failed> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = look(&transaction)?;
    let Found::Usable(version) = found else { return Ok(found) };
    let done = usize::try_from(version).unwrap_or(0);
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    let mut writing = Writing { transaction, numbers: &mut Numbers::default() };
    if version < INDEXED_SINCE {
        write::put_in_again(&mut writing)?;
    }
    let transaction = writing.transaction;
    if version != VERSION {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok(found)
}
