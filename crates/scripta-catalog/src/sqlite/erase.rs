//! Taking conversations out so that no byte of them stays in the files.
//!
//! 1. One transaction puts the tombstones in and takes the conversations out. `secure_delete` overwrites what is freed;
//!    terms that no other conversation has leave the dictionary.
//! 2. The log of writes, which still has the old pages, is written into the file and cut to nothing. Another process that
//!    reads keeps it from that for as long as it does: it is waited for.
//! 3. When SQLite moves rows between pages it may leave a copy in the unused part of one. So the file is searched for what was
//!    taken out, and where something is found it is written anew (`VACUUM`). This step reads the whole file once.
//!
//! Killed before the end of 1, nothing has happened. Killed later, nobody knows any more what to search for; a note that the
//! transaction left says so, and the next erasure writes the file anew.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::connection::{Failed, Pool, Writing};
use super::{audit, term, write};
use crate::entry::Entry;
use crate::error::CatalogError;
use crate::query::fold;
use crate::store::Erased;
use crate::tombstone::Tombstone;
use crate::words::words;

/// How long readers are waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// Shorter texts than this are not searched for: they stand in other conversations too.
const SHORTEST: usize = 6;
/// The note that stands from 1 until 3 is done.
const WIPING: &str = "erase/wiping";

/// What a transaction took out.
struct TakenOut {
    erased: Erased,
    /// What nobody must find any more.
    marks: BTreeSet<String>,
    /// An earlier one was not brought to its end.
    unfinished: bool,
}

pub(super) fn erase(pool: &Pool, tombstones: &[Tombstone]) -> Result<Erased, CatalogError> {
    let taken = pool.write(|writing| {
        for tombstone in tombstones {
            writing
                .connection()
                .prepare_cached("INSERT OR IGNORE INTO tombstone VALUES (?1, ?2)")?
                .execute((tombstone.conversation_id.as_bytes(), tombstone.erased_at.as_millis()))?;
        }
        take_out(writing, tombstones.iter().map(|tombstone| tombstone.conversation_id))
    })?;
    wipe(pool, &taken)?;
    Ok(taken.erased)
}

pub(super) fn remove(pool: &Pool, ids: &[Uuid]) -> Result<Erased, CatalogError> {
    let taken = pool.write(|writing| take_out(writing, ids.iter().copied()))?;
    wipe(pool, &taken)?;
    Ok(taken.erased)
}

fn take_out(writing: &mut Writing<'_>, ids: impl Iterator<Item = Uuid>) -> Result<TakenOut, Failed> {
    let mut erased = Erased::default();
    let mut marks = BTreeSet::new();
    let mut terms = BTreeSet::new();
    let mut sessions = BTreeSet::new();
    for id in ids {
        if let Some(entry) = super::read::get(writing.connection(), id)? {
            mark(&entry, &mut marks, &mut terms)?;
            sessions.insert(entry.session_id);
        }
        let rows = write::take_out(writing, id)?;
        erased.found |= rows > 0;
        erased.rows += rows;
    }
    erased.rows += write::settle(writing)?;
    for (field, value) in terms {
        if !term::stands(writing.connection(), &field, &value)? {
            marks.insert(value);
        }
    }
    let mut others = writing.connection().prepare_cached("SELECT 1 FROM conversation WHERE session = ?1")?;
    for session in sessions {
        if !others.exists([fold(&session)])? {
            marks.insert(session);
        }
    }
    drop(others);
    marks.retain(|mark| mark.len() >= SHORTEST);
    let unfinished = audit::note(writing.connection(), WIPING)?.is_some();
    if erased.found {
        audit::set_note(writing.connection(), WIPING, Some("begun"))?;
    }
    Ok(TakenOut { erased, marks, unfinished })
}

