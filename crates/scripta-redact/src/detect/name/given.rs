//! Names that need no cue: a first name that is nothing else (`Thanks, Deborah`), or a first name with a surname behind it
//! (`is kwame boateng available`).
//!
//! Not where the words around make it the name of a place, a shop or a storm: `St. Joseph`, `the Kelly Blue Book`.

use crate::gazetteer;
use crate::kind::Kind;
use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

use super::look::Style;
use super::{Cue, Search, Trust, cue, part, place, spelled};

/// How many parts a name has at most.
const PARTS: usize = 4;

/// Before a name, these make it one of a place, a storm, a ship, a hall.
const PLACES: [&str; 25] = [
    "saint",
    "st",
    "san",
    "santa",
    "fort",
    "ft",
    "port",
    "lake",
    "mount",
    "mt",
    "cape",
    "camp",
    "hurricane",
    "storm",
    "hong",
    "el",
    "los",
    "las",
    "trader",
    "papa",
    "aunt",
    "uncle",
    "mary",
    "monte",
    "average",
];

/// After a name likewise.
const THINGS: [&str; 42] = [
    "county",
    "city",
    "hills",
    "beach",
    "springs",
    "falls",
    "island",
    "airport",
    "university",
    "college",
    "school",
    "high",
    "hospital",
    "medical",
    "clinic",
    "memorial",
    "church",
    "insurance",
    "auto",
    "motors",
    "body",
    "collision",
    "towing",
    "garage",
    "dealership",
    "mall",
    "stadium",
    "center",
    "app",
    "blue",
    "edition",
    "used",
    "tire",
    "tires",
    "repair",
    "service",
    "paint",
    "glass",
    "pizza",
    "grill",
    "store",
    "shop",
];

/// Shops, firms, tools, roads and sayings that begin with a name.
const SAYINGS: [&str; 30] = [
    "john deere",
    "john hancock",
    "ann arbor",
    "kelly blue book",
    "kelley blue book",
    "martin luther king",
    "luther king",
    "pete s sake",
    "louis vuitton",
    "oscar mayer",
    "eddie bauer",
    "charles schwab",
    "sam s club",
    "wendy s",
    "denny s",
    "carl s jr",
    "joe s",
    "papa john",
    "jimmy john",
    "edward jones",
    "raymond james",
    "mary kay",
    "jerry can",
    "allen wrench",
    "cesar chavez",
    "bob s your uncle",
    "beverly hills",
    "lloyd s of london",
    "jake from state farm",
    "katy freeway",
];

/// Words that end the name of a road, and hardly ever that of a person.
const ROADS: [&str; 9] = ["street", "avenue", "ave", "road", "rd", "boulevard", "blvd", "highway", "parkway"];

/// The name that begins at a token.
pub(super) fn find(search: &mut Search<'_>, at: usize) {
    let Some(to) = end(search, at) else { return };
    let from = cue::title_before(search, at).unwrap_or_else(|| initials(search, at));
    if let Some((start, end)) = search.bytes(from, to) {
        search.add(Kind::Name, "name.given", start, end);
    }
    let next = spelled::after(search, to);
    if let Some(at) = super::last(search, next) {
        let cue = Cue { at, trust: Trust::Likely, surname: true, alone: true, rule: "name.given" };
        super::names(search, cue);
    }
}

/// Whether a token may begin such a name; few words do.
pub(super) fn begins(search: &Search<'_>, at: usize, token: &Token) -> bool {
    token.traits.has(Traits::GIVEN) || (is_unknown(token) && pair(search, at).is_some())
}

