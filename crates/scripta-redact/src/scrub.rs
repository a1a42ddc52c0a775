//! One redaction under way.

use std::fmt;

use serde_json::Value;

use crate::detect::Mode;
use crate::found::{self, Found};
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::remap::Edit;
use crate::rules::Rules;
use crate::{Counts, Dialogue, Remap, Speaker, json};

/// Masks personal data in the fields that a [`Sensitive`](crate::Sensitive) value hands it, and counts what it masked.
pub struct Scrub<'r> {
    pub(crate) rules: &'r Rules,
    pub(crate) counts: Counts,
    dialogue: Option<&'r mut Dialogue>,
}

impl fmt::Debug for Scrub<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scrub").field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl<'r> Scrub<'r> {
    pub(crate) fn new(rules: &'r Rules) -> Self {
        Self { rules, counts: Counts::default(), dialogue: None }
    }

    pub(crate) fn within(rules: &'r Rules, dialogue: &'r mut Dialogue) -> Self {
        Self { rules, counts: Counts::default(), dialogue: Some(dialogue) }
    }

    /// Masks personal data in free text, in place, and says where, so that offsets into the raw text can be mapped.
    pub fn text(&mut self, text: &mut String) -> Remap {
        self.apply(text, Mode::Text, Traits::NONE)
    }

    /// Masks what somebody said as a turn of the conversation, with what was asked and said before in mind, if this is
    /// [`Redactor::redact_in`](crate::Redactor::redact_in); else like [`Scrub::text`]. `item` names the turn: said again,
    /// it replaces the earlier text. What changes in earlier turns waits in [`Dialogue::take_revisions`].
    pub fn said(&mut self, item: &str, speaker: Speaker, text: &mut String) -> Remap {
        let Some(dialogue) = self.dialogue.as_deref_mut() else { return self.text(text) };
        let said = dialogue.hear(self.rules, item, speaker, text);
        self.counts.merge(&said.counts);
        *text = said.text;
        said.remap
    }

    /// Like [`Scrub::said`] for the beginning of a turn that is still being said: it sees what was asked before, and
    /// leaves no trace.
    pub fn saying(&mut self, _item: &str, speaker: Speaker, text: &mut String) -> Remap {
        let Some(dialogue) = self.dialogue.as_deref() else { return self.text(text) };
        match dialogue.foresee(self.rules, speaker, text) {
            Ok(found) => self.put(text, found),
            Err(placeholder) => self.replace(text, placeholder),
        }
    }

    /// What the policy of a kind says of a value that is known to be of it, such as one that was extracted. A kind that is
    /// not known is masked as `[REDACTED]`.
    pub fn value(&mut self, kind: &str, text: &mut String) {
        let kind = self.rules.policies.kind(kind).unwrap_or(Kind::Key);
        self.whole(kind, text);
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
        self.apply(id, Mode::Id, Traits::NONE);
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

    /// What is done with a value whose kind is known, whatever it looks like. A mask or token stays what it is.
    pub(crate) fn whole(&mut self, kind: Kind, text: &mut String) {
        if text.is_empty() || self.rules.is_mask(text) {
            return;
        }
        if self.rules.is_kept(kind) {
            // There may be something else in it.
            self.text(text);
            return;
        }
        let mut out = String::new();
        match found::guard(|| self.rules.stand_in(kind, text, &mut out)) {
            Some(()) => {
                *text = out;
                self.count(kind);
            }
            None => self.placeholder(Kind::Error, text),
        }
    }

    /// Replaces a text that could not be looked at.
    pub(crate) fn placeholder(&mut self, kind: Kind, text: &mut String) {
        let mask = self.rules.mask(kind);
        if !text.is_empty() && text != mask {
            mask.clone_into(text);
            self.count(kind);
        }
    }

    /// Masks personal data in the key of a value.
    pub(crate) fn key(&mut self, key: &mut String) {
        match found::find_in_key(self.rules, key) {
            Ok(found) => self.put(key, found),
            Err(placeholder) => self.replace(key, placeholder),
        };
    }

    fn apply(&mut self, text: &mut String, mode: Mode, prior: Traits) -> Remap {
        match found::find(self.rules, text, mode, prior) {
            Ok(found) => self.put(text, found),
            Err(placeholder) => self.replace(text, placeholder),
        }
    }

    /// Puts the redacted text in the place of the raw one.
    pub(crate) fn put(&mut self, text: &mut String, found: Found) -> Remap {
        if found.spans.is_empty() {
            return Remap::identity(text);
        }
        found.spans.iter().for_each(|span| self.count(span.kind));
        *text = found.out;
        Remap::new(found.edits, text)
    }

    pub(crate) fn replace(&mut self, text: &mut String, placeholder: Kind) -> Remap {
        let raw_end = text.len();
        self.placeholder(placeholder, text);
        let whole = Edit { raw_start: 0, raw_end, out_start: 0, out_end: text.len() };
        Remap::new(vec![whole], text)
    }
}
