//! A text with the personal data that is known to be in it.

use serde::Serialize;

use crate::kind::Kind;
use crate::say;

/// Whether a value is written in figures and signs, or as the words by which it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    Written,
    Spoken,
}

impl Form {
    /// A mail address is written if it has an `@`; anything else is spoken if it has a number word.
    pub(crate) fn of(kind: Kind, text: &str) -> Form {
        let spoken = match kind {
            Kind::Name | Kind::Iban | Kind::Url => false,
            Kind::Email => !text.contains('@'),
            _ => text.split(|c: char| !c.is_alphabetic()).any(say::is_number_word),
        };
        if spoken { Form::Spoken } else { Form::Written }
    }
}

/// A stretch of personal data, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gold {
    pub(crate) kind: Kind,
    pub(crate) form: Form,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// If not, it is neither a miss when it is not found nor a false alarm when it is.
    pub(crate) counted: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Utterance {
    pub(crate) text: String,
    pub(crate) gold: Vec<Gold>,
}

impl Utterance {
    pub(crate) fn plain(text: &str) -> Utterance {
        Utterance { text: text.to_owned(), gold: Vec::new() }
    }

    /// Appends `value`, which is personal.
    pub(crate) fn push(&mut self, kind: Kind, value: &str) {
        let start = self.text.len();
        self.text.push_str(value);
        self.mark(kind, start, self.text.len(), true);
    }

    /// Marks what is there as personal. A place that is no place in the text is left out.
    pub(crate) fn mark(&mut self, kind: Kind, start: usize, end: usize, counted: bool) {
        if let Some(value) = self.text.get(start..end) {
            let form = Form::of(kind, value);
            self.gold.push(Gold { kind, form, start, end, counted });
        }
    }
}

/// Utterances of one origin.
#[derive(Debug, Clone, Default)]
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) utterances: Vec<Utterance>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_told_by_its_words() {
        assert_eq!(Form::of(Kind::Phone, "five five five 1234"), Form::Spoken);
        assert_eq!(Form::of(Kind::Phone, "555-1234 ext. 9"), Form::Written);
        assert_eq!(Form::of(Kind::Email, "jo at gmail dot com"), Form::Spoken);
        assert_eq!(Form::of(Kind::Name, "Seven Jones"), Form::Written);
    }
}
