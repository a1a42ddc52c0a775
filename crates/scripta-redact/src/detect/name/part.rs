//! The parts of which a name is made.

use crate::gazetteer;
use crate::lexicon::{Meaning, Traits};
use crate::token::Token;

use super::{Cue, Name, Search, Trust};

/// How many parts a name has at most: `María del Carmen de la Cruz Núñez` has four, with `del` and `de la` on the next one.
const PARTS: usize = 5;

/// Small words within a surname, as in `de la Cruz` and `van der Berg`.
const PARTICLES: [&str; 30] = [
    "de", "la", "las", "los", "del", "da", "das", "do", "dos", "di", "du", "le", "van", "von", "der", "den",
    "ter", "ten", "bin", "ibn", "bint", "al", "el", "san", "santa", "st", "mac", "mc", "abu", "della",
];

const SUFFIXES: [&str; 8] = ["jr", "sr", "junior", "senior", "ii", "iii", "iv", "esq"];

/// After a name that is in no list, these show that it was one.
const CLOSERS: [&str; 7] = ["calling", "speaking", "here", "from", "with", "again", "at"];

/// How a word looks as part of a name.
#[derive(Debug, Clone, Copy)]
struct Look {
    first: bool,
    last: bool,
    /// It is an ordinary word, or the name of something else.
    ordinary: bool,
    /// It is capitalised, and that says something.
    capital: bool,
    /// It is capitalised, or would not be if it were a name.
    fitting: bool,
}

