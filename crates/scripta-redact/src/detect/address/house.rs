//! The number of a house: `34018`, `221B`, `12-34`, `twelve forty five`, `one oh five`.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

use super::Search;

/// A house number has at most as many digits.
const DIGITS: usize = 6;

/// And at most as many words.
const WORDS: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct House {
    /// The token after it.
    pub(super) to: usize,
    /// It could be a year.
    pub(super) year: bool,
    /// It has one digit, or is one small word.
    pub(super) small: bool,
    /// It has three digits or words at least, and is no year.
    pub(super) long: bool,
}

/// The house number that begins at a token, unless it goes on to the left.
pub(super) fn read(search: &Search<'_>, at: usize) -> Option<House> {
    if continues(search, at) {
        return None;
    }
    match search.token(at)?.sort {
        Sort::Digits => apart(search, at).or_else(|| written(search, at)),
        Sort::Word(_) => spoken(search, at),
        Sort::Space | Sort::Mark(_) | Sort::Mask => None,
    }
}

/// Whether something before the token belongs to the number: `$12`, `10:30`, `ten twelve`.
fn continues(search: &Search<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| search.token(before)) else { return false };
    match before.sort {
        Sort::Mark('$' | '€' | '£' | '/' | '.' | ':' | '-' | '\'' | '+' | '_' | '@')
        | Sort::Word(_)
        | Sort::Digits => true,
        Sort::Space => search.back(at).is_some_and(|word| {
            (search.is_word(word) && search.token(word).is_some_and(crate::number::begins))
                || (is_figure(search, word) && is_figure(search, at))
        }),
        Sort::Mark(_) | Sort::Mask => false,
    }
}

/// `5 0 6`, `9 oh 2`: figure by figure.
fn apart(search: &Search<'_>, at: usize) -> Option<House> {
    let mut to = at;
    let mut figures = 0;
    let mut next = at;
    while figures < DIGITS && is_figure(search, next) {
        figures += 1;
        to = next + 1;
        next = search.skip(to);
        if next == to {
            break;
        }
    }
    let whole = !search.token(next).is_some_and(crate::number::begins);
    (figures > 1 && whole).then_some(House { to, year: false, small: false, long: figures > 2 })
}

/// One figure: `5`, `oh`.
fn is_figure(search: &Search<'_>, at: usize) -> bool {
    match search.token(at).map(|token| (token.sort, token.end - token.start)) {
        Some((Sort::Digits, length)) => length == 1,
        Some((Sort::Word(meaning), _)) => matches!(meaning, Meaning::Digit(_)),
        _ => false,
    }
}

fn written(search: &Search<'_>, at: usize) -> Option<House> {
    let digits = search.text_of(at);
    let length = digits.chars().count();
    let year = length == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    let mut to = at + 1;
    if search.is_letter(to) {
        to += 1;
    } else if search.is_word(to) {
        // `12th`, `30k`.
        return None;
    } else if (search.is_mark(to, '-') || search.is_mark(to, '/')) && search.is_digits(to + 1) {
        to += 2;
        // A date, or a telephone number.
        if search.is_mark(to, '-') || search.is_mark(to, '/') {
            return None;
        }
    } else if search.is_mark(to, '½') {
        to += 1;
    }
    let half = search.skip(to);
    if half > to && search.is(half, "1") && search.is_mark(half + 1, '/') && search.is(half + 2, "2") {
        to = half + 3;
    }
    // A letter by itself, as in `221 b`.
    if half > to
        && search.is_any(half, &["a", "b", "c"])
        && search.text_of(half).starts_with(char::is_uppercase)
    {
        to = half + 1;
    }
    (length <= DIGITS).then_some(House { to, year, small: length == 1, long: length >= 3 && !year })
}

fn spoken(search: &Search<'_>, at: usize) -> Option<House> {
    let mut to = at;
    let mut words = 0;
    let mut next = at;
    let mut small = true;
    let mut scale = false;
    while words < WORDS {
        let Some(token) = search.token(next) else { break };
        let meaning = token.meaning();
        let and = scale
            && token.traits.has(Traits::AND)
            && search.token(search.skip(next + 1)).is_some_and(crate::number::begins);
        scale = matches!(meaning, Some(Meaning::Hundred | Meaning::Thousand));
        if !and && !is_number(meaning) {
            break;
        }
        small &= words == 0 && matches!(meaning, Some(Meaning::Digit(_)));
        words += 1;
        to = next + 1;
        next = search.skip(to);
        if next == to {
            let hyphen = search.is_mark(to, '-');
            if !hyphen {
                break;
            }
            next = to + 1;
        }
    }
    // `sixteen and a half`
    to = search.phrase(search.skip(to), "and a half").unwrap_or(to);
    let first = search.token(at).and_then(Token::meaning);
    let year = matches!(first, Some(Meaning::Teen(19 | 20) | Meaning::Tens(2))) && words >= 2;
    (to > at).then_some(House { to, year, small, long: words >= 3 && !year })
}

/// A word of a number, or digits.
pub(super) fn is_digit(token: &Token) -> bool {
    token.sort == Sort::Digits || is_number(token.meaning())
}

fn is_number(meaning: Option<Meaning>) -> bool {
    matches!(
        meaning,
        Some(
            Meaning::Digit(_)
                | Meaning::Teen(_)
                | Meaning::Tens(_)
                | Meaning::Hundred
                | Meaning::Thousand
                | Meaning::Times(_)
        )
    )
}
