//! The row of a conversation: its place in time.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::connection::Failed;

/// Bits below the milliseconds, for conversations that began in the same one.
const BITS: u32 = 12;
/// Beyond this many milliseconds from 1970 (the year 2527) conversations stand together at the end.
const FARTHEST: i64 = 1 << (62 - BITS);

/// The first row of a millisecond.
pub(super) fn first(start_ms: i64) -> i64 {
    start_ms.clamp(-FARTHEST, FARTHEST) << BITS
}

/// The last row of a millisecond.
pub(super) fn last(start_ms: i64) -> i64 {
    first(start_ms) | ((1 << BITS) - 1)
}

/// The row that a conversation has unless another has it already.
pub(super) fn usual(start_ms: i64, id: Uuid) -> i64 {
    let [high, low, ..] = id.into_bytes();
    first(start_ms) | (i64::from(high) << 4) | (i64::from(low) >> 4)
}

/// A row for a new conversation: the usual one, or the next that is free.
pub(super) fn free(connection: &Connection, start_ms: i64, id: Uuid) -> Result<i64, Failed> {
    let mut taken = connection.prepare_cached("SELECT 1 FROM conversation WHERE row = ?1")?;
    let mut row = usual(start_ms, id);
    while taken.exists([row])? {
        row += 1;
    }
    Ok(row)
}

/// The row of a conversation that is there.
pub(super) fn of(connection: &Connection, id: Uuid) -> Result<Option<i64>, Failed> {
    let mut find = connection.prepare_cached("SELECT row FROM conversation WHERE id = ?1")?;
    Ok(find.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
}
