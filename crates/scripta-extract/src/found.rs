//! A fact, and where it was found.

use crate::Speaker;

/// One item's text, with what the other side said just before: a bare "2020" is a year only after a question for it.
#[derive(Clone, Copy)]
pub struct Utterance<'a> {
    /// Who said it.
    pub speaker: Speaker,
    /// What was said, redacted.
    pub text: &'a str,
    /// What the other side said just before, redacted, if anything.
    pub prompt: Option<&'a str>,
}

/// Without the words.
impl std::fmt::Debug for Utterance<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Utterance").field("speaker", &self.speaker).finish_non_exhaustive()
    }
}

/// A fact: the value of a field of the profile.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// The field's name, such as `vehicleYear`.
    pub field: String,
    /// Its value in canonical form: `2020`, `Toyota`, `90210`. A phone number or e-mail address is always its mask.
    pub value: String,
    /// The evidence.
    pub place: Place,
}

/// Without the value.
impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found")
            .field("field", &self.field)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

/// Where a fact was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the arguments of a tool call.
    Argument {
        /// The JSON pointer (RFC 6901) of the value within the arguments, such as `/vehicle/year`.
        pointer: String,
    },
    /// In what was said.
    Span {
        /// The first byte of the evidence in the text.
        start: usize,
        /// The byte after its last.
        end: usize,
    },
}
