//! The parts of which a name is made.

use crate::lexicon::Traits;

use super::look::{Look, Style, closed, closes, is_demonym, look};
use super::{Cue, Name, Search, Trust, place};

/// How many parts a name has at most: `María del Carmen de la Cruz Núñez` has four, with `del` and `de la` on the next one.
const PARTS: usize = 5;

/// Small words within a surname, as in `de la Cruz` and `van der Berg`.
const PARTICLES: [&str; 31] = [
    "de", "la", "las", "los", "del", "da", "das", "do", "dos", "di", "du", "le", "van", "von", "der", "den",
    "ter", "ten", "bin", "ibn", "bint", "al", "el", "san", "santa", "st", "mac", "mc", "abu", "della",
    "saint",
];

const SUFFIXES: [&str; 8] = ["jr", "sr", "junior", "senior", "ii", "iii", "iv", "esq"];

/// The name that begins where a cue says.
pub(super) fn name(search: &Search<'_>, cue: Cue) -> Option<Name> {
    let style = Style::around(search, cue.at);
    let mut to = first(search, cue, style)?;
    for _ in 1..PARTS {
        let unlisted = || unlisted(search, to, style, cue.trust);
        match next(search, to, style, to == cue.at + 1).or_else(unlisted) {
            Some(end) => to = end,
            None => break,
        }
    }
    let to = suffix(search, to);
    // `it's ruby red`: a word of another kind by what follows it.
    (cue.trust >= Trust::Likely || closes(search, to)).then_some(Name { from: cue.at, to })
}

/// The end of a surname in small letters that is in no list, with which the phrase ends: `my name is rory gilhooly`.
fn unlisted(search: &Search<'_>, to: usize, style: Style, trust: Trust) -> Option<usize> {
    let at = search.skip(to);
    let over = match trust {
        Trust::Sure => closes(search, at + 1) || closed(search, at + 1),
        Trust::Likely => closed(search, at + 1),
        Trust::Slight | Trust::Faint => false,
    };
    let word = look(search, at, style).filter(|_| over && at > to)?;
    let surname = !word.ordinary || (is_new(search, at) && !is_saying(search.text_of(at)));
    (surname && word.fitting && !word.capital && !ties(search, at)).then_some(at + 1)
}

/// `misprinted`, `hopefully`: a word of talk by its end, unlike `gilhooly`, `guinness`, `lindquist`.
fn is_saying(word: &str) -> bool {
    let ends = [
        "ing", "ally", "ully", "tely", "sly", "ntly", "edly", "ily", "bly", "ed", "tion", "sion", "able",
        "ible", "less", "ful", "ous", "ism", "ology", "ware", "ital", "ical",
    ];
    ends.iter().any(|end| word.ends_with(end))
}

/// The end of the first part, if what is there can be one.
fn first(search: &Search<'_>, cue: Cue, style: Style) -> Option<usize> {
    let at = cue.at;
    if let Some(after) = initial(search, at) {
        let named =
            look(search, after, style).is_some_and(|look| !look.ordinary && (look.known() || look.capital));
        let end = apostrophe(search, after).or_else(|| named.then_some(after + 1));
        // `it's J. R. Pruitt`, `that's j r holloway`
        let two =
            after > at + 3 && look(search, after, style).is_some_and(|look| look.last && !look.ordinary);
        let dotted = search.is_mark(at + 1, '.') && !style.lower;
        return end.filter(|_| cue.trust >= Trust::Likely || two || dotted);
    }
    if cue.trust >= Trust::Likely
        && let Some(name) = nickname(search, at)
    {
        return Some(name);
    }
    if let Some(end) = apostrophe(search, at) {
        return (cue.trust >= Trust::Likely || search.text_of(at).starts_with(char::is_uppercase))
            .then_some(end);
    }
    if let Some(end) = particles(search, at, style).filter(|_| cue.trust >= Trust::Likely && cue.surname) {
        return Some(end);
    }
    if is_will(search, at) && place::is_day(search, at) {
        return None;
    }
    if is_will(search, at) && (cue.trust >= Trust::Likely || (style.cased && !style.lower)) {
        let capital = cue.trust >= Trust::Likely;
        let capital = capital && style.cased && !style.lower && closes(search, at + 1);
        let all = cue.trust == Trust::Sure && ends(search, at + 1);
        return (named(search, at, style) || capital || all).then_some(at + 1);
    }
    let word = look(search, at, style)?;
    let known = word.first || (word.last && cue.surname);
    // Two words that can be a name and then the end, or `calling`, show one that is in no list.
    let joined = || {
        let rest = rest(search, at, style);
        closed(search, rest.to) || (rest.parts > 0 && closes(search, rest.to))
    };
    let fits = match cue.trust {
        Trust::Sure if word.capital => !word.ordinary || word.known() || named(search, at, style),
        Trust::Sure => !word.ordinary || known || named(search, at, style),
        Trust::Likely if word.capital => {
            !word.ordinary || (known && closes(search, at + 1)) || named(search, at, style)
        }
        Trust::Likely if word.ordinary => {
            known && (named(search, at, style) || joined() || (word.first && is_all(search, at)))
        }
        Trust::Likely => known || joined() || (cue.alone && closes(search, at + 1)),
        Trust::Slight | Trust::Faint if word.first && !word.ordinary => !is_colour(search, at),
        Trust::Slight if word.first && greeted(search, at, word) => true,
        Trust::Slight | Trust::Faint if word.first => {
            named(search, at, style) || (word.capital && closed(search, at + 1))
        }
        Trust::Slight => {
            let alone = closes(search, at + 1) && !is_demonym(search.text_of(at));
            !word.ordinary && ((word.capital && alone) || named(search, at, style))
        }
        Trust::Faint => is_new(search, at) && named(search, at, style) && is_new(search, at + 2),
    };
    let town = || cue.trust == Trust::Faint && place::is_one(search, at);
    (fits && !ties(search, at) && !town() && !place::is_day(search, at)).then_some(at + 1)
}

