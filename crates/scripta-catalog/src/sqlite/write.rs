//! Putting conversations into the index and taking them out.

use rusqlite::{Connection, OptionalExtension};
use scripta_redact::Redacted;
use uuid::Uuid;

use super::connection::{Failed, Writing};
use super::{row, term};
use crate::entry::{Entry, Said};
use crate::query::{fold, numbers};
use crate::store::Put;
use crate::words::each_word;

/// Milliseconds of an hour.
pub(super) const HOUR: i64 = 3_600_000;

pub(super) fn put(writing: &mut Writing<'_>, entries: Vec<Redacted<Entry>>) -> Result<Put, Failed> {
    let mut put = Put::default();
    for entry in entries.into_iter().map(Redacted::into_inner) {
        let id = entry.conversation_id;
        if is_erased(writing.connection(), id)? {
            put.erased.push(id);
            continue;
        }
        if take_out(writing, id)? > 0 {
            put.replaced += 1;
        } else {
            put.added += 1;
        }
        put_in(writing, entry)?;
    }
    settle(writing)?;
    Ok(put)
}

/// Writes down which terms conversations have now.
pub(super) fn settle(writing: &mut Writing<'_>) -> Result<u64, Failed> {
    writing.numbers.settle(&writing.transaction)
}

fn is_erased(connection: &Connection, id: Uuid) -> Result<bool, Failed> {
    let mut find = connection.prepare_cached("SELECT 1 FROM tombstone WHERE id = ?1")?;
    Ok(find.exists([id.as_bytes()])?)
}

fn put_in(writing: &mut Writing<'_>, entry: Entry) -> Result<(), Failed> {
    let start_ms = entry.start.as_millis();
    let beside = row::beside(writing.connection(), start_ms)?;
    match row::among(&beside, start_ms, entry.conversation_id) {
        Some(row) => put_at(writing, entry, row),
        None => make_room(writing, entry, &beside),
    }
}

/// Puts a conversation in where there is no room between those that began in the same millisecond: they are laid out anew.
fn make_room(writing: &mut Writing<'_>, entry: Entry, beside: &[(i64, Uuid)]) -> Result<(), Failed> {
    if i64::try_from(beside.len()).is_ok_and(|count| count >= row::MOST) {
        let detail = format!("more than {} conversations began in the same millisecond", row::MOST);
        return Err(Failed::Asked(format!("{detail}: the times of their beginnings cannot be right")));
    }
    let mut entries = vec![entry];
    for (_, id) in beside {
        entries.extend(super::read::get(writing.connection(), *id)?);
        take_out(writing, *id)?;
    }
    entries.sort_by_key(|entry| entry.conversation_id);
    let count = entries.len();
    for (at, entry) in entries.into_iter().enumerate() {
        let row = row::evenly(entry.start.as_millis(), at, count);
        put_at(writing, entry, row)?;
    }
    Ok(())
}

fn put_at(writing: &mut Writing<'_>, mut entry: Entry, row: i64) -> Result<(), Failed> {
    let start_ms = entry.start.as_millis();
    let said = std::mem::take(&mut entry.said);
    let mut labels = Vec::new();
    term::each_of_labels(&entry, |field, value| {
        labels.push(number(writing, field, value)?);
        Ok(())
    })?;
    labels.sort_unstable();
    labels.dedup();
    let indexed = Indexed::of(writing, &labels, &said, true)?;
    let connection = writing.connection();
    let [duration, interruptions, turns, messages, history, tool_calls, latency, silence, tokens] =
        numbers(&entry);
    connection
        .prepare_cached(
            "INSERT INTO conversation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute((
            row,
            entry.conversation_id.as_bytes(),
            start_ms,
            duration,
            interruptions,
            turns,
            messages,
            history,
            tool_calls,
            latency,
            silence,
            tokens,
            fold(&entry.session_id),
        ))?;
    let unwritable = |_| Failed::Asked("an entry cannot be written as JSON".to_owned());
    let json = serde_json::to_string(&entry).map_err(unwritable)?;
    connection.prepare_cached("INSERT INTO entry VALUES (?1, ?2)")?.execute((row, json))?;
    let json = serde_json::to_string(&said).map_err(unwritable)?;
    connection.prepare_cached("INSERT INTO said VALUES (?1, ?2)")?.execute((row, json))?;
    connection.prepare_cached("INSERT INTO label VALUES (?1, ?2)")?.execute((row, pack(&labels)))?;
    connection
        .prepare_cached("INSERT INTO found (rowid, terms) VALUES (?1, ?2)")?
        .execute((row, &indexed.text))?;
    connection
        .prepare_cached(
            "INSERT INTO hour VALUES (?1, 1) ON CONFLICT (start) DO UPDATE SET conversations = conversations + 1",
        )?
        .execute([start_ms.div_euclid(HOUR) * HOUR])?;
    writing.numbers.add(&indexed.words, &labels);
    Ok(())
}

