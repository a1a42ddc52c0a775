//! Figures of many conversations, as they are shown.

use std::collections::BTreeMap;

use serde::Serialize;

use super::spread::Percentiles;
use super::tally::{Tally, ToolTally};
use super::usd::Usd;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// The share, from 0 to 1; absent of none.
    pub rate: Option<f64>,
}

/// Figures of many conversations. Times are milliseconds. What has nothing to be computed from is absent, not 0.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measures {
    /// How many.
    pub conversations: u64,
    /// Those whose outcome counts as completed; see [`Completion`](super::Completion).
    pub completed: Rate,
    /// Those whose record holds everything.
    pub complete_records: Rate,
    /// From begin to end.
    pub duration: Option<Percentiles>,
    /// From the end of the caller's speech to the first audio of the answer, of all answers.
    pub latency: Option<Percentiles>,
    /// Who spoke how long, in conversations of which it is known.
    pub talk: Option<Talk>,
    /// Messages of caller and agent.
    pub messages: u64,
    /// Turns.
    pub turns: u64,
    /// How often callers cut the agent off.
    pub interruptions: u64,
    /// Conversations in which that happened.
    pub interrupted: Rate,
    /// Errors that the API or the SDK told.
    pub errors: u64,
    /// Speech that could not be transcribed.
    pub transcripts_failed: u64,
    /// Calls of tools that failed or were not answered.
    pub tool_failures: Rate,
    /// The tools, by name.
    pub tools: BTreeMap<String, ToolMeasures>,
    /// Conversations in which each field of the profile was found.
    pub extraction: BTreeMap<String, Rate>,
    /// How they ended.
    pub outcomes: BTreeMap<String, u64>,
    /// What they were about.
    pub topics: BTreeMap<String, u64>,
    /// Tokens that were read, cached ones included.
    pub input_tokens: u64,
    /// Those of them that came from the cache.
    pub cached_tokens: u64,
    /// Tokens that were written.
    pub output_tokens: u64,
    /// What those cost whose cost is known; absent where it is known of none.
    pub cost: Option<Usd>,
    /// Conversations whose cost is known.
    pub priced: Rate,
}

/// Who spoke how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Talk {
    /// Conversations of which it is known.
    pub conversations: u64,
    /// The callers.
    pub user_ms: u64,
    /// The agents, as far as they were heard.
    pub assistant_ms: u64,
    /// Nobody.
    pub silence_ms: u64,
}

/// The calls of a tool.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolMeasures {
    /// All of them.
    pub calls: u64,
    /// Those that failed or were not answered.
    pub failures: Rate,
    /// Those of them that were not answered.
    pub unanswered: u64,
    /// How long they took.
    pub duration: Option<Percentiles>,
}

impl Rate {
    #[expect(clippy::cast_precision_loss, reason = "a share is rounded in any case")]
    pub(super) fn of(count: u64, of: u64) -> Self {
        let rate = (of > 0).then(|| (count as f64 / of as f64 * 1e4).round() / 1e4);
        Self { count, of, rate }
    }
}

impl Measures {
    /// The figures of what was added up; `fields` are those of the profile.
    pub(super) fn of(tally: &Tally, fields: &[String]) -> Self {
        let all = tally.conversations;
        let extraction = fields.iter().chain(tally.fields.keys()).map(|field| {
            let found = tally.fields.get(field).copied().unwrap_or(0);
            (field.clone(), Rate::of(found, all))
        });
        let failures = |tool: &ToolTally| tool.failed + tool.unanswered;
        let calls = tally.tools.values().map(|tool| tool.calls).sum();
        Self {
            conversations: all,
            completed: Rate::of(tally.completed, all),
            complete_records: Rate::of(tally.complete_records, all),
            duration: tally.duration.percentiles(),
            latency: tally.latency.percentiles(),
            talk: (tally.spoken > 0).then_some(Talk {
                conversations: tally.spoken,
                user_ms: tally.user_talk_ms,
                assistant_ms: tally.assistant_talk_ms,
                silence_ms: tally.silence_ms,
            }),
            messages: tally.messages,
            turns: tally.turns,
            interruptions: tally.interruptions,
            interrupted: Rate::of(tally.interrupted, all),
            errors: tally.errors,
            transcripts_failed: tally.transcripts_failed,
            tool_failures: Rate::of(tally.tools.values().map(failures).sum(), calls),
            tools: tally.tools.iter().map(|(name, tool)| (name.clone(), ToolMeasures::of(tool))).collect(),
            extraction: extraction.collect(),
            outcomes: tally.outcomes.clone(),
            topics: tally.topics.clone(),
            input_tokens: tally.input_tokens,
            cached_tokens: tally.cached_tokens,
            output_tokens: tally.output_tokens,
            cost: (tally.priced > 0).then_some(tally.cost),
            priced: Rate::of(tally.priced, all),
        }
    }
}

impl ToolMeasures {
    pub(super) fn of(tool: &ToolTally) -> Self {
        Self {
            calls: tool.calls,
            failures: Rate::of(tool.failed + tool.unanswered, tool.calls),
            unanswered: tool.unanswered,
            duration: tool.durations.percentiles(),
        }
    }
}
