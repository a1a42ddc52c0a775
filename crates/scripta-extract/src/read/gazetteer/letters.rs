//! Letters as they sound, and names with a letter wrong.

use super::super::number::Number;
use super::super::word::Word;

/// A letter by the way in which it sounds; a joint that is said is nothing.
pub(super) fn letter(key: &str) -> Option<&'static str> {
    Some(match key {
        "eh" | "ay" => "a",
        "bee" | "be" => "b",
        "see" | "sea" | "cee" => "c",
        "dee" => "d",
        "eff" => "f",
        "gee" => "g",
        "aitch" | "haitch" => "h",
        "eye" => "i",
        "jay" => "j",
        "kay" => "k",
        "ell" | "el" => "l",
        "em" => "m",
        "en" => "n",
        "pee" => "p",
        "cue" | "queue" => "q",
        "are" | "our" | "ar" => "r",
        "ess" => "s",
        "tee" | "tea" => "t",
        "you" => "u",
        "vee" => "v",
        "ex" => "x",
        "why" => "y",
        "zee" | "zed" => "z",
        "dot" | "dash" | "hyphen" => "",
        _ => return None,
    })
}

/// A letter or two, or how one sounds.
pub(super) fn is_letter(words: &[Word], at: usize) -> bool {
    words
        .get(at)
        .is_some_and(|word| word.number == Number::Not && word.key.len() <= 2 || letter(&word.key).is_some())
}

/// Ordinary words that are one letter away from a name.
pub(super) const WORDS: [&str; 6] = ["shortage", "mission", "caravans", "altitude", "passage", "accords"];

/// One letter is missing, added, another, or in the other order.
pub(super) fn one_edit(a: &[u8], b: &[u8]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    match (a, b) {
        ([x, y, a @ ..], [u, v, b @ ..]) if a.len() == b.len() && x == v && y == u => a == b,
        ([_, c @ ..], [_, d @ ..]) if a.len() == b.len() => c == d,
        ([_, c @ ..], _) if a.len() > b.len() => c == b,
        (_, [_, d @ ..]) if a.len() < b.len() => a == d,
        _ => false,
    }
}