impl Look {
    fn known(self) -> bool {
        self.first || self.last
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

fn look(search: &Search<'_>, at: usize, cased: bool) -> Option<Look> {
    let token = search.token(at)?;
    let meaning = token.meaning()?;
    let word = search.text_of(at);
    if meaning != Meaning::Other
        || token.traits.has(Traits::STOP)
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
        capital: capital && cased,
        fitting: capital || !cased,
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
fn is_demonym(word: &str) -> bool {
    ["ian", "ish", "ese", "can", "ic"].iter().any(|end| word.len() > 5 && word.ends_with(end))
}

/// The name that begins where a cue says.
pub(super) fn name(search: &Search<'_>, cue: Cue) -> Option<Name> {
    let cased = is_cased(search, cue.at);
    let mut to = first(search, cue, cased)?;
    for _ in 1..PARTS {
        match next(search, to, cased, to == cue.at + 1) {
            Some(end) => to = end,
            None => break,
        }
    }
    Some(Name { from: cue.at, to: suffix(search, to) })
}

/// The end of the first part, if what is there can be one.
fn first(search: &Search<'_>, cue: Cue, cased: bool) -> Option<usize> {
    let at = cue.at;
    if let Some(after) = initial(search, at) {
        let named =
            look(search, after, cased).is_some_and(|look| !look.ordinary && (look.known() || look.capital));
        return (cue.trust >= Trust::Likely && named).then_some(after + 1);
    }
    if let Some(end) = apostrophe(search, at) {
        return (cue.trust >= Trust::Likely || search.text_of(at).starts_with(char::is_uppercase))
            .then_some(end);
    }
    if let Some(end) = particles(search, at, cased).filter(|_| cue.trust >= Trust::Likely && cue.surname) {
        return Some(end);
    }
    if is_will(search, at) && cue.trust >= Trust::Likely {
        let capital = cased && search.text_of(at).starts_with('W') && closes(search, at + 1);
        return (named(search, at, cased) || capital).then_some(at + 1);
    }
    let word = look(search, at, cased)?;
    let known = word.first || (word.last && cue.surname);
    let fits = match cue.trust {
        Trust::Sure if word.capital => !word.ordinary || word.known(),
        Trust::Sure => !word.ordinary || known,
        Trust::Likely if word.capital => {
            !word.ordinary || (known && (word.first || cue.surname) && settled(search, at, cased))
        }
        Trust::Likely if word.ordinary => known && confirmed(search, at, cased),
        Trust::Likely => known || confirmed(search, at, cased) || two(search, at, cased),
        Trust::Slight | Trust::Faint if word.first && !word.ordinary => true,
        Trust::Slight | Trust::Faint if word.first => {
            named(search, at, cased) || (word.capital && closed(search, at + 1))
        }
        Trust::Slight => {
            let alone = closes(search, at + 1) && !is_demonym(search.text_of(at));
            word.capital && !word.ordinary && (alone || named(search, at, cased))
        }
        Trust::Faint => false,
    };
    (fits && !ties(search, at)).then_some(at + 1)
}

/// A name that is one of the words with which a sentence goes on.
fn is_will(search: &Search<'_>, at: usize) -> bool {
    search.is(at, "will")
}

/// Whether digits or letters touch the word, as in `A4`.
fn ties(search: &Search<'_>, at: usize) -> bool {
    let digits = |at: Option<usize>| {
        at.is_some_and(|at| search.is_digits(at) || search.is_mark(at, '_') || search.is_mark(at, '@'))
    };
    digits(at.checked_sub(1)) || digits(Some(at + 1))
}

/// Whether an ordinary word that is capitalised stands as a name does: before the end, a surname or a word that is none.
fn settled(search: &Search<'_>, at: usize, cased: bool) -> bool {
    closes(search, at + 1) || named(search, at, cased)
}

/// Whether a surname that is nothing else follows.
fn named(search: &Search<'_>, at: usize, cased: bool) -> bool {
    let next = search.skip(at + 1);
    let tied = search.is_mark(at + 1, '-');
    if next == at + 1 && !tied {
        return false;
    }
    let next = next + usize::from(tied);
    let initial = initial(search, next).unwrap_or(next);
    look(search, initial, cased)
        .is_some_and(|look| look.last && look.fitting && (look.capital || !look.ordinary))
}

/// Whether what follows shows that a word in no list is a name: `nkosi calling`.
fn confirmed(search: &Search<'_>, at: usize, cased: bool) -> bool {
    let mut at = at + 1;
    for _ in 0..3 {
        let next = search.skip(at);
        if closed(search, at) {
            return true;
        }
        if next == at || !look(search, next, cased).is_some_and(|look| !look.ordinary || look.last) {
            return false;
        }
        at = next + 1;
    }
    false
}

/// Whether two words follow each other that are in no list, and are no other words.
fn two(search: &Search<'_>, at: usize, cased: bool) -> bool {
    let next = search.skip(at + 1);
    next > at + 1 && look(search, next, cased).is_some_and(|look| !look.ordinary) && closes(search, next + 1)
}

/// Whether a word such as `calling` comes next.
fn closed(search: &Search<'_>, at: usize) -> bool {
    let next = search.skip(at);
    next > at && search.is_any(next, &CLOSERS)
}

/// Whether a phrase ends before this token, or a word follows that is no part of a name.
fn closes(search: &Search<'_>, at: usize) -> bool {
    match search.token(at) {
        None => true,
        Some(token) if search.is_space(at) => {
            let next = search.token(at + 1);
            next.is_none_or(|next| next.traits.has(Traits::STOP) || next.meaning() == Some(Meaning::Filler))
                && token.end > token.start
        }
        Some(_) => !search.is_mark(at, '-') && !search.is_word(at) && !search.is_digits(at),
    }
}

/// The end of the part that follows one that ended before this token. `second`: the first part stands alone so far.
fn next(search: &Search<'_>, to: usize, cased: bool, second: bool) -> Option<usize> {
    if search.is_mark(to, '-') && search.is_word(to + 1) {
        let look = look(search, to + 1, cased)?;
        return (!look.ordinary || look.known()).then_some(to + 2);
    }
    let at = search.skip(to);
    if at == to {
        return None;
    }
    if let Some(after) = initial(search, at) {
        let word = look(search, after, cased)?;
        return (word.fitting && (!word.ordinary || word.capital)).then_some(after + 1);
    }
    if let Some(end) = apostrophe(search, at).or_else(|| particles(search, at, cased)) {
        return Some(end);
    }
    let word = look(search, at, cased)?;
    let month = search.has(at, Traits::MONTH);
    let fits = if word.capital {
        !month && (!word.ordinary || word.known())
    } else if word.ordinary {
        second && word.last && !month && closes(search, at + 1) && !cased
            || (second
                && word.last
                && !month
                && closes(search, at + 1)
                && !search.text_of(to - 1).starts_with(char::is_uppercase))
    } else {
        (word.known() || second) && word.fitting | !search.text_of(to - 1).starts_with(char::is_uppercase)
    };
    (fits && !ties(search, at)).then_some(at + 1)
}

/// After an initial, `Q.` or `Q`, the word that it stands before. `I` and `a` are more often words.
fn initial(search: &Search<'_>, at: usize) -> Option<usize> {
    if !search.is_letter(at)
        || search.has(at, Traits::DIRECTION) && !search.text_of(at).starts_with(char::is_uppercase)
    {
        return None;
    }
    let dot = search.is_mark(at + 1, '.');
    let after = search.skip(at + 1 + usize::from(dot));
    let word = !dot && search.is_any(at, &["i", "a"]);
    (!word && after > at + 1 && search.is_word(after) && !search.is_letter(after)).then_some(after)
}

/// The end of `O'Brien`.
fn apostrophe(search: &Search<'_>, at: usize) -> Option<usize> {
    let prefix = search.is_any(at, &["o", "d", "l", "n", "dell", "m"]) && search.is_apostrophe(at + 1);
    let word = search.text_of(at + 2);
    (prefix && word.len() > 2 && search.is_word(at + 2) && !search.is_any(at + 2, &["all", "clock"]))
        .then_some(at + 3)
}

/// The end of `de la Cruz`.
fn particles(search: &Search<'_>, at: usize, cased: bool) -> Option<usize> {
    let mut at = at;
    for n in 0..3 {
        if !search.is_any(at, &PARTICLES) {
            let word = look(search, at, cased).filter(|_| n > 0)?;
            return (!word.ordinary || (word.known() && word.fitting)).then_some(at + 1);
        }
        let dot = usize::from(search.is_mark(at + 1, '.'));
        let next = search.skip(at + 1 + dot);
        if next == at + 1 {
            return None;
        }
        at = next;
    }
    None
}

/// The end of the name with its `Jr.`.
fn suffix(search: &Search<'_>, to: usize) -> usize {
    let comma = usize::from(search.is_mark(to, ','));
    let at = search.skip(to + comma);
    if at > to
        && search.is_any(at, &SUFFIXES)
        && search.token(at).is_some_and(|token: &Token| token.end - token.start > 1)
    {
        return at + 1;
    }
    to
}
