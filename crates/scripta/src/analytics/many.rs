//! Figures of many conversations, set for reading.

use std::collections::BTreeMap;

use scripta_catalog::analytics::{Group, Measures, Period, Report, ToolMeasures};
use scripta_steward::{Analyzed, Uploads};

use super::columns::Columns;
use super::numbers::{NOTHING, length, mean, rate, share, spread};
use super::{chart, comparison};
use crate::figures::{count, counted, moment};
use crate::page::{BOLD, DIM, PLAIN, Page, span};

const COLUMN: usize = 22;

/// Adds them, with charts where they are asked for.
pub(crate) fn put(page: &mut Page, analyzed: &Analyzed, with_chart: bool) {
    let Report { total, period, groups, .. } = &analyzed.report;
    let title = counted(total.conversations, "conversation");
    page.wrapped(0, &[span(BOLD, title), span(PLAIN, period_in_words(period))]);
    if total.conversations > 0 {
        page.empty_line();
        put_total(page, total);
    }
    if let Some(uploads) = &analyzed.uploads {
        page.row(COLUMN, "archived", &[span(PLAIN, uploads_in_words(uploads))]);
    }
    if let (Some(by), false) = (analyzed.report.group_by, groups.is_empty()) {
        page.heading(&format!("By {by}"));
        put_groups(page, by.name(), groups);
    }
    if let Some(comparison) = &analyzed.report.comparison {
        comparison::put(page, comparison);
    }
    if with_chart {
        chart::put(page, &analyzed.report);
    }
    put_tools(page, &total.tools);
    put_extraction(page, total);
}

fn period_in_words(period: &Period) -> String {
    match (period.since, period.until) {
        (None, None) => ", all that are recorded".to_owned(),
        (Some(since), None) => format!(" since {} UTC", moment(since)),
        (None, Some(until)) => format!(" before {} UTC", moment(until)),
        (Some(since), Some(until)) => format!(" from {} to {} UTC", moment(since), moment(until)),
    }
}

fn put_total(page: &mut Page, total: &Measures) {
    let mut row = |label: &str, text: String| page.row(COLUMN, label, &[span(PLAIN, text)]);
    row("completed", rate(total.completed));
    row("complete records", rate(total.complete_records));
    row("duration", spread(total.duration));
    row("answered after", spread(total.latency));
    if let Some(talk) = &total.talk {
        let [user, agent, silence] = [talk.user_ms, talk.assistant_ms, talk.silence_ms].map(length);
        row("talk", format!("callers {user}, agent {agent}, nobody {silence}"));
    }
    let interrupted = format!("{}, in {}", counted(total.interruptions, "time"), rate(total.interrupted));
    row("agent cut off", interrupted);
    row("tool calls failed", rate(total.tool_failures));
    if total.errors + total.transcripts_failed > 0 {
        let errors = counted(total.errors, "error");
        row("errors", format!("{errors}, {}", counted(total.transcripts_failed, "failed transcript")));
    }
    let [input, cached, output] = [total.input_tokens, total.cached_tokens, total.output_tokens].map(count);
    row("tokens", format!("{input} in ({cached} of them cached), {output} out"));
    row("cost", cost(total));
    row("outcomes", by_count(&total.outcomes));
    row("topics", by_count(&total.topics));
}

/// What it cost, and of how many that is known where it is not of all.
fn cost(measures: &Measures) -> String {
    match measures.cost {
        None => "not known: no price of the model, or no usage was told; [[analytics.prices]]".to_owned(),
        Some(cost) if measures.priced.count == measures.priced.of => format!("US$ {cost}"),
        Some(cost) => format!("US$ {cost}, of {}", rate(measures.priced)),
    }
}

/// The most frequent first.
fn by_count(counts: &BTreeMap<String, u64>) -> String {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(_, number)| std::cmp::Reverse(**number));
    let told: Vec<String> =
        counts.iter().map(|(name, number)| format!("{name}: {}", count(**number))).collect();
    if told.is_empty() { NOTHING.to_owned() } else { told.join(", ") }
}

fn uploads_in_words(uploads: &Uploads) -> String {
    let told = format!("{} ({})", counted(uploads.archived, "conversation"), share(uploads.rate));
    match uploads.waiting {
        0 => format!("{told}; none waits in the journal"),
        waiting => {
            let failed = format!("{} of them tried in vain", count(uploads.failed));
            format!("{told}; {} wait in the journal, {failed}", count(waiting))
        }
    }
}

fn put_groups(page: &mut Page, by: &str, groups: &[Group]) {
    let head = [by, "calls", "completed", "average", "p90", "answered", "tools failed", "cost US$"];
    let mut columns = Columns::new(&head);
    for Group { key, measures } in groups {
        let duration = |of: &dyn Fn(&scripta_catalog::analytics::Percentiles) -> String| {
            measures.duration.as_ref().map_or_else(|| NOTHING.to_owned(), of)
        };
        columns.row(vec![
            key.clone(),
            count(measures.conversations),
            share(measures.completed.rate),
            duration(&|found| mean(found.average)),
            duration(&|found| length(found.p90)),
            measures.latency.map_or_else(|| NOTHING.to_owned(), |found| length(found.p50)),
            share(measures.tool_failures.rate),
            measures.cost.map_or_else(|| NOTHING.to_owned(), |cost| cost.to_string()),
        ]);
    }
    columns.put(page);
    page.wrapped(
        2,
        &[span(DIM, "average, p90: of their duration; answered: half of the answers came by then")],
    );
}

/// The tools, by name.
pub(super) fn put_tools(page: &mut Page, tools: &BTreeMap<String, ToolMeasures>) {
    if tools.is_empty() {
        return;
    }
    page.heading("Tools");
    let mut columns = Columns::new(&["tool", "calls", "failed", "unanswered", "p50", "p90", "p99"]);
    for (name, tool) in tools {
        let took = tool.duration.map(|found| [found.p50, found.p90, found.p99].map(length));
        let [p50, p90, p99] = took.unwrap_or_else(|| [(); 3].map(|()| NOTHING.to_owned()));
        let failed = tool.failures.count - tool.unanswered;
        columns.row(vec![
            name.clone(),
            count(tool.calls),
            count(failed),
            count(tool.unanswered),
            p50,
            p90,
            p99,
        ]);
    }
    columns.put(page);
}

fn put_extraction(page: &mut Page, total: &Measures) {
    if total.extraction.is_empty() || total.conversations == 0 {
        return;
    }
    page.heading("Facts, in so many of the conversations");
    let mut fields: Vec<_> = total.extraction.iter().collect();
    fields.sort_by_key(|(_, found)| std::cmp::Reverse(found.count));
    let (found, never): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(_, found)| found.count > 0);
    let told: Vec<String> =
        found.iter().map(|(name, found)| format!("{name} {}", share(found.rate))).collect();
    if !told.is_empty() {
        page.wrapped(2, &[span(PLAIN, told.join(", "))]);
    }
    if !never.is_empty() {
        let never: Vec<&str> = never.iter().map(|(name, _)| name.as_str()).collect();
        page.wrapped(2, &[span(DIM, format!("in none: {}", never.join(", ")))]);
    }
}
