//! `scripta status`: what the journal holds, read beside whoever writes it.

use scripta_core::Timestamp;
use scripta_journal::{Reader, State, Stored, holder};
use scripta_recorder::Unindexed;
use serde_json::json;

use crate::exit::Exit;
use crate::figures::{bytes, count, counted, moment};
use crate::output::Output;
use crate::overview::COLUMN;
use crate::page::{BAD, BOLD, DIM, DOUBTFUL, GOOD, PLAIN, Page, span};
use crate::setup::Setup;

/// A journal, read beside whoever writes it.
struct Journal {
    /// `None` where there is none yet.
    conversations: Option<Vec<Stored>>,
    holder: Option<String>,
    bytes: u64,
}

pub(crate) fn run(setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let mut journals = Vec::new();
    for folder in setup.journals() {
        let reader = Reader::open(&folder)?;
        let conversations = reader.map(|reader| reader.conversations()).transpose()?;
        journals.push(Journal { conversations, holder: holder(&folder), bytes: files(&folder) });
    }
    let holders: Vec<&str> = journals.iter().filter_map(|journal| journal.holder.as_deref()).collect();
    let unindexed = Unindexed::read(setup.data_dir());
    if output.is_json() {
        let conversations = journals.iter().flat_map(|journal| journal.conversations.iter().flatten());
        output.json(&json!({
            "dataDir": setup.data_dir().display().to_string(),
            "heldBy": (!holders.is_empty()).then(|| holders.join("; ")),
            "journalBytes": journals.iter().map(|journal| journal.bytes).sum::<u64>(),
            "conversations": conversations.map(to_json).collect::<Vec<_>>(),
            "unindexed": unindexed,
        }))?;
        return Ok(Exit::Done);
    }
    let mut page = output.page();
    page.row(COLUMN, "data folder", &[span(PLAIN, setup.data_dir().display().to_string())]);
    for journal in &journals {
        let recorder = journal.holder.as_deref().unwrap_or("nobody records here now");
        page.row(COLUMN, "recorder", &[span(PLAIN, recorder)]);
        match &journal.conversations {
            None => page.row(COLUMN, "journal", &[span(PLAIN, "none yet: nothing was recorded here")]),
            Some(conversations) => put(&mut page, conversations, journal),
        }
    }
    if let Some(Unindexed { conversations, since, why }) = unindexed {
        let left = counted(conversations, "conversation");
        let text = format!(
            "{left} archived since {} UTC could not be put in, and `scripta reindex` will do it; the last error: {why}",
            moment(since)
        );
        page.row(COLUMN, "catalog", &[span(BAD, text)]);
    }
    output.show(&page)?;
    Ok(Exit::Done)
}

fn put(page: &mut Page, conversations: &[Stored], journal: &Journal) {
    let live = journal.holder.is_some();
    let number = counted(conversations.len() as u64, "conversation");
    page.row(COLUMN, "journal", &[span(PLAIN, format!("{number}, {} on disk", bytes(journal.bytes)))]);
    for stored in conversations {
        let state = match (stored.state, live) {
            (State::Open, true) => span(GOOD, "open"),
            (State::Open, false) => span(BAD, "left open by a crash"),
            (State::Ended, _) => span(DOUBTFUL, "ended, on its way to the archive"),
        };
        page.empty_line();
        page.verbatim(2, &[span(BOLD, stored.id.to_string()), span(PLAIN, "  "), state]);
        page.row(COLUMN, "  session", &[span(PLAIN, &stored.session_id)]);
        let (started, last) =
            (Timestamp::from_millis(stored.started_at), Timestamp::from_millis(stored.last_at));
        let since = format!("{} UTC, last heard of {}", moment(started), moment(last));
        page.row(COLUMN, "  started", &[span(PLAIN, since)]);
        let size = format!("{} entries, {}", count(stored.entries), bytes(stored.bytes));
        page.row(COLUMN, "  size", &[span(PLAIN, size)]);
        if let Some(error) = &stored.last_error {
            let attempts = counted(u64::from(stored.attempts), "attempt");
            page.row(COLUMN, "  failed", &[span(BAD, format!("{attempts}; the last: {error}"))]);
        }
    }
    if !live && !conversations.is_empty() {
        page.empty_line();
        page.wrapped(2, &[span(DIM, "`scripta recover` finishes these.")]);
    }
}

fn to_json(stored: &Stored) -> serde_json::Value {
    json!({
        "conversationId": stored.id,
        "sessionId": stored.session_id,
        "state": match stored.state { State::Open => "open", State::Ended => "pending" },
        "startTime": Timestamp::from_millis(stored.started_at),
        "lastTime": Timestamp::from_millis(stored.last_at),
        "entries": stored.entries,
        "bytes": stored.bytes,
        "failedAttempts": stored.attempts,
        "failedAt": stored.failed_at.map(Timestamp::from_millis),
        "lastError": stored.last_error,
    })
}

/// The bytes of the journal's files.
fn files(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|data| data.len()).sum()
}
