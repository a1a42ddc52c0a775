//! Which vehicle each claim of a turn is about.

use std::ops::Range;

use crate::claim::Claim;
use crate::compiled::{Compiled, VehicleFields};
use crate::heard::Heard;
use crate::phrase::normal;
use crate::profile::Subject;
use crate::state::State;
use crate::subjects::{MOST_SUBJECTS, Pointer, pointers};

/// Masked without a pseudonym: it is of any vehicle.
const NO_VIN: &str = "[VIN]";

/// What is said of one vehicle in one turn, or in one object of a tool call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    pub(crate) id: usize,
    words: Range<usize>,
    pub(crate) year: Option<String>,
    pub(crate) make: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) vin: Option<String>,
    corrects: bool,
    /// Something is said of it, and not only that it is not meant.
    stated: bool,
}

/// How the turn stands in the conversation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manner {
    /// The agent asked for one vehicle more.
    pub(crate) another: bool,
    /// It corrects, or answers something that was read back.
    pub(crate) correcting: bool,
    /// It answers a question for what distinguishes a vehicle.
    pub(crate) answering: bool,
    /// The models that the agent has just read back, each with its vehicle.
    pub(crate) read_back: Vec<(String, usize)>,
}

/// Claims of a turn that have the same vehicle within the text.
fn groups(fields: &VehicleFields, claims: &[Claim]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for claim in claims {
        let Some(id) = claim.vehicle else { continue };
        let at = groups.iter().position(|group| group.id == id).unwrap_or_else(|| {
            groups.push(Group { id, words: claim.words.clone(), ..Group::default() });
            groups.len() - 1
        });
        let Some(group) = groups.get_mut(at) else { continue };
        group.words.end = group.words.end.max(claim.words.end);
        group.corrects |= claim.corrects;
        if !claim.denied {
            group.stated = true;
            group.learn(fields, claim.field, &claim.value);
        }
        if groups.len() > MOST_SUBJECTS {
            break;
        }
    }
    groups
}

impl Group {
    pub(crate) fn learn(&mut self, fields: &VehicleFields, field: usize, value: &str) {
        let field = Some(field);
        let place = if field == fields.year {
            &mut self.year
        } else if field == fields.make {
            &mut self.make
        } else if field == fields.model {
            &mut self.model
        } else if field == fields.vin && value != NO_VIN {
            &mut self.vin
        } else {
            return;
        };
        *place = Some(value.to_owned());
    }

    /// The known vehicle that this one is by its model, VIN or make; of several the one in focus.
    pub(crate) fn known(&self, fields: &VehicleFields, state: &State, strict: bool) -> Option<usize> {
        let same = |field: Option<usize>, value: &Option<String>, subject: usize| {
            let known = field.and_then(|field| state.value(field, subject))?;
            value.as_ref().map(|value| agree(known, value))
        };
        let fits = |subject: usize| {
            let year = same(fields.year, &self.year, subject);
            let make = same(fields.make, &self.make, subject);
            let model = same(fields.model, &self.model, subject);
            let vin = same(fields.vin, &self.vin, subject);
            let score = match (vin, model, make) {
                (Some(true), ..) => 4,
                (_, Some(true), Some(false)) | (_, Some(false), _) => return None,
                (_, Some(true), _) => 3,
                (_, None, Some(true)) if self.model.is_none() => 2,
                (_, None, Some(true)) => 1,
                _ => return None,
            };
            let other_year = year == Some(false);
            (!(strict && other_year)).then_some(score * 2 + i32::from(!other_year))
        };
        let known = (0..state.vehicles.count).filter_map(|subject| Some((fits(subject)?, subject)));
        let best = known
            .max_by_key(|(score, subject)| (*score, *subject == state.vehicles.focus, usize::MAX - subject));
        best.map(|(_, subject)| subject)
    }

