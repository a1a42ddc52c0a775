//! What is told of many conversations.

use std::collections::BTreeMap;

use scripta_core::Timestamp;
use serde::Serialize;

use super::group::GroupBy;
use super::measures::Measures;

/// A time from and up to, the end not included; without an end in either direction where it is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first moment.
    pub since: Option<Timestamp>,
    /// The first moment after it.
    pub until: Option<Timestamp>,
}

impl Period {
    /// Whether a conversation that began then is of it.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.since.is_none_or(|since| since <= at) && self.until.is_none_or(|until| at < until)
    }

    /// The period before, of the same length; absent where this one has no begin or no end.
    pub fn before(&self) -> Option<Self> {
        let (since, until) = (self.since?, self.until?);
        let length = until.as_millis() - since.as_millis();
        Some(Self { since: Some(Timestamp::from_millis(since.as_millis() - length)), until: Some(since) })
    }
}

/// What is told of many conversations.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// When they began.
    pub period: Period,
    /// What they are grouped by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_by: Option<GroupBy>,
    /// Figures of all of them.
    pub total: Measures,
    /// Figures of each group: in the order of time, or the greatest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// Topics of the conversations of each day.
    pub topics_over_time: Vec<TopicsOfDay>,
    /// The period before, and what has changed since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
}

/// Figures of a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The day, hour, agent, …
    pub key: String,
    /// Its figures.
    #[serde(flatten)]
    pub measures: Measures,
}

/// In how many conversations of a day each topic came up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TopicsOfDay {
    /// `2024-01-15`, in UTC.
    pub day: String,
    /// By topic.
    pub topics: BTreeMap<String, u64>,
}

/// The period before.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// When it was.
    pub period: Period,
    /// Its figures.
    pub before: Measures,
    /// What has changed, by name of the figure.
    pub changes: BTreeMap<&'static str, Change>,
}

/// How a figure has changed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// In the period before.
    pub before: Option<f64>,
    /// In this one.
    pub now: Option<f64>,
    /// How much more.
    pub difference: Option<f64>,
    /// How many times as much; absent where it was 0.
    pub ratio: Option<f64>,
}

impl Comparison {
    pub(super) fn new(period: Period, before: Measures, now: &Measures) -> Self {
        let old = headline(&before);
        let changes = headline(now).into_iter().zip(old);
        let changes = changes.map(|((name, now), (_, before))| (name, Change::of(before, now))).collect();
        Self { period, before, changes }
    }
}

impl Change {
    fn of(before: Option<f64>, now: Option<f64>) -> Self {
        let both = before.zip(now);
        let rounded = |number: f64| (number * 1e6).round() / 1e6;
        Self {
            before,
            now,
            difference: both.map(|(before, now)| rounded(now - before)),
            ratio: both.filter(|(before, _)| *before > 0.0).map(|(before, now)| rounded(now / before)),
        }
    }
}

/// The figures that are compared, by name, always in the same order.
#[expect(clippy::cast_precision_loss, reason = "what is compared is rounded in any case")]
fn headline(measures: &Measures) -> [(&'static str, Option<f64>); 13] {
    let Measures { duration, latency, .. } = measures;
    let each = |sum: f64| (measures.conversations > 0).then(|| sum / measures.conversations as f64);
    [
        ("conversations", Some(measures.conversations as f64)),
        ("completionRate", measures.completed.rate),
        ("completeRecordRate", measures.complete_records.rate),
        ("durationAverageMs", duration.map(|duration| duration.average)),
        ("durationP50Ms", duration.map(|duration| duration.p50 as f64)),
        ("durationP90Ms", duration.map(|duration| duration.p90 as f64)),
        ("durationP99Ms", duration.map(|duration| duration.p99 as f64)),
        ("latencyP50Ms", latency.map(|latency| latency.p50 as f64)),
        ("latencyP90Ms", latency.map(|latency| latency.p90 as f64)),
        ("interruptionsEach", each(measures.interruptions as f64)),
        ("toolFailureRate", measures.tool_failures.rate),
        ("tokensEach", each((measures.input_tokens + measures.output_tokens) as f64)),
        ("costUsd", measures.cost.map(super::usd::Usd::dollars)),
    ]
}
