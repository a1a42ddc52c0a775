//! Telephone numbers in writing: those of the North American plan. [`world`](super::world) knows the others.

use crate::context::Context;
use crate::gap::Gap;
use crate::kind::Kind;
use crate::run::{Piece, Run};

use super::card::is_fraction;
use super::{Mode, Search, ends, world};

/// How ten digits are grouped.
const GROUPS: [&[usize]; 5] = [&[3, 3, 4], &[3, 7], &[6, 4], &[3, 2, 2, 3], &[3, 3, 2, 2]];

/// A telephone number that begins at this piece.
pub(super) fn find(search: &mut Search<'_>, run: &Run, at: usize, context: Context) {
    let text = search.mode == Mode::Text;
    let expected = text && context.expects_phone();
    if world::find(search, run, at, context) {
        return;
    }
    let area = run.digits_of(at, at + 1).first().is_some_and(|digit| *digit >= 2);
    for groups in GROUPS {
        let Some(pieces) = groups_of(run, at, groups) else { continue };
        let gaps = || pieces.iter().skip(1).map(|piece| piece.before);
        let marked = gaps().any(|gap| matches!(gap, Gap::Tight(Some(_))));
        let paused = gaps().any(Gap::is_pause);
        let broken = gaps().any(|gap| gap > Gap::Loose);
        let list = paused && (broken || is_round(run, at, at + groups.len()));
        if expected || (marked && !list) || (text && area && !list) {
            let from = if has_country_code(run, at) { at - 1 } else { at };
            add(search, run, from, at + groups.len(), "phone.written");
            return;
        }
    }
    if text {
        bare(search, run, at, expected);
        local(search, run, at, expected);
    }
}

/// `250, 500, 1000`: amounts in a list.
fn is_round(run: &Run, from: usize, to: usize) -> bool {
    (from..to).all(|at| run.digits_of(at, at + 1).ends_with(&[0]))
}

/// Ten digits in one piece, or eleven with the country code 1. A time in seconds begins with a 1 and is none.
fn bare(search: &mut Search<'_>, run: &Run, at: usize, expected: bool) {
    let Some(piece) = run.pieces.get(at) else { return };
    let digits = run.digits_of(at, at + 1);
    let national = if piece.digits == 11 { digits.strip_prefix(&[1]).unwrap_or_default() } else { digits };
    let [area, _, _, exchange, ..] = national else { return };
    let fits = national.len() == 10 && (*area >= 2 || (expected && !piece.foreign));
    let strict = !piece.foreign || (piece.tagged && *exchange >= 2);
    let country_code = has_country_code(run, at);
    if fits && strict && !piece.is_spoken() && (country_code || !is_fraction(run, at)) {
        add(search, run, if country_code { at - 1 } else { at }, at + 1, "phone.bare");
    }
}

/// Seven digits: `555-1234`; in other forms only where a telephone number is expected.
fn local(search: &mut Search<'_>, run: &Run, at: usize, expected: bool) {
    let exchange = run.digits_of(at, at + 1).first().is_some_and(|digit| *digit >= 2);
    if let Some([_, last]) = groups_of(run, at, &[3, 4]) {
        let tied = |gap: Gap| matches!(gap, Gap::Tight(Some('-' | '.')));
        let part = tied(run.gap(at))
            || tied(run.gap(at + 2))
            || run.span(at, at + 1).is_some_and(|(start, _)| is_suffix(search, start));
        // `between 900 and 1730`.
        let apart = last.before > Gap::Loose;
        if (expected && !apart) || (exchange && last.before == Gap::Tight(Some('-')) && !part) {
            add(search, run, at, at + 2, "phone.local");
        }
    } else if let Some(piece) =
        run.pieces.get(at).filter(|piece| piece.digits == 7 && !piece.foreign && !piece.is_spoken())
        && expected
        && piece.before != Gap::Tight(Some('.'))
    {
        add(search, run, at, at + 1, "phone.local");
    }
}

/// Whether a dash ties what begins here to a word, as in `POL-555-1234`.
fn is_suffix(search: &Search<'_>, start: usize) -> bool {
    let before = search.text.get(..start).unwrap_or_default();
    before.strip_suffix('-').is_some_and(|word| word.ends_with(char::is_alphanumeric))
}

/// Whether the piece before is a country code without its plus.
fn has_country_code(run: &Run, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let own = run.pieces.get(before).is_some_and(|piece| !piece.foreign);
    let tied = matches!(run.gap(at), Gap::Tight(_));
    tied && own && matches!(run.digits_of(before, at), [1] | [9, 1] | [4, 4])
}

/// Adds the pieces `from..to` and what belongs to them: an opening parenthesis, a plus, an area code that was said apart, an
/// extension.
pub(super) fn add(search: &mut Search<'_>, run: &Run, from: usize, to: usize, rule: &'static str) {
    let Some((start, end)) = run.span(from, to) else { return };
    let before = search.text.get(..start).unwrap_or_default();
    let before = before.strip_suffix('(').unwrap_or(before);
    let before = before.strip_suffix('+').unwrap_or(before);
    let (mut start, mut end) = (run.plus.filter(|_| from == 0).unwrap_or(before.len()), end);
    if search.mode == Mode::Text {
        if run.count(from, to) == 7 {
            let area_code =
                ends::area_code_before(search, run, from).or_else(|| ends::tied_area_code(search, run, from));
            start = start.min(area_code.unwrap_or(start));
            end = end.max(ends::area_code_after(search, run, to).unwrap_or(end));
        }
        start = ends::area_cue(search, start).unwrap_or(start);
        end = end.max(ends::extension(search, run, to).unwrap_or(end));
    }
    search.add(Kind::Phone, rule, start, end);
}

/// The written pieces of these lengths, if the run has them here.
pub(super) fn groups_of<'r>(run: &'r Run, at: usize, groups: &[usize]) -> Option<&'r [Piece]> {
    let pieces = run.pieces.get(at..at + groups.len())?;
    let own = |at: usize, piece: &Piece| !piece.foreign || (at == 0 && piece.tagged && is_dashed(pieces));
    let fits = pieces
        .iter()
        .zip(groups)
        .enumerate()
        .all(|(at, (piece, n))| piece.digits == *n && own(at, piece) && !piece.is_spoken());
    fits.then_some(pieces)
}

/// Whether a dash is between all pieces, so that a word may touch the first: `is415-555-0132`.
fn is_dashed(pieces: &[Piece]) -> bool {
    pieces.len() > 2 && pieces.iter().skip(1).all(|piece| piece.before == Gap::Tight(Some('-')))
}

/// What is between three written pieces of these lengths.
pub(super) fn gaps(run: &Run, at: usize, groups: [usize; 3]) -> Option<[Gap; 2]> {
    let [_, second, third] = groups_of(run, at, &groups)? else { return None };
    Some([second.before, third.before])
}
