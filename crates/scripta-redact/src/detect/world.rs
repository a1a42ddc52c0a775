//! Telephone numbers of other plans than the North American one: with `+` or `00` and a country code (E.164), with the zero
//! of a trunk call, and Indian mobile ones.

use crate::context::Context;
use crate::gap::Gap;
use crate::lexicon::Traits;
use crate::run::Run;

use super::phone::{add, groups_of};
use super::{Mode, Search};

/// How national numbers are written that begin with a zero: British, French, German, Australian, Japanese.
const TRUNK: [&[usize]; 13] = [
    &[5, 6],
    &[5, 3, 3],
    &[3, 4, 4],
    &[4, 3, 4],
    &[4, 7],
    &[3, 8],
    &[4, 3, 3],
    &[2, 4, 4],
    &[4, 6],
    &[2, 8],
    &[5, 2, 2, 2],
    &[2, 2, 2, 2, 2],
    &[3, 3, 4],
];

/// A number that begins at this piece.
pub(super) fn find(search: &mut Search<'_>, run: &Run, at: usize, context: Context) -> bool {
    if at == 0 && run.plus.is_some() {
        return international(search, run, 0, 0, context);
    }
    let digits = run.digits.get(run.pieces.get(at).map_or(0, |piece| piece.first)..).unwrap_or_default();
    let gap = run.gap(at);
    if search.mode == Mode::Id || !(gap.is_pause() || gap == Gap::Tight(None)) {
        return false;
    }
    // Within a run, zeros may begin a group of any number.
    let begins = gap == Gap::Edge || (gap.is_pause() && context.expects_phone());
    match digits {
        [0, 0, 1..=9, ..] if begins => international(search, run, at, 2, context),
        [0, 1, 1, 1..=9, ..] if begins && run.count(at, at + 1) == 3 => {
            international(search, run, at, 3, context)
        }
        [0, 1..=9, ..] => trunk(search, run, at, context),
        [6..=9, ..] => indian(search, run, at, context),
        _ => false,
    }
}

/// A country code and the rest of the number, after as many digits as `prefix` says.
fn international(search: &mut Search<'_>, run: &Run, at: usize, prefix: usize, context: Context) -> bool {
    let first = run.pieces.get(at).map_or(0, |piece| piece.first);
    let code = run.digits.get(first + prefix..).unwrap_or_default();
    let (shortest, longest) = lengths(code);
    let (shortest, longest) = (shortest + prefix, longest + prefix);
    let mut total = 0;
    let mut end = None;
    for (i, piece) in run.pieces.iter().enumerate().skip(at) {
        total += piece.digits;
        let tied = i == at || matches!(piece.before, Gap::Tight(_)) || piece.is_spoken() || end.is_none();
        if !tied || piece.foreign || total > longest || (i > at && piece.before > Gap::Loose) {
            break;
        }
        if total >= shortest {
            end = Some(i + 1);
        }
    }
    // Without its plus, one piece of digits that begins with zeros is a number of any sort.
    end = end.filter(|to| prefix == 0 || *to > at + 1 || context.expects_phone());
    if let Some(to) = end {
        add(search, run, at, to, "phone.international");
    }
    end.is_some()
}

/// How many digits a number with this country code has, the code included. A zero in parentheses after the code,
/// `+44 (0) 20`, is one more.
fn lengths(digits: &[u8]) -> (usize, usize) {
    let (shortest, longest, code) = match digits {
        [1, ..] => return (11, 11),
        [7, ..] => (11, 11, 1),
        [4, 4, ..] | [9, 1 | 2, ..] | [6, 3, ..] => (11, 12, 2),
        [3, 3 | 4, ..] | [6, 1, ..] | [2, 7, ..] => (11, 11, 2),
        [8, 1 | 2, ..] => (10, 12, 2),
        [6, 5, ..] => (10, 10, 2),
        [5, 2 | 5, ..] | [8, 6, ..] => (11, 13, 2),
        [3 | 4, ..] => (8, 14, 2),
        _ => (8, 15, 3),
    };
    let trunk = digits.get(code) == Some(&0);
    (shortest, longest + usize::from(trunk))
}

/// A national number with its zero.
fn trunk(search: &mut Search<'_>, run: &Run, at: usize, context: Context) -> bool {
    let expected = context.expects_phone();
    let tied = |length: usize| {
        (at + 1..at + length).all(|at| {
            let gap = run.gap(at);
            matches!(gap, Gap::Tight(_)) || (expected && gap == Gap::Loose)
        })
    };
    let grouped = TRUNK
        .iter()
        .find(|groups| groups_of(run, at, groups).is_some() && tied(groups.len()))
        .filter(|groups| expected || groups.len() > 2 || is_mobile(run, at));
    let length = match grouped {
        Some(groups) => groups.len(),
        None => bare(run, at, expected),
    };
    if length > 0 {
        add(search, run, at, at + length, "phone.trunk");
    }
    length > 0
}

/// `07700900123`, and where a number is expected `09-7625400`: how many pieces it has.
fn bare(run: &Run, at: usize, expected: bool) -> usize {
    let Some(piece) = run.pieces.get(at).filter(|piece| !piece.foreign && !piece.is_spoken()) else {
        return 0;
    };
    let fits = match piece.digits {
        11 => expected || is_mobile(run, at),
        9 | 10 => expected,
        _ => false,
    };
    let two = expected && (9..=11).contains(&run.count(at, at + 2));
    match groups_of(run, at, &[piece.digits, run.count(at + 1, at + 2)]) {
        _ if fits => 1,
        Some(_) if two && matches!(run.gap(at + 1), Gap::Tight(_)) => 2,
        _ => 0,
    }
}

/// British mobile numbers begin with 07, its geographic and service ones with 01, 02, 03 and 08.
fn is_mobile(run: &Run, at: usize) -> bool {
    matches!(run.digits_of(at, at + 1), [0, 7, ..] | [0, 1 | 2 | 3 | 8, _, _, _])
}

/// `98765 43210`: not two ZIP codes.
fn indian(search: &mut Search<'_>, run: &Run, at: usize, context: Context) -> bool {
    let tied = matches!(run.gap(at + 1), Gap::Tight(None | Some('-')));
    let code = matches!(run.digits_of(at.saturating_sub(1), at), [9, 1] | [0] | [0, 9, 1]);
    let alone = run.gap(at).is_pause() || code;
    let ended = run.gap(at + 2).is_pause();
    let zip = context.has(Traits::ZIP) && !context.expects_phone();
    if groups_of(run, at, &[5, 5]).is_none() || !tied || !alone || !ended || zip {
        return false;
    }
    let from = if run.gap(at).is_pause() { at } else { at - 1 };
    add(search, run, from, at + 2, "phone.indian");
    true
}
