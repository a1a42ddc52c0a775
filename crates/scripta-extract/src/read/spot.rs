//! Where a text names a make, a model or a year, and how surely.

use std::ops::Range;

use super::asks::Asks;
use super::cue::{self, back, is_determiner, key};
use super::gazetteer::{Entry, GAZETTEER, Level, Name};
use super::number::Number;
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

/// What is known before the text is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    pub(super) asks: Asks,
    /// The make that the other side just spoke of.
    pub(super) make: Option<&'static str>,
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
pub(super) fn spots(words: &[Word], known: Known) -> Vec<Spot> {
    let raw = candidates(words, known);
    let mut kept: Vec<Spot> = Vec::new();
    for (n, spot) in raw.iter().enumerate() {
        if kept.last().is_some_and(|last| is_trim_of(words, last, spot)) {
            continue;
        }
        let around = Around {
            before: n.checked_sub(1).and_then(|n| raw.get(n)),
            after: raw.get(n + 1),
            kept: kept.last(),
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

fn candidates(words: &[Word], known: Known) -> Vec<Spot> {
    let mut found: Vec<Spot> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let possessive = matches!(word.gap, Gap::Joint('\'' | '’')) && !word.number.counts();
        let before = found.last().filter(|spot| is_tight(words, spot.words.end, at));
        let kind = if possessive { None } else { kind(words, at, before, known) };
        if let Some((kind, to)) = kind {
            found.push(Spot { words: at..to, kind, confidence: 0.0 });
            at = to;
        } else {
            at += 1;
        }
    }
    found
}

fn kind(words: &[Word], at: usize, before: Option<&Spot>, known: Known) -> Option<(Kind, usize)> {
    let make = before.and_then(|spot| match spot.kind {
        Kind::Make(make, _) => Some(make),
        Kind::Year(_) | Kind::Model(..) => None,
    });
    let make = make.or(known.make);
    let mut names = GAZETTEER.names(words, at);
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

fn own(entry: &Entry, make: Option<&str>) -> bool {
    entry.models.iter().any(|model| Some(model.make) == make)
}

/// What a name is here: after its make a model, else a make before a model.
fn named(words: &[Word], at: usize, name: Name, make: Option<&'static str>) -> Option<Kind> {
    let entry = name.entry;
    let own = own(entry, make);
    if let Some((make, level)) = entry.make.filter(|_| !own) {
        return Some(Kind::Make(make, level));
    }
    let level = entry.models.iter().map(|model| model.level).min()?;
    let said = words.get(at..name.to)?;
    let digits =
        said.iter().all(|word| word.number.counts() || word.number == Number::Hundred || word.key == "and");
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

/// A word that is nearly a name counts where a name is expected.
fn expects_name(words: &[Word], at: usize, before: Option<&Spot>, known: Known) -> bool {
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

fn is_colour(key: &str) -> bool {
    matches!(
        key,
        "red"
            | "blue"
            | "black"
            | "white"
            | "silver"
            | "gray"
            | "grey"
            | "green"
            | "gold"
            | "brown"
            | "new"
            | "used"
            | "old"
            | "nice"
            | "little"
            | "big"
            | "hybrid"
            | "electric"
            | "certified"
            | "brand"
            | "beautiful"
            | "yellow"
            | "orange"
    )
}

/// The version of a model, said between it and its year: `Camry LE 2021`.
fn is_trim(key: &str) -> bool {
    matches!(
        key,
        "le" | "se"
            | "xle"
            | "xse"
            | "ex"
            | "exl"
            | "lx"
            | "lt"
            | "ls"
            | "ltz"
            | "sel"
            | "sl"
            | "sv"
            | "sr"
            | "xlt"
            | "xl"
            | "xls"
            | "dx"
            | "si"
            | "l"
            | "s"
            | "x"
            | "gt"
            | "sle"
            | "slt"
            | "sport"
            | "limited"
            | "touring"
            | "premium"
            | "base"
            | "diesel"
            | "awd"
            | "fwd"
            | "rwd"
            | "turbo"
            | "sedan"
            | "coupe"
            | "hatchback"
            | "hatch"
            | "wagon"
            | "convertible"
            | "truck"
            | "suv"
            | "van"
            | "minivan"
            | "pickup"
            | "crew"
            | "cab"
            | "extended"
            | "platinum"
            | "lariat"
            | "denali"
            | "laredo"
            | "overland"
            | "sahara"
            | "rubicon"
            | "trd"
            | "edition"
            | "plus"
            | "signature"
            | "luxury"
            | "laramie"
            | "tradesman"
            | "prerunner"
            | "car"
            | "unlimited"
            | "titanium"
            | "hd"
    )
}

/// What stands beside a spot.
struct Around<'s> {
    before: Option<&'s Spot>,
    after: Option<&'s Spot>,
    /// The last that was accepted.
    kept: Option<&'s Spot>,
}

impl Around<'_> {
    fn confidence(&self, words: &[Word], spot: &Spot, known: Known) -> Option<f32> {
        match spot.kind {
            Kind::Year(said) => self.of_year(words, spot, said, known),
            Kind::Make(_, level) | Kind::Model(_, level) => self.of_name(words, spot, level, known),
        }
    }

    /// What is tied to the spot, before and after it.
    fn beside<'a>(&'a self, words: &'a [Word], spot: &'a Spot) -> impl Iterator<Item = &'a Spot> {
        let before = self.before.filter(|before| is_tight(words, before.words.end, spot.words.start));
        let after = self.after.filter(|after| is_tight(words, spot.words.end, after.words.start));
        before.into_iter().chain(after)
    }

    fn of_year(&self, words: &[Word], spot: &Spot, said: Said, known: Known) -> Option<f32> {
        let asked = known.asks.year || known.asks.vehicle;
        if year::is_something_else(words, spot.words.start, said.to, asked) {
            return None;
        }
        let named = |spot: &&Spot| !matches!(spot.kind, Kind::Year(_));
        let named_after = self.beside(words, spot).filter(named).find(|name| name.words.start >= said.to);
        if let Some(name) = named_after {
            let plural = words
                .get(name.words.end - 1)
                .is_some_and(|word| word.key.ends_with('s') && word.key.len() > 4);
            let close = name.words.start == said.to;
            let article = matches!(
                back(words, spot.words.start, 1),
                "" | "a" | "an" | "my" | "the" | "our" | "his" | "her" | "and" | "year" | "s" | "is"
            );
            let article =
                article || cue::corrects_between(words, spot.words.start.saturating_sub(3), spot.words.start);
            return match said.form {
                Form::Full => Some(0.95),
                Form::Spelled => Some(0.85),
                Form::Short => (close && article && !(plural && back(words, spot.words.start, 1) != "an"))
                    .then_some(0.85),
            };
        }
        let named_before =
            self.beside(words, spot).find(|name| name.words.end <= spot.words.start && named(name));
        if let Some(name) = named_before {
            let apostrophe =
                words.get(spot.words.start).is_some_and(|word| matches!(word.before, Some('\'' | '’')));
            let ends = words.get(said.to).is_none_or(|word| word.gap > Gap::Space);
            let direct = name.words.end == spot.words.start;
            let from = back(words, spot.words.start, 1) == "from";
            let oh = words.get(spot.words.start).is_some_and(|word| word.number == Number::Digit(0));
            match said.form {
                Form::Full => return Some(0.92),
                Form::Short if apostrophe || ends && (known.asks.year || oh || from || said.year < 2000 && direct) => {
                    return Some(0.8);
                }
                Form::Spelled if ends && name.words.end == spot.words.start => return Some(0.75),
                Form::Short | Form::Spelled => {}
            }
        }
        let has_vehicle = self.kept.is_some() || self.after.is_some();
        year::introduced(words, said, spot.words.start, known.asks, has_vehicle)
    }

    fn of_name(&self, words: &[Word], spot: &Spot, level: Level, known: Known) -> Option<f32> {
        let (from, to) = (spot.words.start, spot.words.end);
        let paired = self.beside(words, spot).any(|other| other.fits(spot));
        let dated = self.beside(words, spot).any(|other| match other.kind {
            Kind::Year(said) => {
                let near = other.words.end <= from && from - other.words.end <= 1
                    || other.words.start >= to
                        && said.form == Form::Full
                        && (level < Level::Bare || other.words.start == to);
                near && (said.form != Form::Spelled || level == Level::Plain)
                    && !year::is_something_else(words, other.words.start, other.words.end, known.asks.vehicle)
                    && (said.form == Form::Full
                        || matches!(back(words, other.words.start, 1), "a" | "an" | "my"))
            }
            _ => false,
        });
        if is_other_name(words, from, to, level, paired || dated) {
            return None;
        }
        if paired || dated {
            return Some(0.93);
        }
        let mut before = from;
        while before > 0 && is_colour(back(words, before, 1)) {
            before -= 1;
        }
        let one = back(words, before, 1);
        let article =
            matches!(one, "a" | "an" | "my" | "our" | "the" | "your" | "her" | "his" | "their" | "another");
        let verb = |by: usize| cue::is_vehicle_word(back(words, before, by));
        let listed =
            self.kept.is_some_and(|kept| !matches!(kept.kind, Kind::Year(_)) && from - kept.words.end <= 3);
        let pause = words.get(to).is_none_or(|word| word.gap > Gap::Space);
        let asked = known.asks.vehicle || known.asks.year;
        match level {
            Level::Plain => Some(0.93),
            Level::Word => {
                let body = matches!(
                    key(words, to),
                    "car"
                        | "truck"
                        | "suv"
                        | "sedan"
                        | "hatchback"
                        | "coupe"
                        | "van"
                        | "convertible"
                        | "hybrid"
                        | "ex"
                        | "lx"
                        | "xle"
                        | "limited"
                );
                let corrected =
                    words.len() <= 9 && cue::corrects_between(words, from.saturating_sub(4), from);
                let several = before
                    .checked_sub(1)
                    .and_then(|at| words.get(at))
                    .is_some_and(|word| word.number.counts());
                let plural = several && words.get(to - 1).is_some_and(|word| word.key.ends_with('s'));
                // `reached an accord`, `the pilot program`: an article alone is not enough.
                let vehicle = asked
                    || self.kept.is_some()
                    || matches!(one, "my" | "our")
                    || words.get(from).is_some_and(|word| word.capital)
                    || words.len() <= 4 && pause
                    || words.iter().any(|word| cue::is_vehicle_word(&word.key));
                let told = matches!(one, "is" | "s")
                    && matches!(
                        back(words, before, 2),
                        "model" | "make" | "car" | "vehicle" | "truck" | "ride"
                    );
                (article && vehicle
                    || told
                    || verb(1)
                    || body
                    || asked && words.len() <= 12
                    || listed
                    || corrected
                    || plural)
                    .then_some(0.85)
            }
            Level::Bare => {
                let has = (2..5).any(|by| {
                    matches!(
                        back(words, before, by),
                        "drive"
                            | "drives"
                            | "driving"
                            | "own"
                            | "owns"
                            | "insure"
                            | "insuring"
                            | "lease"
                            | "leased"
                            | "leasing"
                            | "bought"
                            | "car"
                            | "vehicle"
                            | "truck"
                            | "traded"
                            | "sold"
                            | "buying"
                    )
                });
                let capital = words.get(from).is_some_and(|word| word.capital)
                    && matches!(back(words, before, 2), "have" | "got" | "s" | "has" | "on");
                // `I have a focus`; `my journey is a 2014`
                let owned = pause
                    && matches!(back(words, before, 2), "have" | "got" | "ve")
                    && matches!(one, "a" | "an");
                let year = self
                    .after
                    .filter(|after| matches!(after.kind, Kind::Year(said) if said.form == Form::Full));
                let dated = matches!(one, "my" | "our" | "the")
                    && matches!(key(words, to), "is" | "s")
                    && year.is_some_and(|year| year.words.start - to <= 2);
                ((article && (has || capital || listed) && pause)
                    || owned
                    || dated
                    || asked && words.len() <= 6)
                    .then_some(0.75)
            }
        }
    }
}

/// A person's, street's, place's or company's name.
fn is_other_name(words: &[Word], from: usize, to: usize, level: Level, supported: bool) -> bool {
    let next = words
        .get(to)
        .filter(|word| word.gap.is_close() || word.gap == Gap::Comma || matches!(word.gap, Gap::Joint(',')));
    let close = next.filter(|word| word.gap == Gap::Space);
    let one = back(words, from, 1);
    let article = is_determiner(one) && one != "s";
    let street = |word: &Word| {
        cue::is_street(&word.key)
            && (word.capital
                || !matches!(
                    word.key.as_str(),
                    "drive" | "way" | "place" | "court" | "trail" | "dr" | "st" | "square"
                ))
    };
    if close.is_some_and(street) {
        return true;
    }
    let company = matches!(
        close.map_or("", |word| word.key.as_str()),
        "insurance"
            | "mutual"
            | "financial"
            | "national"
            | "life"
            | "group"
            | "dealership"
            | "dealer"
            | "dealers"
            | "credit"
            | "finance"
            | "lot"
            | "motors"
            | "airlines"
    );
    if company
        || (1..5).any(|by| matches!(back(words, from, by), "name" | "named" | "names" | "called"))
            && !article
            && !supported
    {
        return true;
    }
    if supported {
        return false;
    }
    let employer = matches!(one, "for" | "at" | "with")
        && (2..5)
            .any(|by| matches!(back(words, from, by), "work" | "works" | "worked" | "parts" | "working"));
    let place = !article && next.is_some() && (cue::is_state(words, to) || level > Level::Plain && cue::is_place(words, to));
    let located = matches!(
        one,
        "in" | "near"
            | "from"
            | "at"
            | "outside"
            | "around"
            | "visiting"
            | "north"
            | "south"
            | "east"
            | "west"
    );
    let related = level > Level::Plain
        && matches!(
            one,
            "daughter"
                | "son"
                | "wife"
                | "husband"
                | "friend"
                | "sister"
                | "brother"
                | "mother"
                | "mr"
                | "mrs"
                | "ms"
                | "with"
                | "miss"
                | "agent"
                | "on"
                | "to"
                | "am"
                | "im"
        );
    let follows = words.get(from).is_some_and(|word| word.gap.is_close());
    follows && (located || related) || place || employer
}
