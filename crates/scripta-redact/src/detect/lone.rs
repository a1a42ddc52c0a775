//! Dates so long ago that on a phone call they are nearly always somebody's birth, though nothing says so: "she's
//! 3/14/2006, so a new driver". Where something else that happened is near, they stay.

use crate::kind::Kind;
use crate::lexicon::Traits;

use super::{Search, date};

/// The latest year of birth of somebody who drives, at the time of writing. A later date is more often an accident's.
const LAST: u32 = 2009;

/// How many words before a date, and after it, may say what happened then.
const REACH: (usize, usize) = (12, 8);

/// What a date may be of, if it is not of a birth.
const OTHER: [&str; 60] = [
    "accident",
    "accidents",
    "wreck",
    "crash",
    "collision",
    "claim",
    "claims",
    "loss",
    "policy",
    "policies",
    "renew",
    "renewed",
    "renewal",
    "since",
    "started",
    "effective",
    "expire",
    "expired",
    "license",
    "licence",
    "licensed",
    "licenced",
    "issued",
    "bought",
    "purchased",
    "insured",
    "happened",
    "quote",
    "quoted",
    "moved",
    "married",
    "wedding",
    "divorced",
    "anniversary",
    "ticket",
    "tickets",
    "dui",
    "conviction",
    "built",
    "founded",
    "opened",
    "closed",
    "hired",
    "graduated",
    "joined",
    "until",
    "till",
    "from",
    "dated",
    "roof",
    "house",
    "home",
    "mortgage",
    "loan",
    "died",
    "passed",
    "version",
    "model",
    "storm",
    "appointment",
];

/// What may stand right before such a date and only links it to who it is of. After a preposition or a verb, it is when
/// something was done: `paid off on`, `transferred`.
const LINKS: [&str; 34] = [
    "it", "that", "thats", "its", "and", "or", "says", "said", "put", "yes", "yeah", "yep", "yup", "sure",
    "no", "not", "mine", "hers", "theirs", "actually", "wait", "mean", "rather", "correct", "right", "me",
    "here", "have", "a", "baby", "dob", "be", "she", "he",
];

/// Between such a date and who it is of.
const IS: [&str; 6] = ["is", "was", "s", "are", "be", "were"];

/// Who that may be, apart from relatives and names.
const WHO: [&str; 14] = [
    "it", "that", "this", "he", "she", "mine", "hers", "his", "theirs", "those", "they", "would", "other",
    "yours",
];

pub(super) fn find(search: &mut Search<'_>) {
    let mut names: Option<Vec<usize>> = None;
    for at in 0..search.tokens.len() {
        if !begins(search, at) {
            continue;
        }
        let Some((to, year)) = date::complete(search, at).or_else(|| read_out(search, at)) else { continue };
        let torn =
            at.checked_sub(1).is_some_and(|before| !search.is_space(before) && search.is_digits(before));
        let apart = !torn && !search.is_digits(to);
        let names = names.get_or_insert_with(|| ends_of_names(search));
        if year > LAST || !apart || !is_led(search, names, at) || has_other(search, names, at, to) {
            continue;
        }
        if let Some((start, end)) = search.bytes(at, to) {
            search.add(Kind::Dob, "dob.lone", start, end);
        }
    }
}

/// Whether a date may begin at a token. At most of them none does, and this is cheap.
fn begins(search: &Search<'_>, at: usize) -> bool {
    search.token(at).is_some_and(|token| {
        token.traits.has(Traits::MONTH | Traits::ORDINAL) || crate::number::begins(token)
    }) || search.is(at, "the")
}

/// Where the names that were found end, in ascending order.
fn ends_of_names(search: &Search<'_>) -> Vec<usize> {
    let names = search.found.iter().filter(|found| found.kind == Kind::Name);
    let mut ends: Vec<usize> = names.map(|name| name.end).collect();
    ends.sort_unstable();
    ends
}

/// A date in numbers alone: with its whole year, or where somebody says it: `he says eleven seventeen eighty five`.
fn read_out(search: &Search<'_>, at: usize) -> Option<(usize, u32)> {
    let token = search.token(at).filter(|token| crate::number::begins(token))?;
    let before = search.back(at);
    // Not from within a longer number.
    if token.meaning().is_none() || before.and_then(|at| search.token(at)).is_some_and(crate::number::begins)
    {
        return None;
    }
    let who = before
        .filter(|say| search.is_any(*say, &["says", "said"]))
        .and_then(|say| search.back(say))
        .is_some_and(|who| search.is_any(who, &["he", "she"]) || search.has(who, Traits::KIN));
    date::said(search, at, who)
}

/// Whether nothing but who it is of stands before a date.
fn is_led(search: &Search<'_>, names: &[usize], at: usize) -> bool {
    let Some(before) = word_before(search, at) else { return true };
    let person = |at: usize| search.has(at, Traits::KIN | Traits::OWN) || ends_name(search, names, at);
    if search.is_any(before, &IS) {
        let who = word_before(search, before);
        return who.is_none_or(|who| {
            search.is_any(who, &WHO) || person(who) || search.token(who).is_some_and(crate::number::begins)
        });
    }
    search.is_any(before, &LINKS) || person(before)
}

/// The word before a token, past fillers and apostrophes; none where a sentence or a part of one begins.
fn word_before(search: &Search<'_>, at: usize) -> Option<usize> {
    let mut at = search.back(at)?;
    for _ in 0..4 {
        if !search.is_filler(at) && !search.is_apostrophe(at) {
            break;
        }
        at = search.back(at)?;
    }
    (search.is_word(at) || search.is_digits(at)).then_some(at)
}

/// Whether a name that was found ends with this word.
fn ends_name(search: &Search<'_>, names: &[usize], at: usize) -> bool {
    search.token(at).is_some_and(|token| names.binary_search(&token.end).is_ok())
}

/// Whether something else is said to have happened near a date; not in `my oldest, who just moved back in,`.
fn has_other(search: &Search<'_>, names: &[usize], at: usize, to: usize) -> bool {
    // `moved back in with us`
    let back = |at: usize| {
        search.is(at, "moved") && search.is_any(search.skip(at + 1), &["back", "in", "out", "away"])
    };
    let says = |at: usize| (search.is_any(at, &OTHER) && !back(at)) || search.has(at, Traits::VERSION);
    // A word has a space beside it, and may have two marks.
    let mut other = false;
    let mut words = 0;
    for before in (at.saturating_sub(4 * REACH.0)..at).rev() {
        words += usize::from(search.is_word(before));
        other = (other || says(before)) && !search.is(before, "who");
        if words == REACH.0 {
            break;
        }
    }
    let after = (to..to + 4 * REACH.1).filter(|at| search.is_word(*at)).take(REACH.1);
    other || (!is_apposed(search, names, at, to) && after.into_iter().any(says))
}

/// Whether a date stands between commas behind a name: `Carl Boyd, 9/9/1970, licensed in Ohio`.
fn is_apposed(search: &Search<'_>, names: &[usize], at: usize, to: usize) -> bool {
    let comma = search.back(at).filter(|comma| search.is_mark(*comma, ','));
    search.is_mark(to, ',')
        && comma.and_then(|comma| search.back(comma)).is_some_and(|name| ends_name(search, names, name))
}
