//! `scripta traces`: sends conversations as traces, by OTLP.

use anyhow::Context;
use clap::Args;
use scripta_catalog::{Position, Query, Select, Sort};
use scripta_otlp::{Config, Otlp};
use scripta_watch::{Sent, send_traces};
use serde_json::json;
use uuid::Uuid;

use crate::exit::Exit;
use crate::figures::counted;
use crate::output::Output;
use crate::page::{PLAIN, span};
use crate::setup::Setup;
use crate::stewardship::Stewardship;
use crate::usage;

/// Conversations that are looked for at once.
const PAGE: usize = 1_000;

pub(crate) const LONG: &str = "\
Send conversations as traces, by OTLP over HTTP, to OpenTelemetry's collector, Phoenix or another receiver

A conversation is a span, its turns lie in it, and in them the model's responses and tool calls, with the names of \
OpenTelemetry's conventions for generative AI: realtime_inference, execute_tool, gen_ai.usage. Where to, and what, is in \
`[otlp]` of the configuration, or in OTEL_EXPORTER_OTLP_ENDPOINT. What was said is sent only where `content = \"redacted\"`; \
what has been sent is out of reach of `scripta erase`. Sent twice it is the same trace.

`scripta watch` sends each conversation by itself when it has ended.";

#[derive(Debug, Args)]
pub(crate) struct TracesArgs {
    /// Send all that this query finds; the language is that of `scripta search`
    #[arg(long, value_name = "QUERY", required_unless_present = "ids", conflicts_with = "ids")]
    query: Option<String>,
    /// Conversations to send, by their ids
    #[arg(value_name = "ID")]
    ids: Vec<Uuid>,
}

/// What is configured, by the file or the environment; `None` where nothing is.
pub(crate) fn receiver(setup: &Setup) -> anyhow::Result<Option<Otlp>> {
    let env = |name: &str| std::env::var(name).ok();
    let named = env("OTEL_EXPORTER_OTLP_ENDPOINT").is_some_and(|endpoint| !endpoint.trim().is_empty());
    let config = match &setup.config.otlp {
        Some(config) => config.clone(),
        None if named => Config::default(),
        None => return Ok(None),
    };
    let config = config.with_variables(env).map_err(|error| usage(error.to_string()))?;
    Otlp::new(config).map(Some).map_err(|error| usage(error.to_string()))
}

pub(crate) fn run(args: &TracesArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let otlp = receiver(setup)?.ok_or_else(|| {
        usage("where to send is not configured: set `endpoint` in [otlp] of the configuration")
    })?;
    let Some(stewardship) = Stewardship::open(setup)? else {
        anyhow::bail!("nothing is recorded in {} yet", setup.data_dir().display());
    };
    let ids = match &args.query {
        Some(query) => found(&stewardship, &stewardship.query(query)?)?,
        None => args.ids.clone(),
    };
    let sent = stewardship.wait(send_traces(&stewardship.steward, &otlp, &ids))?;
    show(&sent, &otlp, output)?;
    if let Some(why) = sent.stopped {
        return Err(anyhow::anyhow!(why)).context("not all were sent");
    }
    Ok(if sent.missing.is_empty() && sent.refused.is_empty() { Exit::Done } else { Exit::Failed })
}

fn found(stewardship: &Stewardship, query: &Query) -> anyhow::Result<Vec<Uuid>> {
    let (sort, mut ids, mut after) = (Sort::default(), Vec::new(), None);
    loop {
        let select = Select { query, sort, after, limit: PAGE, said: false };
        let entries = stewardship.wait(stewardship.steward.catalog().select(select))?;
        ids.extend(entries.iter().map(|entry| entry.conversation_id));
        match entries.last() {
            Some(last) if entries.len() == PAGE => after = Some(Position::of(last, sort.by)),
            _ => return Ok(ids),
        }
    }
}

fn show(sent: &Sent, otlp: &Otlp, output: &Output) -> anyhow::Result<()> {
    tell(sent, output);
    let count = sent.sent.len() as u64;
    if output.is_json() {
        let refused: Vec<Uuid> = sent.refused.iter().map(|(id, _)| *id).collect();
        let told =
            json!({ "sent": sent.sent, "missing": sent.missing, "refused": refused, "to": otlp.host() });
        return Ok(output.json(&told)?);
    }
    let mut page = output.page();
    page.wrapped(0, &[span(PLAIN, format!("{} sent to {}", counted(count, "conversation"), otlp.host()))]);
    Ok(output.show(&page)?)
}

/// Says what was not taken.
pub(crate) fn tell(sent: &Sent, output: &Output) {
    for id in &sent.missing {
        output.warn(&format!("{id} is not in the archive, and was not sent"));
    }
    for (id, why) in &sent.refused {
        output.warn(&format!("{id} was not sent: {why}"));
    }
    for warning in &sent.warnings {
        output.warn(&format!("the OTLP receiver says: {warning}"));
    }
}
