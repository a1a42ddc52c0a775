//! Written telephone numbers: the North American plan, and international ones with `+` (E.164).

use crate::context::Context;
use crate::kind::Kind;
use crate::run::{Gap, Run};

use super::card::is_fraction;
use super::{Mode, Search};

/// A telephone number that begins at this piece.
pub(super) fn find(search: &mut Search<'_>, run: &Run, at: usize, context: Context) {
    if at == 0 && international(search, run) {
        return;
    }
    let expected = search.mode == Mode::Text && context.expects_phone();
    let area = run.digits_of(at, at + 1).first().is_some_and(|digit| *digit >= 2);
    for groups in [&[3, 3, 4][..], &[3, 7], &[6, 4], &[3, 2, 2, 3], &[3, 3, 2, 2]] {
        let Some(gaps) = gaps_of(run, at, groups) else { continue };
        let marked = gaps.iter().any(|gap| matches!(gap, Gap::Tight(Some(_))));
        if marked || (search.mode == Mode::Text && (area || expected)) {
            let from = if has_country_code(run, at) { at - 1 } else { at };
            add(search, run, from, at + groups.len());
            return;
        }
    }
    if search.mode == Mode::Text {
        bare(search, run, at, expected);
        local(search, run, at, expected);
    }
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
    if fits && strict && !piece.spoken && (country_code || !is_fraction(run, at)) {
        add(search, run, if country_code { at - 1 } else { at }, at + 1);
    }
}

/// Seven digits: `555-1234`; in other forms only where a telephone number is expected.
fn local(search: &mut Search<'_>, run: &Run, at: usize, expected: bool) {
    let exchange = run.digits_of(at, at + 1).first().is_some_and(|digit| *digit >= 2);
    if let Some([gap]) = gaps_of(run, at, &[3, 4]).as_deref() {
        let before = run.pieces.get(at).map_or(Gap::Edge, |piece| piece.before);
        let after = run.pieces.get(at + 2).map_or(Gap::Edge, |piece| piece.before);
        let tied = |gap: Gap| matches!(gap, Gap::Tight(Some('-' | '.')));
        let part = tied(before)
            || tied(after)
            || run.span(at, at + 1).is_some_and(|(start, _)| is_suffix(search, start));
        if expected || (exchange && *gap == Gap::Tight(Some('-')) && !part) {
            add(search, run, at, at + 2);
        }
    } else if let Some(piece) =
        run.pieces.get(at).filter(|piece| piece.digits == 7 && !piece.foreign && !piece.spoken)
        && expected
        && piece.before != Gap::Tight(Some('.'))
    {
        add(search, run, at, at + 1);
    }
}

/// Whether a dash ties what begins here to a word, as in `POL-555-1234`.
fn is_suffix(search: &Search<'_>, start: usize) -> bool {
    let before = search.text.get(..start).unwrap_or_default();
    before.strip_suffix('-').is_some_and(|word| word.ends_with(char::is_alphanumeric))
}

/// `+` and 8 to 15 digits, in any grouping; with the country code 1, eleven.
fn international(search: &mut Search<'_>, run: &Run) -> bool {
    let Some(plus) = run.plus else { return false };
    let north_american = run.digits.first() == Some(&1);
    let mut total = 0;
    let mut end = None;
    for (i, piece) in run.pieces.iter().enumerate() {
        total += piece.digits;
        let tied = i == 0 || matches!(piece.before, Gap::Tight(_)) || piece.spoken;
        if !tied || piece.foreign || total > if north_american { 11 } else { 15 } {
            break;
        }
        if total >= 8 && (!north_american || total == 11) {
            end = Some(piece.end);
        }
    }
    if let Some(end) = end {
        search.add(Kind::Phone, "phone.international", plus, end);
    }
    end.is_some()
}

/// Whether the piece before is the country code 1.
fn has_country_code(run: &Run, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let tied = run.pieces.get(at).is_some_and(|piece| matches!(piece.before, Gap::Tight(_)));
    let own = run.pieces.get(before).is_some_and(|piece| !piece.foreign);
    tied && own && run.digits_of(before, at) == [1]
}

/// Adds the pieces `from..to`, with an opening parenthesis and a plus sign.
fn add(search: &mut Search<'_>, run: &Run, from: usize, to: usize) {
    let Some((start, end)) = run.span(from, to) else { return };
    let before = search.text.get(..start).unwrap_or_default();
    let before = before.strip_suffix('(').unwrap_or(before);
    let before = before.strip_suffix('+').unwrap_or(before);
    search.add(Kind::Phone, "phone.written", before.len(), end);
}

/// What is between written pieces of these lengths, if the run has them here.
fn gaps_of(run: &Run, at: usize, groups: &[usize]) -> Option<Vec<Gap>> {
    let pieces = run.pieces.get(at..at + groups.len())?;
    let fits =
        pieces.iter().zip(groups).all(|(piece, n)| piece.digits == *n && !piece.foreign && !piece.spoken);
    fits.then(|| pieces.iter().skip(1).map(|piece| piece.before).collect())
}

/// What is between three written pieces of these lengths.
pub(super) fn gaps(run: &Run, at: usize, groups: [usize; 3]) -> Option<[Gap; 2]> {
    gaps_of(run, at, &groups)?.try_into().ok()
}
