//! Words of which spoken numbers and spelled-out addresses are made.

/// How a word is read in a number or an address that is spelled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// `zero` to `nine`, and `oh`.
    Digit(u8),
    /// `ten` to `nineteen`.
    Teen(u8),
    /// `twenty` to `ninety`.
    Tens(u8),
    Hundred,
    /// `double` and `triple`, with how often the next digit counts.
    Times(u8),
    /// What people say while they read out a number.
    Filler,
    /// `dot` or `period`.
    Dot,
    At,
    Underscore,
    /// `dash`, `hyphen`, `minus`.
    Dash,
    Plus,
    /// A single letter.
    Letter,
    Other,
}

use Meaning::{At, Dash, Digit, Dot, Filler, Hundred, Plus, Teen, Tens, Times, Underscore};

pub(super) const WORDS: &[(&str, Meaning)] = &[
    ("o", Digit(0)),
    ("oh", Digit(0)),
    ("zero", Digit(0)),
    ("nought", Digit(0)),
    ("one", Digit(1)),
    ("two", Digit(2)),
    ("three", Digit(3)),
    ("four", Digit(4)),
    ("five", Digit(5)),
    ("six", Digit(6)),
    ("seven", Digit(7)),
    ("eight", Digit(8)),
    ("nine", Digit(9)),
    ("niner", Digit(9)),
    ("ten", Teen(10)),
    ("eleven", Teen(11)),
    ("twelve", Teen(12)),
    ("thirteen", Teen(13)),
    ("fourteen", Teen(14)),
    ("fifteen", Teen(15)),
    ("sixteen", Teen(16)),
    ("seventeen", Teen(17)),
    ("eighteen", Teen(18)),
    ("nineteen", Teen(19)),
    ("twenty", Tens(2)),
    ("thirty", Tens(3)),
    ("forty", Tens(4)),
    ("fourty", Tens(4)),
    ("fifty", Tens(5)),
    ("sixty", Tens(6)),
    ("seventy", Tens(7)),
    ("eighty", Tens(8)),
    ("ninety", Tens(9)),
    ("hundred", Hundred),
    ("double", Times(2)),
    ("triple", Times(3)),
    ("treble", Times(3)),
    ("uh", Filler),
    ("um", Filler),
    ("er", Filler),
    ("erm", Filler),
    ("hmm", Filler),
    ("mm", Filler),
    ("so", Filler),
    ("then", Filler),
    ("like", Filler),
    ("ok", Filler),
    ("okay", Filler),
    ("yeah", Filler),
    ("sorry", Filler),
    ("uhm", Filler),
    ("ah", Filler),
    ("dot", Dot),
    ("period", Dot),
    ("at", At),
    ("underscore", Underscore),
    ("dash", Dash),
    ("hyphen", Dash),
    ("minus", Dash),
    ("plus", Plus),
];
