//! `scripta show`: one conversation, from the archive or from the journal.

use anyhow::Context;
use clap::Args;
use scripta_archive::Key;
use scripta_catalog::audit::{Action, Outcome};
use scripta_core::Recording;
use scripta_core::record::{Conversation, Extracted, HistoryItem, Problem, Snapshot, Summary};
use scripta_steward::Documents;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::exit::Exit;
use crate::figures::{counted, moment};
use crate::lookup::{self, Found, Unknown};
use crate::output::Output;
use crate::overview;
use crate::page::{BOLD, CALLER, DIM, DOUBTFUL, PLAIN, Page, TOOL, span};
use crate::records::Records;
use crate::setup::Setup;
use crate::witness::Witness;
use crate::{brief, facts, files, transcript, usage};

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// A conversation's id, the beginning of one (4 characters or more), or a session's id
    id: String,
    /// Show the full history of this snapshot, counted from 1
    #[arg(long, value_name = "N")]
    snapshot: Option<usize>,
    /// As text, or as JSON like --json
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

/// A record, wherever it was.
struct Shown {
    conversation: Conversation,
    summary: Summary,
    extracted: Option<Extracted>,
    /// Where its objects are; none where it is in the journal.
    objects: Vec<String>,
}

pub(crate) fn run(args: &ShowArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let records = Records::open(&setup.options)?;
    let witness = Witness::open(setup, output)?;
    let shown = match lookup::find(&args.id, setup, records.as_ref(), witness.stewardship()) {
        Ok(Found::Archived(id)) => archived(id, setup, records.as_ref(), &witness)?,
        Ok(Found::InJournal(id)) => {
            let shown = in_journal(id, setup)?;
            let from = Map::from_iter([("from".to_owned(), "journal".into())]);
            witness.tell(Action::Read, &id.to_string(), Outcome::Done, from)?;
            shown
        }
        Err(error) => {
            // A name may be a session's, and hold anything.
            let target = if args.id.parse::<Uuid>().is_ok() { &args.id } else { "a name" };
            let outcome = if error.is::<Unknown>() { Outcome::NotFound } else { Outcome::Failed };
            witness.tell(Action::Read, target, outcome, Map::new())?;
            return Err(error);
        }
    };
    let as_json = output.is_json() || args.format == Format::Json;
    match args.snapshot {
        Some(number) => snapshot(number, &shown, output, as_json)?,
        None if as_json => output.json(&to_json(&shown))?,
        None => output.show(&page(output.page(), &shown))?,
    }
    Ok(Exit::Done)
}

fn archived(id: Uuid, setup: &Setup, records: Option<&Records>, witness: &Witness) -> anyhow::Result<Shown> {
    let gone = "it has just gone from the archive, or its record is not whole";
    let records = records.context(gone)?;
    let documents = match witness.stewardship() {
        Some(stewardship) => stewardship.wait(stewardship.steward.documents(id))?,
        None => {
            let profile = setup.options.settings.extractor.name();
            records.wait(Documents::read(records.archive(), id, None, profile))?
        }
    };
    let documents = documents.context(gone)?;
    let Documents { conversation, summary, extracted } = &documents;
    Ok(Shown {
        conversation: read(conversation, records)?,
        summary: read(summary, records)?,
        extracted: extracted.as_ref().map(|extracted| read(extracted, records)).transpose()?,
        objects: documents.keys().map(|key| records.url(key)).collect(),
    })
}

fn read<T: DeserializeOwned>((key, bytes): &(Key, Vec<u8>), records: &Records) -> anyhow::Result<T> {
    serde_json::from_slice(bytes)
        .with_context(|| format!("{} cannot be read; a later version may have written it", records.url(key)))
}

/// The record as it would be, were it archived now.
fn in_journal(id: Uuid, setup: &Setup) -> anyhow::Result<Shown> {
    let gone = "it has just left the journal; try again";
    let reader = setup.journal_of(id)?.context(gone)?;
    let beginning = reader.beginning(id)?.context(gone)?;
    let entries = reader.entries(id)?;
    let bodies = std::iter::once(beginning.as_slice()).chain(entries.iter().map(|(_, body)| body.as_slice()));
    let record = Recording::replay(setup.options.settings.clone(), bodies)?.record();
    Ok(Shown {
        conversation: record.conversation.get().clone(),
        summary: record.summary.get().clone(),
        extracted: Some(record.extracted.get().clone()),
        objects: Vec::new(),
    })
}

fn to_json(shown: &Shown) -> Value {
    json!({
        "archived": !shown.objects.is_empty(),
        "objects": shown.objects,
        "summary": shown.summary,
        "extracted": shown.extracted,
        "conversation": shown.conversation,
    })
}

