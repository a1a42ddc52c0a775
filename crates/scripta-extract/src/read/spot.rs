//! Where a text names a make, a model or a year, and how surely.

use std::ops::Range;

use super::asks::Asks;
use super::cue::{self, back, is_determiner, key};
use super::gazetteer::{self, Entry, GAZETTEER, Level, Name};
use super::mention::{Mention, What};
use super::number::{self, Number};
use super::support::Around;
use super::trim::{is_colour, is_trim};
use super::word::{Gap, Word};
use super::year::{self, Form, Said};

/// A make, model or year in a text.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) words: Range<usize>,
    pub(super) kind: Kind,
    pub(super) confidence: f32,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Year(Said),
    Make(&'static str, Level),
    /// Of one or several makes.
    Model(&'static Entry, Level),
}

/// Of so many mentions before it is looked at whether they name the same.
const MOST_NAMED: usize = 32;

/// So many words at most choose between what was offered.
const SHORT: usize = 8;

/// What is known before the text is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known<'a> {
    pub(super) asks: Asks,
    /// The make that the other side just spoke of.
    pub(super) make: Option<&'static str>,
    /// What it mentioned.
    pub(super) mentions: &'a [Mention],
}

impl Known<'_> {
    /// The other side just spoke of this make or model.
    pub(super) fn has_named(&self, kind: Kind) -> bool {
        self.mentions.iter().rev().take(MOST_NAMED).any(|mention| match (&mention.what, kind) {
            (What::Make(said), Kind::Make(make, _)) => *said == make,
            (What::Model { name, .. }, Kind::Model(entry, _)) => {
                entry.models.iter().any(|model| model.name == *name)
            }
            _ => false,
        })
    }
}

impl Known<'_> {
    /// `the sixty` after `XC90 or XC60?`: of the models that the other side has just named, the one whose number it is.
    fn offered(&self, words: &[Word], at: usize) -> Option<(&'static Entry, usize)> {
        if words.len() > SHORT
            || !words.get(at)?.number.counts()
            || self.asks.year && back(words, at, 1) != "the"
        {
            return None;
        }
        let mut digits = String::new();
        let mut to = at;
        while let Some(word) = words.get(to).filter(|word| to < at + 3 && word.number.counts()) {
            if word.number == Number::Written {
                digits.push_str(&word.key);
                to += 1;
            } else {
                let (value, end) = number::part(words, to)?;
                digits.push_str(&value.to_string());
                to = end;
            }
        }
        let ends_so = |name: &&str| {
            let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
            !stem.is_empty() && name.get(stem.len()..) == Some(digits.as_str())
        };
        let names = self.mentions.iter().take(MOST_NAMED).filter_map(|mention| match mention.what {
            What::Model { name, .. } => Some(name),
            _ => None,
        });
        let mut offered = names.clone().filter(ends_so);
        if let Some(name) = offered.next() {
            let other = offered.any(|other| other != name);
            return GAZETTEER.find(&gazetteer::key(name)).filter(|_| !other).map(|entry| (entry, to));
        }
        // `the two fifty` after `F-150?`
        let beside = |name: &str| {
            let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
            let of_this = back(words, at, 1) == "the" && stem.len() < name.len() && !stem.is_empty();
            let key = format!("{}{digits}", gazetteer::key(stem));
            GAZETTEER.find(&key).filter(|entry| of_this && !entry.models.is_empty())
        };
        names.clone().find_map(beside).map(|entry| (entry, to))
    }
}

impl Spot {
    /// This make has this model.
    pub(super) fn fits(&self, other: &Self) -> bool {
        match (self.kind, other.kind) {
            (Kind::Make(make, _), Kind::Model(entry, _)) | (Kind::Model(entry, _), Kind::Make(make, _)) => {
                entry.models.iter().any(|model| model.make == make)
            }
            _ => false,
        }
    }
}

/// All that may be a make, model or year, then those of them that what is around them supports.
pub(super) fn spots(words: &[Word], known: Known<'_>) -> Vec<Spot> {
    let raw = candidates(words, known);
    let speaks = !raw.is_empty() && words.iter().any(|word| cue::is_vehicle_word(&word.key));
    let mut kept: Vec<Spot> = Vec::new();
    for (n, spot) in raw.iter().enumerate() {
        if kept.last().is_some_and(|last| is_trim_of(words, last, spot)) {
            continue;
        }
        let around = Around {
            before: n.checked_sub(1).and_then(|n| raw.get(n)),
            after: raw.get(n + 1),
            kept: kept.last(),
            speaks,
        };
        if let Some(confidence) = around.confidence(words, spot, known) {
            kept.push(Spot { confidence, ..spot.clone() });
        }
    }
    kept
}

/// `F-250 Super Duty`, `Trailblazer LS`: said right after a model, a second is its trim.
fn is_trim_of(words: &[Word], model: &Spot, spot: &Spot) -> bool {
    matches!((model.kind, spot.kind), (Kind::Model(..), Kind::Model(..)))
        && model.words.end == spot.words.start
        && words.get(spot.words.start).is_some_and(|word| word.gap == Gap::Space)
}

fn candidates(words: &[Word], known: Known<'_>) -> Vec<Spot> {
    let mut found: Vec<Spot> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let possessive = matches!(word.gap, Gap::Joint('\'' | '’')) && !word.number.counts();
        let kind = if possessive { None } else { kind(words, at, &found, known) };
        if let Some((kind, to)) = kind {
            found.push(Spot { words: at..to, kind, confidence: 0.0 });
            at = to;
        } else {
            at += 1;
        }
    }
    found
}

