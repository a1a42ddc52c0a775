//! The name of a street, after the number of a house.

use crate::gazetteer;
use crate::lexicon::{Meaning, Traits};

use super::house::House;
use super::words::{NAMES, Words, add, fits, word};
use super::{Expected, Search};

/// How many words a street's name has at most, its suffix among them.
const WORDS: usize = 6;

const HIGHWAYS: [&str; 17] = [
    "highway",
    "hwy",
    "route",
    "rte",
    "road",
    "rd",
    "interstate",
    "fm",
    "cr",
    "sr",
    "us",
    "i",
    "loop",
    "trail",
    "avenue",
    "ave",
    "street",
];

/// What stands before the name of a street in Spanish.
const SPANISH: [&str; 8] =
    ["calle", "camino", "avenida", "paseo", "vereda", "callejon", "caminito", "calzada"];

pub(super) struct Street {
    /// The token after it.
    pub(super) to: usize,
    pub(super) rule: &'static str,
}

/// The street after a house number.
pub(super) fn read(search: &Search<'_>, house: &House, expected: Expected) -> Option<Street> {
    let comma = usize::from(search.is_mark(house.to, ','));
    let at = search.skip(house.to + comma);
    if at == house.to || (comma > 0 && expected == Expected::No) {
        return None;
    }
    let named = direction(search, at).unwrap_or(at);
    grid(search, at, named)
        .or_else(|| highway(search, named, expected))
        .or_else(|| ordinal(search, named, named > at, house, expected))
        .or_else(|| {
            let suffix = with_suffix(search, named, named > at, house, expected);
            with_prefix(search, named, expected).into_iter().chain(suffix).max_by_key(|street| street.to)
        })
        .or_else(|| without_suffix(search, named, house, expected))
}

/// Past `N.`, `northwest`.
fn direction(search: &Search<'_>, at: usize) -> Option<usize> {
    if !search.has(at, Traits::DIRECTION) {
        return None;
    }
    let to = at + 1 + usize::from(search.is_mark(at + 1, '.'));
    let next = search.skip(to);
    (next > to).then_some(next)
}

/// `45 N 300 W`, `three fifty east four hundred south`
fn grid(search: &Search<'_>, at: usize, number: usize) -> Option<Street> {
    if number == at || !search.token(number).is_some_and(super::house::is_digit) {
        return None;
    }
    let end = number_end(search, number);
    let next = search.skip(end);
    (next > end && search.has(next, Traits::DIRECTION))
        .then_some(Street { to: next + 1, rule: "address.grid" })
}

/// `Highway 6`, `County Road 12`, `US 30`, `Route 66`
fn highway(search: &Search<'_>, at: usize, expected: Expected) -> Option<Street> {
    let mut kind = at;
    for _ in 0..3 {
        if search.is_any(kind, &HIGHWAYS) {
            let dash = usize::from(search.is_mark(kind + 1, '-'));
            let next = search.skip(kind + 1 + dash);
            let number = next > kind + 1 && search.token(next).is_some_and(crate::number::begins);
            let plain =
                kind > at || !search.is_any(kind, &["i", "us", "street", "avenue", "ave", "trail", "loop"]);
            if number && (plain || expected >= Expected::Near) {
                let end = number_end(search, next);
                let letter = usize::from(search.is_letter(end) && search.is_digits(end - 1));
                return Some(Street { to: end + letter, rule: "address.highway" });
            }
        }
        if !search.is_any(
            kind,
            &[
                "county", "state", "us", "old", "private", "farm", "to", "market", "ranch", "u", "township",
                "rural", "north", "south",
            ],
        ) {
            return None;
        }
        kind = search.skip(kind + 1);
    }
    None
}

/// The end of a number in digits or in up to three words.
fn number_end(search: &Search<'_>, at: usize) -> usize {
    if search.is_digits(at) {
        return at + 1;
    }
    let mut to = at;
    let mut next = at;
    for _ in 0..3 {
        if !search.is_word(next) || !search.token(next).is_some_and(super::house::is_digit) {
            break;
        }
        to = next + 1;
        next = search.skip(to);
    }
    to
}

