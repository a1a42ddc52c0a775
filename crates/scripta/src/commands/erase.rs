//! `scripta erase`: erases conversations for good, or looks whether one is gone.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{ArgGroup, Args};
use scripta_catalog::Query;
use scripta_catalog::audit::{Action, Outcome};
use scripta_steward::{Candidate, Erasure, SignedReceipt, StewardError, Verified, Which};
use serde_json::{Map, json};
use uuid::Uuid;

use crate::exit::Exit;
use crate::figures::{bytes, count, counted, moment};
use crate::lookup::{self, Found};
use crate::output::Output;
use crate::page::{BOLD, DIM, DOUBTFUL, GOOD, PLAIN, span};
use crate::records::Records;
use crate::setup::Setup;
use crate::stewardship::Stewardship;
use crate::usage;

/// Conversations that a dry run names on a page.
const NAMED: usize = 20;
const COLUMN: usize = 12;

pub(crate) const LONG: &str = "\
Erase conversations for good, with a receipt; or look whether one is gone

A conversation is taken out of the journals, the archive with all versions of its objects, and the catalog, to the last \
byte of its files. What stays is a tombstone, which keeps it from being recorded or indexed again, and a signed receipt. \
Killed at any moment, it is gone on with by --resume.

Several conversations, by --session, --metadata or --query, are erased only with --yes, or after their number was typed.

Exit codes: 0 erased, or gone; 1 there is no such conversation, or something of it is left; 3 barred, and something is left \
that another process has to let go of: --resume goes on with it.";

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).args(["id", "session", "metadata", "query", "resume", "verify", "verify_receipt"]))]
pub(crate) struct EraseArgs {
    /// The conversation's id, or as much of it as is unique
    #[arg(value_name = "CONVERSATION_ID")]
    id: Option<String>,
    /// All conversations of a session
    #[arg(long, value_name = "SESSION_ID")]
    session: Option<String>,
    /// All conversations whose metadata have this value
    #[arg(long, value_name = "KEY=VALUE", value_parser = super::export::pair)]
    metadata: Option<(String, String)>,
    /// All conversations that satisfy a query
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    /// Why, for the receipt and the audit trail
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Only tell what would be erased
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Erase also what a rule of retention holds
    #[arg(long)]
    override_hold: bool,
    /// Go on with what was begun and not finished
    #[arg(long)]
    resume: bool,
    /// Search everything again for a conversation that was erased
    #[arg(long, value_name = "CONVERSATION_ID")]
    verify: Option<Uuid>,
    /// Look whether the receipt in this file is as it was signed
    #[arg(long, value_name = "FILE")]
    verify_receipt: Option<PathBuf>,
}

pub(crate) fn run(args: &EraseArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    if let Some(file) = &args.verify_receipt {
        return verify_receipt(file, output);
    }
    let Some(stewardship) = Stewardship::open(setup)? else {
        anyhow::bail!("nothing is recorded in {} yet", setup.data_dir().display());
    };
    let steward = &stewardship.steward;
    if let Some(id) = args.verify {
        return show_verified(&stewardship.wait(steward.verify_erasure(id))?, output);
    }
    if args.resume {
        let resumed = stewardship.wait(steward.resume_erasures())?;
        if resumed.is_empty() {
            output.hint("nothing was begun and not finished");
        }
        return told_all(resumed, output);
    }
    let which = which(args, setup, &stewardship)?;
    let candidates = stewardship.wait(steward.candidates(&which))?;
    if candidates.is_empty() {
        anyhow::bail!("no conversation is meant by that");
    }
    if args.dry_run {
        show_candidates(&candidates, output)?;
        return Ok(Exit::Done);
    }
    if !matches!(which, Which::Conversation(_))
        && !args.yes
        && !confirmed(candidates.len(), output, || show_candidates(&candidates, output))?
    {
        let details = Map::from_iter([("conversations".to_owned(), candidates.len().into())]);
        stewardship.wait(steward.audit(Action::Erase, "several", Outcome::Refused, details))?;
        return Err(usage("nothing was erased: say --yes, or type the number of conversations"));
    }
    let erased = candidates.iter().map(|candidate| {
        let id = candidate.conversation_id;
        (id, stewardship.wait(steward.erase(id, args.reason.as_deref(), args.override_hold)))
    });
    told_all(erased, output)
}

/// What is meant.
fn which(args: &EraseArgs, setup: &Setup, stewardship: &Stewardship) -> anyhow::Result<Which> {
    if let Some(session) = &args.session {
        return Ok(Which::Session(session.clone()));
    }
    if let Some((key, value)) = &args.metadata {
        return Ok(Which::Metadata { key: key.clone(), value: value.clone() });
    }
    if let Some(text) = &args.query {
        let query = stewardship.query(text)?;
        if query == Query::default() {
            return Err(usage("an empty query means every conversation: name what to erase"));
        }
        return Ok(Which::Query(query));
    }
    let wanted = args.id.as_deref().unwrap_or_default();
    // What is erased already, or barred, is found by its whole id only.
    if let Ok(id) = wanted.parse() {
        return Ok(Which::Conversation(id));
    }
    let records = Records::open(&setup.options)?;
    Ok(Which::Conversation(match lookup::find(wanted, setup, records.as_ref(), Some(stewardship))? {
        Found::Archived(id) | Found::InJournal(id) => id,
    }))
}

/// Shows what is meant and asks on a terminal whether so many are to be erased. Elsewhere nobody can be asked.
pub(super) fn confirmed(
    number: usize,
    output: &Output,
    show: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<bool> {
    if output.is_json() || !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    show()?;
    let mut stderr = std::io::stderr().lock();
    write!(stderr, "Type the number of conversations to erase them for good: ")?;
    stderr.flush()?;
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed)?;
    Ok(typed.trim().replace(',', "") == number.to_string())
}

