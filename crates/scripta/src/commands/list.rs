//! `scripta list`: the conversations in the archive, by their summaries.

use clap::Args;
use scripta_archive::Date;
use scripta_catalog::audit::{Action, Outcome};
use scripta_core::record::{CompletenessStatus, Summary};
use serde_json::Map;
use unicode_width::UnicodeWidthStr;

use crate::exit::Exit;
use crate::figures::moment;
use crate::output::Output;
use crate::page::{BOLD, DIM, DOUBTFUL, PLAIN, Page, Span, span};
use crate::records::Records;
use crate::setup::Setup;
use crate::witness::Witness;

const MORE: &str = "there are more; --limit gives them";

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// List at most this many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// List one day, in UTC
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<Date>,
}

pub(crate) fn run(args: &ListArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    let Some(records) = Records::open(&setup.options)? else {
        output
            .hint(&format!("nothing is recorded in {} yet; try `scripta demo`", setup.data_dir().display()));
        return Ok(Exit::Done);
    };
    let witness = Witness::open(setup, output)?;
    let target = args.day.map_or_else(|| "newest".to_owned(), |day| day.to_string());
    let listed = newest(args, &records, output);
    let (outcome, details) = match &listed {
        Ok((summaries, _)) => {
            (Outcome::Done, Map::from_iter([("conversations".to_owned(), summaries.len().into())]))
        }
        Err(_) => (Outcome::Failed, Map::new()),
    };
    witness.tell(Action::List, &target, outcome, details)?;
    let (summaries, more) = listed?;
    show(&summaries, output)?;
    if more {
        output.hint(MORE);
    }
    if summaries.is_empty() && !output.is_json() {
        output.hint(&format!("no conversation is in {}", records.describe()));
    }
    Ok(Exit::Done)
}

/// The newest conversations, and whether there are more.
fn newest(args: &ListArgs, records: &Records, output: &Output) -> anyhow::Result<(Vec<Summary>, bool)> {
    let days = match args.day {
        Some(day) => vec![day],
        None => records.days()?,
    };
    let mut listed = Vec::new();
    for day in days {
        if listed.len() >= args.limit {
            return Ok((listed, true));
        }
        listed.extend(records.summaries(day, |what| output.warn(&what))?);
    }
    let more = listed.len() > args.limit;
    listed.truncate(args.limit);
    Ok((listed, more))
}

fn show(summaries: &[Summary], output: &Output) -> anyhow::Result<()> {
    if output.is_json() {
        return summaries.iter().try_for_each(|summary| Ok(output.json(summary)?));
    }
    let mut page = output.page();
    if !summaries.is_empty() {
        head(&mut page);
    }
    summaries.iter().for_each(|summary| row(&mut page, summary));
    Ok(output.show(&page)?)
}

/// The widths of all columns but the last.
const WIDTHS: [usize; 5] = [8, 19, 8, 4, 16];

fn head(page: &mut Page) {
    let names = ["id", "started (UTC)", "lasted", "msgs", "outcome"];
    let mut spans: Vec<Span> =
        names.iter().zip(WIDTHS).map(|(name, width)| cell(name, width, BOLD)).collect();
    spans.push(span(BOLD, "session, topics"));
    page.verbatim(0, &spans);
}

fn row(page: &mut Page, summary: &Summary) {
    let id = summary.conversation_id.to_string();
    let cells = [
        id.get(..8).unwrap_or(&id).to_owned(),
        moment(summary.start_time),
        summary.statistics.duration.clone(),
        summary.statistics.total_messages.to_string(),
        summary.outcome.clone(),
    ];
    let mut spans: Vec<Span> =
        cells.iter().zip(WIDTHS).map(|(text, width)| cell(text, width, PLAIN)).collect();
    let partial = if summary.completeness == CompletenessStatus::Partial { "partial  " } else { "" };
    let left =
        page.width().saturating_sub(WIDTHS.iter().map(|width| width + 2).sum::<usize>() + partial.len());
    let session = fitted(&summary.session_id, left);
    let topics = fitted(&summary.topics.join(", "), left.saturating_sub(session.width() + 2));
    spans.extend([span(DOUBTFUL, partial), span(PLAIN, session), span(DIM, format!("  {topics}"))]);
    page.verbatim(0, &spans);
}

fn cell(text: &str, width: usize, style: anstyle::Style) -> Span {
    let text = fitted(text, width);
    let padding = " ".repeat(width.saturating_sub(text.width()) + 2);
    span(style, text + &padding)
}

/// A text in one line of at most `width` columns.
fn fitted(text: &str, width: usize) -> String {
    let mut text = one_line(text);
    if text.width() > width {
        while text.width() >= width && text.pop().is_some() {}
        text.push('…');
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
