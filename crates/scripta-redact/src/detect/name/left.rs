//! Names before what says that they are one: `Doris Li speaking`, `is Doris available`, `Doris Li is my name`, `Smith with
//! a y`.

use crate::kind::Kind;
use crate::lexicon::{Meaning, Traits};
use crate::token::Sort;

use super::{Cue, Search, Trust, part};

/// How many words a name before a cue has at most.
const WORDS: usize = 4;

/// Before these words there is a thing and no name: `it's a grid here`.
const ARTICLES: [&str; 13] =
    ["a", "an", "the", "this", "that", "my", "your", "our", "any", "some", "at", "in", "near"];

pub(super) fn find(search: &mut Search<'_>, at: usize) {
    let Some(end) = end(search, at) else { return };
    let mut from = end;
    let mut words = 0;
    let mut begins = true;
    while let Some(before) = from.checked_sub(1) {
        let Some(token) = search.token(before) else { return };
        match token.sort {
            // What an apostrophe cuts off another word: `that's Smith with a y`.
            Sort::Word(_) if is_contracted(search, before) => break,
            Sort::Word(Meaning::Other | Meaning::Letter | Meaning::Digit(0))
                if words < WORDS
                    && !token.traits.has(Traits::STOP)
                    && (!search.is_letter(before) || !search.is_any(before, &["i", "a"])) =>
            {
                words += 1;
            }
            Sort::Space | Sort::Mark('-' | '\'' | '\u{2019}') => {}
            Sort::Mark('.')
                if before
                    .checked_sub(1)
                    .is_some_and(|word| search.is_letter(word) || part::is_suffix(search, word)) => {}
            Sort::Word(_) => {
                begins = (token.traits.has(Traits::STOP) && !search.is_any(before, &ARTICLES))
                    || token.meaning() == Some(Meaning::Filler);
                break;
            }
            Sort::Digits | Sort::Mask => {
                begins = false;
                break;
            }
            Sort::Mark(_) => break,
        }
        from = before;
    }
    from = search.skip(from);
    let is = || search.back(from).is_some_and(|before| search.is_any(before, &["is", "s"]));
    if words == 0 || !begins || (search.is_any(at, &["available", "around", "there"]) && !is()) {
        return;
    }
    let trust = if search.is(at, "name") { Trust::Sure } else { Trust::Likely };
    let cue = Cue {
        at: from,
        trust,
        surname: trust == Trust::Sure || search.is(at, "with"),
        alone: false,
        rule: "name.before",
    };
    let name = part::name(search, cue)
        .filter(|name| name.to == end || (name.to + 1 == end && search.is_mark(name.to, '.')));
    if let Some((start, end)) = name.and_then(|name| search.bytes(name.from, name.to)) {
        search.add(Kind::Name, cue.rule, start, end);
    }
}

/// `s` in `that's`, and no name of that letter.
fn is_contracted(search: &Search<'_>, at: usize) -> bool {
    search.is_any(at, &["s", "m", "re", "d", "ll", "ve", "t"])
        && at.checked_sub(1).is_some_and(|before| search.is_apostrophe(before))
}

/// Where the name before the cue at a token ends.
fn end(search: &Search<'_>, at: usize) -> Option<usize> {
    if search.is_any(at, &["speaking", "here", "calling", "available", "around", "there"]) {
        return spaced(search, at);
    }
    // `with a y`
    if search.is(at, "with") {
        let article = search.skip(at + 1);
        let letter = search.skip(article + 1);
        let letter = search.is_any(article, &["a", "an", "one", "two"])
            && letter > article + 1
            && search.is_letter(letter);
        return letter.then(|| spaced(search, at)).flatten();
    }
    // `is my name`
    if !search.is(at, "name") {
        return None;
    }
    let mut word = search.back(at)?;
    for _ in 0..3 {
        if search
            .is_any(word, &["last", "first", "full", "middle", "maiden", "the", "my", "his", "her", "legal"])
        {
            word = search.back(word)?;
        }
    }
    let own = search.skip(word + 1);
    if !search.is_any(word, &["is", "s", "was"])
        || own >= at
        || !search.is_any(own, &["my", "his", "her", "the"])
    {
        return None;
    }
    match word.checked_sub(1)? {
        before if search.is_space(before) => Some(before),
        before if search.is_apostrophe(before) => Some(before),
        _ => None,
    }
}

/// Before the space before a token.
fn spaced(search: &Search<'_>, at: usize) -> Option<usize> {
    let space = at.checked_sub(1).filter(|space| search.is_space(*space))?;
    Some(if space.checked_sub(1).is_some_and(|comma| search.is_mark(comma, ',')) { space - 1 } else { space })
}
