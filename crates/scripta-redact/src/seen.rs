//! What a text has in it at all, which is asked before a detector goes over it: most texts have nothing of most kinds.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

/// What the tokens of a text are, taken together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The traits of all words.
    pub(crate) traits: Traits,
    pub(crate) digits: bool,
    /// Digits, or a word that is a number or a part of one.
    pub(crate) numbers: bool,
    /// How many letters are words of their own, `o` among them.
    pub(crate) letters: usize,
    /// How many dots there are, written or said.
    pub(crate) dots: usize,
    /// `at` or its mark.
    pub(crate) at: bool,
    /// `dot` or `underscore`.
    pub(crate) joint: bool,
    /// The longest stretch without a space, in bytes.
    pub(crate) stretch: usize,
    pub(crate) masks: bool,
    /// The ASCII marks, a bit each.
    marks: u128,
    /// There are other marks.
    foreign: bool,
}

impl Seen {
    pub(crate) fn of(tokens: &[Token]) -> Self {
        let mut seen = Self::default();
        let mut stretch = 0;
        for token in tokens {
            match token.sort {
                Sort::Space => stretch = token.end,
                Sort::Digits => (seen.digits, seen.numbers) = (true, true),
                Sort::Mask => seen.masks = true,
                Sort::Mark(mark) => seen.mark(mark),
                Sort::Word(meaning) => seen.word(meaning, token.traits),
            }
            seen.stretch = seen.stretch.max(token.end - stretch);
        }
        seen
    }

    fn mark(&mut self, mark: char) {
        self.dots += usize::from(mark == '.');
        self.at |= matches!(mark, '@' | '\u{FF20}');
        match 1_u128.checked_shl(u32::from(mark)) {
            Some(bit) => self.marks |= bit,
            None => self.foreign = true,
        }
    }

    fn word(&mut self, meaning: Meaning, traits: Traits) {
        self.traits = self.traits | traits;
        self.dots += usize::from(meaning == Meaning::Dot || traits.has(Traits::WRITING));
        match meaning {
            Meaning::Other | Meaning::Filler | Meaning::Dash | Meaning::Plus => {}
            Meaning::Letter => self.letters += 1,
            Meaning::Digit(value) => {
                self.numbers = true;
                self.letters += usize::from(value == 0);
            }
            Meaning::Teen(_)
            | Meaning::Tens(_)
            | Meaning::Hundred
            | Meaning::Thousand
            | Meaning::Million
            | Meaning::Plural(_)
            | Meaning::Times(_) => self.numbers = true,
            Meaning::Dot | Meaning::Underscore => self.joint = true,
            Meaning::At => self.at = true,
        }
    }

    /// Whether a mark stands anywhere, by itself or in a mask. Of marks beyond ASCII it is known only that there are some.
    pub(crate) fn may_hold(&self, mark: char) -> bool {
        self.masks || 1_u128.checked_shl(u32::from(mark)).map_or(self.foreign, |bit| self.marks & bit != 0)
    }
}
