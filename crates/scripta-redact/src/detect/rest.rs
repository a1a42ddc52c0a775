//! What is left of a run where a personal number is expected: masked whatever it is, since one digit may have been
//! misheard, so that no checksum fits.

use crate::context::Context;
use crate::gap::Gap;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::run::Run;

use super::stream::{Manner, Taken};
use super::{Search, phone, ssn};

/// Where a personal number is expected, seven digits and more are masked. Ten and more read out one by one are no count of
/// anything, expected or not.
pub(super) fn find(search: &mut Search<'_>, run: &Run, context: Context, taken: &Taken) {
    let mut from = 0;
    while from < run.pieces.len() {
        if taken.is(from) {
            from += 1;
            continue;
        }
        let mut to = from + 1;
        while !taken.is(to) && goes_on(run, to) {
            to += 1;
        }
        let digits = run.count(from, to);
        let pieces = to - from;
        let manner = Manner::of(run, from, to);
        let all = manner.singles == digits || (digits >= 13 && manner.spoken == digits && manner.rounds == 0);
        let read_out = digits >= 10 && all && manner.is_read_out();
        if digits >= 7 && context.is_personal() && !is_zip(run, from, to, context) {
            if context.has(Traits::PHONE) && context.expects_phone() && (10..=13).contains(&digits) {
                phone::add(search, run, from, to, "phone.expected");
            } else {
                search.add_pieces(Kind::Number, "number.expected", run, from, to);
            }
        } else if read_out && pieces > 1 {
            // Ten digits that no plan of numbers knows are a telephone number with a slip, more likely than anything else.
            if digits <= 11 {
                phone::add(search, run, from, to, "phone.read_out");
            } else {
                search.add_pieces(Kind::Number, "number.read_out", run, from, to);
            }
        }
        from = to;
    }
}

/// Whether a piece goes on with the number before it. A pause between numbers in digits ends one.
fn goes_on(run: &Run, at: usize) -> bool {
    run.pieces
        .get(at)
        .is_some_and(|piece| !piece.before.is_pause() || piece.is_spoken() || piece.before == Gap::Repair)
}

/// `90210-1234`.
fn is_zip(run: &Run, from: usize, to: usize, context: Context) -> bool {
    let nine = run.count(from, to) == 9 && !context.has(ssn::CUES);
    nine && ((to == from + 2 && run.count(from, from + 1) == 5) || context.has(Traits::ZIP))
}
