//! The vehicles of a text: which make, model and year belong together, and which of them count.

use super::cue;
use super::gazetteer::{Entry, GAZETTEER, Level, Model, covers};
use super::group::{Group, groups, is_another, is_denied, is_renamed};
use super::mention::{Mention, What};
use super::spot::{self, Kind, Known, Spot};
use super::whose::{Whose, whose};
use super::word::Word;
use super::year::Form;

/// No text speaks of more vehicles that count; what is said of more is taken for the last's.
const MOST: usize = 32;

/// A vehicle as far as it is known from one text.
#[derive(Debug, Default, Clone)]
struct Vehicle {
    year: Option<Said>,
    make: Option<Said>,
    model: Option<Said>,
    family: bool,
}

/// A spot that is taken.
#[derive(Debug, Clone)]
struct Said {
    spot: Spot,
    corrects: bool,
}

/// The makes, models and years of a text, in its order.
pub(super) fn vehicles(words: &[Word], known: Known<'_>) -> Vec<Mention> {
    let spots = spot::spots(words, known);
    if spots.is_empty() {
        return Vec::new();
    }
    let whose = whose(words);
    let mut own: Vec<Vehicle> = Vec::new();
    let mut others: Vec<Vehicle> = Vec::new();
    let mut last = 0;
    let mut year_ends = None;
    let to_insure = known.asks.vehicle || is_to_insure(words);
    let mut groups = groups(words, spots);
    let renamed: Vec<bool> = (0..groups.len()).map(|n| is_renamed(words, &groups, n)).collect();
    for (n, mut group) in groups.drain(..).enumerate() {
        let of = whose.get(group.from).copied().unwrap_or(Whose::Own);
        let from = std::mem::replace(&mut last, group.to);
        let other = matches!(of, Whose::Other | Whose::Gone) || of == Whose::Family && !to_insure;
        let denied = is_denied(words, &group) || renamed.get(n) == Some(&true);
        if of == Whose::Gone {
            // `a Ford Explorer, oh, actually the Explorer's gone`
            own.retain(|vehicle| !group.spots.iter().any(|spot| vehicle.is_called(spot)));
        }
        // `a twenty sixteen not a twenty fifteen Patriot` denies the year only.
        if denied && !other && group.leads_with_year() && year_ends.is_some_and(|to| group.from - to <= 2) {
            others.extend(group.split_year().map(Vehicle::of));
        } else if other || denied {
            others.push(Vehicle::default());
            if let Some(vehicle) = others.last_mut() {
                group.spots.into_iter().for_each(|spot| vehicle.take(spot, false));
            }
            continue;
        }
        year_ends = group.is_year().then_some(group.to);
        let renames = n.checked_sub(1).and_then(|before| renamed.get(before)) == Some(&true);
        let corrects = renames || cue::corrects_between(words, from, group.from);
        let another = is_another(words, from, group.from);
        place(&mut own, group, corrects, another, of == Whose::Family);
    }
    if own.iter().any(|vehicle| !vehicle.family) {
        let (family, rest) = own.into_iter().partition(|vehicle: &Vehicle| vehicle.family);
        own = rest;
        others.extend::<Vec<Vehicle>>(family);
    }
    let count = own.len();
    let mut mentions: Vec<Mention> = Vec::new();
    for (n, vehicle) in own.into_iter().enumerate() {
        vehicle.mentions(words, known.make, n, false, &mut mentions);
    }
    for (n, vehicle) in others.into_iter().enumerate() {
        vehicle.mentions(words, known.make, count + n, true, &mut mentions);
    }
    mentions.sort_by_key(|mention| mention.span.start);
    mentions
}

/// The text asks for insurance of what it speaks of.
fn is_to_insure(words: &[Word]) -> bool {
    words.iter().any(|word| {
        matches!(
            word.key.as_str(),
            "insure"
                | "insuring"
                | "insurance"
                | "quote"
                | "quoted"
                | "cover"
                | "coverage"
                | "add"
                | "adding"
                | "drive"
        )
    })
}

