//! How a word looks as part of a name: by the lists of names, by what it else means, and by its capitals.

use crate::gazetteer;
use crate::lexicon::{Meaning, Traits};
use crate::token::Token;

use super::Search;

/// After a name that is in no list, these show that it was one.
const CLOSERS: [&str; 9] =
    ["calling", "speaking", "here", "from", "with", "again", "at", "available", "around"];

/// Words that say what comes, or with which the sentence goes on: `ssn`, `dob`, `calling`.
const NO_NAME: Traits = Traits::STOP
    .with(Traits::SSN)
    .with(Traits::ITIN)
    .with(Traits::VIN)
    .with(Traits::IBAN)
    .with(Traits::EMAIL)
    .with(Traits::BIRTH)
    .with(Traits::PHONE)
    .with(Traits::LABEL)
    .with(Traits::NUMBER);

/// How a word looks as part of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) first: bool,
    pub(super) last: bool,
    /// It is an ordinary word, or the name of something else.
    pub(super) ordinary: bool,
    /// It is capitalised, and that says something.
    pub(super) capital: bool,
    /// It is written as the first part of the name is: not in lower case after a capital.
    pub(super) fitting: bool,
}

impl Look {
    pub(super) fn known(self) -> bool {
        self.first || self.last
    }
}

/// How a name is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Capitals say something where it is.
    pub(super) cased: bool,
    /// It begins in lower case.
    pub(super) lower: bool,
}

impl Style {
    /// How the name at a token would be written.
    pub(super) fn around(search: &Search<'_>, at: usize) -> Self {
        Self { cased: is_cased(search, at), lower: search.text_of(at).starts_with(char::is_lowercase) }
    }
}

/// Whether capitals say anything around a token: not where all words have them, or none.
fn is_cased(search: &Search<'_>, at: usize) -> bool {
    let from = at.saturating_sub(10);
    (from..at + 14).any(|near| {
        search.is_word(near)
            && search.text_of(near).len() > 1
            && search.text_of(near).starts_with(char::is_lowercase)
            && !near.checked_sub(1).is_some_and(|before| search.is_apostrophe(before))
    })
}

pub(super) fn look(search: &Search<'_>, at: usize, style: Style) -> Option<Look> {
    let token = search.token(at)?;
    let meaning = token.meaning()?;
    let word = search.text_of(at);
    if meaning != Meaning::Other
        || token.traits.has(NO_NAME)
        || is_title(token)
        || word.chars().nth(1).is_none()
    {
        return None;
    }
    let listed = gazetteer::look_up(word);
    let other = Traits::COMMON | Traits::PROPER | Traits::MONTH;
    let known = listed.first || listed.last;
    let ordinary = token.traits.has(other) || (!known && (is_derived(word) || is_plural(word)));
    let capital = word.starts_with(char::is_uppercase);
    Some(Look {
        first: listed.first,
        last: listed.last,
        ordinary,
        capital: capital && style.cased,
        fitting: capital || style.lower,
    })
}

/// `Mrs`, and not `judge`, which is a surname too.
fn is_title(token: &Token) -> bool {
    token.traits.has(Traits::TITLE) && !token.traits.has(Traits::COMMON)
}

/// `misprinted`, `hopefully`: an ordinary word by its end.
fn is_derived(word: &str) -> bool {
    let ends = [
        "ing", "ed", "ly", "tion", "sion", "ness", "ment", "able", "ible", "less", "ful", "ous", "ity",
        "ance", "ence", "ship", "ism", "ist", "ology", "ware", "ital", "ical", "ated",
    ];
    word.len() > 4
        && ends
            .iter()
            .any(|end| word.get(word.len() - end.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(end)))
}

/// The plural of an ordinary word.
fn is_plural(word: &str) -> bool {
    let stem = word.strip_suffix(['s', 'S']).unwrap_or_default();
    !stem.is_empty() && crate::lexicon::look_up(stem).traits.has(Traits::COMMON | Traits::PROPER)
}

/// `Canadian`, `Sudanese`: where someone comes from.
pub(super) fn is_demonym(word: &str) -> bool {
    ["ian", "ish", "ese", "can", "ic"].iter().any(|end| word.len() > 5 && word.ends_with(end))
}

/// Whether a word such as `calling` comes next.
pub(super) fn closed(search: &Search<'_>, at: usize) -> bool {
    let next = search.skip(at);
    next > at && search.is_any(next, &CLOSERS)
}

/// Whether a phrase ends before this token, or a word follows that is no part of a name.
pub(super) fn closes(search: &Search<'_>, at: usize) -> bool {
    match search.token(at) {
        None => true,
        Some(token) if search.is_space(at) => {
            let next = search.token(at + 1);
            next.is_none_or(|next| next.traits.has(Traits::STOP) || next.meaning() == Some(Meaning::Filler))
                || search.is(at + 1, "i") && token.end > token.start
        }
        Some(_) => !search.is_mark(at, '-') && !search.is_word(at) && !search.is_digits(at),
    }
}
