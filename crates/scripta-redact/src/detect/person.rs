//! Names in identifiers: `session-jane-doe`, `JohnSmith42`, and the date of birth behind one.
//!
//! Identifiers are made of all sorts of words, so only a first name with a surname right behind it counts.

use crate::gazetteer;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::token::{Sort, Token};

use super::Search;

/// Shorter words are more often parts of a code.
const SHORTEST: usize = 3;

/// Words that are names as well, but not in an identifier.
const OTHERWISE: Traits =
    Traits::COMMON.with(Traits::STOP).with(Traits::PROPER).with(Traits::NAMED).with(Traits::MONTH);

pub(super) fn find(search: &mut Search<'_>) {
    let mut found = Vec::new();
    for (at, token) in search.tokens.iter().enumerate() {
        let named = match camel(token, search.text) {
            true => Some((token.end, at)),
            false => behind(search, at).map(|last| (last.end, at + 2)),
        };
        if let Some((end, last)) = named {
            found.push((Kind::Name, "name.id", token.start, end));
            found.extend(birth(search, last).map(|(start, end)| (Kind::Dob, "dob.id", start, end)));
        }
    }
    found.into_iter().for_each(|(kind, rule, start, end)| search.add(kind, rule, start, end));
}

/// The surname behind a first name.
fn behind<'s>(search: &'s Search<'_>, at: usize) -> Option<&'s Token> {
    let first = search.tokens.get(at).filter(|token| is_word(token))?;
    let between = search.tokens.get(at + 1)?;
    let apart = between.sort == Sort::Space || matches!(between.sort, Sort::Mark('-' | '_' | '.' | '+'));
    let last = search.tokens.get(at + 2).filter(|last| apart && is_word(last) && first.end < last.start)?;
    // Looking names up is what takes time.
    (is_first(first.text(search.text)) && is_last(last.text(search.text))).then_some(last)
}

fn is_word(token: &Token) -> bool {
    token.meaning().is_some() && !token.traits.has(OTHERWISE)
}

fn is_first(word: &str) -> bool {
    word.is_ascii() && word.len() >= SHORTEST && gazetteer::look_up(word).first
}

fn is_last(word: &str) -> bool {
    word.is_ascii() && word.len() >= SHORTEST && gazetteer::look_up(word).last
}

/// Whether a word is two names with a capital each.
fn camel(token: &Token, text: &str) -> bool {
    let word = token.text(text);
    let mut capitals = word.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at);
    let (Some(0), Some(second), None) = (capitals.next(), capitals.next(), capitals.next()) else {
        return false;
    };
    token.meaning().is_some()
        && word.split_at_checked(second).is_some_and(|(first, last)| is_first(first) && is_last(last))
}

/// The date behind a name, if a person may be born on it: `1980-05-17`.
fn birth(search: &Search<'_>, name: usize) -> Option<(usize, usize)> {
    let parts = search.tokens.get(name + 2..name + 7)?;
    let [year, dash, month, second, day] = parts else { return None };
    let tied = [search.tokens.get(name + 1)?, dash, second]
        .iter()
        .all(|t| matches!(t.sort, Sort::Mark('-' | '_' | '.')));
    let number =
        |token: &Token| token.text(search.text).parse::<u32>().ok().filter(|_| token.sort == Sort::Digits);
    let date = (1900..2020).contains(&number(year)?) && number(month)? <= 12 && number(day)? <= 31;
    (tied && date).then_some((year.start, day.end))
}
