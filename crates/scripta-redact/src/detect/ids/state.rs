//! The forms of driver's licences in the United States, state by state (AAMVA), and which state is spoken of.

use crate::token::Sort;

use super::super::Search;

/// How many tokens before a code, and after it, a state is looked for in.
const NEAR: usize = 16;

/// Forms, as [`super::code::Code::is_like`] reads them, by the state's name and abbreviation.
const STATES: [(&str, &str, &[&str]); 51] = [
    ("alabama", "AL", &["N7-8"]),
    ("alaska", "AK", &["N5-7"]),
    ("arizona", "AZ", &["A N8", "N9"]),
    ("arkansas", "AR", &["N5-9"]),
    ("california", "CA", &["A N7"]),
    ("colorado", "CO", &["N9", "A N3-6", "A2 N3-5"]),
    ("connecticut", "CT", &["N9"]),
    ("delaware", "DE", &["N5-7"]),
    ("columbia", "DC", &["N7", "N9"]),
    ("florida", "FL", &["A N12"]),
    ("georgia", "GA", &["N7-9"]),
    ("hawaii", "HI", &["A N8", "N9"]),
    ("idaho", "ID", &["A2 N6 A", "N9"]),
    ("illinois", "IL", &["A N11-12"]),
    ("indiana", "IN", &["A N9", "N9-10"]),
    ("iowa", "IA", &["N9", "N3 A2 N4"]),
    ("kansas", "KS", &["A N8", "A N A N A", "N9"]),
    ("kentucky", "KY", &["A N8-9", "N9"]),
    ("louisiana", "LA", &["N5-9"]),
    ("maine", "ME", &["N7-8", "N7 A"]),
    ("maryland", "MD", &["A N12", "A2 N7"]),
    ("massachusetts", "MA", &["A N8", "A2 N7", "N9"]),
    ("michigan", "MI", &["A N10", "A N12"]),
    ("minnesota", "MN", &["A N12"]),
    ("mississippi", "MS", &["N9"]),
    ("missouri", "MO", &["N3 A N6", "A N5-9", "A N6 A", "N8 A2", "N9 A", "N9"]),
    ("montana", "MT", &["A N8", "N9", "N13-14"]),
    ("nebraska", "NE", &["A N6-8"]),
    ("nevada", "NV", &["N8-10", "N12", "A N8"]),
    ("hampshire", "NH", &["N2 A3 N5", "A3 N8"]),
    ("jersey", "NJ", &["A N14"]),
    ("mexico", "NM", &["N8-9"]),
    ("york", "NY", &["N8-9", "A N7", "A N18", "N16"]),
    ("north carolina", "NC", &["N5-12"]),
    ("north dakota", "ND", &["A3 N6", "N9"]),
    ("ohio", "OH", &["A2 N6", "A N4-8", "N8"]),
    ("oklahoma", "OK", &["A N9", "N9"]),
    ("oregon", "OR", &["N5-9", "A N6", "A2 N5"]),
    ("pennsylvania", "PA", &["N8"]),
    ("rhode", "RI", &["N7", "A N6"]),
    ("south carolina", "SC", &["N5-11"]),
    ("south dakota", "SD", &["N6-10", "N12"]),
    ("tennessee", "TN", &["N7-9"]),
    ("texas", "TX", &["N7-8"]),
    ("utah", "UT", &["N5-10"]),
    ("vermont", "VT", &["N8", "N7 A"]),
    ("virginia", "VA", &["A N8-11", "N9"]),
    ("washington", "WA", &["A3-7 N3 X2", "A3 N X7", "A5 X7"]),
    ("west virginia", "WV", &["N7", "A1-2 N5-6"]),
    ("wisconsin", "WI", &["A N13"]),
    ("wyoming", "WY", &["N9-10"]),
];

/// The forms of all states.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    STATES.iter().flat_map(|(.., formats)| *formats).copied()
}

/// The forms of the states that are named near the tokens `from..to`.
pub(super) fn near(search: &Search<'_>, from: usize, to: usize) -> impl Iterator<Item = &'static str> {
    let before = from.saturating_sub(NEAR)..from;
    let after = to..to.saturating_add(NEAR);
    let named = STATES.iter().filter(move |(name, short, _)| {
        before.clone().chain(after.clone()).any(|at| is_state(search, at, name, short))
    });
    named.flat_map(|(.., formats)| *formats).copied()
}

/// Whether a word is a state's name, or the last of one.
pub(super) fn is_name(word: &str) -> bool {
    STATES
        .iter()
        .any(|(name, ..)| name.rsplit(' ').next().is_some_and(|name| word.eq_ignore_ascii_case(name)))
}

/// Whether the word at a token, or this one and the one before it, name a state.
fn is_state(search: &Search<'_>, at: usize, name: &str, short: &str) -> bool {
    let word = |at: Option<usize>| {
        let token = search.tokens.get(at?).filter(|token| matches!(token.sort, Sort::Word(_)))?;
        Some(token.text(search.text))
    };
    let Some(last) = word(Some(at)) else { return false };
    match name.split_once(' ') {
        _ if last == short => true,
        Some((first, second)) => {
            last.eq_ignore_ascii_case(second)
                && word(at.checked_sub(2)).is_some_and(|word| word.eq_ignore_ascii_case(first))
        }
        None => last.eq_ignore_ascii_case(name),
    }
}
