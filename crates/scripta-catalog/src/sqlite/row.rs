//! The row of a conversation: its place in time.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::connection::Failed;

/// Bits below the milliseconds, for conversations that began in the same one.
const BITS: u32 = 12;
/// As many conversations may begin in the same millisecond.
pub(super) const MOST: i64 = 1 << BITS;
/// Milliseconds from 1970, beyond every date of the calendar.
const FARTHEST: i64 = 1 << (62 - BITS);

/// The first row of a millisecond.
pub(super) fn first(start_ms: i64) -> i64 {
    start_ms.clamp(-FARTHEST, FARTHEST) << BITS
}

/// The last row of a millisecond.
pub(super) fn last(start_ms: i64) -> i64 {
    first(start_ms) | (MOST - 1)
}

/// Whether the rows of a moment are not its own: those beyond the farthest time stand together.
pub(super) fn stands_with_others(start_ms: i64) -> bool {
    !(-FARTHEST + 1..FARTHEST).contains(&start_ms) && start_ms != i64::MIN && start_ms != i64::MAX
}

/// When the conversation of a row began, in SQL.
pub(super) fn start_of(row: &str) -> String {
    format!("{row} >> {BITS}")
}

/// The row that a conversation has unless another has it already.
fn usual(start_ms: i64, id: Uuid) -> i64 {
    let [high, low, ..] = id.into_bytes();
    first(start_ms) | (i64::from(high) << 4) | (i64::from(low) >> 4)
}

/// The conversations of a millisecond, which are in the order of their ids.
pub(super) fn beside(connection: &Connection, start_ms: i64) -> Result<Vec<(i64, Uuid)>, Failed> {
    let mut find = connection
        .prepare_cached("SELECT row, id FROM conversation WHERE row BETWEEN ?1 AND ?2 ORDER BY row")?;
    let rows = find.query_map((first(start_ms), last(start_ms)), |row| {
        Ok((row.get(0)?, Uuid::from_bytes(row.get::<_, [u8; 16]>(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A free row for a new conversation in the order of ids, if there is one.
pub(super) fn among(beside: &[(i64, Uuid)], start_ms: i64, id: Uuid) -> Option<i64> {
    let after = beside.partition_point(|(_, other)| *other < id);
    let before = after.checked_sub(1).and_then(|before| beside.get(before));
    let from = before.map_or(first(start_ms), |(row, _)| row + 1);
    let to = beside.get(after).map_or(last(start_ms), |(row, _)| row - 1);
    (from <= to).then(|| usual(start_ms, id).clamp(from, to))
}

/// Row number `at` of `count` that lie evenly in a millisecond.
pub(super) fn evenly(start_ms: i64, at: usize, count: usize) -> i64 {
    let part = |number: usize| i64::try_from(number).unwrap_or(MOST);
    first(start_ms) + part(at) * MOST / part(count.max(1))
}

/// The row of a conversation that is there.
pub(super) fn of(connection: &Connection, id: Uuid) -> Result<Option<i64>, Failed> {
    let mut find = connection.prepare_cached("SELECT row FROM conversation WHERE id = ?1")?;
    Ok(find.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
}
