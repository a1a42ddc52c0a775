//! Makes and models of vehicles, by all their names.

use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use super::number::{self, Number};
use super::word::{Gap, Word};
use super::year::YEARS;
use letters::{WORDS, is_letter, letter, one_edit};

mod letters;

/// No name has more parts.
const LONGEST: usize = 7;

/// How much a name says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// It is a vehicle's name and little else.
    Plain,
    /// Also an ordinary word, a person's or a place's name: it counts after an article or the like.
    Word,
    /// So ordinary or so short that it counts beside a make or a year only.
    Bare,
}

/// A model of one make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Model {
    pub(super) name: &'static str,
    pub(super) make: &'static str,
    pub(super) level: Level,
    /// The years in which it was sold as new.
    pub(super) years: RangeInclusive<u16>,
}

/// All that one name can mean.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) make: Option<(&'static str, Level)>,
    pub(super) models: Vec<Model>,
    /// Without separators, in lower case.
    key: String,
    /// It is how the make or model is written, no other name of it.
    canonical: bool,
}

/// Another name of a make, or of a model.
struct Alias {
    name: &'static str,
    make: Option<(&'static str, Level)>,
    models: Vec<Model>,
}

/// A name found in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    pub(super) entry: &'static Entry,
    /// The word after it.
    pub(super) to: usize,
}

/// The gazetteer, which is part of the program and the same for all profiles.
#[derive(Debug, Default)]
pub(super) struct Gazetteer {
    /// In the order of their keys.
    entries: Vec<Entry>,
    /// Where the entries are that begin with two characters, by the number of the two.
    heads: Vec<Range<usize>>,
    makes: Vec<(&'static str, RangeInclusive<u16>)>,
}

pub(super) static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    Gazetteer::new(include_str!("../../data/models.txt"), include_str!("../../data/aliases.txt"))
});

pub(super) fn prepare() {
    LazyLock::force(&GAZETTEER);
}

