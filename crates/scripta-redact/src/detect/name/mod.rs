//! Names of people, where something said that one comes: `my name is`, `this is`, `Mrs.`, `my wife`, or the question before.
//!
//! A name is its parts (`part`), each judged by how it is written, by the lists of names and by the words that are none. How
//! much is taken for a part depends on how sure the cue (`cue`) is of a name. Letters with which a name is spelled
//! (`spelled`) go with it.

mod cue;
mod given;
mod intro;
mod left;
mod look;
mod part;
mod place;
mod spelled;
mod vocative;

use crate::kind::Kind;
use crate::lexicon::Traits;

use super::Search;

/// How sure it is that a name comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    /// `it's`: a name from the list, and nothing else.
    Faint,
    /// `I'm`, `hi`: also a capitalised word that ends the phrase.
    Slight,
    /// `this is`, `my wife`: also what is capitalised, and is no other word.
    Likely,
    /// `my name is`: also what is in no list at all.
    Sure,
}

/// Where a name may begin.
#[derive(Debug, Clone, Copy)]
struct Cue {
    at: usize,
    trust: Trust,
    /// It may be a surname alone.
    surname: bool,
    /// A word that is in no list may stand alone.
    alone: bool,
    rule: &'static str,
}

/// A name, from its first token to the one after its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Name {
    from: usize,
    to: usize,
}

/// How many names may follow one cue: `Bob, Alice and Carol`.
const NAMES: usize = 4;

pub(super) fn find(search: &mut Search<'_>) {
    let cues = Traits::NAME | Traits::INTRO | Traits::TITLE | Traits::KIN;
    if search.prior.has(Traits::NAME | Traits::SPELLED) {
        answer(search);
    }
    for at in 0..search.tokens.len() {
        let Some(token) = search.token(at) else { return };
        let traits = token.traits;
        if given::begins(search, at, token) {
            given::find(search, at);
        }
        if traits.has(cues) {
            // `there` says something of the name before it only.
            let behind = search.is(at, "there");
            if !behind && let Some(cue) = cue::at(search, at, traits) {
                names(search, cue);
            }
            if let Some(cue) = vocative::cue(search, at, traits) {
                names(search, cue);
            }
            left::find(search, at);
        }
        if search.is_letter(at) {
            spelled::alone(search, at);
        }
        if traits.has(Traits::SPELLED) {
            if search.is(at, "initial") {
                spelled::initial(search, at);
            } else {
                spelled::after(search, at + 1);
            }
        }
    }
}

/// The name that was asked for before the text began.
fn answer(search: &mut Search<'_>) {
    let at = cue::lead(search, 0);
    if search.prior.has(Traits::NAME) && !search.prior.has(Traits::NAMED) {
        names(search, Cue { at, trust: Trust::Sure, surname: true, alone: true, rule: "name.asked" });
    }
    spelled::after(search, at);
}

/// The names that begin at a cue: one, the same once more, or several with commas and `and`.
fn names(search: &mut Search<'_>, cue: Cue) {
    let mut cue = cue;
    if let Some(to) = spelled::first(search, &cue) {
        cue.at = to;
        cue.trust = cue.trust.min(Trust::Likely);
    }
    for _ in 0..NAMES {
        let Some(name) = part::name(search, cue) else { return };
        let from = cue::title_before(search, name.from).unwrap_or(name.from);
        if let Some((start, end)) = search.bytes(from, name.to) {
            search.add(Kind::Name, cue.rule, start, end);
        }
        let next = spelled::after(search, name.to);
        let surname = (next > name.to && name.to == name.from + 1 && cue.trust >= Trust::Likely)
            .then(|| surname(search, next))
            .flatten();
        cue = match (last(search, next).or(surname), again(search, next)) {
            (Some(at), _) => Cue { at, trust: Trust::Likely, surname: true, ..cue },
            (None, Some(at)) => Cue { at, trust: Trust::Faint, surname: false, alone: false, ..cue },
            (None, None) => return,
        };
    }
}

/// The surname after `first carlos last`.
fn last(search: &Search<'_>, to: usize) -> Option<usize> {
    let word = search.skip(to + usize::from(search.is_mark(to, ',')));
    let name = search.skip(word + 1);
    (word > to
        && search.is(word, "last")
        && name > word + 1
        && !search.has(name, Traits::NAME | Traits::COMMON))
    .then_some(name)
}

/// The surname after a first name and its letters: `Marisol, M-A-R-I-S-O-L, Cienfuegos`.
fn surname(search: &Search<'_>, to: usize) -> Option<usize> {
    let at = search.skip(to + usize::from(search.is_mark(to, ',')));
    (at > to && search.is_word(at) && !search.has(at, Traits::COMMON | Traits::STOP)).then_some(at)
}

/// Where another name may follow the one that ended before this token.
fn again(search: &Search<'_>, to: usize) -> Option<usize> {
    let mark = usize::from(search.is_mark(to, ',') || search.is_mark(to, '.'));
    let mut at = search.skip(to + mark);
    let mut joined = mark > 0;
    for _ in 0..3 {
        if search.is_any(at, &["and", "or", "not"]) || search.is_filler(at) {
            at = search.skip(at + 1);
            joined = true;
        }
    }
    (joined && at > to).then_some(at)
}

#[cfg(test)]
mod tests {
    use crate::Redactor;
    use crate::detect::{self, Mode};
    use crate::lexicon::Traits;

    /// What is found in an answer, after a question with these cues.
    fn answered(prior: Traits, text: &str) -> Vec<&str> {
        let found = detect::find(&Redactor::default().rules, text, Mode::Text, prior);
        found.into_iter().map(|found| text.get(found.start..found.end).unwrap()).collect()
    }

    #[test]
    fn what_was_asked_for_is_found_in_the_answer() {
        for (asked, answer, found) in [
            (Traits::NAME, "Doris Li", vec!["Doris Li"]),
            (Traits::NAME, "uh, doris li", vec!["doris li"]),
            (Traits::NAME, "sure, it's Doris. Doris Li", vec!["Doris", "Doris Li"]),
            (Traits::NAME, "first name's doris last name li", vec!["doris", "li"]),
            (Traits::NAME, "S M I T H", vec!["S M I T H"]),
            (Traits::NAME, "why do you need that", vec![]),
            (Traits::NAME | Traits::NAMED, "kemper direct", vec![]),
            (Traits::BIRTH, "uh nine twelve seventy two", vec!["nine twelve seventy two"]),
            (Traits::BIRTH, "March 3rd, 1980", vec!["March 3rd, 1980"]),
            (Traits::ADDRESS, "twelve forty five oak", vec!["twelve forty five oak"]),
            (Traits::ADDRESS, "12 Hoffman Trace", vec!["12 Hoffman Trace"]),
            (Traits::ADDRESS | Traits::EMAIL, "I have 2 of them", vec![]),
        ] {
            assert_eq!(answered(asked, answer), found, "{answer}");
        }
    }
}
