//! Year, make and model in speech.

use crate::gazetteer::{Name, VEHICLES};
use crate::speech::{Fact, asks};
use crate::word::Word;

/// Model years that can be insured.
pub(crate) const YEARS: std::ops::RangeInclusive<u32> = 1980..=2030;

/// A number with one of these after it is no year.
const UNITS: [&str; 16] = [
    "dollar",
    "dollars",
    "bucks",
    "mile",
    "miles",
    "percent",
    "deductible",
    "square",
    "feet",
    "people",
    "points",
    "times",
    "pounds",
    "days",
    "months",
    "k",
];

/// Before a year, these say that it is a vehicle's.
const BEFORE_YEAR: [&str; 8] = ["a", "an", "year", "its", "s", "my", "the", "is"];

/// Before a name, these say that it is not meant.
const NEGATIONS: [&str; 4] = ["not", "isn", "isnt", "than"];

/// What is known of a vehicle, each fact with its evidence.
#[derive(Debug, Default)]
pub(crate) struct Vehicle {
    pub(crate) year: Option<Fact>,
    pub(crate) make: Option<Fact>,
    pub(crate) model: Option<Fact>,
}

struct Named<'n> {
    name: &'n Name,
    from: usize,
    to: usize,
}

/// Reads a text from left to right; what is said later counts.
pub(crate) fn find(words: &[Word], prompt: Option<&str>) -> Vehicle {
    let vehicle_asked = asks(prompt, &["make", "model", "car", "vehicle", "drive", "driving", "truck"]);
    let year_asked = asks(prompt, &["year"]);
    let mut found = Vehicle::default();
    let mut years = Vec::new();
    // Where the last make, model or year ended, so that what follows it is read as part of the vehicle.
    let (mut make, mut model, mut tied): (Option<Named<'_>>, Option<Named<'_>>, Option<usize>) =
        (None, None, None);
    let mut at = 0;
    while at < words.len() {
        if let Some((year, to)) = year(words, at) {
            years.push((year, at, to));
            tied = Some(to);
            at = to;
            continue;
        }
        let near = tied.is_some_and(|end| at - end <= 1) || (vehicle_asked && words.len() <= 8);
        let denied = is_denied(words, at);
        let own = make.as_ref().filter(|make| tied == Some(make.to)).map(|make| make.name.name);
        let as_model = VEHICLES.model(words, at).filter(|(name, _)| {
            let fits = own.is_none_or(|make| name.makes.contains(&make));
            fits && (!name.ambiguous || near) && is_name(words, at, name, own.is_some())
        });
        if let Some((name, length)) = VEHICLES.make(words, at) {
            let followed =
                VEHICLES.model(words, at + length).is_some_and(|(model, _)| model.makes.contains(&name.name));
            let longer = as_model.is_some_and(|(_, n)| n > length);
            if !longer && (!name.ambiguous || near || followed) {
                if !denied {
                    make_is(&mut model, name);
                    found.make = Some(fact(words, name.name, at, at + length));
                }
                make = Some(Named { name, from: at, to: at + length });
                (tied, at) = (Some(at + length), at + length);
                continue;
            }
        }
        if let Some((name, length)) = as_model {
            if !denied {
                model = Some(Named { name, from: at, to: at + length });
                if let (None, [only]) = (own, name.makes.as_slice())
                    && found.make.as_ref().is_none_or(|make| !name.makes.contains(&&*make.value))
                {
                    found.make = Some(fact(words, only, at, at + length));
                }
            }
            (tied, at) = (Some(at + length), at + length);
            continue;
        }
        at += 1;
    }
    found.model = model.as_ref().map(|model| fact(words, model.name.name, model.from, model.to));
    let named: Vec<(usize, usize)> = make.iter().chain(&model).map(|named| (named.from, named.to)).collect();
    let meant = |from: usize, to: usize| {
        year_asked || has_vehicle_near(words, &named, from, to) || is_introduced(words, from, to)
    };
    let last = years
        .into_iter()
        .rev()
        .find(|(_, from, to)| !is_denied(words, *from) && !has_unit(words, *to) && meant(*from, *to));
    found.year = last.map(|(year, from, to)| fact(words, &year.to_string(), from, to));
    found
}

/// A later make drops a model that it does not have: `a Camry, no, it's a Honda`.
fn make_is(model: &mut Option<Named<'_>>, make: &Name) {
    if model.as_ref().is_some_and(|model| !model.name.makes.contains(&make.name)) {
        *model = None;
    }
}

