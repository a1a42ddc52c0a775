//! US social security numbers (and ITINs, which have their shape).

use crate::context::Context;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::run::{Gap, Run};

use super::{Mode, Search};

/// A social security number that begins at this piece.
pub(super) fn find(search: &mut Search<'_>, run: &Run, at: usize, context: Context) {
    if let Some(gaps) = super::phone::gaps(run, at, [3, 2, 4]) {
        let dashes = gaps == [Gap::Tight(Some('-')); 2];
        let same = gaps[0] == gaps[1] && gaps[0] != Gap::Loose;
        let valid = is_valid(run.digits_of(at, at + 3));
        if dashes || (search.mode == Mode::Text && ((same && valid) || context.has(Traits::SSN))) {
            search.add_pieces(Kind::Ssn, "ssn.groups", run, at, at + 3);
        }
        return;
    }
    let Some(piece) = run.pieces.get(at) else { return };
    if search.mode == Mode::Text && context.has(Traits::SSN) && piece.digits == 9 && !piece.foreign {
        search.add_pieces(kind(run.digits_of(at, at + 1)), "ssn.bare", run, at, at + 1);
    }
}

/// Nine digits where a social security number is expected: masked either way.
pub(super) fn kind(digits: &[u8]) -> Kind {
    if is_valid(digits) { Kind::Ssn } else { Kind::Number }
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
