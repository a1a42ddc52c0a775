//! Payment cards in writing: 13 to 19 digits with a Luhn checksum (ISO/IEC 7812).

use crate::context::Context;
use crate::gap::Gap;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::run::Run;

use super::{Mode, Search};

/// A card number that begins at this piece, in one piece or in groups.
pub(super) fn find(search: &mut Search<'_>, run: &Run, at: usize, context: Context) {
    let Some(piece) = run.pieces.get(at) else { return };
    if search.mode == Mode::Id || piece.is_spoken() || is_fraction(run, at) {
        return;
    }
    if piece.foreign {
        if piece.tagged && piece.digits == 16 && is_card(run.digits_of(at, at + 1), context) {
            search.add_pieces(Kind::Card, "card.tagged", run, at, at + 1);
        }
        return;
    }
    let mut longest = None;
    let mut total = 0;
    for (to, piece) in run.pieces.iter().enumerate().skip(at).map(|(i, piece)| (i + 1, piece)) {
        let grouped = (2..=6).contains(&piece.digits) && !matches!(piece.before, Gap::Bridge | Gap::Repair);
        total += piece.digits;
        if !(to == at + 1 || grouped) || piece.foreign || piece.is_spoken() || total > 19 {
            break;
        }
        if total >= 13 && is_card(run.digits_of(at, to), context) && is_grouped(run, at, to, context) {
            longest = Some(to);
        }
    }
    if let Some(to) = longest {
        search.add_pieces(Kind::Card, "card.luhn", run, at, to);
    }
}

/// Whether the pieces `from..to` are the groups of one number. Where no card is expected, those are four digits, or four,
/// six and five; numbers in a list are none.
fn is_grouped(run: &Run, from: usize, to: usize, context: Context) -> bool {
    let pieces = run.pieces.get(from..to).unwrap_or_default();
    let lengths = || pieces.iter().map(|piece| piece.digits);
    let fours = pieces.len() == 4 && lengths().all(|length| length == 4);
    let amex = lengths().eq([4, 6, 5]);
    let tied = pieces.iter().skip(1).all(|piece| matches!(piece.before, Gap::Tight(None | Some('-'))));
    pieces.len() == 1 || fours || amex || context.has(Traits::CARD) || (tied && lengths().next() == Some(4))
}

/// `5551234567` in `0.5551234567`.
pub(super) fn is_fraction(run: &Run, at: usize) -> bool {
    let tied = run.gap(at) == Gap::Tight(Some('.'));
    tied && at
        .checked_sub(1)
        .and_then(|before| run.pieces.get(before))
        .is_some_and(|before| before.digits <= 2)
}

/// Whether these digits can be those of a card. Where none is expected, a time in milliseconds (13 digits, the first a 1)
/// is none, whatever its checksum.
pub(super) fn is_card(digits: &[u8], context: Context) -> bool {
    let issuer = match digits.first() {
        Some(2..=6) => true,
        Some(1) => digits.len() == 15,
        _ => false,
    };
    (13..=19).contains(&digits.len()) && (issuer || context.has(Traits::CARD)) && luhn(digits)
}

fn luhn(digits: &[u8]) -> bool {
    let sum = digits.iter().rev().enumerate().fold(0_u32, |sum, (i, digit)| {
        let value = u32::from(*digit) * if i % 2 == 1 { 2 } else { 1 };
        sum + if value > 9 { value - 9 } else { value }
    });
    sum % 10 == 0 && digits.iter().any(|digit| *digit != 0)
}
