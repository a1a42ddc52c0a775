//! Numbers that are too short to be known but by what is said of them: the code on the back of a card, the last four
//! digits of a social security number, a telephone number that is not complete.

use crate::context::Context;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::run::Run;
use crate::token::Token;

use super::stream::Manner;
use super::{Search, ssn};

/// How many words may stand between `last four` and the four digits.
const REACH: usize = 12;

/// How many words after them may say whose last four digits they are.
const AFTER: usize = 8;

/// Looks at a run of fewer than seven digits.
pub(super) fn find(search: &mut Search<'_>, run: &Run, context: Context) {
    let end = run.pieces.len();
    if run.pieces.iter().any(|piece| piece.foreign) {
        return;
    }
    let digits = run.digits.len();
    let code = context.has(Traits::CODE) && context.has(Traits::SECURITY);
    let last = || context.has(Traits::LAST) || says_last(search, run);
    if digits == 4 && ((context.has(ssn::CUES) && last()) || are_last(search, run)) {
        search.add_pieces(Kind::Ssn, "ssn.last_four", run, 0, end);
    } else if matches!(digits, 3 | 4) && (context.has(Traits::CVV) || (code && !context.has(Traits::PHONE))) {
        search.add_pieces(Kind::Cvv, "cvv.expected", run, 0, end);
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
    let before = search.tokens.get(..run.token()).unwrap_or_default().iter().rev();
    words(before).take(REACH).any(|token| token.traits.has(Traits::LAST))
}

/// Whether it is said after four digits that they are the last of a social security number.
fn are_last(search: &Search<'_>, run: &Run) -> bool {
    let after = || words(search.tokens.get(run.next()..).unwrap_or_default().iter()).take(AFTER);
    let Some(last) = after().position(|token| token.traits.has(Traits::LAST)) else { return false };
    last <= 3 && after().skip(last).any(|token| token.traits.has(ssn::CUES))
}

fn words<'t>(tokens: impl Iterator<Item = &'t Token>) -> impl Iterator<Item = &'t Token> {
    tokens.filter(|token| token.meaning().is_some())
}

#[cfg(test)]
mod tests {
    use super::super::{Mode, find};
    use crate::Redactor;
    use crate::kind::Kind;
    use crate::lexicon::Traits;

    /// What a text is found to hold after a question with these cues.
    fn after(prior: Traits, text: &str) -> Vec<Kind> {
        let found = find(&Redactor::default().rules, text, Mode::Text, prior);
        found.into_iter().map(|candidate| candidate.kind).collect()
    }

    #[test]
    fn the_question_before_says_what_a_number_is() {
        let phone = Traits::PHONE.with(Traits::LABEL).with(Traits::NUMBER);
        let social = Traits::SSN.with(Traits::LAST);
        let thing = Traits::NUMBER.with(Traits::THING);
        for (prior, text, kinds) in [
            (phone, "five five five one two three four", vec![Kind::Phone]),
            (phone, "sure it's 5550132", vec![Kind::Phone]),
            (phone, "uh five five five one two three", vec![Kind::Number]),
            (phone, "yes my car is a 2018 Honda", vec![]),
            (social, "1234", vec![Kind::Ssn]),
            (social, "um ninety nine ninety eight", vec![Kind::Ssn]),
            (Traits::SSN, "two one nine oh nine nine nine nine eight", vec![Kind::Ssn]),
            (Traits::CVV, "it's eight one two", vec![Kind::Cvv]),
            (Traits::CARD, "4539 1488 0343 6468", vec![Kind::Number]),
            (thing, "five five five one two three four", vec![]),
            (Traits::NONE, "five five five one two three four", vec![]),
            (Traits::NONE, "1234", vec![]),
        ] {
            assert_eq!(after(prior, text), kinds, "{text}");
        }
    }
}