/// `5th Ave`, `fifth avenue`, `twenty third street`
fn ordinal(
    search: &Search<'_>,
    at: usize,
    directed: bool,
    house: &House,
    expected: Expected,
) -> Option<Street> {
    let written = search.is_digits(at) && search.is_any(at + 1, &["st", "nd", "rd", "th"]);
    let to = if written { at + 2 } else { counted(search, at)? };
    let next = search.skip(to);
    let next = if search.has(next, Traits::ROAD) { next } else { direction(search, next).unwrap_or(next) };
    if next > to && search.has(next, Traits::ROAD) {
        let dot = usize::from(search.is_mark(next + 1, '.') && is_abbreviation(search, next + 1));
        return Some(Street { to: next + 1 + dot, rule: "address.ordinal" });
    }
    if next > to && search.has(next, Traits::STREET) && (directed || expected >= Expected::Said) {
        return Some(Street { to: next + 1, rule: "address.ordinal" });
    }
    let known = (expected == Expected::Here && (written || directed))
        || (expected >= Expected::Said && directed && house.long);
    (known && !search.has(next, Traits::MONTH) && !search.is(next, "of"))
        .then_some(Street { to, rule: "address.ordinal" })
}

/// The end of `third`, `twenty third`, `a hundred and fourth`.
fn counted(search: &Search<'_>, at: usize) -> Option<usize> {
    let plain = |at: usize| if search.has(at, Traits::ORDINAL) { Some(at + 1) } else { tens(search, at) };
    if let Some(to) = plain(at) {
        return Some(to);
    }
    // `one oh one one hundred and tenth`: the house number took the hundred.
    let parted = search.has(at, Traits::AND) && search.back(at).is_some_and(|it| search.is(it, "hundred"));
    if parted {
        return plain(search.skip(at + 1));
    }
    let hundred = search.phrase(at, "a hundred")?;
    let next = search.skip(hundred);
    let next = if search.has(next, Traits::AND) { search.skip(next + 1) } else { next };
    plain(next).filter(|_| next > hundred)
}

/// The end of `twenty third`.
fn tens(search: &Search<'_>, at: usize) -> Option<usize> {
    let token = search.token(at).filter(|token| matches!(token.meaning(), Some(Meaning::Tens(_))))?;
    let next = search.skip(at + 1) + usize::from(search.is_mark(at + 1, '-'));
    (token.end > token.start && search.has(next, Traits::ORDINAL)).then_some(next + 1)
}

/// A name and its suffix.
fn with_suffix(
    search: &Search<'_>,
    at: usize,
    directed: bool,
    house: &House,
    expected: Expected,
) -> Option<Street> {
    let mut words =
        Words { count: 0, capital: true, some: false, directed, names: true, odd: false, proper: false };
    let mut next = at;
    let mut found = None;
    for _ in 0..WORDS {
        let Some((to, token)) = word(search, next) else { break };
        let suffix = token.traits.has(Traits::STREET) && words.count > 0;
        if suffix && fits(search, next, words, house, expected) {
            found = Some(next + 1);
        }
        let road = found == Some(next + 1) && token.traits.has(Traits::ROAD);
        add(search, &mut words, next);
        let after = past_slip(search, at, search.skip(to));
        if after == to || words.odd || (road && !goes_on(search, after)) {
            break;
        }
        next = after;
    }
    found.map(|to| Street {
        to: to + usize::from(search.is_mark(to, '.') && is_abbreviation(search, to)),
        rule: "address.street",
    })
}

/// Past what is said between a word of the name and the same word once more: `mockingbird um, mockingbird lane`.
fn past_slip(search: &Search<'_>, first: usize, at: usize) -> usize {
    // Most words are longer.
    if search.text_of(at).len() > 5 {
        return at;
    }
    let mut next = at;
    for _ in 0..8 {
        let slip = search.is_filler(next)
            || search.is_space(next)
            || search.is_mark(next, ',')
            || search.is_mark(next, '…')
            || search.is_mark(next, '-')
            || search.is_any(next, &["sorry", "no", "i", "mean", "that", "s", "is"])
            || search.is_apostrophe(next);
        if !slip {
            break;
        }
        next += 1;
    }
    // A name before it, and not `12 a b, no, b`.
    let said = next > at && next > first && search.text_of(next).len() > 2 && search.is_word(next);
    let word = search.text_of(next);
    let same = said && (first..at).any(|before| search.is(before, word));
    if same { next } else { at }
}

