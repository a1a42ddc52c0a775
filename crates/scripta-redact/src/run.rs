//! Runs of numbers, written or spoken, as the detectors of numbers see them.

use crate::lexicon::Meaning;
use crate::token::{Sort, Token, digit};

/// One number of a run: `555`, `five`, `double five`, `forty two`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Byte offsets in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its digits, and where they lie in those of the run.
    pub(crate) first: usize,
    pub(crate) digits: usize,
    pub(crate) spoken: bool,
    /// What is between the piece before and this one.
    pub(crate) before: Gap,
    /// It is an amount, a date, or touches a letter: part of something else.
    pub(crate) foreign: bool,
    /// It touches a word that is no hexadecimal one, on one side only, as in `tel5551234567`.
    pub(crate) tagged: bool,
}

/// What is between two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// The run begins here.
    Edge,
    /// Nothing, spaces, or one of the marks with which numbers are grouped.
    Tight(Option<char>),
    /// A comma, a filler, or several marks: a pause.
    Loose,
}

/// Numbers with nothing else between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) pieces: Vec<Piece>,
    /// The values of all digits, in order.
    pub(crate) digits: Vec<u8>,
    /// The token with which it begins.
    pub(crate) token: usize,
    /// `+` or `plus` stands before it, beginning at this byte.
    pub(crate) plus: Option<usize>,
}

impl Run {
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

    /// Whether a number may begin at this piece, or end before it: the run's ends, a pause, or a change between written
    /// and spoken.
    pub(crate) fn may_split(&self, at: usize) -> bool {
        let Some(piece) = self.pieces.get(at) else { return true };
        let before = at.checked_sub(1).and_then(|before| self.pieces.get(before));
        piece.before == Gap::Edge
            || piece.before == Gap::Loose
            || before.is_none_or(|b| b.spoken != piece.spoken)
    }
}

/// The runs of a text, in order.
pub(crate) fn runs(text: &str, tokens: &[Token]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let Some(read) = read(text, tokens, at) else {
            at += 1;
            continue;
        };
        let before = match run.pieces.last() {
            Some(last) => gap(tokens, last.end, at),
            None => Some(Gap::Edge),
        };
        let amount = is_amount(tokens, at);
        if before.is_none() || (amount && !run.pieces.is_empty()) {
            runs.push(std::mem::take(&mut run));
        }
        if run.pieces.is_empty() {
            run.token = at;
            run.plus = plus(tokens, at);
        }
        let (foreign, tagged) = touches(text, tokens, at, read.next);
        run.pieces.push(Piece {
            start: token.start,
            end: tokens.get(read.next - 1).map_or(token.end, |last| last.end),
            first: run.digits.len(),
            digits: read.digits.len(),
            spoken: read.spoken,
            before: if run.pieces.is_empty() { Gap::Edge } else { before.unwrap_or(Gap::Edge) },
            foreign: amount || foreign,
            tagged: tagged && !amount,
        });
        run.digits.extend(read.digits);
        at = read.next;
    }
    runs.push(run);
    runs.retain(|run| !run.pieces.is_empty());
    runs.iter_mut().for_each(set_dates_apart);
    runs
}

struct Read {
    digits: Vec<u8>,
    spoken: bool,
    next: usize,
}

/// The number at a token, if one begins there.
fn read(text: &str, tokens: &[Token], at: usize) -> Option<Read> {
    let token = tokens.get(at)?;
    let spoken = |digits: Vec<u8>, next: usize| Some(Read { digits, spoken: true, next });
    match token.sort {
        Sort::Digits => Some(Read {
            digits: token.text(text).chars().filter_map(digit).collect(),
            spoken: false,
            next: at + 1,
        }),
        Sort::Word(Meaning::Digit(value)) => match word_after(tokens, at) {
            Some((Meaning::Hundred, next)) => spoken(vec![value, 0, 0], next + 1),
            _ => spoken(vec![value], at + 1),
        },
        Sort::Word(Meaning::Teen(value)) => spoken(vec![value / 10, value % 10], at + 1),
        Sort::Word(Meaning::Tens(tens)) => match word_after(tokens, at) {
            Some((Meaning::Digit(unit), next)) if unit > 0 => spoken(vec![tens, unit], next + 1),
            _ => spoken(vec![tens, 0], at + 1),
        },
        Sort::Word(Meaning::Times(times)) => match word_after(tokens, at) {
            Some((Meaning::Digit(value), next)) => spoken(vec![value; usize::from(times)], next + 1),
            _ => {
                let next = next_solid(tokens, at)?;
                let mut digits = tokens.get(next)?.text(text).chars().filter_map(digit);
                match (digits.next(), digits.next()) {
                    (Some(value), None) => spoken(vec![value; usize::from(times)], next + 1),
                    _ => None,
                }
            }
        },
        Sort::Word(_) | Sort::Space | Sort::Mask | Sort::Mark(_) => None,
    }
}

