//! What may stand between two letters or digits of one spelling.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

use super::{Form, Spelling};

/// How much may stand between two parts.
const WORDS: usize = 5;
const MARKS: usize = 4;

/// A group of this length that a pause follows is whole.
const WHOLE: usize = 6;

/// What is between two parts of a spelling, in ascending order of how much it sets them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// The spelling begins here.
    Edge,
    /// Nothing.
    Touch,
    /// A dash, written or said.
    Dash,
    Space,
    /// A comma, a filler.
    Pause,
    /// `no wait`, `I mean`: what was said before is taken back.
    Repair,
}

/// The gap that begins at a token, and the token after it; `None` where the spelling ends.
pub(super) fn after(
    spelling: &Spelling,
    text: &str,
    tokens: &[Token],
    mut at: usize,
) -> Option<(Gap, usize)> {
    let mut gap = Gap::Touch;
    let (mut words, mut marks) = (0, 0);
    while let Some(token) = tokens.get(at) {
        let wider = match token.sort {
            Sort::Space => Gap::Space,
            Sort::Mark(mark) => {
                marks += 1;
                let next = tokens.get(at + 1);
                if mark == '.' && gap == Gap::Touch && next.is_some_and(|next| next.is_mark('.')) {
                    gap = Gap::Pause;
                }
                mark_gap(spelling, mark, gap, next)?
            }
            Sort::Word(Meaning::Dash) => Gap::Dash,
            Sort::Word(_) if gap == Gap::Touch => break,
            Sort::Word(meaning) => match word_gap(token, meaning, token.text(text), gap) {
                Some(wider) => {
                    words += 1;
                    wider
                }
                None => break,
            },
            Sort::Digits => break,
            Sort::Mask => return None,
        };
        // `A - B` is as much a dash as `A-B`.
        gap = if gap == Gap::Dash && wider == Gap::Space { Gap::Dash } else { wider_of(gap, wider) };
        at += 1;
    }
    let whole = gap >= Gap::Pause && gap != Gap::Repair && is_whole(spelling);
    (words <= WORDS && marks <= MARKS && !whole).then_some((gap, at))
}

fn wider_of(gap: Gap, other: Gap) -> Gap {
    if (gap, other) == (Gap::Space, Gap::Dash) { Gap::Dash } else { gap.max(other) }
}

fn mark_gap(spelling: &Spelling, mark: char, gap: Gap, next: Option<&Token>) -> Option<Gap> {
    let form = spelling.parts.last().map(|part| part.form);
    let space = next.is_some_and(|next| next.sort == Sort::Space);
    match mark {
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Some(Gap::Dash),
        // `1,234` is an amount.
        ',' if next.is_some_and(|next| next.sort == Sort::Digits) => None,
        ',' | ';' | '…' => Some(Gap::Pause),
        // `S. M. I. T. H.`, `one two three... four five`, `one two three. four five six`.
        '.' if form == Some(Form::Letter) || gap == Gap::Pause => Some(Gap::Pause),
        '.' if form == Some(Form::Words) && space => Some(Gap::Pause),
        _ => None,
    }
}

/// Of a word that is no glyph; `None` if it is none of a gap either.
fn word_gap(token: &Token, meaning: Meaning, word: &str, gap: Gap) -> Option<Gap> {
    if token.traits.has(Traits::REPAIR) {
        return Some(Gap::Repair);
    }
    if meaning == Meaning::Filler || (gap == Gap::Repair && token.traits.has(Traits::BRIDGE)) {
        return Some(gap.max(Gap::Pause));
    }
    // `capital b`: how the next glyph is written.
    ["capital", "uppercase", "lowercase", "upper", "lower", "case", "letter", "numeral"]
        .iter()
        .any(|writing| word.eq_ignore_ascii_case(writing))
        .then_some(gap)
}

/// Whether the last thing that was read is a long group without a space in it.
fn is_whole(spelling: &Spelling) -> bool {
    let written = |form| matches!(form, Form::Figures | Form::Letters);
    let mut length = 0;
    let mut end = spelling.glyphs.len();
    for part in spelling.parts.iter().rev() {
        if !written(part.form) {
            return false;
        }
        length += end - part.first;
        end = part.first;
        if length >= WHOLE {
            return true;
        }
        if part.gap > Gap::Dash {
            return false;
        }
    }
    false
}
