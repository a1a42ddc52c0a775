//! `scripta search`: conversations by what was said, and by what is known of them.

use anstyle::{AnsiColor, Effects, Style};
use clap::Args;
use scripta_catalog::{
    Bucket, Cursor, Facets, Histogram, Hit, Page as Hits, Query, Search, Snippet, Sort, Step, Total,
};
use scripta_core::Length;
use scripta_core::record::Speaker;
use serde_json::{Map, Value, json};

use crate::exit::Exit;
use crate::figures::{count, counted, moment, offset};
use crate::output::Output;
use crate::page::{AGENT, BOLD, CALLER, DIM, DOUBTFUL, PLAIN, Page, Span, span};
use crate::setup::Setup;
use crate::stewardship::Stewardship;
use crate::usage;

/// The total is counted up to this, and values and times of the newest so many.
const COUNTED: u64 = 10_000;
/// More than any catalog holds.
const ALL: u64 = 1_000_000_000;
/// Values of a field that are told.
const VALUES: usize = 10;
/// The widest bar of a chart.
const BAR: usize = 40;
/// Where a snippet begins beside its lead.
const COLUMN: usize = 18;
/// What was searched for.
const MATCH: Style = AnsiColor::Yellow.on_default().effects(Effects::BOLD);

pub(crate) const LONG: &str = "\
Find conversations by what was said, and by what is known of them

  scripta search 'outcome:quote_completed tool:get_quote after:2024-01-15 \"full coverage\" -topic:claims'

Words beside each other must all have been said; also OR, -, parentheses, \"phrases\" and cover*. Fields are, among others: \
outcome, topic, tool, tool_failed, after, before, on, duration, turns, interruptions, session, user, assistant, meta.NAME, \
and extracted facts by their names: vehicleMake:Toyota zipCode:90*. All of the language is in docs/query.md.";

#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// What to find, best in 'single quotes'; every conversation where nothing is given. Several arguments are one query,
    /// and -- goes before one that begins with -
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// The order: start, duration, turns, interruptions or latency; with - in front the greatest first
    #[arg(long, value_name = "ORDER", default_value = "-start", allow_hyphen_values = true)]
    sort: Sort,
    /// Show at most this many
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    limit: u64,
    /// Go on where the page before ended
    #[arg(long, value_name = "CURSOR")]
    after: Option<Cursor>,
    /// Count the values of these fields, too
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    facets: Vec<String>,
    /// Count by day or hour, too
    #[arg(long, value_name = "STEP", value_enum)]
    histogram: Option<StepName>,
    /// Only count them
    #[arg(long)]
    count: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum StepName {
    Day,
    Hour,
}

impl From<StepName> for Step {
    fn from(name: StepName) -> Self {
        match name {
            StepName::Day => Self::Day,
            StepName::Hour => Self::Hour,
        }
    }
}

/// What was found.
struct Found {
    /// Absent where only a count was asked for.
    hits: Option<Hits>,
    total: Total,
    facets: Vec<(String, Facets)>,
    histogram: Option<Histogram>,
}

pub(crate) fn run(args: &SearchArgs, setup: &Setup, output: &Output) -> anyhow::Result<Exit> {
    if args.after.is_some_and(|cursor| cursor.sort != args.sort) {
        return Err(usage("--after is of another order: give the same --sort as for the page before"));
    }
    let Some(stewardship) = Stewardship::open(setup)? else {
        output
            .hint(&format!("nothing is recorded in {} yet; try `scripta demo`", setup.data_dir().display()));
        return Ok(Exit::Done);
    };
    let text = args.query.join(" ");
    let query = stewardship.query(&text)?;
    let found = find(args, query, &stewardship)?;
    if output.is_json() {
        tell(&found, output)?;
    } else {
        output.show(&page(output.page(), &found))?;
        hint(args, &found, &stewardship, output)?;
    }
    Ok(Exit::Done)
}

fn find(args: &SearchArgs, query: Query, stewardship: &Stewardship) -> anyhow::Result<Found> {
    let steward = &stewardship.steward;
    let fields = stewardship.wait(steward.query_fields())?;
    let field = |name: &String| fields.text_field(name.trim());
    let facets: Result<Vec<String>, _> = args.facets.iter().map(field).collect();
    let facets = facets.map_err(|error| usage(format!("--facets: {}", error.message)))?;
    stewardship.wait(async {
        let mut counted = Vec::new();
        for field in facets {
            let values = steward.facets(&query, &field, VALUES, COUNTED).await?;
            counted.push((field, values));
        }
        let histogram = match args.histogram {
            Some(step) => Some(steward.histogram(&query, step.into(), COUNTED).await?),
            None => None,
        };
        let (hits, total) = if args.count {
            (None, steward.count(&query, ALL).await?)
        } else {
            let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
            let search = Search {
                sort: args.sort,
                limit,
                after: args.after,
                count_up_to: COUNTED,
                ..Search::new(query)
            };
            let hits = steward.search(&search).await?;
            let total = hits.total;
            (Some(hits), total)
        };
        Ok(Found { hits, total, facets: counted, histogram })
    })
}

/// What to do next, where there is more, or nothing at all.
fn hint(args: &SearchArgs, found: &Found, stewardship: &Stewardship, output: &Output) -> anyhow::Result<()> {
    if let Some(next) = found.hits.as_ref().and_then(|hits| hits.next) {
        output.hint(&format!("there are more; the same search goes on with --after {next}"));
    }
    if found.total.count > 0 || args.after.is_some() {
        return Ok(());
    }
    let steward = &stewardship.steward;
    let all = stewardship.wait(steward.catalog().count(&Query::default(), 1))?;
    if all.count == 0 && !stewardship.wait(steward.archive().days())?.is_empty() {
        output
            .hint("the catalog is empty and the archive is not: `scripta reindex` puts in what is archived");
    }
    Ok(())
}