/// A bare number, and a name as short as `IS`, is a model only right after its make.
fn is_name(words: &[Word], at: usize, name: &Name, after_make: bool) -> bool {
    let digits = name.name.bytes().all(|b| b.is_ascii_digit());
    let short = name.ambiguous && name.name.len() <= 2;
    !(digits || short) || (after_make && words.get(at).is_some_and(|word| word.before != Some('$')))
}

/// The year that is written or said at a word, and the word after it.
fn year(words: &[Word], at: usize) -> Option<(u32, usize)> {
    let mut digits = String::new();
    let first = words.get(at)?;
    let within = |c: Option<char>| {
        c.is_some_and(|c| matches!(c, '$' | '/' | ':' | '-' | '.' | ',' | '#' | '€' | '£' | '_'))
    };
    if let (true, Some("thousand")) = (first.key == "2", words.get(at + 1).map(|word| word.key.as_str())) {
        let skip = usize::from(words.get(at + 2).is_some_and(|word| word.key == "and"));
        let rest = words.get(at + 2 + skip).filter(|word| word.number && word.key.len() <= 2);
        let value = rest.and_then(|word| word.key.parse::<u32>().ok());
        return Some(value.map_or((2000, at + 2), |value| (2000 + value, at + 3 + skip)))
            .filter(|(y, _)| YEARS.contains(y));
    }
    let mut to = at;
    while let Some(word) =
        words.get(to).filter(|word| word.number && digits.len() < 4 && (to == at || !word.apart))
    {
        digits.push_str(&word.key);
        to += 1;
    }
    let last = words.get(to.checked_sub(1)?)?;
    let alone = !words.get(to).is_some_and(|word| word.number && !word.apart)
        && !first.before.is_some_and(char::is_alphanumeric);
    let decimal = last.after.is_some_and(|c| matches!(c, '/' | ':' | '-' | '%' | '_'))
        && words.get(to).is_some_and(|w| w.number);
    let glued = last.after.is_some_and(char::is_alphanumeric)
        || (last.after.is_some_and(|c| matches!(c, ',' | '.'))
            && words.get(to).is_some_and(|w| w.number && w.start == last.end + 1));
    let year =
        Some(digits).filter(|digits| digits.len() == 4)?.parse().ok().filter(|year| YEARS.contains(year))?;
    (alone && !decimal && !glued && !within(first.before)).then_some((year, to))
}

fn has_vehicle_near(words: &[Word], named: &[(usize, usize)], from: usize, to: usize) -> bool {
    let since = words
        .get(from.wrapping_sub(1))
        .is_some_and(|word| matches!(word.key.as_str(), "since" | "until" | "in"));
    !since
        && named
            .iter()
            .any(|(start, end)| (to <= *start && start - to <= 3) || (*end <= from && from - end <= 3))
}

/// `it's a 2018`, `the year is 2018`, `a 2018 model`.
fn is_introduced(words: &[Word], from: usize, to: usize) -> bool {
    let before =
        |n: usize| from.checked_sub(n).and_then(|at| words.get(at)).map_or("", |word| word.key.as_str());
    let next = words.get(to).map_or("", |word| word.key.as_str());
    let article = matches!(before(1), "a" | "an")
        && matches!(before(2), "s" | "its" | "is" | "have" | "drive" | "got" | "own" | "bought" | "actually");
    article
        || before(1) == "year"
        || (before(1) == "is" && before(2) == "year")
        || (BEFORE_YEAR.contains(&before(1)) && next == "model")
}

fn has_unit(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|word| !word.apart && UNITS.contains(&word.key.as_str()))
}

/// `not a Honda`, `isn't a Honda`, `no longer a Honda`.
fn is_denied(words: &[Word], at: usize) -> bool {
    let near = words.get(at.saturating_sub(3)..at).unwrap_or_default();
    let apart = words.get(at).is_some_and(|word| word.apart);
    !apart
        && near
            .iter()
            .rev()
            .take_while(|word| !word.number)
            .any(|word| NEGATIONS.contains(&word.key.as_str()))
}

fn fact(words: &[Word], value: &str, from: usize, to: usize) -> Fact {
    let start = words.get(from).map_or(0, |word| word.start);
    let end = to.checked_sub(1).and_then(|last| words.get(last)).map_or(start, |word| word.end);
    Fact { value: value.to_owned(), start, end }
}
