//! A text that comes in pieces.

use std::fmt;
use std::sync::Arc;

use crate::detect::Mode;
use crate::found;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::remap::Remap;
use crate::rules::Rules;
use crate::{Counts, Redacted, settle};

/// How many bytes more than the last time there must be before it is looked again whether something is certain.
const STEP: usize = 64;

/// Redacts a text that comes in pieces. What [`Stream::push`] and [`Stream::finish`] give, one after the other, is the
/// redaction of the whole text, wherever it was cut.
///
/// What is not certain yet is held in memory, usually some twenty words, or all of it where there is a model
/// ([`Redactor::with_recognizer`](crate::Redactor::with_recognizer)); never more than the configuration allows a text
/// to have. A text that is longer than that ends in `[REDACTED: too long]` where the limit was passed.
///
/// ```
/// use scripta_redact::Redactor;
///
/// let mut stream = Redactor::default().stream();
/// let mut out = String::new();
/// for piece in ["my number is five five", " five one two three four", " five six seven"] {
///     out.push_str(stream.push(piece).get());
/// }
/// out.push_str(stream.finish().0.get());
/// assert_eq!(out, "my number is XXX-XXX-XXXX");
/// ```
pub struct Stream {
    rules: Arc<Rules>,
    /// What was pushed, from as far back as a detector may look.
    held: String,
    /// How much of it was given out.
    given: usize,
    /// How much was pushed in all.
    pushed: usize,
    /// At this length it is looked again.
    next: usize,
    /// Nothing more is read.
    over: bool,
    counts: Counts,
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("held", &self.held.len())
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

impl Stream {
    pub(crate) fn new(rules: Arc<Rules>) -> Self {
        let counts = Counts::default();
        Self { rules, held: String::new(), given: 0, pushed: 0, next: STEP, over: false, counts }
    }

    /// Takes the next piece, and gives what is certain by now; it may be empty.
    pub fn push(&mut self, piece: &str) -> Redacted<String> {
        if self.over {
            return Redacted::new(String::new());
        }
        self.pushed = self.pushed.saturating_add(piece.len());
        if self.pushed > self.rules.max_text_bytes {
            return Redacted::new(self.give_up(Kind::TooLong));
        }
        self.held.push_str(piece);
        if self.held.len() < self.next {
            return Redacted::new(String::new());
        }
        let settled = settle::settled(&self.rules, &self.held, Traits::NONE);
        let out = if settled > self.given { self.give(settled) } else { String::new() };
        self.forget();
        // Seldom enough that the work for one byte does not grow with what is held.
        self.next = self.held.len() + STEP + self.held.len() / 4;
        Redacted::new(out)
    }

    /// Gives the rest, and how much was masked in all of it.
    pub fn finish(mut self) -> (Redacted<String>, Counts) {
        let out = if self.over { String::new() } else { self.give(self.held.len()) };
        (Redacted::new(out), self.counts)
    }

    /// The redacted text from what was given out up to a place where it may be cut.
    fn give(&mut self, to: usize) -> String {
        let text = self.held.get(..to).unwrap_or_default();
        let found = match found::find(&self.rules, text, Mode::Text, Traits::NONE) {
            Ok(found) => found,
            Err(placeholder) => return self.give_up(placeholder),
        };
        let new = found.spans.iter().filter(|span| span.start >= self.given);
        new.for_each(|span| self.counts.add(self.rules.name(span.kind), 1));
        let out = if found.spans.is_empty() { text.to_owned() } else { found.out };
        let from = Remap::new(found.edits, &out).to_redacted(self.given);
        self.given = to;
        out.get(from..).unwrap_or_default().to_owned()
    }

    /// Lets go of what no detector looks at any more.
    fn forget(&mut self) {
        // Where one match of a pattern ends decides where the next begins, so all of them are needed.
        if self.given == 0 || self.rules.has_custom() {
            return;
        }
        let from = settle::context(&self.rules, &self.held, self.given);
        self.held.drain(..from);
        self.given -= from;
    }

    fn give_up(&mut self, placeholder: Kind) -> String {
        self.over = true;
        self.held = String::new();
        self.counts.add(self.rules.name(placeholder), 1);
        self.rules.mask(placeholder).to_owned()
    }
}
