//! The words of a street's name, and whether they make one.

use crate::lexicon::Traits;
use crate::token::Token;

use super::house::House;
use super::{Expected, Search};

/// Suffixes that say a street even in lower case and without a cue, after whatever can be its name.
const CLEAR: [&str; 17] = [
    "street",
    "st",
    "avenue",
    "ave",
    "boulevard",
    "blvd",
    "road",
    "rd",
    "lane",
    "ln",
    "parkway",
    "pkwy",
    "terrace",
    "crescent",
    "mews",
    "court",
    "drive",
];

/// Ordinary words that are names of streets all the same.
pub(super) const NAMES: [&str; 66] = [
    "main",
    "oak",
    "elm",
    "maple",
    "cedar",
    "birch",
    "willow",
    "walnut",
    "pine",
    "acacia",
    "magnolia",
    "cherry",
    "park",
    "church",
    "lake",
    "hill",
    "high",
    "mill",
    "spring",
    "center",
    "central",
    "river",
    "forest",
    "garden",
    "valley",
    "view",
    "front",
    "bridge",
    "station",
    "school",
    "college",
    "market",
    "water",
    "court",
    "king",
    "queen",
    "prince",
    "green",
    "meadow",
    "sunset",
    "ocean",
    "beach",
    "bay",
    "union",
    "liberty",
    "washington",
    "lincoln",
    "summit",
    "mission",
    "grand",
    "broad",
    "state",
    "commerce",
    "industrial",
    "old",
    "new",
    "mountain",
    "pleasant",
    "orchard",
    "rose",
    "creek",
    "ridge",
    "island",
    "railroad",
    "mulberry",
    "chestnut",
];

/// Before `street`, what is no name of one: `one way street`, `two lane road`.
const NO_NAMES: [&str; 33] = [
    "way",
    "lane",
    "lanes",
    "car",
    "cars",
    "door",
    "wheel",
    "star",
    "block",
    "blocks",
    "side",
    "dirt",
    "gravel",
    "day",
    "night",
    "hour",
    "minute",
    "minutes",
    "month",
    "year",
    "years",
    "mile",
    "miles",
    "percent",
    "person",
    "people",
    "small",
    "different",
    "whole",
    "long",
    "paved",
    "private",
    "owner",
];

/// The words of a street's name, as far as they have been read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) count: usize,
    /// All are capitalised.
    pub(super) capital: bool,
    /// One is no ordinary word.
    pub(super) some: bool,
    /// `north` stands before it.
    pub(super) directed: bool,
    /// None is an ordinary word, but for those that are names of streets.
    pub(super) names: bool,
    /// One could be no name of a street.
    pub(super) odd: bool,
    /// The first is the name of something else: a make, a country.
    pub(super) proper: bool,
}

/// The word of a name at a token, and where it ends with its hyphens and apostrophes.
pub(super) fn word<'t>(search: &'t Search<'_>, at: usize) -> Option<(usize, &'t Token)> {
    let token = search.token(at)?;
    let number = crate::number::begins(token);
    if search.is_any(at, &["i", "a"])
        || token.meaning().is_none()
        || token.traits.has(Traits::QUANTITY | Traits::MONTH) && !is_name(search, at)
        || number
    {
        return None;
    }
    // `drive` and `way` are streets as well.
    if token.traits.has(Traits::STOP)
        && !token.traits.has(Traits::STREET)
        && !search.is_any(at, &["the", "of", "la", "las", "los", "de", "del"])
    {
        return None;
    }
    let mut to = at + 1;
    if (search.is_apostrophe(to) && search.is_letter(to + 1))
        || (search.is_mark(to, '-') && search.is_word(to + 1))
    {
        to += 2;
    } else if search.is_mark(to, '.')
        && search.is_space(to + 1)
        && search.text_of(at).len() <= 3
        && (!token.traits.has(Traits::ROAD) || search.is(at, "st"))
    {
        to += 1;
    }
    Some((to, token))
}

/// `May` and `Mile` in capitals, within a name.
fn is_name(search: &Search<'_>, at: usize) -> bool {
    search.text_of(at).starts_with(char::is_uppercase)
}

pub(super) fn add(search: &Search<'_>, words: &mut Words, at: usize) {
    let text = search.text_of(at);
    let Some(token) = search.token(at) else { return };
    words.proper |= words.count == 0 && token.traits.has(Traits::PROPER);
    words.odd |= search.is_any(at, &NO_NAMES) && words.count < 2 && !text.starts_with(char::is_uppercase);
    words.capital &=
        text.starts_with(char::is_uppercase) || search.is_any(at, &["of", "the", "de", "la", "del"]);
    words.names &=
        !token.traits.has(Traits::COMMON) || search.is_any(at, &NAMES) || token.traits.has(Traits::STREET);
    words.some |= !token.traits.has(Traits::COMMON | Traits::STOP) || search.is_any(at, &NAMES);
    words.count += 1;
}

/// Whether a name and the suffix at a token make a street.
pub(super) fn fits(
    search: &Search<'_>,
    suffix: usize,
    words: Words,
    house: &House,
    expected: Expected,
) -> bool {
    let road = search.has(suffix, Traits::ROAD);
    let capital = words.capital && search.text_of(suffix).starts_with(char::is_uppercase);
    if words.odd || (words.proper && house.year && !words.directed) {
        return false;
    }
    let clear = search.is_any(suffix, &CLEAR);
    if super::tail::unit(search, suffix + 1).is_some() || (words.directed && (road || !house.small)) {
        return true;
    }
    // `6 Tidewater Landing, Savannah, Georgia`
    if capital && !words.proper && super::tail::town(search, suffix + 1).is_some() {
        return true;
    }
    match expected {
        Expected::Here => true,
        Expected::Near => capital || words.names || (road && !house.small),
        Expected::Said if road => (!house.small || capital) && (clear || words.some || capital),
        Expected::Said if capital || words.names || words.some => !house.small && !house.year,
        Expected::Said => false,
        Expected::No if clear => capital || ((words.capital || words.names) && !words.proper) || house.long,
        Expected::No if capital && !words.proper => road || !house.small,
        Expected::No => road && words.names && !words.proper && !house.year,
    }
}
