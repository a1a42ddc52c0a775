//! Which outcomes count as completed.

use super::price::fits;

/// Which outcomes count as completed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// Names of outcomes, or patterns with `*`. Unless given, every outcome is one but `unknown`, `abandoned` and those that
    /// end with `_failed`.
    pub outcomes: Option<Vec<String>>,
}

impl Completion {
    /// Whether a conversation that ended so was completed.
    pub fn holds(&self, outcome: &str) -> bool {
        match &self.outcomes {
            Some(outcomes) => outcomes.iter().any(|pattern| fits(pattern, outcome)),
            None => !matches!(outcome, "" | "unknown" | "abandoned") && !outcome.ends_with("_failed"),
        }
    }
}