/// The end of `big jim`.
fn nickname(search: &Search<'_>, at: usize) -> Option<usize> {
    let next = search.skip(at + 1);
    let called = search.is_any(
        at,
        &["big", "little", "lil", "old", "young", "uncle", "aunt", "auntie", "sister", "brother"],
    );
    (called && next > at + 1 && search.has(next, Traits::GIVEN)).then_some(next + 1)
}

/// `pearl white`, `ruby red`
fn is_colour(search: &Search<'_>, at: usize) -> bool {
    let next = search.skip(at + 1);
    next > at + 1
        && search.text_of(next).starts_with(char::is_lowercase)
        && search.is_any(
            next,
            &[
                "white", "red", "green", "black", "blue", "gray", "grey", "silver", "gold", "brown",
                "metallic", "pink",
            ],
        )
}

/// Whether a sentence ends before a token.
fn ends(search: &Search<'_>, at: usize) -> bool {
    search.token(at).is_none() || ['.', '!', '?'].into_iter().any(|mark| search.is_mark(at, mark))
}

/// Whether an ordinary word that is a first name too ends a greeting: `hi Sue, thanks`, `thanks mark`.
fn greeted(search: &Search<'_>, at: usize, word: Look) -> bool {
    let end = at + 1;
    let over = search.token(end).is_none()
        || search.is_mark(end, ',')
        || search.is_mark(end, '.')
        || search.is_mark(end, '?');
    let greeting = search
        .back(at)
        .is_some_and(|before| search.has(before, Traits::INTRO) || search.is_mark(before, ','));
    let own = || search.back(at).is_some_and(|before| search.is_any(before, &["m", "am"]));
    if over && own() {
        return word.capital && !search.has(at, Traits::PROPER);
    }
    over && greeting
        && (word.capital
            || !search.is_any(
                at,
                &[
                    "love", "dear", "man", "miss", "hon", "son", "king", "doll", "buddy", "pal", "bud",
                    "doc", "champ",
                ],
            ))
}

/// Whether a text is `this is mark` or `hi this is mark`, and nothing more.
fn is_all(search: &Search<'_>, at: usize) -> bool {
    let ends =
        search.token(at + 1).is_none() || (search.is_mark(at + 1, '.') && search.token(at + 2).is_none());
    let this = at.checked_sub(4).filter(|this| search.phrase(*this, "this is").is_some());
    ends && this.is_some_and(|this| this == 0 || super::cue::greets(search, this))
}

/// Whether a token is a word of no table.
fn is_new(search: &Search<'_>, at: usize) -> bool {
    search.is_word(at)
        && search.token(at).is_some_and(|token| token.traits == Traits::NONE || token.traits == Traits::GIVEN)
}

/// A name that is more often one of the words with which a sentence goes on.
fn is_will(search: &Search<'_>, at: usize) -> bool {
    search.is_any(at, &["will", "may"])
}

/// Whether digits or letters touch the word, as in `A4`.
pub(super) fn ties(search: &Search<'_>, at: usize) -> bool {
    let digits = |at: Option<usize>| {
        at.is_some_and(|at| search.is_digits(at) || search.is_mark(at, '_') || search.is_mark(at, '@'))
    };
    let rest = at.checked_sub(1).is_some_and(|before| search.is_apostrophe(before))
        && at.checked_sub(2).is_some_and(|word| search.is_word(word));
    rest || digits(at.checked_sub(1)) || digits(Some(at + 1))
}

/// What follows the first part.
struct Rest {
    parts: usize,
    to: usize,
}

