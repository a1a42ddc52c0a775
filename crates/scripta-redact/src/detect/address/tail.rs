//! What follows a street: `NW`, `Apt. 518`, `, Austin`.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

use super::Search;

/// How many words the name of a town has at most.
const TOWN: usize = 3;

/// How many units are named: `Bldg C, 2nd Floor, Apt 210`.
const UNITS: usize = 3;

/// The token after all of it.
pub(super) fn read(search: &Search<'_>, street: usize) -> usize {
    let at = direction(search, street);
    let mut at = at;
    for _ in 0..UNITS {
        at = unit(search, at).unwrap_or(at);
    }
    town(search, at).unwrap_or(at)
}

/// `NW` and `North` after the street.
fn direction(search: &Search<'_>, at: usize) -> usize {
    let next = search.skip(at);
    let text = search.text_of(next);
    let clear = text.len() > 1 || text.starts_with(char::is_uppercase);
    let followed = search.is(search.skip(next + 1), "of");
    if next > at
        && clear
        && !followed
        && search.has(next, Traits::DIRECTION)
        && !search.is_apostrophe(next + 1)
    {
        return next + 1;
    }
    at
}

/// The end of a unit that follows: `, Apt. 518`, `#4B`, `unit twelve`, `suite two b`.
pub(super) fn unit(search: &Search<'_>, at: usize) -> Option<usize> {
    let comma = usize::from(search.is_mark(at, ','));
    let mut next = search.skip(at + comma);
    if next > at
        && let Some(to) = storey(search, next)
    {
        return Some(to);
    }
    let word = search.has(next, Traits::UNIT);
    if word {
        next = search.skip(next + 1 + usize::from(search.is_mark(next + 1, '.')));
        if search.is_any(next, &["number", "no", "num"]) {
            next = search.skip(next + 1 + usize::from(search.is_mark(next + 1, '.')));
        }
    }
    let hash = search.is_mark(next, '#');
    if hash {
        next = search.skip(next + 1);
    }
    // `Pennsylvania Avenue number 406`
    let number = !word && !hash && search.is(next, "number");
    if number {
        next = search.skip(next + 1);
    }
    (word || hash || number).then(|| value(search, next)).flatten()
}

/// The end of `2nd floor`, `third fl`.
fn storey(search: &Search<'_>, at: usize) -> Option<usize> {
    let written = search.is_digits(at) && search.is_any(at + 1, &["st", "nd", "rd", "th"]);
    let counted = written || search.has(at, Traits::ORDINAL) || search.is_any(at, &["ground", "top"]);
    let floor = search.skip(at + 1 + usize::from(written));
    (counted && search.is_any(floor, &["floor", "fl", "flr"])).then_some(floor + 1)
}