impl Gazetteer {
    fn new(models: &'static str, aliases: &'static str) -> Self {
        let mut all = Self::default();
        let mut known = HashMap::new();
        for line in lines(models) {
            let Some((make, models)) = line.split_once(':') else { continue };
            let (make, level) = marked(make);
            let entry = all.entry(make, &mut known);
            (entry.make, entry.canonical) = (Some((make, level)), true);
            let models: Vec<Model> = models.split(';').filter_map(|model| Model::read(model, make)).collect();
            let first = models.iter().map(|model| *model.years.start()).min().unwrap_or(1900);
            let last = models.iter().map(|model| *model.years.end()).max().unwrap_or(u16::MAX);
            all.makes.push((make, first..=last));
            for model in models {
                let entry = all.entry(model.name, &mut known);
                entry.canonical = true;
                entry.models.push(model);
            }
        }
        all.sort();
        known = all.entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at)).collect();
        let aliases: Vec<Alias> = lines(aliases).filter_map(|line| all.alias(line)).collect();
        for Alias { name, make, models } in aliases {
            let entry = all.entry(name, &mut known);
            if make.is_some() {
                entry.make = make;
            }
            let known: Vec<Model> = models
                .into_iter()
                .filter(|model| {
                    !entry.models.iter().any(|own| own.name == model.name && own.make == model.make)
                })
                .collect();
            entry.models.extend(known);
        }
        all.sort();
        all.heads = heads(&all.entries);
        all
    }

    /// To be sorted when all are there; `known` says where each is until then.
    fn entry(&mut self, name: &str, known: &mut HashMap<String, usize>) -> &mut Entry {
        let key = key(name);
        let at = *known.entry(key.clone()).or_insert_with(|| {
            self.entries.push(Entry { key, ..Entry::default() });
            self.entries.len() - 1
        });
        &mut self.entries[at]
    }

    fn sort(&mut self) {
        self.entries.sort_by(|a, b| a.key.cmp(&b.key));
    }

    /// `chevy = Chevrolet`, `camery = Toyota: Camry`.
    fn alias(&self, line: &'static str) -> Option<Alias> {
        let (name, meant) = line.split_once('=')?;
        let (name, level) = marked(name);
        let Some((make, model)) = meant.split_once(':') else {
            let make = self.find(&key(meant))?.make?.0;
            return Some(Alias { name, make: Some((make, level)), models: Vec::new() });
        };
        let entry = self.find(&key(model))?;
        let of_make = entry.models.iter().filter(|model| model.make == make.trim());
        let models = of_make.map(|model| Model { level, ..model.clone() }).collect();
        Some(Alias { name, make: None, models })
    }

    pub(super) fn find(&self, key: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.key.as_str().cmp(key)).ok()?;
        self.entries.get(at)
    }

    /// The years in which a make has sold vehicles.
    pub(super) fn years(&self, make: &str) -> Option<&RangeInclusive<u16>> {
        self.makes.iter().find(|(name, _)| *name == make).map(|(_, years)| years)
    }

    /// The names that begin at a word, the longest first.
    pub(super) fn names(&'static self, words: &[Word], at: usize) -> Vec<Name> {
        let mut found = Vec::new();
        let hundred = self.walk(words, at, Walk::Whole, &mut found);
        if hundred {
            // `ram fifteen hundred twenty twenty`: what follows the hundred may be no part of the name.
            self.walk(words, at, Walk::Short, &mut found);
            found.sort_by_key(|name| name.to);
            found.dedup_by_key(|name| name.to);
        }
        found.reverse();
        found
    }

    /// The names that begin at a word where their letters are written as they sound or set apart: `see are vee`,
    /// `RX. 350`. The longest first.
    pub(super) fn spelled(&'static self, words: &[Word], at: usize) -> Vec<Name> {
        let mut found = Vec::new();
        if words.get(at).is_some_and(|word| word.key.len() <= 2 || letter(&word.key).is_some()) {
            self.walk(words, at, Walk::Spelled, &mut found);
            found.reverse();
        }
        found
    }

    /// The names that begin at a word; whether a number in them goes on after a hundred, which may be left out.
    fn walk(&'static self, words: &[Word], at: usize, walk: Walk, found: &mut Vec<Name>) -> bool {
        let mut key = String::new();
        let mut to = at;
        let mut hundred = false;
        for _ in 0..LONGEST {
            let joined = |word: &&Word| {
                to == at || joins(words, to, word.gap) || walk == Walk::Spelled && is_letter(words, to - 1)
            };
            let Some(word) = words.get(to).filter(joined) else { break };
            let before = key.len();
            if let Some((value, end)) = number::part(words, to) {
                let goes_on = value > 100 && value % 100 != 0 && end > to + 2;
                hundred |= goes_on;
                let cut = goes_on && walk == Walk::Short;
                key.push_str(&(if cut { value - value % 100 } else { value }).to_string());
                to = if cut { after_hundred(words, to, end) } else { end };
            } else {
                let letter = letter(&word.key).filter(|_| walk == Walk::Spelled);
                key.push_str(letter.unwrap_or(&word.key));
                to += 1;
            }
            let entry = self.first(&key);
            if let Some(entry) = entry.filter(|entry| entry.key == key) {
                found.push(Name { entry, to });
            } else if let Some(entry) = self.plural(&key, before) {
                found.push(Name { entry, to });
            }
            if entry.is_none() {
                break;
            }
        }
        hundred
    }

    /// The first entry whose key begins so.
    fn first(&self, key: &str) -> Option<&Entry> {
        let within = match head(key) {
            Some(head) => self.heads.get(head)?.clone(),
            None => 0..self.entries.len(),
        };
        let entries = self.entries.get(within)?;
        let at = entries.partition_point(|entry| entry.key.as_str() < key);
        entries.get(at).filter(|entry| entry.key.starts_with(key))
    }

    /// `Camrys`.
    fn plural(&self, key: &str, before: usize) -> Option<&Entry> {
        let single = key.strip_suffix('s').filter(|single| single.len() > before + 3)?;
        self.find(single)
    }

    /// The name of at least six letters that this word is but for one letter; of at least five, if it's a model of the make
    /// before.
    pub(super) fn nearly(&'static self, words: &[Word], at: usize, make: Option<&str>) -> Option<Name> {
        let key = words.get(at)?.key.as_str();
        let least = if make.is_some() { 5 } else { 6 };
        let first =
            key.get(..1).filter(|_| key.len() >= least && key.bytes().all(|b| b.is_ascii_lowercase()))?;
        let from = self.entries.partition_point(|entry| entry.key.as_str() < first);
        let mut near =
            self.entries[from..].iter().take_while(|entry| entry.key.starts_with(first)).filter(|entry| {
                let level = if make.is_some() { Level::Word } else { Level::Plain };
                let plain = entry.make.is_some_and(|(_, level)| level == Level::Plain)
                    || entry.models.iter().any(|model| model.level <= level);
                let fits = make.is_none_or(|make| entry.models.iter().any(|model| model.make == make));
                plain
                    && fits
                    && entry.canonical
                    && entry.key.len() >= least
                    && one_edit(entry.key.as_bytes(), key.as_bytes())
            });
        let found: Vec<&Entry> = near.by_ref().take(MOST_NEAR).collect();
        let plain = |entry: &&&Entry| entry.models.iter().any(|model| model.level == Level::Plain);
        let entry = *found.iter().find(plain).or(found.first())?;
        let other =
            found.iter().any(|other| other.means() != entry.means() && (plain(&other) || !plain(&&entry)));
        (!other && !WORDS.contains(&key)).then_some(Name { entry, to: at + 1 })
    }
}

