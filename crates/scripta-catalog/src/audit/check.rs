//! Holds the copies of all trails against themselves and against each other.
//!
//! An entry names the one before it by its hash, so each vouches for all that were before it. Which lines belong
//! together is therefore found from the ends: of all that fits together the longest is the trail, and what stands beside
//! it was put there. An entry that was changed and given a hash that fits it is found by that: the entry after it was
//! chained to another.
//!
//! # What this cannot show
//!
//! Whoever can write both the catalog and the archive can write a whole trail anew, or take entries from the end of both
//! and the note of how far the archive has them. For that a head must be kept where they cannot write, and be given to
//! [`Check::finish`]. And whoever can write the catalog can add entries to the end, as every program that uses it does.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use uuid::Uuid;

use super::fault::{Fault, FaultKind, Place};
use super::line::{Head, Link, Row, digest, hex, link};
use super::sheet::{self, Sheet};

/// A check under way. It takes some 100 bytes of memory for an entry.
#[derive(Debug)]
pub struct Check {
    /// The trail of the catalog.
    own: Option<Uuid>,
    /// A trail, and how many entries of it the archive is known to have taken.
    archived: Option<(Uuid, u64)>,
    /// The last number under which the catalog has something.
    last_row: u64,
    trails: BTreeMap<Uuid, Vec<Sighting>>,
    faults: Vec<Fault>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// All trails that there are.
    pub trails: Vec<CheckedTrail>,
    /// What is wrong; nothing, where all is well.
    pub faults: Vec<Fault>,
    /// Where the head that was asked for is the hash of an entry: its trail and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noted: Option<(Uuid, u64)>,
}

/// One trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckedTrail {
    /// Where it ends.
    pub head: Head,
    /// It is the catalog's.
    pub own: bool,
    /// Entries in the catalog.
    pub in_catalog: u64,
    /// Entries in the archive.
    pub in_archive: u64,
    /// Entries that are still to be taken to the archive.
    pub waiting: u64,
}

/// An entry as it was seen, in one copy or in both.
#[derive(Debug, Clone, Copy)]
struct Sighting {
    link: Link,
    in_catalog: bool,
    in_archive: bool,
}

impl Check {
    /// A check of all trails. `archived` is the catalog's trail and how many entries of it the archive is known to have,
    /// where anything is known of that.
    pub fn new(archived: Option<(Uuid, u64)>) -> Self {
        Self { own: None, archived, last_row: 0, trails: BTreeMap::new(), faults: Vec::new() }
    }

    /// Takes rows of the catalog; all of them before the first object.
    pub fn rows(&mut self, rows: &[Row]) {
        self.last_row = rows.iter().map(|row| row.number).fold(self.last_row, u64::max);
        let Some(own) = self.own.or_else(|| commonest(rows)).or(self.archived.map(|(trail, _)| trail)) else {
            let unread = sheet::rows(rows, Uuid::nil()).faults.into_iter();
            self.faults.extend(unread.map(|fault| Fault { trail: None, ..fault }));
            return;
        };
        self.own = Some(own);
        self.take(own, sheet::rows(rows, own), true);
    }

    /// So many entries of the catalog's trail the archive must have.
    fn archived(&self) -> u64 {
        self.archived.filter(|(trail, _)| self.own == Some(*trail)).map_or(0, |(_, upto)| upto)
    }

    /// Takes an object of the archive, which by its name begins with entry `first` of `trail`.
    pub fn object(&mut self, name: &str, trail: Uuid, first: u64, bytes: &[u8]) {
        let end = if self.own == Some(trail) { self.archived().max(self.last_row) } else { u64::MAX };
        self.take(trail, sheet::object(name, trail, first, bytes, end), false);
    }

    fn take(&mut self, trail: Uuid, sheet: Sheet, in_catalog: bool) {
        let seen = |link| Sighting { link, in_catalog, in_archive: !in_catalog };
        self.trails.entry(trail).or_default().extend(sheet.links.into_iter().map(seen));
        self.faults.extend(sheet.faults);
    }

