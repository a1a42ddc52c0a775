//! What is said to an operator.

use serde::{Deserialize, Serialize};

/// One notice. It holds numbers, ids of conversations and names out of the configuration, nothing else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Of this format: 1.
    pub version: u32,
    /// What happened to the alert.
    pub kind: Kind,
    /// The same for all notices of one alert: `failed_saves/uploads_failed`.
    pub fingerprint: String,
    /// How bad it is.
    pub severity: Severity,
    /// When this was said, in Unix seconds.
    pub at: i64,
    /// Since when the alert has been firing, in Unix seconds.
    pub since: i64,
    /// What was measured.
    pub value: f64,
    /// What it is held against: a limit, or what is usual.
    pub limit: f64,
    /// All that in one sentence.
    pub summary: String,
    /// The conversations that stand out most, at most 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversations: Vec<String>,
}

/// What happened to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It began to fire.
    Fired,
    /// It fires still: said again after a time, and when it became critical.
    StillFiring,
    /// It is over.
    Resolved,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// To be looked at today.
    Warning,
    /// To be looked at now.
    Critical,
}

impl Severity {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

impl Kind {
    /// As people read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::StillFiring => "still firing",
            Self::Resolved => "resolved",
        }
    }
}
