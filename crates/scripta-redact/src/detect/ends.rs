//! What belongs to a telephone number and is said apart from it: its extension, its area code.

use crate::lexicon::{Meaning, Traits};
use crate::number;
use crate::run::Run;
use crate::token::{Sort, Token};

use super::Search;

/// An extension has at most this many digits.
const EXTENSION: usize = 6;

/// An area code that is said apart has at most this many words between it and its number.
const APART: usize = 7;

/// Where the extension after the piece before `to` ends: `ext. 12`, `x12`, `extension one two`.
pub(super) fn extension(search: &Search<'_>, run: &Run, to: usize) -> Option<usize> {
    let tokens = &search.tokens;
    let next = run.pieces.get(to.checked_sub(1)?)?.next;
    let cue = (next..next + 4).find(|at| !is_between(tokens.get(*at)))?;
    let word = tokens.get(cue).filter(|token| token.traits.has(Traits::EXTENSION))?;
    let said = |at: &usize| !is_between(tokens.get(*at)) && !is_number_word(tokens.get(*at));
    let number = (cue + 1..cue + 6).find(said)?;
    // `x` alone is one only before digits, as in `x12`.
    let touches = word.end - word.start > 1 || tokens.get(number).is_some_and(|t| t.sort == Sort::Digits);
    let mut digits = Vec::new();
    let mut at = number;
    let mut end = None;
    while touches && tokens.get(at).is_some_and(number::begins) {
        let read = number::read(search.text, tokens, at, &mut digits)?;
        if digits.len() > EXTENSION {
            break;
        }
        end = tokens.get(read.next - 1).map(|last| last.end);
        at = read.next + usize::from(tokens.get(read.next).is_some_and(|token| token.sort == Sort::Space));
    }
    let close = tokens.get(at).filter(|token| token.is_mark(')')).map(|token| token.end);
    let opened = tokens.get(next..cue).unwrap_or_default().iter().any(|token| token.is_mark('('));
    end.map(|end| close.filter(|_| opened).unwrap_or(end))
}

/// `number`, in `extension number 9`.
fn is_number_word(token: Option<&Token>) -> bool {
    token.is_some_and(|token| token.traits.has(Traits::NUMBER))
}

/// Spaces and marks around `ext.`.
fn is_between(token: Option<&Token>) -> bool {
    token.is_some_and(|token| {
        matches!(token.sort, Sort::Space | Sort::Mark('.' | ',' | ':' | '(' | '#' | '-'))
    })
}

/// Where an area code begins that was said before the seven digits from the piece `from` on: `area code 805, and the number is`.
pub(super) fn area_code_before(search: &Search<'_>, run: &Run, from: usize) -> Option<usize> {
    let tokens = &search.tokens;
    let start = run.pieces.get(from)?.token;
    let numbers = Numbers { text: search.text, tokens };
    let (first, last) = numbers.three_digits_before(start, APART)?;
    let cue = numbers.words_before(first).take(3).any(|token| token.traits.has(Traits::AREA))
        || numbers.words_after(last, start).take(5).any(|token| token.traits.has(Traits::AREA));
    tokens.get(first).filter(|_| cue).map(|token| token.start)
}

/// Where `area code` begins that stands right before a number, which goes with it.
pub(super) fn area_cue(search: &Search<'_>, start: usize) -> Option<usize> {
    let tokens = &search.tokens;
    let number = tokens.partition_point(|token| token.start < start);
    let words = tokens.get(..number)?.iter().rev().take(2 * APART);
    let mut words =
        words.filter(|token| !matches!(token.sort, Sort::Space | Sort::Mark(',' | ':' | '\'' | '\u{2019}')));
    let code = words.find(|token| !token.traits.has(Traits::IS))?;
    let area = words.next().filter(|area| area.traits.has(Traits::AREA))?;
    code.traits.has(Traits::CODE).then_some(area.start)
}

/// Where an area code begins that a slash ties to the piece `from`: `415/555-0132`.
pub(super) fn tied_area_code(search: &Search<'_>, run: &Run, from: usize) -> Option<usize> {
    let start = run.pieces.get(from)?.token;
    let [before, area, slash] = search.tokens.get(start.checked_sub(3)?..start)? else { return None };
    let alone = !before.is_mark('/') && !before.is_solid();
    let fits = area.sort == Sort::Digits && area.end - area.start == 3 && slash.is_mark('/');
    (alone && fits).then_some(area.start)
}

/// Where an area code ends that is said after the seven digits up to the piece `to`: `555 1234, area code 805`.
pub(super) fn area_code_after(search: &Search<'_>, run: &Run, to: usize) -> Option<usize> {
    let tokens = &search.tokens;
    let next = run.pieces.get(to.checked_sub(1)?)?.next;
    let numbers = Numbers { text: search.text, tokens };
    let words = || tokens.iter().enumerate().skip(next).filter(|(_, token)| is_word(token)).take(APART);
    let area = words().take(3).find(|(_, token)| token.traits.has(Traits::AREA))?.0;
    let first =
        words().map(|(at, _)| at).find(|at| *at > area && tokens.get(*at).is_some_and(number::begins))?;
    let last = numbers.three_digits(first, tokens.len())?;
    tokens.get(last).map(|token| token.end)
}

fn is_word(token: &Token) -> bool {
    matches!(token.sort, Sort::Word(_) | Sort::Digits)
}

struct Numbers<'t> {
    text: &'t str,
    tokens: &'t [Token],
}

impl<'t> Numbers<'t> {
    /// The words before a token, the nearest first.
    fn words_before(&self, at: usize) -> impl Iterator<Item = &'t Token> + use<'t> {
        self.tokens.get(..at).unwrap_or_default().iter().rev().filter(|token| is_word(token))
    }

    /// The words between two tokens.
    fn words_after(&self, from: usize, to: usize) -> impl Iterator<Item = &'t Token> + use<'t> {
        self.tokens.get(from + 1..to).unwrap_or_default().iter().filter(|token| is_word(token))
    }

    /// The first and last token of a number of three digits that ends within so many words before a token.
    fn three_digits_before(&self, at: usize, within: usize) -> Option<(usize, usize)> {
        let words = || {
            let tokens = self.tokens.get(..at).unwrap_or_default();
            tokens.iter().enumerate().rev().filter(|(_, token)| is_word(token)).take(within + 4)
        };
        let is_number = |token: &Token| number::begins(token) || token.meaning() == Some(Meaning::Hundred);
        let last = words().take(within).find(|(_, token)| is_number(token))?.0;
        words()
            .map(|(at, _)| at)
            .filter(|first| *first <= last)
            .take(3)
            .find(|first| self.three_digits(*first, at) == Some(last))
            .map(|first| (first, last))
    }

    /// The last token of the number of three digits that begins at a token, and no more digits follow it.
    fn three_digits(&self, first: usize, limit: usize) -> Option<usize> {
        let mut digits = Vec::new();
        let mut at = first;
        let mut last = None;
        while digits.len() < 4 && at < limit && self.tokens.get(at).is_some_and(number::begins) {
            let read = number::read(self.text, self.tokens, at, &mut digits)?;
            last = Some(read.next - 1);
            let space = self.tokens.get(read.next).is_some_and(|t| t.sort == Sort::Space || t.is_mark('-'));
            at = read.next + usize::from(space);
        }
        last.filter(|_| digits.len() == 3)
    }
}
