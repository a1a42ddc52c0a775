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

pub(super) fn find(search: &mut Search<'_>) {
    for at in 0..search.tokens.len() {
        let Some((to, year)) = date::complete(search, at) else { continue };
        let torn =
            at.checked_sub(1).is_some_and(|before| !search.is_space(before) && search.is_digits(before));
        if year > LAST || torn || search.is_digits(to) || has_other(search, at, to) {
            continue;
        }
        if let Some((start, end)) = search.bytes(at, to) {
            search.add(Kind::Dob, "dob.lone", start, end);
        }
    }
}

fn has_other(search: &Search<'_>, at: usize, to: usize) -> bool {
    let says = |at: usize| search.is_any(at, &OTHER) || search.has(at, Traits::VERSION);
    // A word has a space beside it, and may have two marks.
    let before = (at.saturating_sub(4 * REACH.0)..at).rev().filter(|at| search.is_word(*at)).take(REACH.0);
    let after = (to..to + 4 * REACH.1).filter(|at| search.is_word(*at)).take(REACH.1);
    before.chain(after).any(says)
}
