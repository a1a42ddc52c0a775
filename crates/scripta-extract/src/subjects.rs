//! Which vehicle or driver is spoken of.

use std::ops::Range;

use crate::heard::Heard;
use crate::lexicon::Meaning;
use crate::sign::Sign;

/// So many vehicles, and so many drivers, are kept apart in one conversation.
pub(crate) const MOST_SUBJECTS: usize = 32;

/// The vehicles or the drivers of a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Subjects {
    /// So many have facts.
    pub(crate) count: usize,
    /// The one that was last spoken of.
    pub(crate) focus: usize,
    /// Whom they belong to, or who they are, by the number of the relation to the caller.
    relatives: Vec<(usize, usize)>,
}

impl Subjects {
    pub(crate) fn related(&self, relation: usize) -> Option<usize> {
        self.relatives.iter().find(|(known, _)| *known == relation).map(|(_, subject)| *subject)
    }

    pub(crate) fn relate(&mut self, relation: usize, subject: usize) {
        if self.related(relation).is_none() && self.relatives.len() < MOST_SUBJECTS {
            self.relatives.push((relation, subject));
        }
    }

    /// The first that is nobody else's, or the first that is somebody's.
    pub(crate) fn first(&self, own: bool) -> Option<usize> {
        let is_others = |subject: &usize| self.relatives.iter().any(|(_, other)| other == subject);
        (0..self.count).find(|subject| is_others(subject) != own)
    }

    /// The driver of this relation; the caller is always the first.
    pub(crate) fn driver(&mut self, relation: usize) -> usize {
        let known = self.related(relation);
        let subject = known.unwrap_or_else(|| {
            let taken = self.relatives.iter().map(|(_, subject)| subject + 1).max();
            self.count.max(taken.unwrap_or(0)).clamp(1, MOST_SUBJECTS - 1)
        });
        self.relate(relation, subject);
        subject
    }

    /// That a fact of this subject is known.
    pub(crate) fn known(&mut self, subject: usize) {
        self.count = self.count.max(subject + 1);
    }
}

/// What a text says of which vehicle it means, at a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pointer {
    Ordinal(usize),
    Other,
    Both,
    /// One more.
    Another,
    /// That of a relative: `my wife's car`.
    Owner(usize),
    /// The caller's own: `mine's a 2018`.
    Mine,
    /// The other's: `hers is a 2021`.
    Theirs,
}

/// The pointers of a text, in its order.
pub(crate) fn pointers(heard: &Heard) -> Vec<(Pointer, Range<usize>)> {
    let of = |sign: Sign, at: &Range<usize>| {
        Some(match sign {
            Sign::Ordinal(n) => Pointer::Ordinal(n),
            Sign::Other => Pointer::Other,
            Sign::Both => Pointer::Both,
            Sign::Another => Pointer::Another,
            Sign::Relative(relation) if owns(heard, at) => Pointer::Owner(relation),
            Sign::Caller if matches!(heard.plain.word(at.start), Some("mine" | "mines")) => Pointer::Mine,
            Sign::They if matches!(heard.plain.word(at.start), Some("hers" | "theirs")) => Pointer::Theirs,
            _ => return None,
        })
    };
    heard.signs().filter_map(|(sign, at)| of(sign, at).map(|pointer| (pointer, at.clone()))).collect()
}

/// `my wife's`, `my wife drives`, but not `my wife and I have`.
fn owns(heard: &Heard, relative: &Range<usize>) -> bool {
    let last = relative.end.checked_sub(1).and_then(|last| heard.plain.word(last));
    let next = heard.plain.word(relative.end);
    let verb = matches!(
        next,
        Some("drives" | "has" | "owns" | "got" | "car" | "vehicle" | "truck" | "suv" | "uses" | "bought")
    );
    verb || last.is_some_and(|last| last.ends_with('s') && last != "boss")
}

/// The driver that words speak of, from what is said before them in their sentence, else after them.
pub(crate) fn driver_of(
    heard: &Heard,
    words: &Range<usize>,
    asked: Option<usize>,
    drivers: &mut Subjects,
) -> usize {
    let sentence = heard.plain.sentence(words.start);
    let near = heard.near(words, 24, 8);
    let here = near.iter().filter(|hit| heard.plain.sentence(hit.words.start) == sentence);
    let people: Vec<(Sign, usize)> = here
        .filter_map(|hit| match hit.meaning {
            Meaning::Sign(sign @ (Sign::Relative(_) | Sign::They | Sign::Caller)) => {
                Some((sign, hit.words.start))
            }
            _ => None,
        })
        .collect();
    let before = people.iter().rev().find(|(_, at)| *at <= words.start);
    let named = people.iter().rev().find_map(|(sign, at)| match sign {
        Sign::Relative(relation) if *at <= words.start => Some(*relation),
        _ => None,
    });
    let after = people.iter().find(|(sign, at)| *at > words.start && matches!(sign, Sign::Relative(_)));
    match before.or(after).map(|(sign, _)| *sign) {
        Some(Sign::Relative(relation)) => drivers.driver(relation),
        // `My son, he was born …`
        Some(Sign::They) if named.is_some() => drivers.driver(named.unwrap_or_default()),
        Some(Sign::They) => asked.filter(|driver| *driver > 0).unwrap_or(drivers.focus),
        // `I know it's March 3rd` answers for whom it was asked.
        Some(Sign::Caller) if asked.is_some_and(|driver| driver > 0) && !heard.says_mine(words) => {
            asked.unwrap_or_default()
        }
        Some(_) => 0,
        None => asked.unwrap_or(drivers.focus),
    }
}