/// So many names that are nearly the same are looked at.
const MOST_NEAR: usize = 8;

/// How a name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Walk {
    Whole,
    /// A number ends after its hundred.
    Short,
    /// Letters may be written as they sound, and set apart.
    Spelled,
}

/// Letters and digits of ASCII that a key can begin with.
const CHARACTERS: usize = 36;

/// The number of the two characters that a key begins with, where they are ASCII.
fn head(key: &str) -> Option<usize> {
    let number = |b: &u8| match b {
        b'a'..=b'z' => Some(usize::from(b - b'a')),
        b'0'..=b'9' => Some(usize::from(b - b'0') + 26),
        _ => None,
    };
    match key.as_bytes() {
        [a, b, ..] => Some(number(a)? * CHARACTERS + number(b)?),
        _ => None,
    }
}

/// The entries by the two characters that they begin with: what is no name mostly begins like none, and is looked up at every
/// word.
fn heads(entries: &[Entry]) -> Vec<Range<usize>> {
    let mut heads = vec![0..0; CHARACTERS * CHARACTERS];
    for (at, entry) in entries.iter().enumerate() {
        if let Some(range) = head(&entry.key).and_then(|head| heads.get_mut(head)) {
            *range = if range.start == range.end { at..at + 1 } else { range.start..at + 1 };
        }
    }
    heads
}

impl Entry {
    fn means(&self) -> (Option<&'static str>, Option<&'static str>) {
        (self.make.map(|(make, _)| make), self.models.first().map(|model| model.name))
    }
}

impl Model {
    /// `F-150 81 127`.
    fn read(line: &'static str, make: &'static str) -> Option<Self> {
        let (line, last) = line.trim().rsplit_once(' ')?;
        let (name, first) = line.rsplit_once(' ')?;
        let (name, level) = marked(name);
        let year = |n: &str| n.parse::<u16>().ok().map(|n| 1900 + n);
        // The source begins in 1981.
        let first = year(first)?;
        let first = if first <= 1981 { *YEARS.start() } else { first };
        Some(Self { name, make, level, years: first..=year(last)? })
    }

    /// The source's years may be off by one, and a model year begins before its calendar year.
    pub(super) fn was_sold_in(&self, year: u16) -> bool {
        covers(&self.years, year)
    }
}

/// Give or take a year.
pub(super) fn covers(years: &RangeInclusive<u16>, year: u16) -> bool {
    (years.start() - 1..=years.end().saturating_add(1)).contains(&year)
}

/// The word after the hundred in a number.
fn after_hundred(words: &[Word], from: usize, to: usize) -> usize {
    let hundred = (from..to).find(|at| words.get(*at).is_some_and(|word| word.number == Number::Hundred));
    hundred.map_or(to, |at| at + 1)
}

/// The words of a name are together: `CR-V`, `C.R.V.`, `ID.4`, `Town & Country`.
fn joins(words: &[Word], at: usize, gap: Gap) -> bool {
    let letter =
        || at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| word.key.len() <= 2);
    match gap {
        Gap::Joint('.') => letter(),
        Gap::Joint('\'' | '’') => false,
        _ => gap.is_close(),
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

fn marked(name: &'static str) -> (&'static str, Level) {
    let name = name.trim();
    match (name.strip_suffix('?'), name.strip_suffix('!')) {
        (Some(name), _) => (name, Level::Word),
        (_, Some(name)) => (name, Level::Bare),
        _ => (name, Level::Plain),
    }
}

/// A name without its separators: `CR-V`, `CRV` and `cr v` are the same.
pub(super) fn key(name: &str) -> String {
    let name = name.replace('&', "and");
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The make that a bare value names.
pub(crate) fn make_named(name: &str) -> Option<&'static str> {
    let key = key(name);
    let entry = GAZETTEER.find(&key).or_else(|| GAZETTEER.plural(&key, 0))?;
    entry.make.map(|(make, _)| make)
}

/// The model that a bare value names; of this make, where one is given and has it.
pub(crate) fn model_named(name: &str, make: Option<&str>) -> Option<&'static str> {
    let key = key(name);
    let entry = GAZETTEER.find(&key).or_else(|| GAZETTEER.plural(&key, 0))?;
    let make = make.and_then(make_named);
    let of_make = entry.models.iter().find(|model| Some(model.make) == make);
    of_make.or_else(|| entry.models.first().filter(|_| make.is_none())).map(|model| model.name)
}

#[cfg(test)]
mod tests;
