//! Names and years that are said together, and how they are meant.

use super::cue::{self, back, key};
use super::spot::{self, Kind, Spot};
use super::word::{Gap, Word};

/// Spots that speak of the same vehicle without a word between.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) spots: Vec<Spot>,
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Group {
    pub(super) fn is_year(&self) -> bool {
        matches!(self.spots.as_slice(), [Spot { kind: Kind::Year(_), .. }])
    }

    pub(super) fn leads_with_year(&self) -> bool {
        matches!(self.spots.as_slice(), [Spot { kind: Kind::Year(_), .. }, _, ..])
    }

    /// Takes the year off the front.
    pub(super) fn split_year(&mut self) -> Option<Spot> {
        self.from = self.spots.first()?.words.end;
        Some(self.spots.remove(0))
    }
}

/// `the Trax is a Trailblazer`: the first is what was heard wrong, the second what it is.
pub(super) fn is_renamed(words: &[Word], groups: &[Group], n: usize) -> bool {
    let (Some(group), Some(next)) = (groups.get(n), groups.get(n + 1)) else { return false };
    let named = |group: &Group| group.spots.iter().any(|spot| matches!(spot.kind, Kind::Model(..)));
    // `the Dodge Ram, well, it's just called Ram now`
    let called = (group.to..next.from).any(|at| key(words, at) == "called") && next.from - group.to <= 8;
    if called && !next.leads_with_year() {
        return true;
    }
    let is = matches!(key(words, group.to), "is" | "s" | "was")
        && matches!(back(words, group.from, 1), "the" | "that")
        && (group.to + 1..next.from).all(|at| {
            cue::is_filler(key(words, at))
                || cue::is_hedge(key(words, at))
                || matches!(key(words, at), "a" | "an" | "the" | "now")
        });
    is && next.from - group.to <= 4
        && next.from > group.to + 1
        && named(group)
        && named(next)
        && !group.leads_with_year()
}

/// Splits the spots where something is between, or where a second of the same kind comes.
pub(super) fn groups(words: &[Word], spots: Vec<Spot>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for spot in spots {
        let (from, to) = (spot.words.start, spot.words.end);
        let joins = groups.last().is_some_and(|group| {
            let repeats = group.spots.iter().any(|other| other.kind.slot() == spot.kind.slot());
            // `2018, uh, 2019 Honda`: the year before was a slip, or belongs to the vehicle before.
            !repeats && spot::is_tight(words, group.to, from) && !breaks(words, group, from)
        });
        match groups.last_mut().filter(|_| joins) {
            Some(group) => {
                group.to = to;
                group.spots.push(spot);
            }
            None => groups.push(Group { spots: vec![spot], from, to }),
        }
    }
    groups
}

/// `a Camry, a 2015 Civic`: the article begins another.
fn breaks(words: &[Word], group: &Group, at: usize) -> bool {
    group.spots.iter().any(|spot| matches!(spot.kind, Kind::Model(..)))
        && matches!(back(words, at, 1), "a" | "an")
        && words.get(group.to).is_some_and(|word| word.gap > Gap::Space)
        && !cue::is_filler(key(words, group.to))
}

/// `not a Honda`, `rather than the Civic`; the first vehicle after it only.
pub(super) fn is_denied(words: &[Word], group: &Group) -> bool {
    for by in 1..=group.from.min(4) {
        let at = group.from - by;
        let one = back(words, at, 1);
        match key(words, at) {
            "not" => {
                return !matches!(key(words, at + 1), "sure" | "only" | "just" | "certain") && one != "why";
            }
            "isn" | "isnt" | "wasn" | "wasnt" | "aint" | "than" | "unlike" | "versus" | "vs" | "nor"
            | "never" | "neither" => return true,
            "t" if matches!(one, "isn" | "wasn" | "ain") => return true,
            // `instead of keeping my Prius`
            "of" if one == "instead" => return key(words, at + 1) != "keeping",
            "like" if matches!(one, "something" | "cars" | "looks" | "unlike" | "just") => return true,
            "but" | "its" | "it" | "actually" => return false,
            _ => {}
        }
        let pause = words
            .get(at + 1)
            .is_some_and(|next| next.gap >= Gap::Comma || matches!(next.gap, Gap::Joint(',')));
        if pause && !cue::is_filler(key(words, at)) {
            return false;
        }
    }
    false
}

/// `and a`, `we also have`, `the second one is`.
pub(super) fn is_another(words: &[Word], from: usize, to: usize) -> bool {
    (from..to).any(|at| {
        let next = key(words, at + 1);
        match key(words, at) {
            "also" | "another" | "second" | "third" | "plus" | "too" | "both" => true,
            "other" => matches!(next, "is" | "one" | "car" | "vehicle" | "truck" | "s"),
            "and" if next == "the" => {
                matches!(key(words, at + 2), "car" | "truck" | "van" | "suv" | "other" | "minivan" | "second")
            }
            "and" => {
                matches!(next, "a" | "an" | "my" | "our" | "her" | "his" | "then" | "one") || at + 1 == to
            }
            "wife" | "husband" | "son" | "daughter" | "hers" | "girlfriend" | "boyfriend" => true,
            _ => false,
        }
    })
}

impl Kind {
    fn slot(self) -> u8 {
        match self {
            Self::Year(_) => 0,
            Self::Make(..) => 1,
            Self::Model(..) => 2,
        }
    }
}
