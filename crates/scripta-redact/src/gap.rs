//! What people say and write between the parts of a number.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

/// How many words may stand between two numbers that are one.
const WORDS: usize = 5;

/// How many marks may.
const MARKS: usize = 8;

/// What is between two numbers, from what ties them most to what ties them least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing, spaces, or one of the marks with which numbers are grouped.
    Tight(Option<char>),
    /// A comma, a filler, `let me see`: a pause.
    Loose,
    /// `and then it's`.
    Bridge,
    /// `no wait`, `sorry`: what was said before may be taken back.
    Repair,
    /// The run begins here.
    Edge,
}

impl Gap {
    /// Whether a number may end here and another begin.
    pub(crate) fn is_pause(self) -> bool {
        !matches!(self, Self::Tight(_))
    }
}

/// What the tokens `from..to` are between two numbers; `None` where they are something else, so that the numbers have nothing to
/// do with each other.
pub(crate) fn gap(tokens: &[Token], from: usize, to: usize) -> Option<Gap> {
    let mut gap = Gap::Tight(None);
    let (mut words, mut marks) = (0, 0);
    for (at, token) in tokens.get(from..to)?.iter().enumerate().map(|(i, token)| (from + i, token)) {
        let here = match token.sort {
            Sort::Space => continue,
            // `let's`.
            Sort::Word(_) if words > 0 && is_apostrophe(tokens, at.wrapping_sub(1)) => continue,
            Sort::Mark('\'' | '\u{2019}') if words > 0 && marks < MARKS => {
                marks += 1;
                continue;
            }
            Sort::Mark(mark) => {
                marks += 1;
                let sentence = || tokens.get(at + 1).is_some_and(|next| next.sort == Sort::Space);
                match plain(mark)? {
                    ',' => Gap::Loose,
                    '.' if sentence() => Gap::Loose,
                    mark => Gap::Tight(Some(mark)),
                }
            }
            Sort::Word(meaning) => {
                words += 1;
                word(meaning, token.traits)?
            }
            Sort::Digits | Sort::Mask => return None,
        };
        // `) ` and ` - ` group as well as `-`.
        gap = if matches!(here, Gap::Tight(_)) && !gap.is_pause() { here } else { gap.max(here) };
        if words > WORDS || marks > MARKS {
            return None;
        }
    }
    Some(gap)
}

fn is_apostrophe(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| matches!(token.sort, Sort::Mark('\'' | '\u{2019}')))
}

/// What a word is between two numbers.
fn word(meaning: Meaning, traits: Traits) -> Option<Gap> {
    match meaning {
        Meaning::Dash | Meaning::Dot => Some(Gap::Tight(Some('-'))),
        _ if traits.has(Traits::REPAIR) => Some(Gap::Repair),
        Meaning::Filler => Some(Gap::Loose),
        _ if traits.has(Traits::WAIT) => Some(Gap::Loose),
        _ if traits.has(Traits::BRIDGE) => Some(Gap::Bridge),
        // Of `one second`: any other `one` would be a number.
        Meaning::Digit(1) => Some(Gap::Loose),
        _ => None,
    }
}

/// A mark that can stand within a number, its variants as one.
fn plain(mark: char) -> Option<char> {
    Some(match mark {
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF0D}' => '-',
        '.' | '·' | '•' | '\u{FF0E}' => '.',
        ',' | ';' | '…' => ',',
        '(' | ')' | '\u{FF08}' | '\u{FF09}' => ')',
        _ => return None,
    })
}
