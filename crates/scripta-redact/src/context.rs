//! What the words before a number say that it is.

use crate::lexicon::Traits;
use crate::token::{Sort, Token};

/// How many words back a cue is heard.
const REACH: usize = 8;

/// The cues before a place in the text, the nearest eight words. Only what is to the left counts, so that the reading of a
/// text does not change when it goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Context {
    traits: Traits,
}

impl Context {
    /// The cues before the token at `at`; `prior` is what was asked before the text began.
    pub(crate) fn before(tokens: &[Token], at: usize, prior: Traits) -> Self {
        let before = tokens.get(..at).unwrap_or_default().iter().rev();
        let mut words = before.filter(|token| !matches!(token.sort, Sort::Space | Sort::Mark(_)));
        let near = words.by_ref().take(REACH).fold(Traits::NONE, |near, token| near | token.traits);
        let from_the_beginning = words.next().is_none();
        Self { traits: if from_the_beginning { near | prior } else { near } }
    }

    /// Whether one of these was heard.
    pub(crate) fn has(self, any: Traits) -> bool {
        self.traits.has(any)
    }

    /// A telephone number is expected.
    pub(crate) fn expects_phone(self) -> bool {
        let other = Traits::CARD | Traits::SSN | BANK;
        self.has(Traits::PHONE) || (self.says_number() && !self.has(other))
    }

    /// A number that says something of a person is expected.
    pub(crate) fn is_personal(self) -> bool {
        self.has(Traits::PHONE | Traits::CARD | Traits::SSN | BANK) || self.says_number()
    }

    /// `number`, and not that of a thing.
    fn says_number(self) -> bool {
        self.has(Traits::NUMBER) && !self.has(Traits::THING)
    }
}

/// Numbers with a name of their own that are neither of a phone nor of a card.
const BANK: Traits = Traits::ACCOUNT
    .with(Traits::ROUTING)
    .with(Traits::IBAN)
    .with(Traits::LICENSE)
    .with(Traits::PASSPORT)
    .with(Traits::ITIN);