/// Takes a conversation out of every table; gives how many rows it had.
pub(super) fn take_out(writing: &mut Writing<'_>, id: Uuid) -> Result<u64, Failed> {
    let connection = writing.connection();
    // Not joined with what was said: SQLite would prepare a join anew for each id.
    let found: Option<(i64, i64)> = connection
        .prepare_cached("SELECT row, start_ms FROM conversation WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((row, start_ms)) = found else { return Ok(0) };
    let packed: Vec<u8> = connection
        .prepare_cached("SELECT numbers FROM label WHERE row = ?1")?
        .query_row([row], |row| row.get(0))?;
    let json: String = connection
        .prepare_cached("SELECT json FROM said WHERE row = ?1")?
        .query_row([row], |row| row.get(0))?;
    writing.overwrite_what_is_freed()?;
    let said: Vec<Said> =
        serde_json::from_str(&json).map_err(|_| Failed::Content("what was said cannot be read"))?;
    let labels: Vec<i64> = unpack(&packed).collect();
    let indexed = Indexed::of(writing, &labels, &said, false)?;
    let connection = writing.connection();
    // What was put in must be named, since the index has no content of its own.
    connection
        .prepare_cached("INSERT INTO found (found, rowid, terms) VALUES ('delete', ?1, ?2)")?
        .execute((row, &indexed.text))?;
    for table in ["said", "entry", "label", "conversation"] {
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE row = ?1"))?.execute([row])?;
    }
    let hour = start_ms.div_euclid(HOUR) * HOUR;
    connection
        .prepare_cached("UPDATE hour SET conversations = conversations - 1 WHERE start = ?1")?
        .execute([hour])?;
    connection.prepare_cached("DELETE FROM hour WHERE start = ?1 AND conversations <= 0")?.execute([hour])?;
    writing.numbers.remove(&indexed.words, &labels);
    Ok(5)
}

/// Puts in what a migration left of the conversations of an earlier version.
pub(super) fn put_in_again(writing: &mut Writing<'_>) -> Result<(), Failed> {
    const NEXT: &str = "
        SELECT e.row, e.json, s.json FROM entry_before e JOIN said_before s ON s.row = e.row
        WHERE e.row > ?1 ORDER BY e.row LIMIT 1";
    let mut last = i64::MIN;
    loop {
        let next = writing
            .connection()
            .prepare_cached(NEXT)?
            .query_row([last], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))
            .optional()?;
        let Some((row, entry, said)) = next else { break };
        put_at(writing, super::read::entry_of(&entry, &said)?, row)?;
        last = row;
    }
    settle(writing)?;
    Ok(writing.connection().execute_batch("DROP TABLE entry_before; DROP TABLE said_before")?)
}

/// Empties the index.
pub(super) fn clear(writing: &mut Writing<'_>) -> Result<(), Failed> {
    writing.numbers.forget();
    writing.overwrite_what_is_freed()?;
    writing.connection().execute_batch(
        "DELETE FROM said; DELETE FROM entry; DELETE FROM label; DELETE FROM conversation; DELETE FROM hour; DELETE FROM term; DELETE FROM labelled;
         INSERT INTO found (found) VALUES ('delete-all');",
    )?;
    Ok(())
}

/// Numbers of labels, which are in their order, as they are kept: the differences, seven bits a byte, the lowest first.
fn pack(labels: &[i64]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(labels.len() * 2);
    let mut before = 0;
    for id in labels {
        let mut rest = id.abs_diff(before);
        before = *id;
        while rest >= 0x80 {
            packed.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        packed.push(rest as u8);
    }
    packed
}

/// The numbers of labels, as they are kept with a conversation.
pub(super) fn unpack(packed: &[u8]) -> impl Iterator<Item = i64> + '_ {
    let (mut id, mut rest, mut bits) = (0_i64, 0_i64, 0);
    packed.iter().filter_map(move |byte| {
        rest |= i64::from(byte & 0x7F).checked_shl(bits).unwrap_or(0);
        bits += 7;
        if byte & 0x80 != 0 {
            return None;
        }
        id = id.wrapping_add(rest);
        (rest, bits) = (0, 0);
        Some(id)
    })
}

fn number(writing: &mut Writing<'_>, field: &str, value: &str) -> Result<i64, Failed> {
    writing.numbers.number(&writing.transaction, field, value)
}

fn known(writing: &mut Writing<'_>, field: &str, word: &str) -> Result<i64, Failed> {
    let found = writing.numbers.find(&writing.transaction, field, word)?;
    found.ok_or(Failed::Content("a word is missing in the dictionary"))
}

/// What of a conversation goes into the index: the numbers of its terms.
struct Indexed {
    text: String,
    /// Of words, each once.
    words: Vec<i64>,
}

impl Indexed {
    /// `new`: words may be given numbers; otherwise each has one.
    fn of(writing: &mut Writing<'_>, labels: &[i64], said: &[Said], new: bool) -> Result<Self, Failed> {
        let mut indexed = Self { text: term::ALL.to_owned(), words: Vec::new() };
        for id in labels {
            indexed.push(*id);
        }
        for turn in said {
            indexed.text.push(' ');
            indexed.text.push_str(term::BETWEEN);
            let field = term::spoken(turn.speaker);
            let mut done = Ok(());
            each_word(&turn.text, |word, _| {
                let id = match (&done, new) {
                    (Err(_), _) => return,
                    (Ok(()), true) => number(writing, field, word),
                    (Ok(()), false) => known(writing, field, word),
                };
                match id {
                    Ok(id) => {
                        indexed.push(id);
                        indexed.words.push(id);
                    }
                    Err(failed) => done = Err(failed),
                }
            });
            done?;
        }
        indexed.words.sort_unstable();
        indexed.words.dedup();
        Ok(indexed)
    }

    fn push(&mut self, id: i64) {
        self.text.push(' ');
        term::push(&mut self.text, id);
    }
}