/// What of an entry is to be searched for: how it begins, and terms, of which those that others have are left out later.
fn mark(
    entry: &Entry,
    marks: &mut BTreeSet<String>,
    terms: &mut BTreeSet<(String, String)>,
) -> Result<(), Failed> {
    marks.insert(beginning(entry.conversation_id));
    for said in &entry.said {
        let text = words(&said.text);
        let field = term::spoken(said.speaker);
        terms.extend(text.into_iter().map(|word| (field.to_owned(), word.text)));
    }
    term::each_of_labels(entry, |field, value| {
        terms.insert((field.to_owned(), value.to_owned()));
        Ok(())
    })
}

/// How an entry begins. The bare id stands in the audit trail too, and stays there.
fn beginning(id: Uuid) -> String {
    format!("{{\"conversationId\":\"{id}\",\"sessionId\":")
}

/// Steps 2 and 3.
fn wipe(pool: &Pool, taken: &TakenOut) -> Result<(), CatalogError> {
    if !taken.erased.found && !taken.unfinished {
        return Ok(());
    }
    cut_log(pool)?;
    if taken.unfinished || !found_in_files(pool.file(), &taken.marks)?.is_empty() {
        pool.tidy(|connection| Ok(connection.execute_batch("VACUUM")?))?;
        cut_log(pool)?;
    }
    pool.write(|writing| audit::set_note(writing.connection(), WIPING, None))
}

/// Writes the log of writes into the file and cuts it to nothing.
fn cut_log(pool: &Pool) -> Result<(), CatalogError> {
    let until = Instant::now() + PATIENCE;
    loop {
        let busy: i64 = pool.tidy(|connection| {
            Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0))?)
        })?;
        if busy == 0 {
            return Ok(());
        }
        if Instant::now() > until {
            return Err(CatalogError::Unavailable {
                place: pool.place().to_owned(),
                detail: "another process has been reading it for a long time; what was erased is still in its log \
                         of writes, until this is done again"
                    .to_owned(),
            });
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Files in which one of `marks` stands.
fn found_in_files(file: &Path, marks: &BTreeSet<String>) -> Result<Vec<PathBuf>, CatalogError> {
    let unreadable = |error: std::io::Error| CatalogError::Unavailable {
        place: file.display().to_string(),
        detail: error.to_string(),
    };
    let Ok(searcher) = AhoCorasick::builder().ascii_case_insensitive(true).build(marks) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for end in ["", "-wal"] {
        let mut path = file.as_os_str().to_owned();
        path.push(end);
        let path = PathBuf::from(path);
        let reader = match std::fs::File::open(&path) {
            Ok(reader) => reader,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(unreadable(error)),
        };
        let reader = std::io::BufReader::with_capacity(1 << 20, reader);
        if has(&searcher, reader).map_err(unreadable)? {
            found.push(path);
        }
    }
    Ok(found)
}

fn has(searcher: &AhoCorasick, reader: impl Read) -> std::io::Result<bool> {
    searcher.stream_find_iter(reader).next().transpose().map(|found| found.is_some())
}

/// Places in which an id or one of `words` still stands.
pub(super) fn traces(pool: &Pool, id: Uuid, words: &[String]) -> Result<Vec<String>, CatalogError> {
    let mut traces = pool.read(|connection| in_tables(connection, id, words))?;
    let mut marks: BTreeSet<String> = words.iter().cloned().collect();
    marks.insert(beginning(id));
    marks.retain(|mark| mark.len() >= SHORTEST);
    let files = found_in_files(pool.file(), &marks)?;
    if traces.is_empty() {
        traces.extend(files.iter().map(|file| format!("bytes of {}", file.display())));
    }
    Ok(traces)
}

fn in_tables(connection: &Connection, id: Uuid, words: &[String]) -> Result<Vec<String>, Failed> {
    let mut traces = Vec::new();
    if super::row::of(connection, id)?.is_some() {
        traces.push("table conversation".to_owned());
    }
    let mut term = connection.prepare_cached("SELECT field FROM term WHERE instr(value, ?1) > 0 LIMIT 1")?;
    for word in words {
        let field: Option<String> = term.query_row([word.to_lowercase()], |row| row.get(0)).optional()?;
        traces.extend(field.map(|_| "table term".to_owned()));
    }
    traces.dedup();
    Ok(traces)
}
