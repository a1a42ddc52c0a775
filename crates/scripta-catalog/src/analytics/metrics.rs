//! What an archived conversation adds to the metrics.

use scripta_metrics::{Values, table};

use super::completion::Completion;
use super::cost::{Cost, Used};
use super::price::PriceTable;
use crate::entry::Entry;

/// Adds a conversation that was archived.
pub fn count(entry: &Entry, completion: &Completion, prices: &PriceTable, values: &mut Values) {
    let figures = &entry.figures;
    let complete = if entry.is_complete() { "complete" } else { "partial" };
    let completed = if completion.holds(&entry.outcome) { "yes" } else { "no" };
    values.count(&table::CONVERSATIONS_ENDED, &[complete, completed]);
    values.count(&table::OUTCOMES, &[&entry.outcome]);
    for topic in &entry.topics {
        values.count(&table::TOPICS, &[topic]);
    }
    for problem in &entry.completeness.problems {
        values.count(&table::PROBLEMS, &[problem.problem.name()]);
    }
    values.observe(&table::DURATION, &[], seconds(figures.duration_ms));
    for latency in &figures.response_latencies_ms {
        values.observe(&table::LATENCY, &[], seconds(*latency));
    }
    let extracted = if entry.facts.is_empty() { "nothing" } else { "found" };
    values.count(&table::EXTRACTIONS, &[extracted]);
    for field in entry.facts.keys() {
        values.count(&table::FIELDS, &[field]);
    }
    values.add(&table::INTERRUPTIONS, &[], number(figures.interruptions));
    for (tool, its) in &figures.tools {
        let failed = its.failed + its.unanswered;
        values.add(&table::TOOL_CALLS, &[tool, "failed"], number(failed));
        values.add(&table::TOOL_CALLS, &[tool, "ok"], number(its.calls.saturating_sub(failed)));
    }
    values.add(&table::TRANSCRIPTS_FAILED, &[], number(figures.transcripts_failed));
    values.add(&table::ERRORS, &[], number(figures.errors));
    for (kind, times) in &entry.redactions {
        values.add(&table::REDACTIONS, &[kind], number(*times));
    }
    usage(entry, prices, values);
}

fn usage(entry: &Entry, prices: &PriceTable, values: &mut Values) {
    let usage = &entry.figures.usage;
    let cached = usage.input_token_details.cached_tokens;
    let model = entry.model.as_deref().unwrap_or("unknown");
    let tokens = [
        ("input", usage.input_tokens.saturating_sub(cached)),
        ("cached_input", cached),
        ("output", usage.output_tokens),
        ("transcription", usage.transcription.input_tokens + usage.transcription.output_tokens),
    ];
    for (kind, tokens) in tokens {
        values.add(&table::TOKENS_USED, &[model, kind], number(tokens));
    }
    let used = Used {
        at: entry.start,
        model: entry.model.as_deref(),
        transcription_model: entry.transcription_model.as_deref(),
        figures: &entry.figures,
    };
    if let Some(total) = Cost::of(used, prices).total {
        values.add(&table::COST, &[model], total.dollars());
    }
}

fn seconds(milliseconds: u64) -> f64 {
    number(milliseconds) / 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "sixteen digits are enough for a metric")]
fn number(count: u64) -> f64 {
    count as f64
}
