//! What the words before a number say that it is.

use crate::token::{Cue, Meaning, Sort, Token};

/// How many words back a cue is heard.
const REACH: usize = 8;

/// The cues before a place in the text. Only what is to the left counts, so that the reading of a text does not change
/// when it goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) phone: bool,
    pub(crate) card: bool,
    pub(crate) ssn: bool,
    pub(crate) account: bool,
    pub(crate) email: bool,
    pub(crate) version: bool,
    number: bool,
}

impl Context {
    /// The cues before the token at `at`.
    pub(crate) fn before(tokens: &[Token], at: usize) -> Self {
        let mut context = Self::default();
        let mut of_a_thing = false;
        let mut words = 0;
        for token in tokens.get(..at).unwrap_or_default().iter().rev() {
            let cue = match token.sort {
                Sort::Word(Meaning::Cue(cue)) => Some(cue),
                Sort::Word(_) | Sort::Digits | Sort::Mask => None,
                Sort::Space | Sort::Mark(_) => continue,
            };
            words += 1;
            match cue {
                Some(Cue::Phone) => context.phone = true,
                Some(Cue::Card) => context.card = true,
                Some(Cue::Ssn) => context.ssn = true,
                Some(Cue::Account) => context.account = true,
                Some(Cue::Email) => context.email = true,
                Some(Cue::Number) => context.number = true,
                Some(Cue::Thing) => of_a_thing = true,
                Some(Cue::Version) => context.version |= words == 1,
                None => {}
            }
            if words == REACH {
                break;
            }
        }
        context.number &= !of_a_thing;
        context
    }

    /// A telephone number is expected.
    pub(crate) fn expects_phone(self) -> bool {
        self.phone || (self.number && !self.card && !self.ssn && !self.account)
    }

    /// A number that says something of a person is expected.
    pub(crate) fn is_personal(self) -> bool {
        self.phone || self.card || self.ssn || self.account || self.number
    }
}
