//! Payment cards: 13 to 19 digits with a Luhn checksum (ISO/IEC 7812).

use crate::context::Context;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::run::{Gap, Run};

use super::{Mode, Search};

/// A card number that begins at this piece, in one piece or in groups.
pub(super) fn find(search: &mut Search<'_>, run: &Run, at: usize, context: Context) {
    let Some(piece) = run.pieces.get(at) else { return };
    if search.mode == Mode::Id || piece.spoken || is_fraction(run, at) {
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
        let tied = to == at + 1
            || (matches!(piece.before, Gap::Tight(None | Some('-'))) && (2..=6).contains(&piece.digits));
        total += piece.digits;
        if !tied || piece.foreign || piece.spoken || total > 19 {
            break;
        }
        if total >= 13 && is_card(run.digits_of(at, to), context) {
            longest = Some(to);
        }
    }
    let grouped = piece.digits == 4 || context.has(Traits::CARD);
    if let Some(to) = longest.filter(|to| *to == at + 1 || grouped) {
        search.add_pieces(Kind::Card, "card.luhn", run, at, to);
    }
}

/// `5551234567` in `0.5551234567`.
pub(super) fn is_fraction(run: &Run, at: usize) -> bool {
    let tied = run.pieces.get(at).is_some_and(|piece| piece.before == Gap::Tight(Some('.')));
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
