//! The detectors, and what becomes of their findings.

use std::sync::LazyLock;

use regex::Regex;

use crate::kind::Kind;
use crate::redactor::Rules;

/// What kind of text is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Text,
    Id,
}

/// A stretch of text, in bytes, that a detector takes for personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

#[expect(clippy::expect_used, reason = "a constant pattern")]
static BASIC: LazyLock<[(Kind, Regex); 2]> = LazyLock::new(|| {
    [
        (Kind::Email, Regex::new(r"[\w.+-]+@[\w-]+(\.[\w-]+)+").expect("a constant")),
        (
            Kind::Phone,
            Regex::new(r"\+?(1[ -])?\(?\b[2-9]\d{2}\)?[ .-]?\d{3}[ .-]?\d{4}\b").expect("a constant"),
        ),
    ]
});

/// What is personal in a text: in ascending order, apart.
pub(crate) fn find(_rules: &Rules, text: &str, _mode: Mode) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (kind, regex) in BASIC.iter() {
        for m in regex.find_iter(text).filter(|m| m.as_str() != kind.mask()) {
            if found.iter().all(|c| c.end <= m.start() || m.end() <= c.start) {
                found.push(Candidate { start: m.start(), end: m.end(), kind: *kind });
            }
        }
    }
    found.sort_by_key(|c| c.start);
    found
}
