//! A conversation in short, set for reading.

use scripta_core::record::{CompletenessStatus, Conversation, Summary};

use crate::figures::{count, counted, kinds, moment};
use crate::page::{DIM, DOUBTFUL, GOOD, MASK, PLAIN, Page, Span, span};

/// Where the second column begins.
pub(crate) const COLUMN: usize = 16;

/// Adds the facts about a conversation itself. `kept` says what is recorded of it.
pub(crate) fn put(page: &mut Page, conversation: &Conversation, summary: &Summary, kept: &str) {
    let mut row = |label: &str, text: &str| page.row(COLUMN, label, &[span(PLAIN, text)]);
    row("conversation", &summary.conversation_id.to_string());
    row("session", &summary.session_id);
    let statistics = &summary.statistics;
    row("started", &format!("{} UTC, for {}", moment(summary.start_time), statistics.duration));
    let said = format!(
        "{}, {}, {}, {}",
        counted(conversation.turns.len() as u64, "turn"),
        counted(statistics.total_messages, "message"),
        counted(statistics.tool_calls, "tool call"),
        counted(statistics.interruptions, "interruption"),
    );
    row("said", &said);
    row("kept", kept);
    row("outcome", &summary.outcome);
    if !summary.topics.is_empty() {
        row("topics", &summary.topics.join(", "));
    }
    let usage = &conversation.usage;
    let used = format!(
        "{} tokens in ({} of them cached), {} out",
        count(usage.input_tokens),
        count(usage.input_token_details.cached_tokens),
        count(usage.output_tokens),
    );
    row("used", &used);
    page.row(COLUMN, "record", &[completeness(conversation)]);
}

/// Adds how much personal data was masked.
pub(crate) fn put_redactions(page: &mut Page, conversation: &Conversation) {
    page.heading("Personal data, masked before anything was written");
    if conversation.redactions.is_empty() {
        return page.wrapped(2, &[span(DIM, "none was found")]);
    }
    let kinds = kinds(&conversation.redactions);
    page.wrapped(2, &[span(MASK, kinds), span(DIM, " (only counted: the values are kept nowhere)")]);
}

fn completeness(conversation: &Conversation) -> Span {
    let problems = counted(conversation.completeness.problems.len() as u64, "problem");
    match conversation.completeness.status {
        CompletenessStatus::Complete => span(GOOD, "complete"),
        CompletenessStatus::Partial => span(DOUBTFUL, format!("partial: {problems}")),
    }
}
