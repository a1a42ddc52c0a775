//! Readings of the metrics over time, as little of them as the checks need.

use std::collections::VecDeque;

use scripta_metrics::{Metric, Values, table};
use serde::{Deserialize, Serialize};

/// What was counted up to a moment, over all restarts of counters, and the gauges then.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Reading {
    pub(crate) at: i64,
    pub(crate) uploads_failed: f64,
    pub(crate) dropped: f64,
    pub(crate) begun: f64,
    pub(crate) ended: f64,
    pub(crate) partial: f64,
    pub(crate) errors: f64,
    pub(crate) tool_calls: f64,
    pub(crate) tool_failures: f64,
    pub(crate) transcripts: f64,
    pub(crate) oldest: f64,
    pub(crate) stuck: f64,
    pub(crate) index_pending: f64,
}

/// The readings that the longest window needs, thinned.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Readings {
    last: Option<Values>,
    ring: VecDeque<Reading>,
}

/// At most so many readings are kept for the longest window.
const MOST: i64 = 240;

impl Readings {
    /// Takes a reading. A clock that went back takes the readings after it along.
    pub(crate) fn take(&mut self, at: i64, values: &Values, longest: i64) {
        let added = self.last.as_ref().map_or_else(Values::default, |last| values.since(last));
        let before = self.ring.back().copied().unwrap_or_default();
        let mut reading = counted(&before, &added);
        reading.at = at;
        reading.oldest = values.sum(&table::UPLOADS_OLDEST, |_| true);
        reading.stuck = values.sum(&table::JOURNAL_STUCK, |_| true);
        reading.index_pending = values.sum(&table::INDEX_PENDING, |_| true);
        self.last = Some(values.lasting());
        self.ring.iter_mut().for_each(|earlier| earlier.at = earlier.at.min(at));
        // The newest is replaced where it came soon after the one before it.
        let step = (longest / MOST).max(1);
        let from = self.ring.len().checked_sub(2).and_then(|second| self.ring.get(second));
        if from.is_some_and(|second| at - second.at < step) {
            self.ring.pop_back();
        }
        self.ring.push_back(reading);
        while self.ring.get(1).is_some_and(|second| second.at <= at - longest) {
            self.ring.pop_front();
        }
    }

    /// The newest reading, its counters less those of a window before.
    pub(crate) fn window(&self, window_s: i64) -> Option<Reading> {
        let now = self.ring.back()?;
        let begin = now.at - window_s;
        let base = self.ring.iter().rev().find(|earlier| earlier.at <= begin).or(self.ring.front())?;
        Some(Reading {
            uploads_failed: now.uploads_failed - base.uploads_failed,
            dropped: now.dropped - base.dropped,
            begun: now.begun - base.begun,
            ended: now.ended - base.ended,
            partial: now.partial - base.partial,
            errors: now.errors - base.errors,
            tool_calls: now.tool_calls - base.tool_calls,
            tool_failures: now.tool_failures - base.tool_failures,
            transcripts: now.transcripts - base.transcripts,
            ..*now
        })
    }

    /// Whether the readings go back for a whole window.
    pub(crate) fn covers(&self, window_s: i64) -> bool {
        let ends = self.ring.front().zip(self.ring.back());
        ends.is_some_and(|(first, last)| last.at - first.at >= window_s)
    }
}

fn counted(before: &Reading, added: &Values) -> Reading {
    let all = |metric: &Metric| added.sum(metric, |_| true);
    let with = |metric: &Metric, value: &str| added.sum(metric, |labels| labels.iter().any(|it| it == value));
    let tool_failures =
        added.sum(&table::TOOL_CALLS, |labels| labels.get(1).is_some_and(|result| result == "failed"));
    Reading {
        uploads_failed: before.uploads_failed + with(&table::UPLOADS, "failed"),
        dropped: before.dropped + all(&table::EVENTS_DROPPED),
        begun: before.begun + all(&table::CONVERSATIONS_BEGUN),
        ended: before.ended + all(&table::CONVERSATIONS_ENDED),
        partial: before.partial + with(&table::CONVERSATIONS_ENDED, "partial"),
        errors: before.errors + all(&table::ERRORS),
        tool_calls: before.tool_calls + all(&table::TOOL_CALLS),
        tool_failures: before.tool_failures + tool_failures,
        transcripts: before.transcripts + all(&table::TRANSCRIPTS_FAILED),
        ..*before
    }
}