fn end(search: &Search<'_>, at: usize) -> Option<usize> {
    let style = Style::around(search, at);
    let first = if search.has(at, Traits::GIVEN) { at + 1 } else { pair(search, at)? };
    if part::ties(search, at) || is_place(search, at) {
        return None;
    }
    let mut to = first;
    for _ in 1..PARTS {
        match part::next(search, to, style, false) {
            Some(end) => to = end,
            None => break,
        }
    }
    if (to == at + 1 && place::is_one(search, at)) || place::has_state(search, to) {
        return None;
    }
    let road = search.back(to).is_some_and(|last| search.is_any(last, &ROADS));
    (!road && !is_thing(search, to)).then(|| part::suffix(search, to))
}

/// A word of no table, which most of talk is not.
fn is_unknown(token: &Token) -> bool {
    token.sort == Sort::Word(Meaning::Other) && token.traits == Traits::NONE && token.end - token.start > 2
}

/// The end of a first name that has a surname behind it, both in the lists and nothing else.
fn pair(search: &Search<'_>, at: usize) -> Option<usize> {
    let next = at + 2;
    let second = search.token(next).filter(|token| is_unknown(token) && search.is_space(at + 1))?;
    let capital = |at: usize| search.text_of(at).starts_with(char::is_uppercase);
    // Names in small letters are not looked for in other languages: `wäre schön`.
    let plain = capital(at) || (search.text_of(at).is_ascii() && search.text_of(next).is_ascii());
    let listed = second.end > second.start
        && plain
        && capital(at) == capital(next)
        && gazetteer::look_up(search.text_of(at)).first
        && gazetteer::look_up(search.text_of(next)).last;
    listed.then_some(at + 1)
}

/// Where the initials before a name begin: `J. Deborah`.
fn initials(search: &Search<'_>, at: usize) -> usize {
    let letter = search.back(at).and_then(|before| {
        let dotted = search.is_mark(before, '.').then(|| before.checked_sub(1)).flatten();
        dotted.filter(|letter| search.is_letter(*letter))
    });
    letter.unwrap_or(at)
}

/// Whether what stands around the first word makes it no name of a person.
fn is_place(search: &Search<'_>, at: usize) -> bool {
    let before = search
        .back(at)
        .and_then(|before| if search.is_mark(before, '.') { before.checked_sub(1) } else { Some(before) });
    before.is_some_and(|before| search.is_any(before, &PLACES) || search.has(before, Traits::NAMED))
        || SAYINGS.iter().any(|saying| search.phrase(at, saying).is_some())
        || is_speller(search, at)
}

/// Whether it tells a letter: `v as in victor`, `m for mary`.
fn is_speller(search: &Search<'_>, at: usize) -> bool {
    let Some(before) = search.back(at).filter(|before| search.is_any(*before, &["in", "for", "like", "as"]))
    else {
        return false;
    };
    // And not what is left of `I'd like`.
    let letter = |at: usize| {
        let letter = search.back(at).filter(|letter| search.is_letter(*letter));
        letter.is_some_and(|letter| !letter.checked_sub(1).is_some_and(|mark| search.is_apostrophe(mark)))
    };
    let as_in = search.is(before, "in")
        && search.back(before).is_some_and(|word| search.is(word, "as") && letter(word));
    as_in || (letter(before) && !search.is_any(search.back(before).unwrap_or(before), &["i", "a"]))
}

/// Whether what follows makes it the name of a thing: `Martin Luther King Boulevard`, `Tyler, Texas`, `Bob's Auto Body`.
fn is_thing(search: &Search<'_>, to: usize) -> bool {
    let owner = search.is_apostrophe(to) && search.is(to + 1, "s");
    let mut at = if owner { to + 2 } else { to };
    at = search.skip(at + usize::from(search.is_mark(at, ',')));
    let next = search.skip(at + 1);
    // `Dave & Buster's`
    let firm = search.is_mark(at, '&');
    at > to
        && (firm
            || search.is_any(at, &THINGS)
            || (search.has(at, Traits::ROAD | Traits::PROPER) && !search.is(at, "drives"))
            || (search.has(next, Traits::ROAD) && !search.has(at, Traits::COMMON | Traits::STOP)))
}
