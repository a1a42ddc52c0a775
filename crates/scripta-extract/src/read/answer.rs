//! Yes and no at the head of a text.

use super::cue::{is_filler, key};
use super::mention::{Mention, What};
use super::word::Word;

/// What a text begins with, after hesitations.
pub(super) fn answer(words: &[Word]) -> Option<Mention> {
    let at = words.iter().position(|word| !is_filler(&word.key) && word.key != "oh")?;
    let what = match key(words, at) {
        "yes" | "yeah" | "yep" | "yup" | "correct" | "right" | "sure" | "exactly" | "absolutely"
        | "definitely" | "yea" | "uhhuh" => What::Yes,
        "no" | "nope" | "nah" | "incorrect" | "wrong" | "never" => What::No,
        _ => return None,
    };
    Some(Mention::new(words, at..at + 1, what, 0.9))
}