    /// What was found. `head` is a hash that was noted elsewhere: the trail must have it.
    pub fn finish(mut self, head: Option<&str>) -> Checked {
        let head = head.map(|head| digest(&head.to_lowercase()));
        let mut checked = Checked { trails: Vec::new(), faults: Vec::new(), noted: None };
        self.own = self.own.or(self.archived.map(|(trail, _)| trail));
        if let Some(own) = self.own {
            self.trails.entry(own).or_default();
        }
        for (trail, seen) in std::mem::take(&mut self.trails) {
            let own = self.own == Some(trail);
            let entries = Entries::of(seen);
            let chain = entries.chain();
            let archived = if own { self.archived() } else { chain.keys().next_back().copied().unwrap_or(0) };
            self.faults.extend(entries.faults(trail, &chain));
            self.faults.extend(entries.missing(trail, &chain, own, archived, &self.faults));
            let with_head = chain.iter().find(|(_, at)| head == Some(entries.hash(**at)));
            checked.noted = checked.noted.or(with_head.map(|(number, _)| (trail, *number)));
            checked.trails.extend(entries.told(trail, &chain, own, archived));
        }
        if head.is_some() && checked.noted.is_none() {
            let (place, kind) = (Place::Catalog, FaultKind::HeadMissing);
            self.faults.push(Fault { trail: None, first: 0, last: 0, place, line: None, kind });
        }
        // What is wrong with an entry is not wrong with the next one, too.
        let known: BTreeSet<(Option<Uuid>, u64)> =
            self.faults.iter().map(|fault| (fault.trail, fault.last.saturating_add(1))).collect();
        self.faults.retain(|fault| {
            fault.kind != FaultKind::Unlinked || !known.contains(&(fault.trail, fault.first))
        });
        self.faults.sort();
        self.faults.dedup();
        Checked { faults: self.faults, ..checked }
    }
}

/// The entries of one trail that have the hash that they state, in the order of their numbers, each once.
struct Entries {
    seen: Vec<Sighting>,
    /// Of each, the one that it was chained to.
    before: Vec<Option<usize>>,
    /// Of each, how many are chained one to the other up to it.
    length: Vec<u64>,
}

/// The place among [`Entries`] of each number.
type Chain = BTreeMap<u64, usize>;

impl Entries {
    fn of(mut seen: Vec<Sighting>) -> Self {
        let key = |seen: &Sighting| (seen.link.number, seen.link.hash);
        seen.sort_by_key(key);
        seen.dedup_by(|next, kept| {
            let same = next.link == kept.link;
            kept.in_catalog |= same && next.in_catalog;
            kept.in_archive |= same && next.in_archive;
            same
        });
        let mut entries = Self { before: Vec::new(), length: Vec::new(), seen };
        for Sighting { link, .. } in &entries.seen {
            let wanted = (link.number - 1, link.previous);
            let before = entries.seen.binary_search_by_key(&wanted, key).ok();
            let length = before.and_then(|at| entries.length.get(at)).copied().unwrap_or(0);
            entries.before.push(before);
            entries.length.push(length + 1);
        }
        entries
    }

    fn hash(&self, at: usize) -> Option<[u8; 32]> {
        self.seen.get(at).map(|seen| seen.link.hash)
    }

    /// The trail: the longest of what fits together, then the longest that has place beside it, and so on.
    fn chain(&self) -> Chain {
        let followed: BTreeSet<usize> = self.before.iter().copied().flatten().collect();
        let mut ends: Vec<usize> = (0..self.seen.len()).filter(|at| !followed.contains(at)).collect();
        ends.sort_by_key(|at| {
            let both = self.seen.get(*at).is_some_and(|seen| seen.in_catalog && seen.in_archive);
            std::cmp::Reverse((self.length.get(*at).copied(), both))
        });
        let mut chain = Chain::new();
        for end in ends {
            let path: Vec<(u64, usize)> = self.path(end, &chain).collect();
            if !path.iter().any(|(number, _)| chain.contains_key(number)) {
                chain.extend(path);
            }
        }
        chain
    }

    /// What an entry is chained to, itself first, down to what is in the chain already.
    fn path<'a>(&'a self, end: usize, chain: &'a Chain) -> impl Iterator<Item = (u64, usize)> + 'a {
        std::iter::successors(Some(end), |at| self.before.get(*at).copied().flatten())
            .filter_map(|at| Some((self.seen.get(at)?.link.number, at)))
            .take_while(|(number, at)| chain.get(number) != Some(at))
    }

