//! US social security numbers, and taxpayer numbers (ITINs), which have their shape.

use crate::context::Context;
use crate::gap::Gap;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::run::Run;

use super::{Mode, Search};

/// A written social security number that begins at this piece.
pub(super) fn find(search: &mut Search<'_>, run: &Run, at: usize, context: Context) {
    let expected = context.has(CUES);
    if let Some(gaps) = super::phone::gaps(run, at, [3, 2, 4]) {
        let digits = run.digits_of(at, at + 3);
        let dashes = gaps == [Gap::Tight(Some('-')); 2];
        let same = gaps[0] == gaps[1] && !gaps[0].is_pause();
        let text = search.mode == Mode::Text;
        let kind = if dashes { shaped(digits) } else { kind(digits) };
        if dashes || (text && ((same && kind != Kind::Number) || expected)) {
            search.add_pieces(kind, "ssn.groups", run, at, at + 3);
        }
        return;
    }
    let Some(piece) = run.pieces.get(at) else { return };
    if search.mode == Mode::Text && expected && piece.digits == 9 && !piece.foreign {
        search.add_pieces(kind(run.digits_of(at, at + 1)), "ssn.bare", run, at, at + 1);
    }
}

/// What says that a number of nine digits is one of these.
pub(super) const CUES: Traits = Traits::SSN.with(Traits::ITIN);

/// Nine digits where a social security number is expected: masked whatever they are.
pub(super) fn kind(digits: &[u8]) -> Kind {
    match digits {
        digits if is_itin(digits) => Kind::Itin,
        digits if is_valid(digits) => Kind::Ssn,
        _ => Kind::Number,
    }
}

/// Nine digits written as a social security number is and nothing else.
fn shaped(digits: &[u8]) -> Kind {
    if is_itin(digits) { Kind::Itin } else { Kind::Ssn }
}

/// Individual taxpayer numbers begin with a 9, and their fourth and fifth digits are of these (IRS Publication 1915).
fn is_itin(digits: &[u8]) -> bool {
    let [9, _, _, d, e, _, _, _, _] = digits else { return false };
    matches!(d * 10 + e, 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

/// The numbers that the Social Security Administration does not give out, and those that it has withdrawn as examples.
fn is_valid(digits: &[u8]) -> bool {
    let [a, b, c, d, e, rest @ ..] = digits else { return false };
    let area = (*a, *b, *c);
    let sample = matches!(
        digits,
        [1, 2, 3, 4, 5, 6, 7, 8, 9] | [0, 7, 8, 0, 5, 1, 1, 2, 0] | [9, 8, 7, 6, 5, 4, 3, 2, 1]
    );
    digits.len() == 9
        && area != (0, 0, 0)
        && area != (6, 6, 6)
        && (*d, *e) != (0, 0)
        && rest != [0; 4]
        && !sample
}