fn rest(search: &Search<'_>, at: usize, style: Style) -> Rest {
    let mut rest = Rest { parts: 0, to: at + 1 };
    while rest.parts < PARTS - 1
        && let Some(to) = next(search, rest.to, style, true)
    {
        rest = Rest { parts: rest.parts + 1, to };
    }
    rest
}

/// Whether a surname follows that is nothing else: in capitals, or no ordinary word.
fn named(search: &Search<'_>, at: usize, style: Style) -> bool {
    let next = search.skip(at + 1) + usize::from(search.is_mark(at + 1, '-'));
    if next == at + 1 {
        return false;
    }
    let built = apostrophe(search, next).or_else(|| particles(search, next, style)).is_some();
    let next = initial(search, next).unwrap_or(next);
    let surname = |look: Look| look.last && look.fitting && (look.capital || !look.ordinary);
    built || look(search, next, style).is_some_and(surname)
}

/// The end of the part that follows one that ended before this token. `second`: the first part stands alone so far.
pub(super) fn next(search: &Search<'_>, to: usize, style: Style, second: bool) -> Option<usize> {
    if search.is_mark(to, '-') && search.is_word(to + 1) {
        let look = look(search, to + 1, style)?;
        return (!look.ordinary || look.known()).then_some(to + 2);
    }
    let at = search.skip(to);
    if at == to {
        return None;
    }
    if let Some(after) = initial(search, at) {
        if let Some(end) = apostrophe(search, after) {
            return Some(end);
        }
        let word = look(search, after, style)?;
        return (word.fitting && (!word.ordinary || word.capital || word.last)).then_some(after + 1);
    }
    if let Some(end) = apostrophe(search, at).or_else(|| particles(search, at, style)) {
        return Some(end);
    }
    let word = look(search, at, style)?;
    let month = search.has(at, Traits::MONTH);
    let fits = if word.capital {
        !month && (!word.ordinary || word.known())
    } else if word.ordinary {
        word.last
            && word.fitting
            && !month
            && (closes(search, at + 1) || closed(search, at + 1) || suffix(search, at + 1) > at + 1)
    } else {
        (word.known() || second) && word.fitting
    };
    (fits && !ties(search, at)).then_some(at + 1)
}

/// After an initial, `Q.` or `Q`, the word that it stands before. `I` and `a` are more often words.
fn initial(search: &Search<'_>, at: usize) -> Option<usize> {
    if !search.is_letter(at) {
        return None;
    }
    let dot = search.is_mark(at + 1, '.');
    let mut after = search.skip(at + 1 + usize::from(dot));
    // `J. R. Ewing`
    if dot && search.is_letter(after) && search.is_mark(after + 1, '.') {
        after = search.skip(after + 2);
    }
    // `t j mcafee`
    let second = search.skip(after + 1);
    if !dot && search.is_letter(after) && search.is_space(after + 1) && search.is_word(second) {
        after = second;
    }
    let word = !dot && search.is_any(at, &["i", "a"]);
    let whole = search.is_word(after) && (!search.is_letter(after) || apostrophe(search, after).is_some());
    (!word && after > at + 1 && whole).then_some(after)
}

/// The end of `O'Brien`, `Te'Shawn`. What is left of a word behind an apostrophe is shorter: `we've`.
pub(super) fn apostrophe(search: &Search<'_>, at: usize) -> Option<usize> {
    if !search.is_apostrophe(at + 1) || !search.is_word(at) {
        return None;
    }
    let (prefix, word) = (search.text_of(at), search.text_of(at + 2));
    let said = search
        .is_any(at + 2, &["all", "clock", "know", "mon", "mere", "cause", "til", "till", "bout", "round"]);
    let whole = !at.checked_sub(1).is_some_and(|before| search.is_apostrophe(before));
    (prefix.len() <= 4 && word.len() > 2 && search.is_word(at + 2) && !said && whole).then_some(at + 3)
}

/// The end of `de la Cruz`.
fn particles(search: &Search<'_>, at: usize, style: Style) -> Option<usize> {
    let mut at = at;
    for n in 0..3 {
        if !search.is_any(at, &PARTICLES) {
            let word = look(search, at, style).filter(|_| n > 0)?;
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
pub(super) fn suffix(search: &Search<'_>, to: usize) -> usize {
    let comma = usize::from(search.is_mark(to, ','));
    let at = search.skip(to + comma);
    let count = search.skip(at + 1);
    // `the third`, and not `the third driver`.
    let counted = search.is(at, "the") && search.is_any(count, &["second", "third", "fourth"]);
    match at > to {
        true if is_suffix(search, at) => at + 1,
        true if counted && closes(search, count + 1) => count + 1,
        _ => to,
    }
}

/// `Jr`, `III`
pub(super) fn is_suffix(search: &Search<'_>, at: usize) -> bool {
    search.is_any(at, &SUFFIXES)
}