fn page(mut page: Page, found: &Found) -> Page {
    let total =
        format!("{}{}", if found.total.exact { "" } else { "more than " }, conversations(found.total.count));
    page.wrapped(0, &[span(BOLD, total)]);
    for (field, facets) in &found.facets {
        put_facets(&mut page, field, facets);
    }
    if let Some(histogram) = &found.histogram {
        put_histogram(&mut page, histogram);
    }
    for hit in found.hits.iter().flat_map(|hits| &hits.hits) {
        page.empty_line();
        put_hit(&mut page, hit);
    }
    page
}

fn conversations(number: u64) -> String {
    match number {
        0 => "No conversation".to_owned(),
        _ => counted(number, "conversation"),
    }
}

fn put_hit(page: &mut Page, hit: &Hit) {
    let entry = &hit.entry;
    let id = entry.conversation_id.to_string();
    let partial = if entry.is_complete() { "" } else { "  partial" };
    page.verbatim(
        0,
        &[
            span(BOLD, id.get(..8).unwrap_or(&id)),
            span(PLAIN, format!("  {}  ", moment(entry.start))),
            span(PLAIN, Length::between(entry.start, entry.end).formatted),
            span(PLAIN, format!("  {}", entry.outcome)),
            span(DOUBTFUL, partial),
            span(DIM, format!("  {}", entry.session_id)),
        ],
    );
    if !entry.topics.is_empty() {
        page.wrapped(2, &[span(DIM, entry.topics.join(", "))]);
    }
    hit.snippets.iter().for_each(|snippet| put_snippet(page, snippet));
}

fn put_snippet(page: &mut Page, snippet: &Snippet) {
    let (who, style) = match snippet.speaker {
        Speaker::User => ("caller", CALLER),
        Speaker::Assistant => ("agent", AGENT),
        Speaker::System => ("system", DIM),
    };
    let lead = [span(DIM, format!("  {}  ", offset(snippet.start_ms))), span(style, format!("{who:<6}  "))];
    let part =
        |part: &scripta_catalog::SnippetPart| span(if part.matched { MATCH } else { PLAIN }, &part.text);
    let spans: Vec<Span> = snippet.parts.iter().map(part).collect();
    page.hanging(&lead, COLUMN, &spans);
}

fn put_facets(page: &mut Page, field: &str, facets: &Facets) {
    let newest = if facets.exact { "" } else { ", of the newest 10,000" };
    page.heading(&format!("By {}{newest}", field.strip_prefix("fact.").unwrap_or(field)));
    put_bars(page, facets.values.iter().map(|(value, number)| (value.clone(), *number)).collect());
}

fn put_histogram(page: &mut Page, histogram: &Histogram) {
    page.heading(if histogram.exact { "Over time (UTC)" } else { "Over time (UTC), of the newest 10,000" });
    let name = |bucket: &Bucket| {
        let begin = moment(bucket.start);
        begin.strip_suffix(" 00:00:00").map_or_else(|| begin.clone(), str::to_owned)
    };
    put_bars(page, histogram.buckets.iter().map(|bucket| (name(bucket), bucket.count)).collect());
}

/// Rows of a name, a number and a bar.
fn put_bars(page: &mut Page, rows: Vec<(String, u64)>) {
    let most = rows.iter().map(|(_, number)| *number).max().unwrap_or_default().max(1);
    let wide = rows.iter().map(|(_, number)| count(*number).len()).max().unwrap_or_default();
    if rows.is_empty() {
        page.wrapped(2, &[span(DIM, "none")]);
    }
    for (name, number) in rows {
        let bar = usize::try_from(number.saturating_mul(BAR as u64) / most).unwrap_or(BAR);
        let bar = "█".repeat(bar.max(usize::from(number > 0)));
        page.row(28, &name, &[span(PLAIN, format!("{:>wide$} ", count(number))), span(DIM, bar)]);
    }
}

/// A line for each hit, and one for all of them.
fn tell(found: &Found, output: &Output) -> anyhow::Result<()> {
    for hit in found.hits.iter().flat_map(|hits| &hits.hits) {
        output.json(&hit_to_json(hit))?;
    }
    let mut last = Map::new();
    last.insert("total".to_owned(), json!(found.total));
    let next = found.hits.as_ref().and_then(|hits| hits.next).map(|cursor| cursor.to_string());
    last.insert("next".to_owned(), json!(next));
    if !found.facets.is_empty() {
        let facets = found.facets.iter().map(|(field, facets)| (field.clone(), json!(facets)));
        last.insert("facets".to_owned(), Value::Object(facets.collect()));
    }
    if let Some(histogram) = &found.histogram {
        last.insert("histogram".to_owned(), json!(histogram));
    }
    output.json(&last)?;
    Ok(())
}

fn hit_to_json(hit: &Hit) -> Value {
    let entry = &hit.entry;
    json!({
        "conversationId": entry.conversation_id,
        "sessionId": entry.session_id,
        "start": entry.start,
        "end": entry.end,
        "durationMs": entry.figures.duration_ms,
        "outcome": entry.outcome,
        "topics": entry.topics,
        "completeness": entry.completeness.status,
        "turns": entry.figures.turns,
        "interruptions": entry.figures.interruptions,
        "metadata": entry.metadata,
        "facts": entry.facts,
        "snippets": hit.snippets,
    })
}
