//! `scripta recover`: finishes what is left in the journal.

use std::time::Duration;

use clap::Args;
use scripta_journal::Reader;
use scripta_recorder::{JournalPlace, NotArchived};
use serde_json::json;

use crate::exit::Exit;
use crate::figures::counted;
use crate::output::Output;
use crate::page::{DOUBTFUL, GOOD, PLAIN, span};
use crate::setup::Setup;

/// How long closing may take.
const SHUTDOWN: Duration = Duration::from_secs(10);
/// The same where the archive is away: waiting longer would not bring it back.
const SHUTDOWN_PENDING: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub(crate) struct RecoverArgs {
    /// Wait for the archive at most this long; what is then pending stays in the journal
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
}

pub(crate) fn run(args: &RecoverArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    // Looking makes no folder where there is none.
    let journals = setup.journals();
    let mut readable = false;
    for folder in &journals {
        readable |= Reader::open(folder)?.is_some();
    }
    if !readable {
        output.hint(&format!("there is no journal in {}: nothing is left", setup.data_dir().display()));
        return Ok(Exit::Done);
    }
    let mut options = setup.options.clone();
    if journals.len() > 1 {
        // Of processes that shared the folder: those that nobody holds any more are finished.
        options.journal_place = JournalPlace::FirstFree;
    }
    let recorder = setup.recorder(options)?;
    let recovery = recorder.recover(Duration::from_secs(args.wait));
    let pending = recovery.as_ref().map_or(0, |recovery| recovery.pending.len());
    let closed = recorder.shutdown(if pending == 0 { SHUTDOWN } else { SHUTDOWN_PENDING });
    let recovery = recovery?;
    for archived in &recovery.archived {
        let keys: Vec<_> = archived.objects.iter().map(|object| &object.url).collect();
        if output.is_json() {
            output.json(&json!({
                "conversationId": archived.conversation_id, "sessionId": archived.session_id, "status": "archived",
                "wasOpen": archived.recovered, "objects": keys,
            }))?;
        } else {
            let was =
                if archived.recovered { "left open by a crash, now ended and archived" } else { "archived" };
            let mut page = output.page();
            page.verbatim(
                0,
                &[
                    span(PLAIN, format!("{}  {}  ", archived.conversation_id, archived.session_id)),
                    span(GOOD, was),
                ],
            );
            output.show(&page)?;
        }
    }
    let mut exit = Exit::Done;
    for pending in &recovery.pending {
        // What cannot be read now cannot be read later.
        let status = match pending {
            NotArchived::Unreadable { .. } => {
                exit = exit.and(Exit::Failed);
                "failed"
            }
            _ => {
                exit = exit.and(Exit::Pending);
                "pending"
            }
        };
        if output.is_json() {
            output.json(&json!({
                "conversationId": id_of(pending), "status": status, "error": pending.to_string(),
            }))?;
        } else {
            let mut page = output.page();
            page.wrapped(0, &[span(DOUBTFUL, pending.to_string())]);
            output.show(&page)?;
        }
    }
    if !output.is_json() {
        let mut page = output.page();
        let (archived, pending) = (recovery.archived.len() as u64, recovery.pending.len() as u64);
        let text = match (archived, pending) {
            (0, 0) => "Nothing was left.".to_owned(),
            (_, 0) => format!("{} finished.", counted(archived, "conversation")),
            _ => format!("{} finished, {pending} still in the journal.", counted(archived, "conversation")),
        };
        page.verbatim(0, &[span(PLAIN, text)]);
        output.show(&page)?;
    }
    closed?;
    Ok(exit)
}

fn id_of(pending: &NotArchived) -> Option<uuid::Uuid> {
    match pending {
        NotArchived::Pending { conversation_id, .. }
        | NotArchived::Deadline { conversation_id }
        | NotArchived::Unreadable { conversation_id, .. } => Some(*conversation_id),
        _ => None,
    }
}
