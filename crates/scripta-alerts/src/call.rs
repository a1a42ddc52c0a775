//! A conversation, as far as what is unusual is looked for in it.

use serde::{Deserialize, Serialize};

/// The numbers of a conversation that ended.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Call {
    /// Its id.
    pub id: String,
    /// When it began, in Unix seconds.
    pub start: i64,
    /// How long it took, in seconds.
    pub duration_s: f64,
    /// Turns of both sides.
    pub turns: u32,
    /// How often the caller cut the agent off.
    pub interruptions: u32,
    /// Calls of tools.
    pub tool_calls: u32,
    /// Those of them that failed.
    pub tool_failures: u32,
    /// Seconds in which nobody spoke.
    pub silence_s: f64,
    /// The median time to an answer, in seconds; absent where none was measured.
    pub latency_s: Option<f64>,
    /// Whether a fact was extracted.
    pub extracted: bool,
    /// Whether the caller got what they called for.
    pub completed: bool,
    /// What it was about, by the configuration's names.
    pub topics: Vec<String>,
}

impl Call {
    /// When it ended, in Unix seconds.
    pub(crate) fn end(&self) -> i64 {
        let duration = if self.duration_s.is_finite() { self.duration_s.clamp(0.0, 1e9) } else { 0.0 };
        self.start.saturating_add(duration as i64)
    }
}
