//! What the words around a number say that it is.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

/// How many words away a cue is heard.
const REACH: usize = 8;

/// How many words after a number its name may stand; three more tell whether it is the name of the next one.
const AFTER: usize = 5;

/// How many words away a cue stands right before the number: `number is uh`.
const CLOSE: usize = 4;

/// The cues around a place in the text: in the nearest eight words before it, and where nothing but `is my` and its like
/// is between, in the nearest eight after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Context {
    traits: Traits,
    /// Those of the nearest four words before.
    close: Traits,
    /// `number` was said, and not that of a thing.
    number: bool,
    /// The nearest noun says that it is the number of a thing.
    thing: bool,
}

impl Context {
    /// The cues before the token at `at`; `prior` is what was asked before the text began.
    pub(crate) fn before(tokens: &[Token], at: usize, prior: Traits) -> Self {
        let before = tokens.get(..at).unwrap_or_default().iter().rev();
        let mut words = before.filter(|token| !matches!(token.sort, Sort::Space | Sort::Mark(_)));
        let mut context = Self::default();
        let mut asked = None;
        let mut after = Traits::NONE;
        for (distance, token) in words.by_ref().take(REACH).enumerate() {
            let traits = token.traits;
            // In `my number at order 12` the order is nearer; `order number` is one word further.
            let thing = traits.has(Traits::THING);
            if traits.has(Traits::NUMBER) && asked.is_none() && !after.has(Traits::OF) {
                asked = Some((distance, context.traits.has(Traits::THING)));
            }
            if let Some((place, of_thing)) = &mut asked {
                *of_thing |= thing && distance <= *place + 3;
            }
            context.thing |=
                thing && distance < 3 && !context.traits.has(Traits::LABEL) && !is_place(tokens, at);
            context.traits = context.traits | traits;
            if distance < CLOSE {
                context.close = context.close | traits;
            }
            after = traits;
        }
        context.number = asked.is_some_and(|(_, of_thing)| !of_thing);
        if words.next().is_none() {
            context.number |= prior.has(Traits::NUMBER) && !prior.has(Traits::THING);
            context.traits = context.traits | prior;
            context.close = context.close | prior;
        }
        context
    }

    /// These cues and those after the token at `next`, as in `555 1234 is my cell`.
    pub(crate) fn and_after(mut self, tokens: &[Token], next: usize) -> Self {
        if self.thing {
            return self;
        }
        let mut said = Traits::NONE;
        let mut words = 0;
        for (at, token) in tokens.iter().enumerate().skip(next) {
            match token.sort {
                Sort::Space => continue,
                Sort::Mark(',' | '.' | '\'' | '\u{2019}' | '(' | '-' | '—') => continue,
                Sort::Word(_) if words < AFTER => words += 1,
                Sort::Word(_) | Sort::Digits | Sort::Mask | Sort::Mark(_) => return self,
            }
            let label = token.traits.has(Traits::LABEL | Traits::AREA);
            let number =
                token.traits.has(Traits::NUMBER) && (said.has(Traits::OWN) || is_called(tokens, at + 1));
            // In `5551234, my cell is 5554321` the cell is what follows.
            if (label || number) && (said.has(Traits::IS) || !is_followed(tokens, at + 1)) {
                self.traits = self.traits | token.traits;
                self.number |= number;
                return self;
            }
            if !label && !token.traits.has(Traits::LINK) && !is_without_area(tokens, at) {
                return self;
            }
            said = said | token.traits;
        }
        self
    }

    /// These cues, or where nothing was said but `and mine is` since the last number, those of that one.
    pub(crate) fn or_like(self, last: Self, between: Option<&[Token]>) -> Self {
        let names = Traits::LABEL
            .with(Traits::PHONE)
            .with(Traits::THING)
            .with(Traits::ZIP)
            .with(Traits::ADDRESS)
            .with(Traits::CODE)
            .with(Traits::QUANTITY);
        let words = || between.unwrap_or_default().iter().filter(|token| token.meaning().is_some());
        let same = words().take(CLOSE + 1).count() <= CLOSE
            && !words().take(CLOSE).any(|token| token.traits.has(names));
        if !same || self.thing {
            return self;
        }
        Self { traits: self.traits | last.traits, number: self.number || last.number, ..self }
    }

    /// Whether one of these was heard.
    pub(crate) fn has(self, any: Traits) -> bool {
        self.traits.has(any)
    }

    /// Whether one of these was heard right before the number.
    pub(crate) fn has_close(self, any: Traits) -> bool {
        self.close.has(any)
    }

    /// A telephone number is expected.
    pub(crate) fn expects_phone(self) -> bool {
        let other = Traits::CARD | Traits::SSN | BANK;
        let called = self.has(Traits::PHONE) && (!self.thing || self.has(Traits::LABEL));
        called || self.has(Traits::AREA) || (self.number && !self.has(other))
    }

    /// A number that says something of a person is expected.
    pub(crate) fn is_personal(self) -> bool {
        self.expects_phone() || self.has(Traits::CARD | Traits::SSN | BANK) || self.number
    }

    /// Some digits of a telephone number are expected, and nothing that is as short: no ZIP code, no house number.
    pub(crate) fn expects_part(self) -> bool {
        let asked = (self.number && self.has_close(Traits::NUMBER) && self.has(Traits::OWN))
            || (self.has_close(Traits::PHONE) && self.has_close(Traits::LABEL));
        asked && !self.thing && !self.has_close(Traits::ZIP | Traits::THING | Traits::ADDRESS | Traits::CODE)
    }
}

/// Whether `at` or `on` stands before the token, so that a noun before it names something else: `about the order at 555 1234`.
fn is_place(tokens: &[Token], at: usize) -> bool {
    let word = tokens.get(..at).unwrap_or_default().iter().rev().find_map(Token::meaning);
    word == Some(Meaning::At)
}

/// Whether this is the first word of `no area code needed`, `same area code`.
fn is_without_area(tokens: &[Token], at: usize) -> bool {
    let has = |at: usize, any: Traits| tokens.get(at).is_some_and(|token| token.traits.has(any));
    has(at + 2, Traits::AREA) && has(at + 4, Traits::CODE | Traits::AREA)
}

/// Whether `to call` or `to reach me at` follows `the best number`.
fn is_called(tokens: &[Token], at: usize) -> bool {
    let words = tokens.get(at..).unwrap_or_default().iter().filter(|token| token.sort != Sort::Space);
    words.take(2).any(|token| token.traits.has(Traits::PHONE))
}

/// Whether a number follows `cell`, or `cell number is`.
fn is_followed(tokens: &[Token], at: usize) -> bool {
    let after = tokens.get(at..).unwrap_or_default().iter();
    let rest = after.filter(|token| !matches!(token.sort, Sort::Space | Sort::Mark(_)));
    rest.take(3)
        .find(|token| !token.traits.has(Traits::NUMBER | Traits::IS))
        .is_some_and(crate::number::begins)
}

/// Numbers with a name of their own that are neither of a phone nor of a card.
const BANK: Traits = Traits::ACCOUNT
    .with(Traits::ROUTING)
    .with(Traits::IBAN)
    .with(Traits::LICENSE)
    .with(Traits::PASSPORT)
    .with(Traits::ITIN);