/// The word after a token and one space or hyphen.
fn word_after(tokens: &[Token], at: usize) -> Option<(Meaning, usize)> {
    let next = next_solid(tokens, at)?;
    tokens.get(next)?.meaning().map(|meaning| (meaning, next))
}

fn next_solid(tokens: &[Token], at: usize) -> Option<usize> {
    let between = tokens.get(at + 1)?;
    (between.sort == Sort::Space || between.is_mark('-')).then_some(at + 2)
}

/// What is between the end of a piece and the token at `at`; `None` where it ends the run.
fn gap(tokens: &[Token], end: usize, at: usize) -> Option<Gap> {
    let mut gap = Gap::Tight(None);
    let mut marks = 0;
    let mut fillers = 0;
    for token in tokens.get(..at)?.iter().rev().take_while(|token| token.start >= end) {
        match token.sort {
            Sort::Space => {}
            Sort::Mark(mark) => {
                marks += 1;
                gap = match plain(mark)? {
                    _ if marks > 1 && gap == Gap::Loose => Gap::Loose,
                    ',' | ';' | '…' => Gap::Loose,
                    // `) ` and ` - ` group as well as `-`.
                    mark => Gap::Tight(Some(mark)),
                };
            }
            Sort::Word(Meaning::Filler) => {
                fillers += 1;
                gap = Gap::Loose;
            }
            Sort::Word(Meaning::Dash | Meaning::Dot) => gap = Gap::Tight(Some('-')),
            Sort::Digits | Sort::Word(_) | Sort::Mask => return None,
        }
    }
    (marks <= 3 && fillers <= 2).then_some(gap)
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

/// `$5000`, `1,234,567`: an amount, whatever is around it.
fn is_amount(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| token.sort);
    matches!(before, Some(Sort::Mark('$' | '€' | '£'))) || thousands(tokens, at)
}

/// Part of a number whose groups of three are tied by commas, without spaces.
fn thousands(tokens: &[Token], at: usize) -> bool {
    let length =
        |at: usize| tokens.get(at).filter(|t| t.sort == Sort::Digits).map(|token| token.end - token.start);
    let tied = |at: usize| tokens.get(at).is_some_and(|token| token.is_mark(','));
    if length(at).is_none() {
        return false;
    }
    let mut first = at;
    while let Some(before) =
        first.checked_sub(2).filter(|b| at - b <= 8 && tied(b + 1) && length(*b).is_some())
    {
        first = before;
    }
    let mut groups = 0;
    while tied(first + 2 * groups + 1) && length(first + 2 * groups + 2) == Some(3) && groups <= 4 {
        groups += 1;
    }
    let goes_on = tied(first + 2 * groups + 1) && length(first + 2 * groups + 2).is_some();
    groups > 0 && !goes_on && length(first).is_some_and(|n| n <= 3)
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

/// Marks written dates, `2024-01-15` and `01-15-2024`, as foreign.
fn set_dates_apart(run: &mut Run) {
    let value = |digits: &[u8]| digits.iter().fold(0_u32, |sum, d| sum * 10 + u32::from(*d));
    for at in 0..run.pieces.len().saturating_sub(2) {
        let lengths = [0, 1, 2].map(|n| run.count(at + n, at + n + 1));
        let tied = [1, 2].iter().all(|n| {
            run.pieces
                .get(at + n)
                .is_some_and(|p| matches!(p.before, Gap::Tight(Some('-' | '.'))) && !p.spoken)
        });
        let (year, month, day) = match lengths {
            [4, 2, 2] => (0, 1, 2),
            [2, 2, 4] => (2, 0, 1),
            _ => continue,
        };
        let [year, month, day] = [year, month, day].map(|n| value(run.digits_of(at + n, at + n + 1)));
        if tied && (1900..2100).contains(&year) && month.min(day) <= 12 && month.max(day) <= 31 {
            run.pieces.iter_mut().skip(at).take(3).for_each(|piece| piece.foreign = true);
        }
    }
}
