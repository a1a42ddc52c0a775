//! Pieces of numbers at the ends of a turn.

use crate::context::Context;
use crate::lexicon::{Meaning, Traits};
use crate::number::Style;
use crate::rules::Rules;
use crate::run::{Cursor, Run};
use crate::token::{self, Sort, Token};

use super::asked::Asked;

/// Fewer digits are more often a count than a part of a number.
const LEAST: usize = 3;

/// A number at the end of a turn, in bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) digits: usize,
}

/// The numbers with which a turn begins and ends, if it does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    pub(super) first: Option<Piece>,
    /// It may go on in another turn.
    pub(super) last: Option<Piece>,
}

/// What is asked for is a number, or begins with one.
const NUMBERED: Traits = Traits::PHONE
    .with(Traits::CARD)
    .with(Traits::SSN)
    .with(Traits::ITIN)
    .with(Traits::ACCOUNT)
    .with(Traits::ROUTING)
    .with(Traits::LICENSE)
    .with(Traits::PASSPORT);

/// Words around a bare number.
const AROUND: [&str; 24] = [
    "it", "its", "s", "that", "thats", "is", "the", "my", "number", "phone", "yes", "yeah", "yep", "sure",
    "and", "well", "right", "area", "code", "first", "part", "starts", "with", "right",
];

pub(super) fn pieces(rules: &Rules, text: &str, asked: Asked) -> Pieces {
    let tokens = token::tokens(rules, text);
    let mut pieces = Pieces::default();
    let mut numbers = Cursor::default();
    while let Some(run) = numbers.next(text, &tokens) {
        let piece =
            run.span(0, run.pieces.len()).map(|(start, end)| Piece { start, end, digits: run.digits.len() });
        if !asked.kept && light(text, tokens.get(..run.token()).unwrap_or_default()) {
            pieces.first = pieces.first.or(piece.filter(|_| run.pieces.iter().all(|piece| !piece.foreign)));
        }
        let ends = tokens.get(run.next()..).unwrap_or_default().iter().all(is_silent);
        if ends && may_go_on(text, &tokens, run, asked) {
            pieces.last = piece;
        }
    }
    pieces
}

/// Whether nothing is said by a token.
fn is_silent(token: &Token) -> bool {
    match token.sort {
        Sort::Space | Sort::Mark(_) => true,
        Sort::Word(meaning) => meaning == Meaning::Filler,
        Sort::Digits | Sort::Mask => false,
    }
}

/// Whether there are only words that people put around a number.
fn light(text: &str, tokens: &[Token]) -> bool {
    let around = Traits::BRIDGE.with(Traits::IS).with(Traits::AND).with(Traits::WAIT).with(Traits::OWN);
    tokens.iter().all(|token| {
        is_silent(token)
            || crate::number::begins(token)
            || (token.meaning().is_some()
                && (token.traits.has(around) || AROUND.contains(&&*token.text(text).to_lowercase())))
    })
}

/// Whether a number at the end of a turn can be a part of a longer one.
fn may_go_on(text: &str, tokens: &[Token], run: &Run, asked: Asked) -> bool {
    let digits = run.digits.len();
    let alone = run.pieces.len() == 1;
    let amount = run.pieces.iter().any(|piece| piece.foreign)
        || (alone && run.pieces.iter().any(|piece| matches!(piece.style, Style::Round | Style::Count)));
    if asked.kept || digits < LEAST || amount {
        return false;
    }
    let context = Context::before(tokens, run.token(), asked.cues);
    let expected = context.is_personal() || asked.cues.has(NUMBERED);
    let value = run
        .digits
        .iter()
        .fold(0_u32, |value, digit| value.saturating_mul(10).saturating_add(u32::from(*digit)));
    let year = digits == 4 && (1900..2100).contains(&value);
    // Five digits are a whole ZIP code.
    let whole = year || digits == 5;
    let kept = context.has(Traits::ZIP.with(Traits::QUANTITY));
    (expected && !year) || (!kept && !whole && light(text, tokens.get(..run.token()).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::pieces;
    use crate::dialogue::asked::Asked;
    use crate::rules::Rules;

    fn ends(text: &str) -> bool {
        pieces(&Rules::default(), text, Asked::default()).last.is_some()
    }

    #[test]
    fn a_bare_number_may_go_on_and_a_quantity_may_not() {
        for text in ["five five five", "it's 555", "yeah, five five five, um", "my number is 555 123"] {
            assert!(ends(text), "{text}");
        }
        for text in [
            "2018",
            "twenty eighteen",
            "90210",
            "five hundred",
            "$500",
            "I have two",
            "a Mazda 626",
            "555 it is",
        ] {
            assert!(!ends(text), "{text}");
        }
    }
}
