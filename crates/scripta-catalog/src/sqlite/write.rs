//! Putting conversations into the index and taking them out.

use rusqlite::{Connection, OptionalExtension};
use scripta_core::record::Speaker;
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

/// Writes down how many conversations have each term.
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
    let mut indexed = Indexed::of(writing, &said, true)?;
    let mut labels = Vec::new();
    term::each_of_labels(&entry, |field, value| {
        labels.push(number(writing, field, value)?);
        Ok(())
    })?;
    labels.sort_unstable();
    labels.dedup();
    indexed.label(&labels);
    let packed = pack(&labels)?;
    let connection = writing.connection();
    let [duration, interruptions, turns, messages, history, tool_calls, latency, silence, tokens] =
        numbers(&entry);
    connection
        .prepare_cached(
            "INSERT INTO conversation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
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
            packed,
        ))?;
    let unwritable = |_| Failed::Asked("an entry cannot be written as JSON".to_owned());
    let json = serde_json::to_string(&entry).map_err(unwritable)?;
    connection.prepare_cached("INSERT INTO entry VALUES (?1, ?2)")?.execute((row, json))?;
    let json = serde_json::to_string(&said).map_err(unwritable)?;
    connection.prepare_cached("INSERT INTO said VALUES (?1, ?2)")?.execute((row, json))?;
    connection
        .prepare_cached(
            "INSERT INTO found (rowid, user, assistant, system, labels) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((row, &indexed.user, &indexed.assistant, &indexed.system, &indexed.labels))?;
    connection
        .prepare_cached(
            "INSERT INTO hour VALUES (?1, 1) ON CONFLICT (start) DO UPDATE SET conversations = conversations + 1",
        )?
        .execute([start_ms.div_euclid(HOUR) * HOUR])?;
    writing.numbers.add(indexed.words.into_iter().chain(labels), 1);
    Ok(())
}

/// Takes a conversation out of every table; gives how many rows it had.
pub(super) fn take_out(writing: &mut Writing<'_>, id: Uuid) -> Result<u64, Failed> {
    let connection = writing.connection();
    // Not joined with what was said: SQLite would prepare a join anew for each id.
    let found: Option<(i64, i64, Vec<u8>)> = connection
        .prepare_cached("SELECT row, start_ms, labels FROM conversation WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((row, start_ms, packed)) = found else { return Ok(0) };
    let json: String = connection
        .prepare_cached("SELECT json FROM said WHERE row = ?1")?
        .query_row([row], |row| row.get(0))?;
    writing.overwrite_what_is_freed()?;
    let said: Vec<Said> =
        serde_json::from_str(&json).map_err(|_| Failed::Content("what was said cannot be read"))?;
    let labels: Vec<i64> = unpack(&packed).collect();
    let mut indexed = Indexed::of(writing, &said, false)?;
    indexed.label(&labels);
    let connection = writing.connection();
    // What was put in must be named, since the index has no content of its own.
    connection
        .prepare_cached(
            "INSERT INTO found (found, rowid, user, assistant, system, labels) VALUES ('delete', ?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((row, &indexed.user, &indexed.assistant, &indexed.system, &indexed.labels))?;
    for table in ["said", "entry", "conversation"] {
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE row = ?1"))?.execute([row])?;
    }
    let hour = start_ms.div_euclid(HOUR) * HOUR;
    connection
        .prepare_cached("UPDATE hour SET conversations = conversations - 1 WHERE start = ?1")?
        .execute([hour])?;
    connection.prepare_cached("DELETE FROM hour WHERE start = ?1 AND conversations <= 0")?.execute([hour])?;
    writing.numbers.add(indexed.words.into_iter().chain(labels), -1);
    Ok(4)
}

/// Empties the index.
pub(super) fn clear(writing: &mut Writing<'_>) -> Result<(), Failed> {
    writing.numbers.forget();
    writing.overwrite_what_is_freed()?;
    writing.connection().execute_batch(
        "DELETE FROM said; DELETE FROM entry; DELETE FROM conversation; DELETE FROM hour; DELETE FROM term;
         INSERT INTO found (found) VALUES ('delete-all');",
    )?;
    Ok(())
}

fn pack(labels: &[i64]) -> Result<Vec<u8>, Failed> {
    let mut packed = Vec::with_capacity(labels.len() * 4);
    for id in labels {
        let id = u32::try_from(*id)
            .map_err(|_| Failed::Content("the dictionary is full: make the catalog anew"))?;
        packed.extend_from_slice(&id.to_le_bytes());
    }
    Ok(packed)
}

/// The numbers of labels, as they are kept with a conversation.
pub(super) fn unpack(packed: &[u8]) -> impl Iterator<Item = i64> + '_ {
    packed.chunks_exact(4).filter_map(|bytes| bytes.try_into().ok().map(u32::from_le_bytes)).map(i64::from)
}

fn number(writing: &mut Writing<'_>, field: &str, value: &str) -> Result<i64, Failed> {
    writing.numbers.number(&writing.transaction, field, value)
}

fn known(writing: &mut Writing<'_>, word: &str) -> Result<i64, Failed> {
    let found = writing.numbers.find(&writing.transaction, term::WORD, word)?;
    found.ok_or(Failed::Content("a word is missing in the dictionary"))
}

/// What of a conversation goes into the index: the numbers of its terms.
#[derive(Default)]
struct Indexed {
    user: String,
    assistant: String,
    system: String,
    labels: String,
    /// Each once.
    words: Vec<i64>,
}

impl Indexed {
    /// `new`: words may be given numbers; otherwise those that have none are left out, which cannot be.
    fn of(writing: &mut Writing<'_>, said: &[Said], new: bool) -> Result<Self, Failed> {
        let mut indexed = Self::default();
        for turn in said {
            let column = match turn.speaker {
                Speaker::User => &mut indexed.user,
                Speaker::Assistant => &mut indexed.assistant,
                Speaker::System => &mut indexed.system,
            };
            if !column.is_empty() {
                column.push_str(term::BETWEEN);
                column.push(' ');
            }
            let mut done = Ok(());
            each_word(&turn.text, |word, _| {
                let id = match (&done, new) {
                    (Err(_), _) => return,
                    (Ok(()), true) => number(writing, term::WORD, word),
                    (Ok(()), false) => known(writing, word),
                };
                match id {
                    Ok(id) => {
                        term::push(column, id);
                        column.push(' ');
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

    fn label(&mut self, labels: &[i64]) {
        self.labels.push_str(term::ALL);
        for id in labels {
            self.labels.push(' ');
            term::push(&mut self.labels, *id);
        }
    }
}