/// Gives a group to the vehicle it speaks of, which may be a new one.
fn place(own: &mut Vec<Vehicle>, group: Group, corrects: bool, another: bool, family: bool) {
    let named = |vehicle: &Vehicle| group.spots.iter().any(|spot| vehicle.is_called(spot));
    let same = own.iter().rposition(named);
    let conflict = |vehicle: &Vehicle| group.spots.iter().any(|spot| vehicle.conflicts(spot));
    let has_name = group.spots.iter().any(|spot| !matches!(spot.kind, Kind::Year(_)));
    let last = own.len().checked_sub(1);
    let target = match (same, last) {
        (Some(same), _) if !another || !own.get(same).is_some_and(conflict) => Some(same),
        (_, Some(last)) => {
            let conflicts = own.get(last).is_some_and(conflict);
            let goes_on = !another && (corrects || !conflicts || !has_name);
            (goes_on || !conflicts && !has_name || completes(own, last, &group)).then_some(last)
        }
        _ => None,
    };
    if target.is_none() && own.len() < MOST {
        own.push(Vehicle { family, ..Vehicle::default() });
    }
    let at = target.unwrap_or(own.len().saturating_sub(1));
    if let Some(vehicle) = own.get_mut(at) {
        vehicle.family &= family;
        let replaces = target.is_some() || corrects;
        for spot in group.spots {
            vehicle.take(spot, replaces && corrects);
        }
    }
}

/// A year alone, then what it is the year of: `it's a 2018. Honda Civic.`
fn completes(own: &[Vehicle], last: usize, group: &Group) -> bool {
    let only_year = own.get(last).is_some_and(|vehicle| vehicle.make.is_none() && vehicle.model.is_none());
    only_year && !group.spots.iter().any(|spot| matches!(spot.kind, Kind::Year(_)))
}

impl Vehicle {
    fn of(spot: Spot) -> Self {
        let mut vehicle = Self::default();
        vehicle.take(spot, false);
        vehicle
    }

    fn slot(&mut self, kind: Kind) -> &mut Option<Said> {
        match kind {
            Kind::Year(_) => &mut self.year,
            Kind::Make(..) => &mut self.make,
            Kind::Model(..) => &mut self.model,
        }
    }

    /// The spot repeats the model, or the make where no other model is meant.
    fn is_called(&self, spot: &Spot) -> bool {
        match (spot.kind, &self.model) {
            (Kind::Model(entry, _), Some(model)) => {
                matches!(model.spot.kind, Kind::Model(own, _) if own.models == entry.models || refines(own, entry))
            }
            _ => false,
        }
    }

    fn conflicts(&self, spot: &Spot) -> bool {
        let differs = |said: &Option<Said>, same: &dyn Fn(Kind) -> bool| {
            said.as_ref().is_some_and(|said| !same(said.spot.kind))
        };
        match spot.kind {
            Kind::Year(year) => {
                differs(&self.year, &|kind| matches!(kind, Kind::Year(own) if own.year == year.year))
            }
            Kind::Make(make, _) => {
                differs(&self.make, &|kind| matches!(kind, Kind::Make(own, _) if own == make))
                    || self.model.as_ref().is_some_and(|model| !model.spot.fits(spot))
            }
            Kind::Model(entry, _) => {
                differs(
                    &self.model,
                    &|kind| matches!(kind, Kind::Model(own, _) if own.models == entry.models || refines(own, entry)),
                ) || self.make.as_ref().is_some_and(|make| !make.spot.fits(spot))
            }
        }
    }

    /// What is said later counts; a make drops a model that it does not have, and a model a make.
    fn take(&mut self, spot: Spot, corrects: bool) {
        match spot.kind {
            Kind::Make(..) if self.model.as_ref().is_some_and(|model| !model.spot.fits(&spot)) => {
                self.model = None;
            }
            Kind::Model(..) if self.make.as_ref().is_some_and(|make| !make.spot.fits(&spot)) => {
                self.make = None;
            }
            Kind::Year(_)
                if !corrects
                    && self
                        .year
                        .as_ref()
                        .is_some_and(|year| year.spot.confidence > spot.confidence + 0.05) =>
            {
                return;
            }
            _ => {}
        }
        let slot = self.slot(spot.kind);
        // `eighteen` after `2018`
        let corrects = corrects || slot.is_some();
        *slot = Some(Said { spot, corrects });
    }

