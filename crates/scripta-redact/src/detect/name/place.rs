//! First names that are names of towns as well: `in Eugene`, `moved to Tyler`, `near Elizabeth`.

use crate::lexicon::Traits;

use super::Search;

/// Towns that are named like people.
const TOWNS: [&str; 92] = [
    "abilene",
    "alma",
    "aurora",
    "bethany",
    "beverly",
    "brandon",
    "bryan",
    "camden",
    "carmel",
    "carson",
    "charlotte",
    "chester",
    "clarence",
    "clayton",
    "cleveland",
    "clifton",
    "clinton",
    "cody",
    "conroe",
    "corona",
    "dallas",
    "dalton",
    "dayton",
    "denton",
    "dillon",
    "douglas",
    "dublin",
    "duncan",
    "edison",
    "edmond",
    "elizabeth",
    "elmira",
    "elyria",
    "eugene",
    "everett",
    "fargo",
    "florence",
    "francis",
    "franklin",
    "garland",
    "gary",
    "geneva",
    "gilbert",
    "glendale",
    "grant",
    "hamilton",
    "harrison",
    "helena",
    "henderson",
    "hilton",
    "houston",
    "irvine",
    "irving",
    "jackson",
    "jasper",
    "kent",
    "laurel",
    "lawrence",
    "lewis",
    "logan",
    "lorain",
    "loretto",
    "madison",
    "marion",
    "marshall",
    "martinez",
    "melissa",
    "monroe",
    "montgomery",
    "nelson",
    "newton",
    "norman",
    "odessa",
    "orlando",
    "paris",
    "parker",
    "preston",
    "quincy",
    "raymond",
    "reno",
    "roswell",
    "salem",
    "savannah",
    "sheridan",
    "sidney",
    "taylor",
    "troy",
    "tyler",
    "vernon",
    "victoria",
    "wayne",
    "winston",
];

/// Before a town, and hardly ever before a person.
const WITHIN: [&str; 7] = ["onto", "near", "outside", "around", "downtown", "toward", "towards"];

/// What is said of a road or a move before `to` and `from`.
const MOVES: [&str; 24] = [
    "move",
    "moved",
    "moving",
    "drive",
    "drove",
    "driving",
    "commute",
    "commuting",
    "relocated",
    "relocating",
    "travel",
    "travelling",
    "traveling",
    "trip",
    "back",
    "flew",
    "fly",
    "i",
    "m",
    "am",
    "way",
    "up",
    "down",
    "calling",
];

/// Behind `in`, these take a name: `add in Deborah`.
const PUTS: [&str; 9] = ["put", "add", "adding", "pencil", "fill", "call", "came", "come", "bring"];

/// What a town has, and no person.
const PARTS: [&str; 13] = [
    "area", "branch", "location", "office", "plant", "exit", "metro", "suburb", "suburbs", "traffic",
    "rates", "line", "region",
];

/// Whether the one word of a name is that of a place by what stands around it.
pub(super) fn is_one(search: &Search<'_>, at: usize) -> bool {
    let owns = search.is_apostrophe(at + 1) && search.is(at + 2, "s");
    let Some(before) = search.back(at).filter(|before| search.is_word(*before) && !owns) else {
        return false;
    };
    if search.is(before, "in") {
        return !search.back(before).is_some_and(|verb| search.is_any(verb, &PUTS));
    }
    let next = search.skip(at + 1);
    let town = || search.is_any(at, &TOWNS);
    if search.is_any(before, &WITHIN) || (search.is(before, "the") && search.is_any(next, &PARTS)) {
        return town();
    }
    if search.is_any(before, &["to", "from"]) {
        return town() && search.back(before).is_some_and(|verb| search.is_any(verb, &MOVES));
    }
    // `over by Katy`
    if search.is(before, "by") {
        return search.back(before).is_some_and(|over| search.is_any(over, &["over", "out", "down", "up"]));
    }
    // `north of Eugene`, `the city of Tyler`
    let of =
        |before| search.has(before, Traits::DIRECTION) || search.is_any(before, &["city", "town", "miles"]);
    let corner = |before| search.is_any(before, &["corner", "intersection"]);
    search.is(before, "of") && search.back(before).is_some_and(|word| corner(word) || (town() && of(word)))
}

/// `, New Jersey` and `, NJ` behind the name of a town.
pub(super) fn has_state(search: &Search<'_>, to: usize) -> bool {
    let at = search.skip(to + usize::from(search.is_mark(to, ',')));
    let next = search.skip(at + 1);
    let letters = search.text_of(at);
    let short = search.is_mark(to, ',') && letters.len() == 2 && letters.chars().all(char::is_uppercase);
    let long = search.is_any(at, &["new", "north", "south", "west", "rhode"])
        && (search.has(next, Traits::PROPER) || search.is(next, "island"));
    at > to && (short || long)
}

/// `May first`, `June 3`: a day, and no person.
pub(super) fn is_day(search: &Search<'_>, at: usize) -> bool {
    let next = search.skip(at + 1);
    search.has(at, Traits::MONTH)
        && next > at + 1
        && (search.has(next, Traits::ORDINAL) || search.token(next).is_some_and(crate::number::begins))
}
