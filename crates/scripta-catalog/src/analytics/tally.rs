//! Conversations added up.

use std::collections::BTreeMap;

use scripta_core::record::{Figures, ToolFigures};

use super::spread::Spread;
use super::usd::Usd;
use crate::entry::Entry;

/// Conversations added up: sums and spreads, from which every rate and percentile follows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) conversations: u64,
    pub(super) completed: u64,
    pub(super) complete_records: u64,
    pub(super) duration: Spread,
    pub(super) latency: Spread,
    /// Conversations in which anybody is known to have spoken.
    pub(super) spoken: u64,
    pub(super) user_talk_ms: u64,
    pub(super) assistant_talk_ms: u64,
    pub(super) silence_ms: u64,
    pub(super) messages: u64,
    pub(super) turns: u64,
    pub(super) interruptions: u64,
    pub(super) interrupted: u64,
    pub(super) errors: u64,
    pub(super) transcripts_failed: u64,
    pub(super) input_tokens: u64,
    pub(super) cached_tokens: u64,
    pub(super) output_tokens: u64,
    pub(super) cost: Usd,
    /// Conversations whose cost is known.
    pub(super) priced: u64,
    pub(super) tools: BTreeMap<String, ToolTally>,
    pub(super) outcomes: Counts,
    pub(super) topics: Counts,
    /// Conversations in which a field was found.
    pub(super) fields: Counts,
}

/// How often each occurred.
pub(super) type Counts = BTreeMap<String, u64>;

/// The calls of a tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ToolTally {
    pub(super) calls: u64,
    pub(super) failed: u64,
    pub(super) unanswered: u64,
    pub(super) durations: Spread,
}

impl Tally {
    /// Adds a conversation that cost so much, where that is known.
    pub(super) fn add(&mut self, entry: &Entry, is_completed: bool, cost: Option<Usd>) {
        let figures = &entry.figures;
        self.conversations += 1;
        self.completed += u64::from(is_completed);
        self.complete_records += u64::from(entry.is_complete());
        self.duration.add(figures.duration_ms);
        figures.response_latencies_ms.iter().for_each(|ms| self.latency.add(*ms));
        self.spoken += u64::from(figures.user_talk_ms + figures.assistant_talk_ms > 0);
        self.user_talk_ms += figures.user_talk_ms;
        self.assistant_talk_ms += figures.assistant_talk_ms;
        self.silence_ms += figures.silence_ms;
        self.messages += figures.user_messages + figures.assistant_messages;
        self.turns += figures.turns;
        self.interruptions += figures.interruptions;
        self.interrupted += u64::from(figures.interruptions > 0);
        self.errors += figures.errors;
        self.transcripts_failed += figures.transcripts_failed;
        self.input_tokens += figures.usage.input_tokens;
        self.cached_tokens += figures.usage.input_token_details.cached_tokens;
        self.output_tokens += figures.usage.output_tokens;
        self.priced += u64::from(cost.is_some());
        self.cost += cost.unwrap_or_default();
        self.add_tools(figures);
        *known(&mut self.outcomes, &entry.outcome) += 1;
        entry.topics.iter().for_each(|topic| *known(&mut self.topics, topic) += 1);
        entry.facts.keys().for_each(|field| *known(&mut self.fields, field) += 1);
    }

    pub(super) fn add_tools(&mut self, figures: &Figures) {
        for (name, calls) in &figures.tools {
            known(&mut self.tools, name).add(calls);
        }
    }

    /// Adds all of another's.
    pub(super) fn merge(&mut self, other: Self) {
        self.conversations += other.conversations;
        self.completed += other.completed;
        self.complete_records += other.complete_records;
        self.duration.merge(&other.duration);
        self.latency.merge(&other.latency);
        self.spoken += other.spoken;
        self.user_talk_ms += other.user_talk_ms;
        self.assistant_talk_ms += other.assistant_talk_ms;
        self.silence_ms += other.silence_ms;
        self.messages += other.messages;
        self.turns += other.turns;
        self.interruptions += other.interruptions;
        self.interrupted += other.interrupted;
        self.errors += other.errors;
        self.transcripts_failed += other.transcripts_failed;
        self.input_tokens += other.input_tokens;
        self.cached_tokens += other.cached_tokens;
        self.output_tokens += other.output_tokens;
        self.cost += other.cost;
        self.priced += other.priced;
        for (name, calls) in other.tools {
            self.tools.entry(name).or_default().merge(&calls);
        }
        merge_counts(&mut self.outcomes, other.outcomes);
        merge_counts(&mut self.topics, other.topics);
        merge_counts(&mut self.fields, other.fields);
    }
}

impl ToolTally {
    fn add(&mut self, calls: &ToolFigures) {
        self.calls += calls.calls;
        self.failed += calls.failed;
        self.unanswered += calls.unanswered;
        calls.durations_ms.iter().for_each(|ms| self.durations.add(*ms));
    }

    fn merge(&mut self, other: &Self) {
        self.calls += other.calls;
        self.failed += other.failed;
        self.unanswered += other.unanswered;
        self.durations.merge(&other.durations);
    }
}

/// The value under a name.
pub(super) fn known<'a, T: Default>(values: &'a mut BTreeMap<String, T>, name: &str) -> &'a mut T {
    values.entry(name.to_owned()).or_default()
}

pub(super) fn merge_counts(counts: &mut Counts, others: Counts) {
    for (name, count) in others {
        *counts.entry(name).or_default() += count;
    }
}