/// Whether the name of a street goes on after what could be its end: `Shady Grove Plantation Drive`.
fn goes_on(search: &Search<'_>, at: usize) -> bool {
    let plain =
        || search.token(at).is_some_and(|token| token.traits == Traits::NONE || is_capital(search, at));
    let next = search.skip(at + 1);
    search.has(at, Traits::ROAD)
        || (plain()
            && !search.has(at, Traits::STOP | Traits::DIRECTION | Traits::UNIT)
            && search.has(next, Traits::ROAD))
}

fn is_capital(search: &Search<'_>, at: usize) -> bool {
    search.is_word(at) && search.text_of(at).starts_with(char::is_uppercase)
}

/// `Rue de la Paix`, `Avenue C`, `Calle Ocho`
fn with_prefix(search: &Search<'_>, at: usize, expected: Expected) -> Option<Street> {
    // `El Camino Real`
    let article = search.is_any(at, &["el", "la", "los", "las"]);
    let at = if article { search.skip(at + 1) } else { at };
    let spanish = search.is_any(at, &SPANISH);
    let other = || expected > Expected::No && search.is_any(at, &["rue", "via", "avenue", "strada"]);
    if !spanish && !other() {
        return None;
    }
    let mut to = None;
    let mut next = search.skip(at + 1);
    for n in 0..4 {
        let Some((end, _)) = word(search, next) else { break };
        let particle = search.is_any(next, &["the", "of", "la", "las", "los", "de", "del"]);
        let name = search.text_of(next).starts_with(char::is_uppercase)
            || !search.has(next, Traits::COMMON)
            || search.is_letter(next)
            || (spanish && n == 0);
        if (!particle && !name) || search.has(next, Traits::UNIT) {
            break;
        }
        if !particle {
            to = Some(end);
        }
        next = search.skip(end);
        if next == end {
            break;
        }
    }
    to.map(|to| Street { to, rule: "address.prefix" })
}

/// Whether a dot after this suffix is that of an abbreviation, and not of the sentence: something of the address follows.
fn is_abbreviation(search: &Search<'_>, dot: usize) -> bool {
    let next = search.skip(dot + 1);
    let short = dot.checked_sub(1).is_some_and(|word| search.text_of(word).len() <= 4);
    short
        && (search.has(next, Traits::UNIT | Traits::DIRECTION)
            || search.is_mark(next, '#')
            || search.is_mark(dot + 1, ','))
}

/// After `live at`: a name alone, such as `12 Broadway`.
fn without_suffix(search: &Search<'_>, at: usize, house: &House, expected: Expected) -> Option<Street> {
    if expected < Expected::Here {
        return None;
    }
    let mut to = None;
    let mut next = at;
    for n in 0..3 {
        let Some((end, token)) = word(search, next) else { break };
        let text = search.text_of(next);
        let capital = text.starts_with(char::is_uppercase);
        let listed = gazetteer::look_up(text);
        // `sixteen hundred pennsylvania`, but `3 toyotas`.
        let proper = if !house.small && n == 0 { Traits::NONE } else { Traits::PROPER };
        let other = Traits::COMMON | Traits::STOP | proper;
        let name = !token.traits.has(other)
            || search.is_any(next, &NAMES)
            || (capital && (listed.first || listed.last));
        let plain = matches!(token.meaning(), Some(Meaning::Other))
            && (name || (capital && n > 0 && !token.traits.has(Traits::STOP)));
        if !plain || text.len() < 3 {
            break;
        }
        to = Some(end);
        let after = search.skip(end);
        if after == end {
            break;
        }
        next = after;
    }
    to.map(|to| Street { to, rule: "address.cued" })
}
