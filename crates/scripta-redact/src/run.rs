//! Runs of numbers, written or spoken, as the detectors of numbers see them.

use crate::gap::{Gap, gap};
use crate::lexicon::Meaning;
use crate::number::{self, Digits, Style};
use crate::quantity;
use crate::token::{Sort, Token};

/// One number of a run: `555`, `five`, `double five`, `forty two`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Byte offsets in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its first token, and the one after it.
    pub(crate) token: usize,
    pub(crate) next: usize,
    /// Where its digits begin in those of the run, and how many there are.
    pub(crate) first: usize,
    pub(crate) digits: usize,
    pub(crate) style: Style,
    /// Its digits in another reading.
    pub(crate) other: Option<Digits>,
    /// What is between the piece before and this one.
    pub(crate) before: Gap,
    /// It is an amount, a date, or touches a letter: part of something else.
    pub(crate) foreign: bool,
    /// It touches a word that is no hexadecimal one, on one side only, as in `tel5551234567`.
    pub(crate) tagged: bool,
}

impl Piece {
    pub(crate) fn is_spoken(&self) -> bool {
        self.style != Style::Written
    }
}

/// Numbers with nothing else between them than what people say while they read one out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) pieces: Vec<Piece>,
    /// The values of all digits, in order, each number in its likeliest reading.
    pub(crate) digits: Vec<u8>,
    /// `+` or `plus` stands before it, beginning at this byte.
    pub(crate) plus: Option<usize>,
}

impl Run {
    /// The token with which it begins.
    pub(crate) fn token(&self) -> usize {
        self.pieces.first().map_or(0, |piece| piece.token)
    }

    /// The token after it.
    pub(crate) fn next(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.next)
    }

    /// How many digits the pieces `from..to` have.
    pub(crate) fn count(&self, from: usize, to: usize) -> usize {
        self.pieces.get(from..to).unwrap_or_default().iter().map(|piece| piece.digits).sum()
    }

    /// The digits of the pieces `from..to`.
    pub(crate) fn digits_of(&self, from: usize, to: usize) -> &[u8] {
        let first = self.pieces.get(from).map_or(0, |piece| piece.first);
        self.digits.get(first..first + self.count(from, to)).unwrap_or_default()
    }

    /// Where the pieces `from..to` are in the text.
    pub(crate) fn span(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let last = self.pieces.get(to.checked_sub(1)?)?;
        self.pieces.get(from).map(|first| (first.start, last.end))
    }

    /// What is before a piece; an edge where there is none.
    pub(crate) fn gap(&self, at: usize) -> Gap {
        self.pieces.get(at).map_or(Gap::Edge, |piece| piece.before)
    }

    /// Whether a number may begin at this piece, or end before it: the run's ends, a pause, or a change between written
    /// and spoken.
    pub(crate) fn may_split(&self, at: usize) -> bool {
        let Some(piece) = self.pieces.get(at) else { return true };
        let before = at.checked_sub(1).and_then(|before| self.pieces.get(before));
        piece.before.is_pause() || before.is_none_or(|b| b.is_spoken() != piece.is_spoken())
    }
}

/// Reads the runs of a text one after the other, into one buffer.
#[derive(Debug, Default)]
pub(crate) struct Cursor {
    at: usize,
    run: Run,
}

impl Cursor {
    /// The next run.
    pub(crate) fn next(&mut self, text: &str, tokens: &[Token]) -> Option<&Run> {
        self.run.pieces.clear();
        self.run.digits.clear();
        while let Some(token) = tokens.get(self.at) {
            if !number::begins(token) {
                // Far from the last number, nothing can belong to the run any more.
                if self.run.pieces.last().is_some_and(|last| gap(tokens, last.next, self.at + 1).is_none()) {
                    break;
                }
                self.at += 1;
            } else if !self.take(text, tokens) {
                break;
            }
        }
        quantity::set_dates_apart(&mut self.run);
        (!self.run.pieces.is_empty()).then_some(&self.run)
    }

    /// Adds the number at the present token to the run; `false` where it begins another one.
    fn take(&mut self, text: &str, tokens: &[Token]) -> bool {
        let (at, first) = (self.at, self.run.digits.len());
        let before = match self.run.pieces.last() {
            Some(last) => gap(tokens, last.next, at),
            None => Some(Gap::Edge),
        };
        let Some(before) = before else { return false };
        let Some(number) = number::read(text, tokens, at, &mut self.run.digits) else {
            self.at += 1;
            return true;
        };
        let amount = quantity::is_amount(tokens, at, &number);
        if amount && before != Gap::Edge {
            self.run.digits.truncate(first);
            return false;
        }
        if before == Gap::Edge {
            self.run.plus = plus(tokens, at);
        }
        let (foreign, tagged) = touches(text, tokens, at, number.next);
        let ends = |at: usize| tokens.get(at).map_or(0, |token| token.end);
        self.run.pieces.push(Piece {
            start: tokens.get(at).map_or(0, |token| token.start),
            end: ends(number.next - 1),
            token: at,
            next: number.next,
            first,
            digits: self.run.digits.len() - first,
            style: number.style,
            other: number.other,
            before,
            foreign: amount || foreign,
            tagged: tagged && !amount,
        });
        self.at = number.next;
        true
    }
}

/// Whether a number touches a letter, so that it is part of an identifier or of a word; and whether all the same it may
/// be a value with a tag, as in `tel5551234567`.
fn touches(text: &str, tokens: &[Token], at: usize, next: usize) -> (bool, bool) {
    let near = |at: Option<usize>| at.and_then(|at| tokens.get(at));
    let solid = |token: Option<&Token>| token.is_some_and(Token::is_solid);
    let (left, right) = (near(at.checked_sub(1)), near(Some(next)));
    let tag = |token: Option<&Token>| {
        token
            .is_some_and(|t| t.meaning().is_some() && t.text(text).contains(|c: char| !c.is_ascii_hexdigit()))
    };
    (solid(left) || solid(right), (tag(left) && !solid(right)) || (tag(right) && !solid(left)))
}

/// Where `+` or `plus` before the first number begins.
fn plus(tokens: &[Token], at: usize) -> Option<usize> {
    for token in tokens.get(..at)?.iter().rev().take(4) {
        match token.sort {
            Sort::Mark('+' | '\u{FF0B}') | Sort::Word(Meaning::Plus) => return Some(token.start),
            Sort::Space | Sort::Mark('(' | '\u{FF08}') => {}
            Sort::Digits | Sort::Word(_) | Sort::Mask | Sort::Mark(_) => return None,
        }
    }
    None
}
