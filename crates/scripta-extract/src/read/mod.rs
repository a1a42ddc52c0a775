//! One text, read: the words of it, and what they speak of.
//!
//! Reading knows nothing of a conversation but what the other side said just before, and nothing of a profile. It says
//! what a text mentions, how surely, and of which vehicle; what becomes a fact is for the extraction to decide.

mod mention;
mod word;

pub(crate) use mention::{Mention, Reading, Unit, What};
pub(crate) use word::Word;

/// Reads one text. The prompt is what the other side said just before: it makes a bare number a ZIP code or a year.
pub(crate) fn read(text: &str, prompt: Option<&Reading>) -> Reading {
    let _ = prompt;
    Reading { words: word::words(text), mentions: Vec::new() }
}

/// The make that a bare value names, such as `chevy`, in its canonical spelling.
pub(crate) fn make_named(name: &str) -> Option<&'static str> {
    let _ = name;
    None
}

/// The model that a bare value names, such as `f150`, in its canonical spelling; of this make, where one is given.
pub(crate) fn model_named(name: &str, make: Option<&str>) -> Option<&'static str> {
    let _ = (name, make);
    None
}