fn kind(words: &[Word], at: usize, found: &[Spot], known: Known<'_>) -> Option<(Kind, usize)> {
    let last = found.last();
    let before = last.filter(|spot| is_tight(words, spot.words.end, at));
    // A recogniser may end a sentence there: `an Audi. A five.`
    let made = before.or(last.filter(|spot| spot.words.end == at)).and_then(|spot| match spot.kind {
        Kind::Make(make, _) => Some(make),
        Kind::Year(_) | Kind::Model(..) => None,
    });
    let said_before = || number_after_make(words, at, before, found);
    let make = made.or_else(said_before).or(known.make);
    if let Some((entry, to)) = known.offered(words, at) {
        return Some((Kind::Model(entry, Level::Plain), to));
    }
    let mut names = GAZETTEER.names(words, at);
    if !names.iter().any(|name| own(name.entry, make)) && (make.is_some() || before.is_some()) {
        let fits = |name: &Name| match make {
            Some(_) => own(name.entry, make),
            None => name.entry.models.iter().any(|model| model.level == Level::Plain),
        };
        names.splice(0..0, GAZETTEER.spelled(words, at).into_iter().filter(fits));
    }
    let said = year::at(words, at);
    // A model of the make before is no year: `Saab 9000`, `Chrysler 200`.
    let year_first = said.filter(|said| names.first().is_none_or(|name| name.to <= said.to));
    if let Some(said) =
        year_first.filter(|said| said.form != Form::Short || !names.iter().any(|name| own(name.entry, make)))
    {
        return Some((Kind::Year(said), said.to));
    }
    if names.is_empty() && expects_name(words, at, before, known) {
        names.extend(GAZETTEER.nearly(words, at, make.filter(|_| before.is_some())));
    }
    names
        .iter()
        .find_map(|name| named(words, at, *name, make).map(|kind| (kind, name.to)))
        .or_else(|| said.map(|said| (Kind::Year(said), said.to)))
}

/// The make that was said before, where a number stands that may be a model's: `a Ram now, the twenty nineteen fifteen hundred`.
fn number_after_make(
    words: &[Word],
    at: usize,
    before: Option<&Spot>,
    found: &[Spot],
) -> Option<&'static str> {
    let dated = before.is_some_and(|spot| matches!(spot.kind, Kind::Year(_)));
    let follows = words.get(at)?.number.counts() && (dated || back(words, at, 1) == "the");
    found.iter().rev().take(3).filter(|_| follows).find_map(|spot| match spot.kind {
        Kind::Make(make, _) => Some(make),
        Kind::Year(_) | Kind::Model(..) => None,
    })
}

fn own(entry: &Entry, make: Option<&str>) -> bool {
    entry.models.iter().any(|model| Some(model.make) == make)
}

/// What a name is here: after its make a model, else a make before a model.
fn named(words: &[Word], at: usize, name: Name, make: Option<&'static str>) -> Option<Kind> {
    let entry = name.entry;
    let own = own(entry, make);
    // `the 300, the Chrysler`
    let own = own || is_made_after(words, name);
    if let Some((make, level)) = entry.make.filter(|_| !own) {
        return Some(Kind::Make(make, level));
    }
    let level = entry.models.iter().map(|model| model.level).min()?;
    let said = words.get(at..name.to)?;
    let digits = said.iter().all(|word| {
        word.number.counts() || matches!(word.number, Number::Hundred | Number::Thousand) || word.key == "and"
    });
    // `a six month policy`, `I 5`.
    let article = matches!(said.first()?.key.as_str(), "a" | "i")
        && said.get(1).is_some_and(|word| word.gap == Gap::Space && word.number.counts());
    // `Dodge Ram` is a model, `Ram 1500` is a make and a model.
    let ram = entry.models.iter().all(|model| model.make == "Dodge" && model.name.starts_with("Ram"));
    // `the year is 2017` names no IS.
    let short = said.len() == 1
        && said.iter().all(|word| word.key.len() <= 2 && (!word.capital || word.key == "is" || at == 0));
    (own || !(digits || article || ram || short)).then_some(Kind::Model(entry, level))
}

/// The make of a model is said right after it.
fn is_made_after(words: &[Word], name: Name) -> bool {
    // `the car is a Lexus`
    if name.to.checked_sub(1).is_some_and(|last| matches!(key(words, last), "is" | "es" | "a")) {
        return false;
    }
    let mut to = name.to;
    while to < name.to + 2 && matches!(key(words, to), "the" | "a" | "from" | "by") {
        to += 1;
    }
    to > name.to
        && GAZETTEER
            .names(words, to)
            .iter()
            .any(|after| after.entry.make.is_some_and(|(make, _)| own(name.entry, Some(make))))
}

/// A word that is nearly a name counts where a name is expected.
fn expects_name(words: &[Word], at: usize, before: Option<&Spot>, known: Known<'_>) -> bool {
    before.is_some_and(|spot| spot.words.end == at)
        || known.asks.vehicle && words.len() <= 10
        || is_determiner(back(words, at, 1)) && (1..5).any(|by| cue::is_vehicle_word(back(words, at, by)))
}

/// Nothing but a hesitation, an article or a comma between.
pub(super) fn is_tight(words: &[Word], from: usize, to: usize) -> bool {
    to >= from
        && to - from <= 4
        && words
            .get(from..=to.min(words.len().saturating_sub(1)))
            .is_some_and(|all| all.iter().all(|word| word.gap != Gap::Stop))
        && (from..to).all(|at| {
            let key = key(words, at);
            cue::is_filler(key)
                || cue::is_hedge(key)
                || is_colour(key)
                || is_trim(key)
                || matches!(key, "the" | "a" | "an" | "model" | "you" | "know" | "i" | "ish" | "from")
        })
}