    /// What stands beside the chain, and where it is broken.
    fn faults(&self, trail: Uuid, chain: &Chain) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (at, seen) in self.seen.iter().enumerate() {
            let in_chain = chain.get(&seen.link.number).copied();
            if in_chain != Some(at) {
                faults.extend(seen.faults(trail, FaultKind::Replaced));
                // Two that end equally long trails: which of them is the right one nobody can say.
                let rival = in_chain.filter(|rival| self.length.get(*rival) == self.length.get(at));
                let last = chain.keys().next_back() == Some(&seen.link.number);
                let rival = rival.filter(|_| last).and_then(|rival| self.seen.get(rival));
                faults.extend(rival.iter().flat_map(|rival| rival.faults(trail, FaultKind::Replaced)));
            }
        }
        let mut before: Option<&Sighting> = None;
        for seen in chain.values().filter_map(|at| self.seen.get(*at)) {
            let fits = match before {
                Some(before) => before.link.hash == seen.link.previous,
                None => seen.link.previous == [0; 32],
            };
            match before {
                Some(before) if !fits && before.link.number + 1 == seen.link.number => {
                    faults.extend(before.faults(trail, FaultKind::Replaced));
                }
                _ if !fits => faults.extend(seen.faults(trail, FaultKind::Unlinked)),
                _ => {}
            }
            before = Some(seen);
        }
        faults
    }

    /// What one of the copies lacks, but for what is told already.
    fn missing(&self, trail: Uuid, chain: &Chain, own: bool, archived: u64, told: &[Fault]) -> Vec<Fault> {
        let last = chain.keys().next_back().copied().unwrap_or(0);
        let mut faults = Vec::new();
        for (place, upto) in
            [(Place::Catalog, if own { last.max(archived) } else { 0 }), (Place::Archive(None), archived)]
        {
            let catalog = place == Place::Catalog;
            let there =
                self.seen.iter().filter(|seen| if catalog { seen.in_catalog } else { seen.in_archive });
            let there = there.map(|seen| (seen.link.number, seen.link.number));
            let told = told
                .iter()
                .filter(|fault| fault.trail == Some(trail) && (fault.place == Place::Catalog) == catalog);
            let mut known: Vec<(u64, u64)> =
                there.chain(told.map(|fault| (fault.first, fault.last))).collect();
            known.sort_unstable();
            for (first, last) in gaps(upto, &known) {
                let (trail, place) = (Some(trail), place.clone());
                faults.push(Fault { trail, first, last, place, line: None, kind: FaultKind::Missing });
            }
        }
        faults
    }

    fn told(&self, trail: Uuid, chain: &Chain, own: bool, archived: u64) -> Option<CheckedTrail> {
        let (number, last) = chain.iter().next_back()?;
        let hash = hex(&self.hash(*last)?);
        let seen = || chain.values().filter_map(|at| self.seen.get(*at));
        let waits = |seen: &&Sighting| !seen.in_archive && seen.link.number > archived;
        Some(CheckedTrail {
            head: Head { trail, number: *number, hash },
            own,
            in_catalog: seen().filter(|seen| seen.in_catalog).count() as u64,
            in_archive: seen().filter(|seen| seen.in_archive).count() as u64,
            waiting: seen().filter(waits).count() as u64,
        })
    }
}

impl Sighting {
    /// The fault in each copy that the entry was seen in.
    fn faults(&self, trail: Uuid, kind: FaultKind) -> impl Iterator<Item = Fault> + use<> {
        let Sighting { link, in_catalog, in_archive } = *self;
        let places = [(in_catalog, Place::Catalog), (in_archive, Place::Archive(None))];
        places.into_iter().filter(|(seen, _)| *seen).map(move |(_, place)| Fault {
            trail: Some(trail),
            first: link.number,
            last: link.number,
            place,
            line: None,
            kind,
        })
    }
}

/// The trail that most of the rows are of: a single one may have been changed.
fn commonest(rows: &[Row]) -> Option<Uuid> {
    let mut trails: BTreeMap<Uuid, usize> = BTreeMap::new();
    for link in rows.iter().filter_map(|row| link(&row.text).ok()) {
        *trails.entry(link.trail).or_default() += 1;
    }
    trails.into_iter().max_by_key(|(_, rows)| *rows).map(|(trail, _)| trail)
}

/// What of the numbers from 1 to `upto` lies in none of the ranges, which are in order of their beginnings.
fn gaps(upto: u64, known: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut gaps = Vec::new();
    let mut next = 1;
    for (first, last) in known.iter().copied().chain([(upto.saturating_add(1), upto)]) {
        let end = first.saturating_sub(1).min(upto);
        if next <= end {
            gaps.push((next, end));
        }
        next = next.max(last.saturating_add(1));
    }
    gaps
}
