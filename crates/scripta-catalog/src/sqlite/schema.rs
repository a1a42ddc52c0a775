//! The tables, and how a file of an earlier version becomes one of this version.

use rusqlite::Connection;

/// Says that a file is a catalog: "Scat".
pub(super) const APPLICATION: i64 = 0x5363_6174;

/// Each brings a file from the version before (its place in the list, from 0) to the next. They are never changed, only
/// added to.
const MIGRATIONS: &[&str] = &["
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
"];

/// The version that this code writes.
#[expect(clippy::cast_possible_wrap, reason = "there are few migrations")]
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

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
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<Found> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found = look(&transaction)?;
    if let Found::Usable(version) = found {
        let done = usize::try_from(version).unwrap_or(0);
        for migration in MIGRATIONS.iter().skip(done) {
            transaction.execute_batch(migration)?;
        }
        if version != VERSION {
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
    }
    transaction.commit()?;
    Ok(found)
}
