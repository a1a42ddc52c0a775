//! A text that comes in pieces.

use std::fmt;
use std::sync::Arc;

use crate::lexicon::Traits;
use crate::rules::Rules;
use crate::{Counts, Redacted, Scrub, settle};

/// Redacts a text that comes in pieces. What [`Stream::push`] and [`Stream::finish`] give, one after the other, is the
/// redaction of the whole text, wherever it was cut.
pub struct Stream {
    rules: Arc<Rules>,
    held: String,
    given: usize,
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("held", &self.held.len()).finish_non_exhaustive()
    }
}

impl Stream {
    pub(crate) fn new(rules: Arc<Rules>) -> Self {
        Self { rules, held: String::new(), given: 0 }
    }

    /// Takes the next piece, and gives what is certain by now; it may be empty.
    pub fn push(&mut self, piece: &str) -> Redacted<String> {
        self.held.push_str(piece);
        let settled = settle::settled(&self.rules, &self.held, Traits::NONE);
        let mut out = self.held.get(..settled).unwrap_or_default().to_owned();
        Scrub::new(&self.rules).text(&mut out);
        let new = out.get(self.given..).unwrap_or_default().to_owned();
        self.given = out.len();
        Redacted::new(new)
    }

    /// Gives the rest, and how much was masked in all of it.
    pub fn finish(self) -> (Redacted<String>, Counts) {
        let mut out = self.held;
        let mut scrub = Scrub::new(&self.rules);
        scrub.text(&mut out);
        (Redacted::new(out.get(self.given..).unwrap_or_default().to_owned()), scrub.take_counts())
    }
}
