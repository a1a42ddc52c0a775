//! A date of birth before its cue, where the two are not tied by `is my`: what is said between them is a remark.

use crate::detect::Search;
use crate::detect::date::{self, Form};
use crate::lexicon::{Meaning, Traits};
use crate::token::Sort;

use super::{OTHER, ending, full, is_unit};

/// Adds the nearest date before a cue with little between them that could be of anything else: `seven seven seventy seven,
/// easy birthday to remember`, `six eleven oh one is what I put for date of birth`, `twelve, twelve, sixty four. My birthday.`
pub(super) fn find(search: &mut Search<'_>, cue: usize) {
    let Some(end) = nearest(search, cue) else { return };
    let Some((first, _)) = full(search, end) else { return };
    let whole = date::read(search, first).is_some_and(|date| date.form == Form::Full);
    let counted = search.has(search.skip(end), Traits::QUANTITY) || is_unit(search, first);
    if whole && !counted && !is_of_other(search, first) {
        let _ = ending(search, end);
    }
}

/// The token after the last number before a cue, if nothing between asks for the date, or says what else it is of.
fn nearest(search: &Search<'_>, cue: usize) -> Option<usize> {
    let mut words = 0;
    let mut stops = 0;
    let mut at = cue;
    for _ in 0..3 * NEAR {
        let before = at.checked_sub(1)?;
        let token = search.token(before)?;
        // `easy one`
        let number = crate::number::begins(token) || token.meaning() == Some(Meaning::Thousand);
        if number && (!search.is(before, "one") || full(search, at).is_some()) {
            return Some(at);
        }
        let asks = search.is_any(before, &ASKED) || search.is_any(before, &OTHER);
        // `is what I put`, but not `what is`
        let what = search.is(before, "what")
            && !search.back(before).is_some_and(|is| search.is_any(is, &["is", "s", "was"]));
        match token.sort {
            Sort::Word(_) => words += 1,
            Sort::Mark('?' | '!' | ':' | ';') | Sort::Mask => return None,
            Sort::Mark('.') => stops += 1,
            Sort::Space | Sort::Digits | Sort::Mark(_) => {}
        }
        if asks || what || words > NEAR || stops > 1 {
            return None;
        }
        at = before;
    }
    None
}

/// How many words may be between a date and such a cue.
const NEAR: usize = 8;

/// What asks for a date of birth that is still to come, or tells that the date before it is not one.
const ASKED: [&str; 33] = [
    "on", "and", "because", "your", "need", "can", "could", "may", "next", "verify", "confirm", "give",
    "tell", "whats", "please", "ask", "before", "after", "until", "till", "around", "near", "days", "week",
    "weeks", "month", "months", "not", "isn", "then", "later", "turn", "turned",
];

/// Whether a word before a date says that it is of something else.
fn is_of_other(search: &Search<'_>, first: usize) -> bool {
    let words = (first.saturating_sub(3 * NEAR)..first).rev().filter(|at| search.is_word(*at));
    words.take(NEAR).any(|at| search.is_any(at, &OTHER) || search.has(at, Traits::VERSION | Traits::QUANTITY))
}