/// Past `as in boy` behind a letter.
fn explained(search: &Search<'_>, at: usize) -> usize {
    let said = at.checked_sub(1).is_some_and(|letter| search.is_letter(letter)) && search.is_space(at);
    let phrases = ["as in", "like in", "as", "like", "for"];
    let end = phrases.iter().find_map(|words| search.phrase(at + 1, words)).filter(|_| said);
    let letter = at.checked_sub(1).map_or("", |letter| search.text_of(letter)).as_bytes().first();
    let fits = |word: usize| {
        let first = search.text_of(word).as_bytes().first();
        search.is_word(word) && first.zip(letter).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    end.map(|end| search.skip(end)).filter(|word| fits(*word)).map_or(at, |word| word + 1)
}

/// `518`, `4B`, `B-12`, `two b`, `twelve`.
fn value(search: &Search<'_>, at: usize) -> Option<usize> {
    let token = search.token(at)?;
    let mut to = match token.sort {
        Sort::Digits => at + 1,
        Sort::Word(_) if search.is_letter(at) && token.meaning() == Some(Meaning::Letter) => {
            let dash = usize::from(search.is_mark(at + 1, '-'));
            let next = if search.is_space(at + 1) { at + 2 } else { at + 1 + dash };
            if search.is_digits(next) { next + 1 } else { at + 1 }
        }
        Sort::Word(_) if crate::number::begins(token) => spoken(search, at),
        _ => return None,
    };
    if search.is_mark(to, '-') && (search.is_digits(to + 1) || search.is_letter(to + 1)) {
        to += 2;
    } else if search.is_letter(to) {
        to += 1;
    } else if search.is_letter(search.skip(to))
        && !search.is_any(search.skip(to), &["i", "a"])
        && search.is_space(to)
    {
        to += 2;
    }
    Some(explained(search, to))
}

/// The end of up to four number words.
fn spoken(search: &Search<'_>, at: usize) -> usize {
    let mut to = at;
    let mut next = at;
    for _ in 0..4 {
        let number =
            |token: &Token| crate::number::begins(token) || token.meaning() == Some(Meaning::Hundred);
        if !search.is_word(next) || !search.token(next).is_some_and(number) {
            break;
        }
        to = next + 1;
        next = search.skip(to);
    }
    to
}

/// The end of a town that follows behind a comma: before a state, a ZIP code, or the end.
pub(super) fn town(search: &Search<'_>, at: usize) -> Option<usize> {
    if !search.is_mark(at, ',') {
        return None;
    }
    let mut to = at;
    let mut next = search.skip(at + 1);
    for _ in 0..TOWN {
        let Some(token) = search.token(next) else { break };
        let text = search.text_of(next);
        let state = text.len() == 2 && text.chars().all(char::is_uppercase);
        let capital = text.starts_with(char::is_uppercase) && token.meaning() == Some(Meaning::Other);
        if !capital || state || token.traits.has(Traits::STOP | Traits::MONTH) {
            break;
        }
        to = next + 1;
        let after = search.skip(to);
        if after == to {
            break;
        }
        next = after;
    }
    let first = search.skip(at + 1);
    let common = search.has(first, Traits::COMMON) && to == first + 1;
    let ends = match search.token(to).map(|token| token.sort) {
        None | Some(Sort::Mark(',' | '.' | '?' | '!')) => !common || is_state(search, search.skip(to + 1)),
        Some(Sort::Space) => {
            is_state(search, search.skip(to)) || (!common && search.has(search.skip(to), Traits::STOP))
        }
        Some(_) => false,
    };
    (to > at && ends).then_some(to)
}

/// A state by its letters or its name, or a ZIP code.
fn is_state(search: &Search<'_>, at: usize) -> bool {
    let text = search.text_of(at);
    let letters = text.len() == 2 && text.chars().all(char::is_uppercase);
    letters || (search.is_digits(at) && text.len() == 5) || search.has(at, Traits::PROPER)
}

/// Where `N` begins in `N 4512 County Line Road`.
pub(super) fn direction_before(search: &Search<'_>, house: usize) -> Option<usize> {
    let before = search.back(house).filter(|before| search.has(*before, Traits::DIRECTION))?;
    let letter = search.is_letter(before) && search.text_of(before).starts_with(char::is_uppercase);
    let whole = !before.checked_sub(1).is_some_and(|mark| search.is_apostrophe(mark));
    (letter && whole).then_some(before)
}

/// Where a unit begins that stands before the house number: `Flat 2, 10 Downing Street`.
pub(super) fn unit_before(search: &Search<'_>, house: usize) -> Option<usize> {
    let mut last = search.back(house)?;
    if search.is_mark(last, ',') {
        last = search.back(last)?;
    }
    let attached =
        search.is_letter(last) && last.checked_sub(1).is_some_and(|digits| search.is_digits(digits));
    let value = last - usize::from(attached);
    let number = search.is_digits(value)
        || search.is_letter(value)
        || search.token(value).is_some_and(crate::number::begins);
    if !number {
        return None;
    }
    let mut unit = search.back(value)?;
    if search.is_any(unit, &["number", "no"]) || search.is_mark(unit, '#') {
        unit = search.back(unit)?;
    }
    (search.has(unit, Traits::UNIT) || search.is_any(unit, &["plot", "house", "shop", "door"]))
        .then_some(unit)
}