    fn conflicts(&self, fields: &VehicleFields, state: &State, subject: usize) -> usize {
        let differs = |field: Option<usize>, value: &Option<String>| {
            let known = field.and_then(|field| state.value(field, subject));
            usize::from(known.zip(value.as_ref()).is_some_and(|(known, value)| !agree(known, value)))
        };
        differs(fields.year, &self.year)
            + differs(fields.make, &self.make)
            + differs(fields.model, &self.model)
            + differs(fields.vin, &self.vin)
    }
}

/// Whether two values are the same, or one says more: `Silverado` and `Silverado 1500`.
pub(crate) fn agree(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let head = long.get(..short.len()).is_some_and(|head| head.eq_ignore_ascii_case(short));
    head && (long.len() == short.len() || long.as_bytes().get(short.len()) == Some(&b' '))
}

/// The subjects of each claim, in the claims' order. One claim may speak of several: `both are leased`.
pub(crate) fn assign(
    compiled: &Compiled,
    state: &mut State,
    heard: &Heard,
    claims: &[Claim],
    manner: &Manner,
) -> Vec<Vec<usize>> {
    let fields = &compiled.vehicle;
    let pointers = pointers(heard);
    let groups = groups(fields, claims);
    let mut taken: Vec<usize> = Vec::new();
    let mut placed: Vec<usize> = Vec::new();
    let mut anchors: Vec<(Range<usize>, Option<usize>)> = Vec::new();
    let mut from = 0;
    for group in &groups {
        let hints: Vec<Pointer> = pointers
            .iter()
            .filter(|(_, at)| at.start >= from && at.start <= group.words.start)
            .map(|(pointer, _)| *pointer)
            .chain(trails(heard, group).then_some(Pointer::Another))
            .collect();
        // `I traded in my Accord` is about no vehicle that is to be known.
        let subject = if group.stated {
            place(fields, state, group, &hints, &placed, manner)
        } else {
            denied(fields, state, group.id, claims).unwrap_or(state.vehicles.focus)
        };
        let subject = subject.min(MOST_SUBJECTS - 1);
        taken.push(subject);
        if group.stated {
            placed.push(subject);
        } else {
            continue;
        }
        anchors.push((group.words.clone(), Some(subject)));
        from = group.words.start + 1;
    }
    for (pointer, at) in &pointers {
        match pointer {
            Pointer::Both => anchors.push((at.clone(), None)),
            Pointer::Ordinal(n) if *n < state.vehicles.count => anchors.push((at.clone(), Some(*n))),
            Pointer::Other if state.vehicles.count == 2 => {
                anchors.push((at.clone(), Some(1 - state.vehicles.focus.min(1))));
            }
            Pointer::Owner(relation) => {
                anchors.extend(state.vehicles.related(*relation).map(|subject| (at.clone(), Some(subject))));
            }
            _ => {}
        }
    }
    anchors.extend(by_name(fields, state, heard));
    anchors.sort_by_key(|(words, _)| words.start);
    let count = state.vehicles.count.max(1);
    let of = |claim: &Claim| {
        if compiled.subject(claim.field) != Some(Subject::Vehicle) {
            return vec![0];
        }
        if let Some(at) = claim.vehicle.and_then(|id| groups.iter().position(|group| group.id == id)) {
            return taken.get(at).copied().into_iter().collect();
        }
        match nearest(heard, &anchors, &claim.words) {
            Some(Some(subject)) => vec![subject],
            Some(None) => (0..count).collect(),
            None => vec![state.vehicles.focus],
        }
    };
    let subjects = claims.iter().map(of).collect();
    if let Some((_, Some(subject))) = anchors.last() {
        state.vehicles.focus = *subject;
    }
    subjects
}

/// The known vehicle that is said not to be meant: `we sold the Jetta`.
fn denied(fields: &VehicleFields, state: &State, group: usize, claims: &[Claim]) -> Option<usize> {
    let model =
        claims.iter().find(|claim| claim.vehicle == Some(group) && Some(claim.field) == fields.model)?;
    let known = |subject: &usize| {
        let known = fields.model.and_then(|model| state.value(model, *subject));
        known.is_some_and(|known| agree(known, &model.value))
    };
    (0..state.vehicles.count).find(known)
}

