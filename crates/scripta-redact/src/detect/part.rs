//! Numbers that are too short to be known but by what is said of them: the code on the back of a card, the last four
//! digits of a social security number, a telephone number that is not complete.

use crate::context::Context;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::run::Run;

use super::stream::Manner;
use super::{Search, ssn};

/// How many words may stand between `last four` and the four digits.
const REACH: usize = 12;

/// Looks at a run of fewer than seven digits.
pub(super) fn find(search: &mut Search<'_>, run: &Run, context: Context) {
    let end = run.pieces.len();
    if run.pieces.iter().any(|piece| piece.foreign) {
        return;
    }
    let digits = run.digits.len();
    let code = context.has(Traits::CODE) && context.has(Traits::SECURITY);
    let last = || context.has(Traits::LAST) || says_last(search, run);
    if matches!(digits, 3 | 4) && (context.has(Traits::CVV) || (code && !context.has(Traits::PHONE))) {
        search.add_pieces(Kind::Cvv, "cvv.expected", run, 0, end);
    } else if digits == 4 && context.has(ssn::CUES) && last() {
        search.add_pieces(Kind::Ssn, "ssn.last_four", run, 0, end);
    } else if (5..=6).contains(&digits) && context.expects_part() {
        let one = end == 1;
        let singles = Manner::of(run, 0, end).singles;
        if context.has_close(Traits::LABEL) || (!one && singles >= 4) || run.digits_of(0, 1).len() == 3 {
            search.add_pieces(Kind::Number, "number.incomplete", run, 0, end);
        }
    }
}

/// Whether `last` was said further away than other cues are heard: `last four digits of my social security number are`.
fn says_last(search: &Search<'_>, run: &Run) -> bool {
    let near = |tokens: &mut dyn Iterator<Item = &crate::token::Token>| {
        tokens
            .filter(|token| token.meaning().is_some())
            .take(REACH)
            .any(|token| token.traits.has(Traits::LAST))
    };
    let before = search.tokens.get(..run.token()).unwrap_or_default();
    near(&mut before.iter().rev())
}
