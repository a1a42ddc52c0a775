//! One redaction under way.

use std::fmt;

use serde_json::Value;

use crate::detect::{self, Mode};
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::redactor::Rules;
use crate::remap::Edit;
use crate::{Counts, Remap, json};

/// A mask can give its neighbours a new reading, so a text is gone over until nothing is found. Two rounds do in practice;
/// a text that still changes after this many is replaced whole.
const ROUNDS: usize = 8;

/// Masks personal data in the fields that a [`Sensitive`](crate::Sensitive) value hands it, and counts what it masked.
pub struct Scrub<'r> {
    pub(crate) rules: &'r Rules,
    pub(crate) counts: Counts,
}

impl fmt::Debug for Scrub<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scrub").field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl<'r> Scrub<'r> {
    pub(crate) fn new(rules: &'r Rules) -> Self {
        Self { rules, counts: Counts::default() }
    }

    /// Masks personal data in free text, in place, and says where, so that offsets into the raw text can be mapped.
    pub fn text(&mut self, text: &mut String) -> Remap {
        self.apply(text, Mode::Text)
    }

    /// Like [`Scrub::text`], for a value under a key: under `phone`, `email`, `ssn` and their like it is masked whole,
    /// whatever it looks like.
    pub fn named(&mut self, name: &str, text: &mut String) {
        match self.rules.keys.kind(name) {
            Some(kind) => self.whole(kind, text),
            None => {
                self.text(text);
            }
        }
    }

    /// Masks personal data in JSON: strings, numbers and keys, and whatever is under the key of a personal value.
    pub fn json(&mut self, value: &mut Value) {
        json::scrub(self, value);
    }

    /// Masks personal data in JSON inside a string, such as a tool call's `arguments`. It is parsed first, so that no
    /// escape hides a value. The text is kept byte for byte when nothing is found in it; text that is no JSON is replaced
    /// whole by `[UNPARSEABLE]`, and empty text stays empty.
    pub fn json_text(&mut self, text: &mut String) {
        json::scrub_text(self, text);
    }

    /// Masks personal data in a tool's output: as JSON if it is an object or array, else as free text.
    pub fn output(&mut self, text: &mut String) {
        json::scrub_output(self, text);
    }

    /// Masks what is unmistakably personal in an identifier: an e-mail address, a phone number with separators or a
    /// country code, an SSN with dashes, a dotted IPv4 address. A bare run of digits is left, as in
    /// `session_1705312200000`.
    pub fn id(&mut self, id: &mut String) {
        self.apply(id, Mode::Id);
    }

    /// Masks keys pressed on a phone: each unbroken run of keypad digits (`0`–`9`, `*`, `#`) becomes `[DTMF]`.
    pub fn dtmf(&mut self, digits: &mut String) {
        let mask = Kind::Dtmf.mask();
        let keypad = |c: char| c.is_numeric() || matches!(c, '*' | '#');
        if !digits.contains(keypad) {
            return;
        }
        let mut masked = String::with_capacity(digits.len() + mask.len());
        let mut pressed = false;
        for c in digits.chars() {
            if !keypad(c) {
                masked.push(c);
            } else if !pressed {
                masked.push_str(mask);
                self.count(Kind::Dtmf);
            }
            pressed = keypad(c);
        }
        *digits = masked;
    }

    /// How much was masked so far.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How much was masked since the last call; counting starts again.
    pub fn take_counts(&mut self) -> Counts {
        std::mem::take(&mut self.counts)
    }

    pub(crate) fn count(&mut self, kind: Kind) {
        self.counts.add(self.rules.name(kind), 1);
    }

    /// Replaces a text whole, unless it is empty or already is that mask.
    pub(crate) fn whole(&mut self, kind: Kind, text: &mut String) {
        let mask = self.rules.mask(kind);
        if !text.is_empty() && text != mask {
            mask.clone_into(text);
            self.count(kind);
        }
    }

    fn apply(&mut self, text: &mut String, mode: Mode) -> Remap {
        if text.len() > self.rules.max_text_bytes {
            return self.replace(text, text.len(), Kind::TooLong);
        }
        let raw_len = text.len();
        let mut passes = Vec::new();
        for _ in 0..ROUNDS {
            let found = detect::find(self.rules, text, mode, Traits::NONE);
            if found.is_empty() {
                return if passes.is_empty() { Remap::identity(text) } else { Remap::new(passes, text) };
            }
            passes.push(self.mask(text, &found));
            if text.len() > self.rules.max_text_bytes {
                return self.replace(text, raw_len, Kind::TooLong);
            }
        }
        self.replace(text, raw_len, Kind::Key)
    }

    /// Puts the masks in; the candidates are in ascending order and apart.
    fn mask(&mut self, text: &mut String, found: &[detect::Candidate]) -> Vec<Edit> {
        let mut out = String::with_capacity(text.len() + 16 * found.len());
        let mut edits = Vec::with_capacity(found.len());
        let mut at = 0;
        for candidate in found {
            out.push_str(text.get(at..candidate.start).unwrap_or_default());
            let out_start = out.len();
            out.push_str(self.rules.mask(candidate.kind));
            edits.push(Edit {
                raw_start: candidate.start,
                raw_end: candidate.end,
                out_start,
                out_end: out.len(),
            });
            self.count(candidate.kind);
            at = candidate.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        *text = out;
        edits
    }

    fn replace(&mut self, text: &mut String, raw_len: usize, kind: Kind) -> Remap {
        self.whole(kind, text);
        let whole = Edit { raw_start: 0, raw_end: raw_len, out_start: 0, out_end: text.len() };
        Remap::new(vec![vec![whole]], text)
    }
}
