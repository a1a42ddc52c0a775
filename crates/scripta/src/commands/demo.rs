//! `scripta demo`: records the sample call and shows what came out.

use std::time::Duration;

use anyhow::Context;
use scripta_archive::{ArchiveConfig, Key, Object};
use scripta_core::Timestamp;
use scripta_core::record::{Conversation, Extracted, Summary};
use scripta_recorder::{Archived, End, Start};
use scripta_sample::{START_EPOCH_MS, insurance_call};
use serde_json::json;

use crate::exit::Exit;
use crate::facts;
use crate::figures::counted;
use crate::files;
use crate::output::Output;
use crate::overview;
use crate::page::{BOLD, DIM, PLAIN, Page, span};
use crate::records::Records;
use crate::setup::Setup;
use crate::transcript;

/// The session of every demo; each time it is another conversation.
const SESSION: &str = "session_demo";
/// How long recording the sample may take.
const DEADLINE: Duration = Duration::from_secs(30);
/// What came out.
struct Recorded {
    /// Events of the sample.
    events: usize,
    archived: Archived,
    conversation: Conversation,
    summary: Summary,
    extracted: Extracted,
}

pub(crate) fn run(setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let recorded = record(setup)?;
    if output.is_json() {
        output.json(&to_json(&recorded))?;
    } else {
        output.show(&page(output.page(), &recorded, setup))?;
    }
    Ok(Exit::Done)
}

/// Records the sample into the data folder; never into a bucket, where it has no business.
fn record(setup: &Setup) -> anyhow::Result<Recorded> {
    let mut options = setup.options.clone();
    options.archive = ArchiveConfig::Local { folder: setup.data_dir().to_owned() };
    let lines = insurance_call();
    let at = |ms: u64| Timestamp::from_millis(START_EPOCH_MS.saturating_add_unsigned(ms));
    let recorder = setup.recorder(options.clone())?;
    let start = Start { capture: "replay".to_owned(), at: Some(at(0)), ..Start::default() };
    let conversation = recorder.begin(SESSION, start)?;
    for line in &lines {
        conversation.observe_waiting(line.event.to_string(), Some(at(line.at_ms)), DEADLINE)?;
    }
    let end = at(lines.last().map_or(0, |line| line.at_ms));
    let archived = conversation.end(End::default(), Some(end)).wait_first_attempt(DEADLINE);
    recorder.shutdown(DEADLINE)?;
    let archived = archived?;

    let records = Records::open(&options)?.context("the data folder is gone")?;
    let key = |object: fn(&Object) -> bool| {
        let keys = archived.objects.iter().filter_map(|object| Key::parse(&object.key).ok());
        keys.into_iter().find(|key| object(&key.object)).context("an object is missing in the archive")
    };
    Ok(Recorded {
        events: lines.len(),
        conversation: records.read(&key(|object| *object == Object::Conversation)?)?,
        summary: records.read(&key(|object| *object == Object::Summary)?)?,
        extracted: records.read(&key(|object| matches!(object, Object::Extracted { .. }))?)?,
        archived,
    })
}

fn to_json(recorded: &Recorded) -> serde_json::Value {
    let Recorded { events, archived, conversation, summary, extracted } = recorded;
    json!({
        "conversationId": archived.conversation_id,
        "sessionId": archived.session_id,
        "wireEvents": events,
        "files": archived.objects.iter().map(|object| &object.url).collect::<Vec<_>>(),
        "summary": summary,
        "turns": conversation.turns,
        "extracted": facts::to_json(extracted),
        "redactions": conversation.redactions,
        "usage": conversation.usage,
        "completeness": conversation.completeness,
    })
}

fn page(mut page: Page, recorded: &Recorded, setup: &Setup) -> Page {
    let Recorded { events, archived, conversation, summary, extracted } = recorded;
    page.wrapped(
        0,
        &[
            span(BOLD, "Recorded: "),
            span(PLAIN, "a sample call to an insurance agency, as the Realtime API sends it."),
        ],
    );
    page.empty_line();
    let kept = format!(
        "{} on the wire became {} and {}",
        counted(*events as u64, "event"),
        counted(conversation.events.len() as u64, "recorded event"),
        counted(conversation.history_snapshots.len() as u64, "history snapshot"),
    );
    overview::put(&mut page, conversation, summary, &kept);
    page.heading("What was said");
    transcript::put(&mut page, conversation);
    page.heading("Facts, and where they come from");
    facts::put(&mut page, extracted, conversation);
    overview::put_redactions(&mut page, conversation);
    page.heading("Files");
    let objects = archived.objects.iter().map(|object| (object.url.clone(), Some(object.bytes)));
    files::put(&mut page, &objects.collect::<Vec<_>>());
    next(&mut page, archived, setup);
    page
}

fn next(page: &mut Page, archived: &Archived, setup: &Setup) {
    let id = archived.conversation_id.to_string();
    let short = id.get(..8).unwrap_or(&id);
    let folder = setup.data_dir().display().to_string();
    let flag = match folder.as_str() {
        "./scripta-data" => String::new(),
        _ if std::env::var_os("SCRIPTA_DATA_DIR").is_some() => String::new(),
        other => format!(" --data-dir {other}"),
    };
    page.heading("Next");
    let commands = [
        (format!("scripta{flag} show {short}"), "this conversation again, with its problems and files"),
        (format!("scripta{flag} replay YOUR.jsonl"), "record your own: one event of the Realtime API a line"),
        (format!("scripta{flag} doctor"), "what is configured, reachable and safe"),
        ("export CONVERSATIONS_BUCKET=…".to_owned(), "keep records in S3 from now on"),
    ];
    let column = commands.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0) + 4;
    for (command, why) in commands {
        page.hanging(&[span(PLAIN, format!("  {command}"))], column, &[span(DIM, why)]);
    }
}
