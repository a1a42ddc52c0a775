//! Slips of the tongue in a number that is read out: `five five five one two three, no wait, one two four …`. What was said
//! first is as personal as what was meant, so both are masked as one.

use crate::context::Context;
use crate::gap::Gap;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::run::Run;
use crate::token::Sort;

use super::stream::{Manner, Taken};
use super::{Search, phone, ssn};

/// Looks at each place where something is taken back.
pub(super) fn find(search: &mut Search<'_>, run: &Run, context: Context, taken: &mut Taken) {
    for at in (1..run.pieces.len()).filter(|at| run.gap(*at) == Gap::Repair) {
        let (from, to) = (first(run, at, taken), last(run, at, taken));
        if from == at || to == at {
            continue;
        }
        let (before, after) = (run.count(from, at), run.count(at, to));
        let kind = match (taken.number(at - 1), taken.number(at)) {
            (Some(_), Some(_)) => continue,
            // `…, sorry, one more thing` corrects nothing.
            (Some(_), None) if after <= before && (after > 1 || ends(search, run, to)) => {
                found(search, run, at - 1)
            }
            (None, Some(_)) if before <= after && before > 1 => found(search, run, at),
            (None, None) => whole(run, from, at, to, context),
            _ => continue,
        };
        if let Some(kind) = kind {
            match kind {
                Kind::Phone => phone::add(search, run, from, to, "phone.corrected"),
                kind => search.add_pieces(kind, "number.corrected", run, from, to),
            }
            taken.take(from, to);
        }
    }
}

/// Where the number begins that ends before the piece `at`; `at` if it is part of something else.
fn first(run: &Run, at: usize, taken: &Taken) -> usize {
    if let Some(first) = taken.number(at - 1) {
        // Of a number that was corrected over and over, what was found before goes with the rest.
        return first.max(at.saturating_sub(2 * LONGEST));
    }
    let own = |at: &usize| !taken.is(*at);
    let mut from = at;
    while let Some(before) = from.checked_sub(1).filter(own) {
        from = before;
        if run.gap(from) > Gap::Loose || at - from >= LONGEST {
            break;
        }
    }
    from
}

/// Where the number ends that begins at the piece `at`.
fn last(run: &Run, at: usize, taken: &Taken) -> usize {
    let number = taken.number(at);
    let belongs = |next: usize| match number {
        Some(_) => taken.number(next) == number,
        None => !taken.is(next) && run.gap(next) <= Gap::Loose && next - at < LONGEST,
    };
    let mut to = at;
    while to < run.pieces.len() && (to == at || belongs(to)) && (number.is_some() || !taken.is(to)) {
        to += 1;
    }
    to
}

/// So many pieces at most are looked at on each side.
const LONGEST: usize = 19;

/// The kind of the number that a piece was found to be part of.
fn found(search: &Search<'_>, run: &Run, at: usize) -> Option<Kind> {
    let piece = run.pieces.get(at)?;
    let covers = |found: &&super::Candidate| found.start <= piece.start && piece.end <= found.end;
    search.found.iter().rev().take(LONGEST).find(covers).map(|found| found.kind)
}

/// What two parts of a number are together, the end of the first being taken back.
fn whole(run: &Run, from: usize, at: usize, to: usize, context: Context) -> Option<Kind> {
    let (before, after) = (run.count(from, at), run.count(at, to));
    let corrects = |length: usize| after <= length && length < before + after && before < length;
    let first = run.digits_of(from, at).first().copied()?;
    let manner = Manner::of(run, from, to);
    if context.has(ssn::CUES) && corrects(9) {
        return Some(Kind::Ssn);
    }
    if context.has(Traits::CARD) && (13..=16).any(corrects) {
        return Some(Kind::Number);
    }
    let expected = context.expects_phone();
    let ten = corrects(10) || (first == 1 && corrects(11));
    let phone = (ten && (expected || (manner.is_read_out() && manner.singles >= 6 && first >= 1)))
        || (expected && corrects(7));
    phone.then_some(Kind::Phone)
}

/// Whether nothing is said after the piece before `to` that it could be a part of.
fn ends(search: &Search<'_>, run: &Run, to: usize) -> bool {
    let next = to.checked_sub(1).and_then(|last| run.pieces.get(last)).map_or(0, |piece| piece.next);
    let after = search.tokens.get(next).map(|token| token.sort);
    matches!(after, None | Some(Sort::Mark('.' | ',' | '!' | '?' | ';')))
}
