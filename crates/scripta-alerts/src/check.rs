//! What the rules over metrics check.

use crate::config::Limit;
use crate::reading::Readings;

/// One check of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    UploadsFailed,
    OldestPending,
    JournalStuck,
    EventsDropped,
    SessionErrors,
    ToolFailures,
    Partial,
    TranscriptionFailures,
    IndexPending,
    NoneBegun,
}

/// A rule: checks that share a window and how they fire.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) enabled: bool,
    pub(crate) window_s: i64,
    pub(crate) for_s: i64,
    pub(crate) resolve_below: f64,
    pub(crate) resolve_for_s: i64,
    pub(crate) at_least: f64,
    pub(crate) limits: Vec<(Check, Limit)>,
}

/// The rules as they are where nobody changes them.
pub(crate) fn rules() -> Vec<Rule> {
    let rule = |name, window_s, for_s, limits: &[(Check, f64, f64)]| Rule {
        name,
        enabled: name != "quiet",
        window_s,
        for_s,
        resolve_below: 0.5,
        resolve_for_s: 300,
        at_least: 10.0,
        limits: limits
            .iter()
            .map(|(check, warning, critical)| (*check, limit(*warning, *critical)))
            .collect(),
    };
    let saves = [
        (Check::UploadsFailed, 5.0, 50.0),
        (Check::OldestPending, 600.0, 3600.0),
        (Check::JournalStuck, 10.0, 60.0),
        (Check::EventsDropped, 1.0, 1000.0),
    ];
    let errors = [
        (Check::SessionErrors, 0.1, 0.3),
        (Check::ToolFailures, 0.2, 0.5),
        (Check::Partial, 0.05, 0.2),
        (Check::TranscriptionFailures, 0.5, 2.0),
    ];
    vec![
        rule("failed_saves", 900, 0, &saves),
        rule("error_rate", 1800, 120, &errors),
        rule("catalog_lagging", 900, 600, &[(Check::IndexPending, 100.0, 10_000.0)]),
        rule("quiet", 7200, 0, &[(Check::NoneBegun, 1.0, f64::NAN)]),
    ]
}

fn limit(warning: f64, critical: f64) -> Limit {
    let some = |limit: f64| limit.is_finite().then_some(limit);
    Limit { warning: some(warning), critical: some(critical) }
}

impl Check {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::UploadsFailed => "uploads_failed",
            Self::OldestPending => "oldest_pending_s",
            Self::JournalStuck => "journal_stuck_s",
            Self::EventsDropped => "events_dropped",
            Self::SessionErrors => "session_errors",
            Self::ToolFailures => "tool_failures",
            Self::Partial => "partial_records",
            Self::TranscriptionFailures => "transcription_failures",
            Self::IndexPending => "index_pending",
            Self::NoneBegun => "none_begun",
        }
    }

    /// What it measures now. None where there is too little to say.
    pub(crate) fn value(self, readings: &Readings, rule: &Rule) -> Option<f64> {
        let now = readings.window(rule.window_s)?;
        let rate = |part: f64, all: f64| (all > 0.0 && all >= rule.at_least).then(|| part / all);
        match self {
            Self::UploadsFailed => Some(now.uploads_failed),
            Self::OldestPending => Some(now.oldest),
            Self::JournalStuck => Some(now.stuck),
            Self::EventsDropped => Some(now.dropped),
            Self::SessionErrors => rate(now.errors, now.ended),
            Self::ToolFailures => rate(now.tool_failures, now.tool_calls),
            Self::Partial => rate(now.partial, now.ended),
            Self::TranscriptionFailures => rate(now.transcripts, now.ended),
            Self::IndexPending => Some(now.index_pending),
            Self::NoneBegun => readings.covers(rule.window_s).then(|| f64::from(now.begun < 0.5)),
        }
    }

    /// The value in a sentence.
    pub(crate) fn sentence(self, value: f64, limit: f64, window_s: i64) -> String {
        let minutes = window_s / 60;
        let percent = |value: f64| format!("{:.1} %", value * 100.0);
        let (value_percent, limit_percent) = (percent(value), percent(limit));
        match self {
            Self::UploadsFailed => {
                format!("{value:.0} attempts to archive failed in {minutes} minutes (limit {limit:.0})")
            }
            Self::OldestPending => {
                format!("a conversation has waited {value:.0} s for the archive (limit {limit:.0} s)")
            }
            Self::JournalStuck => {
                format!("the journal has not committed for {value:.0} s (limit {limit:.0} s)")
            }
            Self::EventsDropped => {
                format!("{value:.0} events were dropped in {minutes} minutes (limit {limit:.0})")
            }
            Self::SessionErrors => {
                format!("{value:.2} session errors a conversation in {minutes} minutes (limit {limit:.2})")
            }
            Self::ToolFailures => {
                format!("{value_percent} of tool calls failed in {minutes} minutes (limit {limit_percent})")
            }
            Self::Partial => {
                format!("{value_percent} of records are partial in {minutes} minutes (limit {limit_percent})")
            }
            Self::TranscriptionFailures => format!(
                "{value:.2} transcription failures a conversation in {minutes} minutes (limit {limit:.2})"
            ),
            Self::IndexPending => {
                format!("{value:.0} conversations wait for the catalog (limit {limit:.0})")
            }
            Self::NoneBegun if value >= limit => format!("no conversation began in {minutes} minutes"),
            Self::NoneBegun => format!("conversations began within {minutes} minutes"),
        }
    }
}
