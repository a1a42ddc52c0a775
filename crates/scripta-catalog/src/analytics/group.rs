//! What figures are grouped by.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::entry::Entry;

/// What figures are grouped by. A conversation with several agents, topics or tools is in several groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// The day on which it began, in UTC.
    Day,
    /// The hour in which it began, in UTC.
    Hour,
    /// Each agent that took part.
    Agent,
    /// The model.
    Model,
    /// How it ended.
    Outcome,
    /// Each topic.
    Topic,
    /// Each tool that was called.
    Tool,
    /// How it was captured.
    Capture,
}

/// A text is nothing to group by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it may be day, hour, agent, model, outcome, topic, tool or capture")]
pub struct GroupByError;

/// The group of what has none: a conversation whose agent nobody named.
const NONE: &str = "(none)";

impl GroupBy {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Day,
        Self::Hour,
        Self::Agent,
        Self::Model,
        Self::Outcome,
        Self::Topic,
        Self::Tool,
        Self::Capture,
    ];

    /// As it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Agent => "agent",
            Self::Model => "model",
            Self::Outcome => "outcome",
            Self::Topic => "topic",
            Self::Tool => "tool",
            Self::Capture => "capture",
        }
    }

    /// Groups stand in the order of time.
    pub fn is_of_time(self) -> bool {
        matches!(self, Self::Day | Self::Hour)
    }

    /// The groups that a conversation is in, each once.
    pub(super) fn keys(self, entry: &Entry) -> Vec<Cow<'_, str>> {
        let one = |text: &'_ str| vec![Cow::Owned(text.to_owned())];
        let start = entry.start.to_string();
        let mut keys: Vec<Cow<'_, str>> = match self {
            Self::Day => one(start.get(..10).unwrap_or(&start)),
            Self::Hour => one(&format!("{}:00", start.get(..13).unwrap_or(&start).replace('T', " "))),
            Self::Agent => entry.agents.iter().map(|agent| agent.as_str().into()).collect(),
            Self::Model => entry.model.iter().map(|model| model.as_str().into()).collect(),
            Self::Outcome => vec![entry.outcome.as_str().into()],
            Self::Topic => entry.topics.iter().map(|topic| topic.as_str().into()).collect(),
            Self::Tool => entry.figures.tools.keys().map(|tool| tool.as_str().into()).collect(),
            Self::Capture => vec![entry.capture.as_str().into()],
        };
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() {
            keys.push(NONE.into());
        }
        keys
    }
}

impl fmt::Display for GroupBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for GroupBy {
    type Err = GroupByError;

    fn from_str(text: &str) -> Result<Self, GroupByError> {
        Self::ALL.into_iter().find(|by| by.name() == text).ok_or(GroupByError)
    }
}