fn show_candidates(candidates: &[Candidate], output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        for candidate in candidates {
            output.json(candidate)?;
        }
        return Ok(());
    }
    let mut page = output.page();
    let total = counted(candidates.len() as u64, "conversation");
    page.wrapped(0, &[span(BOLD, total)]);
    for candidate in candidates.iter().take(NAMED) {
        let when = candidate.start_time.map_or_else(|| "not in the catalog".to_owned(), moment);
        let about = [candidate.outcome.as_deref(), candidate.session_id.as_deref()];
        let about = about.into_iter().flatten().collect::<Vec<_>>().join("  ");
        let line =
            [span(PLAIN, candidate.conversation_id.to_string()), span(DIM, format!("  {when}  {about}"))];
        page.verbatim(2, &line);
    }
    if candidates.len() > NAMED {
        let more = format!("and {} more; --json names all", count((candidates.len() - NAMED) as u64));
        page.wrapped(2, &[span(DIM, more)]);
    }
    output.show(&page)?;
    Ok(())
}

/// Tells what became of each, as it comes.
pub(super) fn told_all(
    erased: impl IntoIterator<Item = (Uuid, Result<Erasure, StewardError>)>,
    output: &Output,
) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    for (id, erasure) in erased {
        exit = exit.and(told(id, erasure, output)?);
    }
    Ok(exit)
}

pub(super) fn told(
    id: Uuid,
    erasure: Result<Erasure, StewardError>,
    output: &Output,
) -> anyhow::Result<Exit> {
    match erasure {
        Ok(Erasure::Done(signed)) => {
            show_receipt(&signed, output)?;
            Ok(Exit::Done)
        }
        Ok(Erasure::Pending { left, .. }) => {
            if output.is_json() {
                output.json(&json!({ "conversationId": id, "state": "begun", "left": left }))?;
            }
            output.warn(&format!("{id} is barred, and something of it is left: {}", left.join("; ")));
            output.hint("`scripta erase --resume` goes on with it");
            Ok(Exit::Pending)
        }
        Ok(Erasure::NotFound { .. }) => {
            output.error(&format!(
                "there is no conversation {id}, and none was erased; `scripta list` shows what is"
            ));
            Ok(Exit::Failed)
        }
        Err(error) => {
            output.error(&format!("{id} could not be erased: {error}"));
            Ok(Exit::Failed)
        }
    }
}

fn show_receipt(signed: &SignedReceipt, output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        output.json(signed)?;
        return Ok(());
    }
    let receipt = &signed.receipt;
    let mut page = output.page();
    let mut row = |label: &str, text: String| page.row(COLUMN, label, &[span(PLAIN, text)]);
    row("erased", receipt.conversation_id.to_string());
    row("when", format!("{} UTC", moment(receipt.erased_at)));
    row("by", receipt.by.clone());
    if let Some(reason) = &receipt.reason {
        row("reason", reason.clone());
    }
    let objects = format!("{}, {}", counted(receipt.objects, "object"), bytes(receipt.bytes));
    let versions = if receipt.all_versions { "" } else { "; the store does not list former versions" };
    row("deleted", format!("{objects}{versions}"));
    for export in &receipt.exports {
        row("exported", format!("{} UTC by {}: destroy that file by hand", moment(export.at), export.by));
    }
    row("signed", format!("with {}", signed.public_key));
    output.show(&page)?;
    Ok(())
}

fn show_verified(verified: &Verified, output: &Output) -> anyhow::Result<Exit> {
    let exit = if verified.gone { Exit::Done } else { Exit::Failed };
    if output.is_json() {
        output.json(verified)?;
        return Ok(exit);
    }
    let mut page = output.page();
    for place in &verified.places {
        let found = match place.clean {
            true => span(GOOD, "nothing of it"),
            false => span(DOUBTFUL, place.found.join(", ")),
        };
        page.row(COLUMN, &place.place, &[found]);
    }
    let barred = if verified.barred { span(GOOD, "it cannot come back") } else { span(DOUBTFUL, "none") };
    page.row(COLUMN, "tombstone", &[barred]);
    let receipt = match (&verified.receipt, verified.genuine, verified.own_key) {
        (None, ..) => span(DOUBTFUL, "none: its erasure is not finished, or was never asked for"),
        (_, false, _) => span(DOUBTFUL, "it is not as it was signed"),
        (_, _, false) => span(DOUBTFUL, "it is signed with another key than this installation's"),
        _ => span(GOOD, "as it was signed"),
    };
    page.row(COLUMN, "receipt", &[receipt]);
    page.empty_line();
    page.wrapped(
        0,
        &[match verified.gone {
            true => span(GOOD, format!("{} is gone.", verified.conversation_id)),
            false => span(DOUBTFUL, format!("{} is not gone.", verified.conversation_id)),
        }],
    );
    output.show(&page)?;
    Ok(exit)
}

fn verify_receipt(file: &Path, output: &Output) -> anyhow::Result<Exit> {
    let json = std::fs::read(file).with_context(|| file.display().to_string())?;
    let signed: SignedReceipt = serde_json::from_slice(&json).with_context(|| {
        format!("{} is no receipt: give what `scripta erase --json` printed", file.display())
    })?;
    let genuine = signed.is_genuine();
    if output.is_json() {
        output.json(&json!({ "genuine": genuine, "publicKey": signed.public_key }))?;
    } else {
        show_receipt(&signed, output)?;
    }
    if !genuine {
        output.error("the receipt is not as it was signed");
        return Ok(Exit::Failed);
    }
    output.hint("the receipt is as it was signed; compare the key with the one that you noted");
    Ok(Exit::Done)
}
