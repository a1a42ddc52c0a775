//! One thing that `scripta doctor` has to say.

use serde::Serialize;

use crate::page::{BAD, DIM, DOUBTFUL, GOOD, PLAIN, Page, span};

/// One thing that `scripta doctor` has to say.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    /// What it is about.
    name: &'static str,
    pub(crate) verdict: Verdict,
    text: String,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    /// As it should be.
    Good,
    /// Worth knowing.
    Note,
    /// It works, and somebody may come to harm by it.
    Unsafe,
    /// It does not work.
    Failed,
}

impl Finding {
    pub(crate) fn good(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, verdict: Verdict::Good, text: text.into() }
    }

    pub(crate) fn note(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, verdict: Verdict::Note, text: text.into() }
    }

    pub(crate) fn not_safe(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, verdict: Verdict::Unsafe, text: text.into() }
    }

    pub(crate) fn failed(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, verdict: Verdict::Failed, text: text.into() }
    }

    /// Adds it to a page.
    pub(crate) fn put(&self, page: &mut Page) {
        let (word, style) = match self.verdict {
            Verdict::Good => ("ok", GOOD),
            Verdict::Note => ("note", DIM),
            Verdict::Unsafe => ("unsafe", DOUBTFUL),
            Verdict::Failed => ("failed", BAD),
        };
        let lead = [span(style, format!("{word:<8}")), span(PLAIN, format!("{:<16}", self.name))];
        page.hanging(&lead, 24, &[span(PLAIN, &self.text)]);
    }
}