fn page(mut page: Page, shown: &Shown) -> Page {
    let Shown { conversation, summary, extracted, objects } = shown;
    if objects.is_empty() {
        page.wrapped(
            0,
            &[
                span(DOUBTFUL, "In the journal, and not in the archive yet"),
                span(PLAIN, ": this is how it stands."),
            ],
        );
        page.empty_line();
    }
    let kept = format!(
        "{}, {}",
        counted(conversation.events.len() as u64, "event"),
        counted(conversation.history_snapshots.len() as u64, "history snapshot"),
    );
    overview::put(&mut page, conversation, summary, &kept);
    let source = &conversation.source;
    let by = [Some(&source.capture), source.sdk.as_ref(), source.model.as_ref(), source.voice.as_ref()];
    let by = by.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
    page.row(overview::COLUMN, "source", &[span(PLAIN, by)]);
    for (name, value) in &conversation.metadata {
        page.row(overview::COLUMN, name, &span(PLAIN, brief::brief(value)).marked());
    }
    page.heading("What was said");
    match conversation.turns.len() {
        0 => page.wrapped(2, &[span(DIM, "nothing, as far as is known")]),
        _ => transcript::put(&mut page, conversation),
    }
    if let Some(extracted) = extracted.as_ref().filter(|extracted| !extracted.facts.is_empty()) {
        page.heading("Facts, and where they come from");
        facts::put(&mut page, extracted, conversation);
    }
    overview::put_redactions(&mut page, conversation);
    if !conversation.completeness.problems.is_empty() {
        page.heading("What is missing, or may be");
        conversation.completeness.problems.iter().for_each(|problem| put_problem(&mut page, problem));
    }
    if !objects.is_empty() {
        page.heading("Files");
        files::put(&mut page, &objects.iter().map(|url| (url.clone(), None)).collect::<Vec<_>>());
    }
    page
}

fn put_problem(page: &mut Page, problem: &Problem) {
    let name = json!(problem.problem);
    let name = name.as_str().unwrap_or_default();
    let times = if problem.count > 1 { format!(" {} times", problem.count) } else { String::new() };
    let about = problem.item_id.as_ref().map_or_else(String::new, |item| format!(" of {item}"));
    let detail = problem.detail.as_ref().map_or_else(String::new, |detail| format!(": {detail}"));
    page.wrapped(2, &[span(DOUBTFUL, name), span(PLAIN, format!("{about}{times}{detail}"))]);
}

/// The full history of one snapshot, whichever form it is stored in.
fn snapshot(number: usize, shown: &Shown, output: &Output, as_json: bool) -> anyhow::Result<()> {
    let snapshots = &shown.conversation.history_snapshots;
    let found = number
        .checked_sub(1)
        .and_then(|index| Some((snapshots.get(index)?, Snapshot::history_at(snapshots, index)?)));
    let Some((snapshot, history)) = found else {
        let upto = snapshots.len();
        return Err(usage(format!(
            "there is no snapshot {number}: the conversation has {upto}, counted from 1"
        )));
    };
    if as_json {
        output.json(&json!({
            "conversationId": shown.summary.conversation_id,
            "snapshot": number,
            "of": snapshots.len(),
            "timestamp": snapshot.timestamp,
            "eventType": snapshot.event_type,
            "history": history,
            "conversationState": snapshot.conversation_state,
        }))?;
        return Ok(());
    }
    let mut page = output.page();
    page.wrapped(
        0,
        &[
            span(BOLD, format!("Snapshot {number} of {}", snapshots.len())),
            span(
                PLAIN,
                format!(
                    ": {} at {} UTC, {}",
                    snapshot.event_type,
                    moment(snapshot.timestamp),
                    counted(history.len() as u64, "item")
                ),
            ),
        ],
    );
    page.empty_line();
    history.iter().for_each(|item| put_item(&mut page, item));
    output.show(&page)?;
    Ok(())
}

fn put_item(page: &mut Page, item: &HistoryItem) {
    let words = item.words();
    let (who, style) = match (&item.role, &item.name) {
        (Some(role), _) => (role.as_str(), CALLER),
        (None, Some(_)) => ("tool", TOOL),
        (None, None) => (item.kind.as_str(), DIM),
    };
    let said = match (&item.name, words.is_empty()) {
        (Some(name), _) => {
            let output = item.output.as_ref().map_or_else(String::new, |output| format!(" → {output}"));
            format!("{name}({}){output}", item.arguments.as_deref().unwrap_or_default())
        }
        (None, false) => words,
        (None, true) => item.output.clone().unwrap_or_else(|| "[nothing known]".to_owned()),
    };
    let mut spans = span(PLAIN, said).marked();
    if let Some(ms) = item.audio_end_ms {
        spans.push(span(DIM, format!(" [cut off after {ms} ms]")));
    }
    page.hanging(&[span(style, format!("  {who:<10}  "))], 14, &spans);
}