/// The known vehicles whose model is said, also where it is an ordinary word: `the Pilot`, `the Fit`.
fn by_name(fields: &VehicleFields, state: &State, heard: &Heard) -> Vec<(Range<usize>, Option<usize>)> {
    let names = (0..state.vehicles.count).filter_map(|subject| {
        let model = fields.model.and_then(|model| state.value(model, subject))?;
        let pattern = format!(" the {} ", normal(model));
        let at = heard.plain.text.find(&pattern)?;
        Some((heard.plain.words_in(at, at + pattern.len()), Some(subject)))
    });
    names.collect()
}

/// The vehicle that is named before the words in their sentence, else after, else in the sentences before.
fn nearest(
    heard: &Heard,
    anchors: &[(Range<usize>, Option<usize>)],
    words: &Range<usize>,
) -> Option<Option<usize>> {
    let sentence = heard.plain.sentence(words.start);
    let split = anchors.partition_point(|(at, _)| at.start <= words.start);
    let before = split.checked_sub(1).and_then(|last| anchors.get(last));
    let after = anchors.get(split).filter(|(at, _)| heard.plain.sentence(at.start) == sentence);
    let here = before.filter(|(at, _)| heard.plain.sentence(at.start) == sentence);
    here.or(after).or(before).map(|(_, subject)| *subject)
}

/// `a 2015 Civic as well`
fn trails(heard: &Heard, group: &Group) -> bool {
    (group.words.end..group.words.end + 3).any(|n| match heard.plain.word(n) {
        Some("too" | "also") => true,
        Some("as") => heard.plain.word(n + 1) == Some("well"),
        _ => false,
    })
}

/// Which vehicle a group speaks of: a known one, or the next.
fn place(
    fields: &VehicleFields,
    state: &mut State,
    group: &Group,
    hints: &[Pointer],
    taken: &[usize],
    manner: &Manner,
) -> usize {
    let (count, focus) = (state.vehicles.count, state.vehicles.focus);
    let next = taken.iter().map(|subject| subject + 1).max().unwrap_or(0).max(count);
    let another = hints.contains(&Pointer::Another) && !group.corrects;
    let fresh = another || (manner.another && !manner.correcting) || focus >= count;
    let known = group.known(fields, state, fresh);
    let mut pointed = hints.iter().rev().filter_map(|hint| match hint {
        Pointer::Ordinal(n) => Some((*n).min(next)),
        Pointer::Other if count == 2 => Some(1 - focus.min(1)),
        Pointer::Other => Some(next),
        _ => None,
    });
    if let Some(pointed) = pointed.next() {
        // `The second one's a Transit. The first is a Pilot.`
        return known.unwrap_or(if taken.contains(&pointed) { next } else { pointed });
    }
    let owner = hints.iter().rev().find_map(|hint| match hint {
        Pointer::Owner(relation) => Some(*relation),
        _ => None,
    });
    if let Some(relation) = owner {
        let subject = state.vehicles.related(relation).or(known).unwrap_or(next);
        state.vehicles.relate(relation, subject);
        return subject;
    }
    let of = hints.iter().rev().find_map(|hint| match hint {
        Pointer::Mine => Some(true),
        Pointer::Theirs => Some(false),
        _ => None,
    });
    let only_year = group.model.is_none() && group.make.is_none() && group.vin.is_none();
    if let Some(subject) = of.filter(|_| only_year && count > 1).and_then(|own| state.vehicles.first(own)) {
        return subject;
    }
    let same = |(model, _): &&(String, usize)| group.model.as_ref().is_some_and(|said| agree(model, said));
    let read_back = manner.read_back.iter().find(same).map(|(_, subject)| *subject);
    if let Some(known) = known.or(read_back) {
        return known;
    }
    if another || !taken.is_empty() {
        return next;
    }
    let conflicts = group.conflicts(fields, state, focus);
    if count == 0 || conflicts == 0 || group.corrects || manner.correcting {
        return focus;
    }
    // Another make and another model, and nothing that says it is a correction.
    let other_car = group.model.is_some() && conflicts >= 2 && !manner.answering;
    if manner.another || other_car { next } else { focus }
}
