//! The table of metrics. Everything else that names one (code, documentation, rules, dashboards) takes it from here.

use crate::metric::{Kind, Label, Metric, Ratio, Together, Unit, Values};

macro_rules! table {
    ($($(#[doc = $meaning:literal])+ $constant:ident = $name:literal, $kind:expr, $unit:expr, [$($label:ident),*];)+) => {
        $(
            $(#[doc = $meaning])+
            pub static $constant: Metric = Metric {
                name: $name,
                kind: $kind,
                unit: $unit,
                labels: &[$($label),*],
                meaning: concat!($($meaning),+).trim_ascii(),
            };
        )+
        /// All metrics, in the order of the documentation.
        pub static METRICS: &[&Metric] = &[$(&$constant),+];
    };
}

const COUNTER: Kind = Kind::Counter;
const SUM: Kind = Kind::Gauge(Together::Sum);
const GREATEST: Kind = Kind::Gauge(Together::Greatest);
/// From a word or two to an hour.
const CALLS: Kind =
    Kind::Histogram(&[5.0, 15.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0]);
/// What people notice when they wait for an answer.
const ANSWERS: Kind = Kind::Histogram(&[0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0, 30.0]);
/// Of disks and networks.
const STEPS: Kind =
    Kind::Histogram(&[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0]);

const COMPLETENESS: Label = Label { name: "completeness", values: Values::Of(&["complete", "partial"]) };
const COMPLETED: Label = Label { name: "completed", values: Values::Of(&["yes", "no"]) };
const OUTCOME: Label = Label { name: "outcome", values: Values::UpTo(40) };
const TOPIC: Label = Label { name: "topic", values: Values::UpTo(40) };
const EXTRACTED: Label = Label { name: "result", values: Values::Of(&["found", "nothing"]) };
const FIELD: Label = Label { name: "field", values: Values::UpTo(60) };
const UPLOADED: Label = Label { name: "result", values: Values::Of(&["archived", "failed"]) };
const INDEXED: Label = Label { name: "result", values: Values::Of(&["indexed", "failed"]) };
const REDACTED: Label = Label { name: "kind", values: Values::UpTo(40) };
const TOOL: Label = Label { name: "tool", values: Values::UpTo(60) };
const ANSWERED: Label = Label { name: "result", values: Values::Of(&["ok", "failed"]) };
const PROBLEM: Label = Label { name: "problem", values: Values::UpTo(20) };
const MODEL: Label = Label { name: "model", values: Values::UpTo(20) };
const TOKENS: Label =
    Label { name: "type", values: Values::Of(&["input", "cached_input", "output", "transcription"]) };
const ERASED: Label = Label { name: "result", values: Values::Of(&["erased", "failed"]) };
const APPLIED: Label = Label { name: "result", values: Values::Of(&["done", "failed"]) };
/// The rules of alerts.
pub static RULES: &[&str] = &["failed_saves", "error_rate", "catalog_lagging", "quiet", "unusual"];
const RULE: Label = Label { name: "rule", values: Values::Of(RULES) };
const VERSION: Label = Label { name: "version", values: Values::UpTo(5) };

table! {
    /// Conversations that are being recorded.
    CONVERSATIONS_ACTIVE = "scripta_conversations_active", SUM, Unit::Count, [];
    /// Conversations that began.
    CONVERSATIONS_BEGUN = "scripta_conversations_begun_total", COUNTER, Unit::Count, [];
    /// Conversations whose record was made, by whether it holds everything, and whether the caller got what they called for.
    CONVERSATIONS_ENDED = "scripta_conversations_ended_total", COUNTER, Unit::Count, [COMPLETENESS, COMPLETED];
    /// Conversations by their outcome.
    OUTCOMES = "scripta_conversation_outcomes_total", COUNTER, Unit::Count, [OUTCOME];
    /// Conversations by what they were about; one may count in several.
    TOPICS = "scripta_conversation_topics_total", COUNTER, Unit::Count, [TOPIC];
    /// How long conversations took.
    DURATION = "scripta_conversation_duration_seconds", CALLS, Unit::Seconds, [];
    /// What records lack, by the problem that `completeness` names.
    PROBLEMS = "scripta_conversation_problems_total", COUNTER, Unit::Count, [PROBLEM];
    /// Conversations by whether a fact was extracted.
    EXTRACTIONS = "scripta_extractions_total", COUNTER, Unit::Count, [EXTRACTED];
    /// Conversations in which a field was found.
    FIELDS = "scripta_extracted_fields_total", COUNTER, Unit::Count, [FIELD];
    /// From the end of the caller's speech to the first audio of the answer.
    LATENCY = "scripta_response_latency_seconds", ANSWERS, Unit::Seconds, [];
    /// Times that a caller cut the agent off.
    INTERRUPTIONS = "scripta_interruptions_total", COUNTER, Unit::Count, [];
    /// Calls of tools; failed are also those that were never answered.
    TOOL_CALLS = "scripta_tool_calls_total", COUNTER, Unit::Count, [TOOL, ANSWERED];
    /// Speech of callers that could not be transcribed.
    TRANSCRIPTS_FAILED = "scripta_transcription_failures_total", COUNTER, Unit::Count, [];
    /// Errors that the API or the SDK told.
    ERRORS = "scripta_session_errors_total", COUNTER, Unit::Count, [];
    /// Tokens that were used: read anew, read from the cache, written, and for transcribing callers.
    TOKENS_USED = "scripta_tokens_total", COUNTER, Unit::Count, [MODEL, TOKENS];
    /// What conversations cost, as far as prices and usage are known.
    COST = "scripta_cost_dollars_total", COUNTER, Unit::Dollars, [MODEL];
    /// Values that were masked, by their kind.
    REDACTIONS = "scripta_redactions_total", COUNTER, Unit::Count, [REDACTED];

    /// Events that were observed.
    EVENTS = "scripta_events_total", COUNTER, Unit::Count, [];
    /// Events that were dropped since too many were waiting.
    EVENTS_DROPPED = "scripta_events_dropped_total", COUNTER, Unit::Count, [];
    /// Events of a type that is not known; they are kept.
    EVENTS_UNKNOWN = "scripta_events_unknown_total", COUNTER, Unit::Count, [];
    /// Bytes of events that wait to be recorded.
    QUEUE_BYTES = "scripta_queue_bytes", SUM, Unit::Bytes, [];
    /// Size of the journal's files.
    JOURNAL_BYTES = "scripta_journal_bytes", SUM, Unit::Bytes, [];
    /// Bytes that wait for the journal.
    JOURNAL_QUEUE_BYTES = "scripta_journal_queue_bytes", SUM, Unit::Bytes, [];
    /// Entries that the journal committed.
    JOURNAL_ENTRIES = "scripta_journal_entries_total", COUNTER, Unit::Count, [];
    /// How long the journal's last commit took, with its write to the disk.
    JOURNAL_COMMIT = "scripta_journal_commit_seconds", GREATEST, Unit::Seconds, [];
    /// Since when the journal has not committed; 0 while it does.
    JOURNAL_STUCK = "scripta_journal_stuck_seconds", GREATEST, Unit::Seconds, [];

    /// Attempts to archive a conversation.
    UPLOADS = "scripta_uploads_total", COUNTER, Unit::Count, [UPLOADED];
    /// How long the archive took for a conversation that it accepted.
    UPLOAD_TIME = "scripta_upload_seconds", STEPS, Unit::Seconds, [];
    /// Conversations that ended and are not in the archive.
    UPLOADS_PENDING = "scripta_uploads_pending", SUM, Unit::Count, [];
    /// How long the oldest of them has waited; 0 where none waits.
    UPLOADS_OLDEST = "scripta_uploads_oldest_seconds", GREATEST, Unit::Seconds, [];
    /// Conversations that a recorder left open which is gone; `scripta recover` finishes them.
    ABANDONED = "scripta_conversations_abandoned", SUM, Unit::Count, [];
    /// Conversations that the catalog took, and attempts that failed.
    INDEXED_TOTAL = "scripta_indexed_total", COUNTER, Unit::Count, [INDEXED];
    /// Conversations that wait for the catalog.
    INDEX_PENDING = "scripta_index_pending", SUM, Unit::Count, [];

    /// Conversations that were erased, and attempts that failed.
    ERASURES = "scripta_erasures_total", COUNTER, Unit::Count, [ERASED];
    /// Applications of the rules of retention.
    RETENTIONS = "scripta_retention_runs_total", COUNTER, Unit::Count, [APPLIED];
    /// Accesses to data that were refused or failed, as the audit trail has them.
    ACCESS_FAILED = "scripta_access_failures_total", COUNTER, Unit::Count, [];
    /// Alerts of `scripta watch` that fire, by their rule.
    ALERTS_FIRING = "scripta_alerts_firing", SUM, Unit::Count, [RULE];
    /// 1, with the version that runs.
    BUILD = "scripta_build_info", GREATEST, Unit::Count, [VERSION];
}

/// The rates by which the service is judged.
pub static RATIOS: &[&Ratio] = &[&COMPLETION, &EXTRACTION, &UPLOAD, &TOOL_FAILURE];

/// Conversation completion rate.
pub static COMPLETION: Ratio = Ratio {
    name: "scripta_conversation_completion_ratio",
    over: &CONVERSATIONS_ENDED,
    label: "completed",
    part: "yes",
    meaning: "Conversations in which the caller got what they called for, of all that ended.",
};

/// Data extraction success rate.
pub static EXTRACTION: Ratio = Ratio {
    name: "scripta_extraction_success_ratio",
    over: &EXTRACTIONS,
    label: "result",
    part: "found",
    meaning: "Conversations from which a fact was extracted, of all that ended.",
};

/// S3 upload success rate.
pub static UPLOAD: Ratio = Ratio {
    name: "scripta_upload_success_ratio",
    over: &UPLOADS,
    label: "result",
    part: "archived",
    meaning: "Attempts to archive that succeeded, of all.",
};

/// Tool failure rate.
pub static TOOL_FAILURE: Ratio = Ratio {
    name: "scripta_tool_failure_ratio",
    over: &TOOL_CALLS,
    label: "result",
    part: "failed",
    meaning: "Calls of tools that failed or were never answered, of all.",
};