    fn mentions(
        self,
        words: &[Word],
        known: Option<&str>,
        number: usize,
        denied: bool,
        mentions: &mut Vec<Mention>,
    ) {
        let year = self.year.as_ref().and_then(|said| match said.spot.kind {
            Kind::Year(year) => Some(year),
            _ => None,
        });
        let make = self.make.as_ref().and_then(|said| match said.spot.kind {
            Kind::Make(make, _) => Some(make),
            _ => None,
        });
        let known = known.filter(|known| match self.model.as_ref().map(|said| said.spot.kind) {
            Some(Kind::Model(entry, _)) => {
                make.is_none() && entry.models.iter().any(|model| model.make == *known)
            }
            _ => false,
        });
        let of = make.or(known);
        let model = self.model.as_ref().and_then(|said| match said.spot.kind {
            Kind::Model(entry, level) => {
                choose(&entry.models, of, year.map(|year| year.year)).map(|model| (model, level))
            }
            _ => None,
        });
        let mut add = |said: &Option<Said>, what: What, factor: f32| {
            if let Some(said) = said {
                let confidence = said.spot.confidence * if self.family { 0.6 } else { factor };
                let mut mention = Mention::new(words, said.spot.words.clone(), what, confidence);
                (mention.denied, mention.corrects, mention.vehicle) = (denied, said.corrects, number);
                mentions.push(mention);
            }
        };
        if let Some(year) = year {
            let sold = match (model, make) {
                (Some((model, _)), _) => model.was_sold_in(year.year),
                (None, Some(make)) => GAZETTEER.years(make).is_none_or(|years| covers(years, year.year)),
                (None, None) => true,
            };
            if sold || year.form == Form::Full {
                add(&self.year, What::Year(year.year), if sold { 1.0 } else { 0.4 });
            }
        }
        if let Some(make) = make {
            add(&self.make, What::Make(make), 1.0);
        }
        if let Some((model, level)) = model {
            let doubtful = level == Level::Bare
                && make.is_none()
                && year.is_some_and(|year| !model.was_sold_in(year.year));
            let unique = self.model.as_ref().is_some_and(|said| match said.spot.kind {
                Kind::Model(entry, _) => is_unique(&entry.models, of, year.map(|year| year.year)),
                _ => false,
            });
            if !doubtful {
                add(&self.model, What::Model { name: model.name, make: unique.then_some(model.make) }, 1.0);
            }
        }
    }
}

/// The second says more of the same: `E-Class` and `E300`, `3 Series` and `328i`, `RX` and `RX 350`.
fn refines(family: &Entry, other: &Entry) -> bool {
    let of = |name: &str| {
        let stem = name.strip_suffix("-Class").or_else(|| name.strip_suffix(" Series")).unwrap_or(name);
        (stem.to_owned(), stem.len() < name.len())
    };
    family.models.iter().any(|model| {
        let (stem, is_family) = of(model.name);
        other.models.iter().any(|other| {
            other.make == model.make
                && other.name.strip_prefix(stem.as_str()).is_some_and(|rest| {
                    rest.starts_with(' ') || is_family && rest.starts_with(|c: char| c.is_ascii_digit())
                })
        })
    })
}

/// Of the models of one name: the make's, or else those that are meant without one; one that was sold in the year, or else
/// the first.
fn choose(models: &'static [Model], make: Option<&str>, year: Option<u16>) -> Option<&'static Model> {
    let mut meant = meant(models, make);
    let fits = meant.clone().find(|model| year.is_none_or(|year| model.was_sold_in(year)));
    fits.or_else(|| meant.next()).or_else(|| models.first())
}

/// Only one make can be meant.
fn is_unique(models: &'static [Model], make: Option<&str>, year: Option<u16>) -> bool {
    let fitting = meant(models, make).filter(|model| year.is_none_or(|year| model.was_sold_in(year))).count();
    fitting == 1 || fitting == 0 && meant(models, make).count() == 1
}

/// The make's models, or without a make those whose names say the most.
fn meant(models: &'static [Model], make: Option<&str>) -> impl Iterator<Item = &'static Model> + Clone {
    let level = models.iter().map(|model| model.level).min();
    models.iter().filter(move |model| match make {
        Some(make) => model.make == make,
        None => Some(model.level) == level,
    })
}
