//! Whether what stands around a name or a year supports that it is a vehicle's.

use super::cue::{self, back, is_determiner, key};
use super::gazetteer::Level;
use super::no_year;
use super::number::Number;
use super::other_name::is_other_name;
use super::spot::{Kind, Known, Spot, is_tight};
use super::trim::is_colour;
use super::word::{Gap, Word};
use super::year::{self, Form, Said};

/// What stands beside a spot.
pub(super) struct Around<'s> {
    pub(super) before: Option<&'s Spot>,
    pub(super) after: Option<&'s Spot>,
    /// The last that was accepted.
    pub(super) kept: Option<&'s Spot>,
    /// The text has a word that speaks of having a vehicle.
    pub(super) speaks: bool,
}

impl Around<'_> {
    pub(super) fn confidence(&self, words: &[Word], spot: &Spot, known: Known<'_>) -> Option<f32> {
        match spot.kind {
            Kind::Year(said) => self.of_year(words, spot, said, known),
            Kind::Make(_, level) | Kind::Model(_, level) => self.of_name(words, spot, level, known),
        }
    }

    /// What is tied to the spot, before and after it.
    fn beside<'a>(&'a self, words: &'a [Word], spot: &'a Spot) -> impl Iterator<Item = &'a Spot> {
        // `an Audi. A five.`
        let broken = |one: &Spot, next: &Spot| one.words.end == next.words.start && one.fits(next);
        let before = self
            .before
            .filter(|before| is_tight(words, before.words.end, spot.words.start) || broken(before, spot));
        let after = self
            .after
            .filter(|after| is_tight(words, spot.words.end, after.words.start) || broken(spot, after));
        before.into_iter().chain(after)
    }

    /// `the Jeep is a Compass`
    fn is_said_to_be(&self, words: &[Word], spot: &Spot) -> bool {
        self.kept.filter(|kept| kept.fits(spot) && matches!(kept.kind, Kind::Make(..))).is_some_and(|kept| {
            let between = kept.words.end..spot.words.start;
            (2..4).contains(&between.len())
                && matches!(key(words, between.start), "is" | "s")
                && between.skip(1).all(|at| matches!(key(words, at), "a" | "an" | "the" | "its" | "it"))
        })
    }

    fn of_year(&self, words: &[Word], spot: &Spot, said: Said, known: Known<'_>) -> Option<f32> {
        let asked = known.asks.year || known.asks.vehicle;
        if no_year::is_something_else(words, spot.words.start, said.to, asked) {
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
            let ends =
                words.get(said.to).is_none_or(|word| word.gap > Gap::Space) || cue::corrects(words, said.to);
            let direct = name.words.end == spot.words.start;
            let from = back(words, spot.words.start, 1) == "from";
            let oh = words.get(spot.words.start).is_some_and(|word| word.number == Number::Digit(0));
            // `my Ridgeline, eighteen`
            let last = said.to == words.len() || words.get(said.to).is_some_and(|word| word.gap == Gap::Stop);
            let said_last = last
                && (words.len() <= 10 || known.asks.vehicle)
                && (said.year >= 2010 || (1980..2000).contains(&said.year));
            match said.form {
                Form::Full => return Some(0.92),
                Form::Short
                    if apostrophe
                        || ends
                            && (known.asks.year || oh || from || said_last || said.year < 2000 && direct) =>
                {
                    return Some(0.8);
                }
                Form::Spelled if ends && name.words.end == spot.words.start => return Some(0.75),
                Form::Short | Form::Spelled => {}
            }
        }
        // `a Palisade. Twenty three.`
        let alone = self
            .kept
            .is_some_and(|kept| kept.words.end == spot.words.start && !matches!(kept.kind, Kind::Year(_)))
            && words.get(said.to).is_none_or(|word| word.gap == Gap::Stop);
        let answers = known.asks.vehicle
            && self.kept.is_some_and(|kept| matches!(kept.kind, Kind::Model(..)))
            && words.get(spot.words.start).is_some_and(|word| word.gap == Gap::Stop)
            && said.to == words.len();
        if (alone || answers) && said.form == Form::Short && (1990..).contains(&said.year) {
            return Some(0.75);
        }
        let named_next = self.after.is_some_and(|after| !matches!(after.kind, Kind::Year(_)));
        let has_vehicle = self.kept.is_some() || named_next;
        year::introduced(words, said, spot.words.start, known.asks, has_vehicle)
    }

    fn of_name(&self, words: &[Word], spot: &Spot, level: Level, known: Known<'_>) -> Option<f32> {
        let (from, to) = (spot.words.start, spot.words.end);
        let paired =
            self.beside(words, spot).any(|other| other.fits(spot)) || self.is_said_to_be(words, spot);
        let dated = self.beside(words, spot).any(|other| match other.kind {
            Kind::Year(said) => {
                let near = other.words.end <= from && from - other.words.end <= 1
                    || other.words.start >= to
                        && said.form == Form::Full
                        && (level < Level::Bare || other.words.start == to);
                near && (said.form != Form::Spelled || level == Level::Plain)
                    && !no_year::is_something_else(
                        words,
                        other.words.start,
                        other.words.end,
                        known.asks.vehicle,
                    )
                    && (said.form == Form::Full
                        || matches!(
                            back(words, other.words.start, 1),
                            "a" | "an" | "my" | "the" | "" | "s" | "is"
                        ))
            }
            _ => false,
        });
        if is_other_name(words, from, to, level, paired || dated) {
            return None;
        }
        if paired || dated {
            return Some(0.93);
        }
        // `48342, that's Pontiac`
        let asks = known.asks;
        let town =
            matches!(spot.kind, Kind::Make("Pontiac" | "Plymouth" | "Lincoln" | "Austin" | "Dodge", _));
        if town && (asks.zip || asks.place) && !(asks.vehicle || self.speaks) {
            return None;
        }
        let determined = is_determiner(back(words, from, 1));
        if known.has_named(spot.kind) && (determined || words.len() <= 12) {
            return Some(0.9);
        }
        // `a Ford Sierra` is no GMC.
        let misfit = |other: &&Spot| {
            other.words.end == from
                && matches!((other.kind, spot.kind), (Kind::Make(..), Kind::Model(..)))
                && !other.fits(spot)
        };
        if level > Level::Plain && self.before.filter(misfit).is_some() {
            return None;
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
        let told = matches!(one, "is" | "s")
            && matches!(back(words, before, 2), "model" | "make" | "car" | "vehicle" | "truck" | "ride")
            || one == "called" && matches!(back(words, before, 2), "just" | "now" | "only" | "simply");
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
                    || self.speaks;
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
                            | "quote"
                            | "quoting"
                            | "cover"
                            | "add"
                            | "adding"
                            | "replacing"
                            | "change"
                    )
                });
                let capital = words.get(from).is_some_and(|word| word.capital)
                    && matches!(back(words, before, 2), "have" | "got" | "s" | "has" | "on");
                // `I have a focus`; `my journey is a 2014`
                let thing = matches!(
                    key(words, from),
                    "passport"
                        | "accent"
                        | "insight"
                        | "note"
                        | "quest"
                        | "edge"
                        | "commander"
                        | "soul"
                        | "legacy"
                        | "vision"
                        | "journey"
                        | "legend"
                        | "impulse"
                        | "cube"
                        | "compass"
                        | "clarity"
                        | "transit"
                        | "charger"
                        | "mark"
                );
                let owned = pause
                    && !thing
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
                    || told && pause
                    || asked && (words.len() <= 6 || article && pause))
                    .then_some(0.75)
            }
        }
    }
}
