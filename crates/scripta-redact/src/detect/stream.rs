//! Numbers read out digit by digit, spoken or written, and what is left of a run where a personal number is expected.

use crate::context::Context;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::run::{Gap, Run};

use super::{Candidate, Search, card, ssn};

/// No number of a person has more digits.
const LONGEST: usize = 19;

/// Looks at what the other detectors left of a run; their findings are those of `search` from `known` on.
pub(super) fn find(search: &mut Search<'_>, run: &Run, context: Context, known: usize) {
    let mut taken = taken(run, search.found.get(known..).unwrap_or_default());
    let mut at = 0;
    while at < run.pieces.len() {
        let found = if run.may_split(at) { longest(run, at, context, &taken) } else { None };
        match found {
            Some((to, kind)) => {
                add(search, run, at, to, kind, "number.read_out");
                taken.iter_mut().take(to).skip(at).for_each(|taken| *taken = true);
                at = to;
            }
            None => at += 1,
        }
    }
    rest(search, run, context, &taken);
}

/// Which pieces are part of something else, or of what was found already.
fn taken(run: &Run, found: &[Candidate]) -> Vec<bool> {
    let mut taken: Vec<bool> = run.pieces.iter().map(|piece| piece.foreign).collect();
    for candidate in found {
        let first = run.pieces.partition_point(|piece| piece.start < candidate.start);
        let covered = run.pieces.iter().skip(first).take_while(|piece| piece.end <= candidate.end).count();
        taken.iter_mut().skip(first).take(covered).for_each(|taken| *taken = true);
    }
    taken
}

fn is_taken(taken: &[bool], at: usize) -> bool {
    taken.get(at).copied().unwrap_or(true)
}

/// The longest number that begins at a piece and ends where one may end.
fn longest(run: &Run, at: usize, context: Context, taken: &[bool]) -> Option<(usize, Kind)> {
    let mut longest = None;
    let mut total = 0;
    for to in at + 1..=run.pieces.len() {
        total += run.count(to - 1, to);
        if total > LONGEST || is_taken(taken, to - 1) {
            break;
        }
        if run.may_split(to)
            && let Some(kind) = kind(run, at, to, context)
        {
            longest = Some((to, kind));
        }
    }
    longest
}

fn kind(run: &Run, from: usize, to: usize, context: Context) -> Option<Kind> {
    let digits = run.digits_of(from, to);
    let pieces = run.pieces.get(from..to).unwrap_or_default();
    let spoken: usize = pieces.iter().filter(|piece| piece.spoken).map(|piece| piece.digits).sum();
    let singles = pieces.iter().filter(|piece| piece.digits == 1).count();
    let read_out = spoken >= 3 || singles >= 4;
    let expected = context.expects_phone();
    let national = match digits {
        [1, rest @ ..] if rest.len() == 10 => rest,
        all => all,
    };
    let area = national.first().is_some_and(|digit| *digit >= 2);
    match digits.len() {
        7 if expected && pieces.len() > 1 => Some(Kind::Phone),
        9 if context.has(Traits::SSN) => Some(ssn::kind(digits)),
        10 | 11 if national.len() == 10 && pieces.len() > 1 && ((read_out && area) || expected) => {
            Some(Kind::Phone)
        }
        13..=LONGEST if (read_out || context.has(Traits::CARD)) && card::is_card(digits, context) => {
            Some(Kind::Card)
        }
        _ => None,
    }
}

/// Where a personal number is expected, seven digits and more are masked whatever they are: one of them may have been
/// misheard, so that no checksum fits. Ten and more read out one by one are no count of anything, expected or not.
fn rest(search: &mut Search<'_>, run: &Run, context: Context, taken: &[bool]) {
    let mut from = 0;
    while from < run.pieces.len() {
        if is_taken(taken, from) {
            from += 1;
            continue;
        }
        let mut to = from + 1;
        while run.pieces.get(to).is_some_and(|piece| piece.before != Gap::Loose || piece.spoken)
            && !is_taken(taken, to)
        {
            to += 1;
        }
        let digits = run.count(from, to);
        let pieces = run.pieces.get(from..to).unwrap_or_default();
        let read_out = pieces.iter().all(|piece| piece.digits == 1);
        let zip =
            to == from + 2 && run.count(from, from + 1) == 5 && digits == 9 && !context.has(Traits::SSN);
        if (digits >= 7 && context.is_personal() && !zip) || (digits >= 10 && read_out) {
            add(search, run, from, to, Kind::Number, "number.rest");
        }
        from = to;
    }
}

fn add(search: &mut Search<'_>, run: &Run, from: usize, to: usize, kind: Kind, rule: &'static str) {
    let plus = run.plus.filter(|_| from == 0);
    if let Some((start, end)) = run.span(from, to) {
        search.add(kind, rule, plus.unwrap_or(start), end);
    }
}
