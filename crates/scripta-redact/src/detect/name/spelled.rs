//! Letters with which a name is spelled: `S M I T H`, `s-m-i-t-h`, `s as in sam, m, i`.

use crate::kind::Kind;
use crate::lexicon::{Meaning, Traits};
use crate::token::Sort;

use super::{Cue, Search, Trust};

/// How many letters a spelling has at least.
const LEAST: usize = 2;

/// How many letters are read; a name is shorter.
const LETTERS: usize = 24;

/// How many words may be between a name and its spelling: `that's spelled capital`.
const LINKS: usize = 5;

const LINK: [&str; 18] = [
    "that", "thats", "s", "its", "it", "is", "and", "spelled", "spelling", "spell", "spelt", "which",
    "capital", "as", "in", "by", "with", "letter",
];

/// Adds the letters that follow a token, past a few words, and gives the token after them; the given one if there are none.
pub(super) fn after(search: &mut Search<'_>, from: usize) -> usize {
    let mut words = 0;
    for at in from..from + 2 * LINKS + 4 {
        if let Some((end, _)) = letters(search, at) {
            if let Some((start, end)) = search.bytes(at, end) {
                search.add(Kind::Name, "name.spelled", start, end);
            }
            return end;
        }
        let Some(token) = search.token(at) else { return from };
        match token.sort {
            Sort::Space | Sort::Mark(',' | ':' | ';' | '-' | '.' | '\'' | '\u{2019}' | '(' | '—' | '…') =>
                {}
            Sort::Word(_) if words < LINKS && (search.is_any(at, &LINK) || search.is_filler(at)) => {
                words += 1;
            }
            Sort::Word(_) | Sort::Digits | Sort::Mark(_) | Sort::Mask => return from,
        }
    }
    from
}

/// A name that is given in letters only, where one is expected: `last name S M I T H`.
pub(super) fn first(search: &mut Search<'_>, cue: &Cue) -> Option<usize> {
    if cue.trust < Trust::Likely || !search.is_letter(cue.at) {
        return None;
    }
    let (end, count) = letters(search, cue.at)?;
    // Two letters and a surname are initials: `J R Smith`.
    let next = search.skip(end);
    let initials = count <= 2 && next > end && search.is_word(next) && !search.has(next, Traits::STOP);
    if initials {
        return None;
    }
    if let Some((start, end)) = search.bytes(cue.at, end) {
        search.add(Kind::Name, "name.spelled", start, end);
    }
    Some(search.skip(end))
}

/// The end of the letters that begin at a token, and how many they are.
fn letters(search: &Search<'_>, from: usize) -> Option<(usize, usize)> {
    let mut count = 0;
    let mut at = from;
    let mut end = from;
    while count < LETTERS {
        let doubled =
            matches!(search.token(at).and_then(crate::token::Token::meaning), Some(Meaning::Times(_)));
        let letter = if doubled { search.skip(at + 1) } else { at };
        if !search.is_letter(letter) {
            break;
        }
        count += 1 + usize::from(doubled);
        end = explained(search, letter + 1);
        at = gap(search, end);
        if at == end {
            break;
        }
    }
    let (end, count) = without_pronoun(search, from, end, count);
    (count >= LEAST).then_some((end, count))
}

/// Past `as in sam`.
fn explained(search: &Search<'_>, at: usize) -> usize {
    let phrase = ["as in", "like in", "for", "like", "as"];
    let found = phrase.iter().find_map(|words| search.phrase(search.skip(at), words));
    let word =
        found.map(|end| search.skip(end)).filter(|word| search.is_word(*word) && !search.is_letter(*word));
    match word {
        Some(word) if search.is_space(at) => word + 1,
        _ => at,
    }
}

/// Where the next letter may be, past a mark that is written or said.
fn gap(search: &Search<'_>, at: usize) -> usize {
    let mark = search.is_mark(at, '-') || search.is_mark(at, '.') || search.is_mark(at, ',');
    let next = search.skip(at + usize::from(mark));
    let said = next > at && search.is_any(next, &["apostrophe", "hyphen", "dash", "space"]);
    if said && search.is_letter(search.skip(next + 1)) { search.skip(next + 1) } else { next }
}

/// A word and then its letters, whatever was said before: `Smith, S M I T H`.
pub(super) fn repeated(search: &mut Search<'_>, at: usize) {
    if search.back(at).is_some_and(|before| search.is_letter(before)) {
        return;
    }
    let Some((end, count)) = letters(search, at).filter(|(_, count)| *count >= 3) else { return };
    let spelled = (at..end).filter(|letter| search.is_letter(*letter)).map(|letter| search.text_of(letter));
    let spelled = spelled.collect::<String>();
    let mut word = at;
    for _ in 0..4 {
        let Some(before) = search.back(word) else { return };
        word = before;
        if search.is_word(word) && search.text_of(word).len() > 2 && spelled.len() >= count {
            break;
        }
    }
    if !search.text_of(word).eq_ignore_ascii_case(&spelled) {
        return;
    }
    for (from, to) in [(word, word + 1), (at, end)] {
        if let Some((start, end)) = search.bytes(from, to) {
            search.add(Kind::Name, "name.spelled", start, end);
        }
    }
}

/// In `s m i t h i live` the last letter is a word.
fn without_pronoun(search: &Search<'_>, from: usize, end: usize, count: usize) -> (usize, usize) {
    let last = end.saturating_sub(1);
    let next = search.skip(end);
    let contracted = search.is_apostrophe(end);
    let said = next > end
        && search.is_word(next)
        && !search.is_any(next, &["and", "is", "that", "thats", "so", "as"]);
    if last > from && search.is_any(last, &["i", "a"]) && (contracted || said) {
        let before = search.back(last).map_or(from, |before| before + 1);
        return (before, count - 1);
    }
    (end, count)
}
