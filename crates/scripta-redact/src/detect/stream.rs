//! Numbers that are read out, digit by digit or in groups, in words or in digits.

use crate::context::Context;
use crate::gap::Gap;
use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::number::Style;
use crate::run::{Piece, Run};

use super::{Candidate, Search, card, phone, rest, slip, ssn};

/// No number of a person has more digits.
pub(super) const LONGEST: usize = 19;

/// None that is known without more being said of it has fewer.
const SHORTEST: usize = 7;

/// How many readings of one stretch are tried.
const READINGS: usize = 16;

/// Looks at what the other detectors left of a run; their findings are those of `search` from `known` on.
///
/// What is looked for first are numbers whose pauses are where one pauses in such a number; then any without a word between
/// their pieces, and at last those with one, as in `and then it's`. So `call after five, yeah it's` begins no number.
pub(super) fn find(search: &mut Search<'_>, run: &Run, context: Context, known: usize) {
    let mut taken = taken(run, search.found.get(known..).unwrap_or_default());
    let bridged = run.pieces.iter().skip(1).any(|piece| piece.before > Gap::Loose);
    let passed_over = look(search, run, context, (Gap::Loose, true), &mut taken);
    if passed_over {
        look(search, run, context, (Gap::Loose, false), &mut taken);
    }
    if bridged && taken.left(run) >= SHORTEST {
        look(search, run, context, (Gap::Repair, false), &mut taken);
    }
    slip::find(search, run, context, &mut taken);
    rest::find(search, run, context, &taken);
}

/// Goes over a run once. Whether a number was passed over because of its pauses.
fn look(search: &mut Search<'_>, run: &Run, context: Context, pass: (Gap, bool), taken: &mut Taken) -> bool {
    let mut passed_over = false;
    let mut at = 0;
    while at < run.pieces.len() {
        let found =
            if run.may_split(at) { longest(run, at, context, pass, taken, &mut passed_over) } else { None };
        match found {
            Some((to, Kind::Phone)) => {
                phone::add(search, run, at, to, "phone.read_out");
                at = taken.take(at, to);
            }
            Some((to, kind)) => {
                search.add_pieces(kind, "number.read_out", run, at, to);
                at = taken.take(at, to);
            }
            None => at += 1,
        }
    }
    passed_over
}

/// Which pieces of a run are part of something else, or of what was found already.
pub(super) struct Taken(Vec<Option<usize>>);

/// The number of a piece that is part of something else.
const FOREIGN: usize = usize::MAX;

impl Taken {
    pub(super) fn is(&self, at: usize) -> bool {
        self.0.get(at).is_none_or(Option::is_some)
    }

    /// How many digits are no part of anything yet.
    fn left(&self, run: &Run) -> usize {
        run.pieces
            .iter()
            .zip(&self.0)
            .filter(|(_, taken)| taken.is_none())
            .map(|(piece, _)| piece.digits)
            .sum()
    }

    /// Where the number that a piece was found to be part of begins.
    pub(super) fn number(&self, at: usize) -> Option<usize> {
        self.0.get(at).copied().flatten().filter(|first| *first != FOREIGN)
    }

    /// Takes the pieces `from..to` as one number.
    pub(super) fn take(&mut self, from: usize, to: usize) -> usize {
        self.0.iter_mut().take(to).skip(from).for_each(|taken| *taken = Some(from));
        to
    }
}

fn taken(run: &Run, found: &[Candidate]) -> Taken {
    let foreign = |piece: &Piece| piece.foreign.then_some(FOREIGN);
    let mut taken = Taken(run.pieces.iter().map(foreign).collect());
    for candidate in found {
        let first = run.pieces.partition_point(|piece| piece.start < candidate.start);
        let covered = run.pieces.iter().skip(first).take_while(|piece| piece.end <= candidate.end).count();
        taken.take(first, first + covered);
    }
    taken
}

/// The longest number that begins at a piece and ends where one may end.
fn longest(
    run: &Run,
    at: usize,
    context: Context,
    (widest, aligned): (Gap, bool),
    taken: &Taken,
    passed_over: &mut bool,
) -> Option<(usize, Kind)> {
    let mut longest = None;
    let mut manner = Manner::default();
    for (to, piece) in run.pieces.iter().enumerate().skip(at).map(|(i, piece)| (i + 1, piece)) {
        manner.and(run, piece);
        let apart = to - 1 > at && piece.before > widest;
        if manner.digits > LONGEST || apart || taken.is(to - 1) {
            break;
        }
        if manner.digits + manner.ambiguous >= SHORTEST
            && run.may_split(to)
            && let Some(kind) = kind(run, at, to, &manner, context)
        {
            if !aligned || is_aligned(run, at, to, kind) {
                longest = Some((to, kind));
            } else {
                *passed_over = true;
            }
        }
    }
    longest
}

/// Whether the pauses within a number are between its groups, or between all of its pieces.
fn is_aligned(run: &Run, from: usize, to: usize, kind: Kind) -> bool {
    let total = run.count(from, to);
    let groups: &[usize] = match (kind, total) {
        (Kind::Phone, 7) => &[3, 5],
        (Kind::Phone, 10) => &[3, 6, 8],
        (Kind::Phone, 11) => &[1, 4, 7, 9],
        (Kind::Card, 15) => &[4, 10],
        (Kind::Card, 16) => &[4, 8, 12],
        (_, 9) => &[3, 5],
        _ => return true,
    };
    let paused = |at: &usize| !matches!(run.gap(*at), Gap::Tight(None));
    let pauses = || (from + 1..to).filter(paused);
    pauses().count() == to - from - 1 || pauses().all(|at| groups.contains(&run.count(from, at)))
}

/// What the pieces `from..to` are, in their likeliest reading, or else in another one.
fn kind(run: &Run, from: usize, to: usize, manner: &Manner, context: Context) -> Option<Kind> {
    let pieces = run.pieces.get(from..to).unwrap_or_default();
    let kind = |digits: &[u8]| named(digits, pieces, manner, context);
    let first = kind(run.digits_of(from, to));
    let ambiguous = manner.ambiguous > 0 && (manner.rounds > 0 || context.is_personal());
    first.or_else(|| if ambiguous { other_readings(run, pieces, manner.ambiguous, kind) } else { None })
}

/// Tries the readings in which some of the ambiguous pieces are read in their other way.
fn other_readings(
    run: &Run,
    pieces: &[Piece],
    ambiguous: usize,
    kind: impl Fn(&[u8]) -> Option<Kind>,
) -> Option<Kind> {
    let mut digits = Vec::with_capacity(2 * LONGEST);
    let last = 1_usize.checked_shl(u32::try_from(ambiguous).ok()?)?.min(READINGS);
    (1..last).find_map(|reading| {
        digits.clear();
        let mut bit = 1;
        for piece in pieces {
            match piece.other.as_ref().filter(|_| reading & bit != 0) {
                Some(other) => digits.extend_from_slice(other.as_slice()),
                None => digits.extend(run.digits.get(piece.first..piece.first + piece.digits)?),
            }
            bit <<= usize::from(piece.other.is_some());
        }
        kind(&digits)
    })
}

/// How a stretch of numbers is said.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Manner {
    pieces: usize,
    /// How many digits it has in its likeliest reading.
    digits: usize,
    /// How many digits are in words.
    pub(super) spoken: usize,
    /// How many are said one by one.
    pub(super) singles: usize,
    /// How many hundreds and thousands there are.
    pub(super) rounds: usize,
    /// How many pieces have another reading.
    ambiguous: usize,
    /// Something like `and it's` is within.
    bridged: bool,
    /// How many pieces are one more than the one before, as when someone counts.
    counted: usize,
    last: u32,
}

impl Manner {
    pub(super) fn of(run: &Run, from: usize, to: usize) -> Self {
        let mut manner = Self::default();
        run.pieces.get(from..to).unwrap_or_default().iter().for_each(|piece| manner.and(run, piece));
        manner
    }

    /// Adds the next piece.
    fn and(&mut self, run: &Run, piece: &Piece) {
        let digits = run.digits.get(piece.first..piece.first + piece.digits).unwrap_or_default();
        let value = digits.iter().take(8).fold(0, |sum, digit| sum * 10 + u32::from(*digit));
        let is = |yes: bool| if yes { piece.digits } else { 0 };
        self.digits += piece.digits;
        self.spoken += is(piece.is_spoken());
        self.singles += is(piece.style == Style::Single || piece.digits == 1);
        self.rounds += usize::from(piece.style == Style::Round);
        self.ambiguous += usize::from(piece.other.is_some());
        self.bridged |= self.pieces > 0 && piece.before == Gap::Bridge;
        self.counted += usize::from(self.pieces > 0 && value == self.last + 1);
        self.last = value;
        self.pieces += 1;
    }

    /// `900 and 1730`.
    fn is_list(&self) -> bool {
        self.bridged && self.spoken < 3
    }

    fn is_counting(&self) -> bool {
        self.pieces > 4 && self.counted + 1 == self.pieces
    }

    /// Whether a number is read out, and not several are said that happen to follow each other.
    pub(super) fn is_read_out(&self) -> bool {
        let words = self.spoken >= 3 && (self.rounds < 2 || self.singles >= 3);
        (words || self.singles >= 4) && !self.is_counting() && (!self.bridged || self.singles >= 6)
    }
}

fn named(digits: &[u8], pieces: &[Piece], manner: &Manner, context: Context) -> Option<Kind> {
    let expected = context.expects_phone();
    let read_out = manner.is_read_out();
    let groups = pieces.len() > 1;
    match digits {
        [1, area, rest @ ..] | [area, rest @ ..]
            if rest.len() == 9 && groups && ((read_out && *area >= 2) || expected) =>
        {
            Some(Kind::Phone)
        }
        _ if digits.len() == 7
            && groups
            && ((expected && !manner.is_list()) || is_local(pieces, context)) =>
        {
            Some(Kind::Phone)
        }
        _ if digits.len() == 9 && (context.has(ssn::CUES) || is_grouped_as_ssn(digits, pieces, manner)) => {
            Some(ssn::kind(digits))
        }
        _ if groups && (read_out || expected) && is_of_another_plan(digits, manner.spoken) => {
            Some(Kind::Phone)
        }
        _ if (read_out || context.has(Traits::CARD)) && card::is_card(digits, context) => Some(Kind::Card),
        _ if expected || read_out => repeated(digits, pieces).then_some(Kind::Phone),
        _ => None,
    }
}

/// `five five five, oh one three two`: seven digits said one by one, with a pause after the third.
fn is_local(pieces: &[Piece], context: Context) -> bool {
    let mut pauses = pieces.iter().enumerate().skip(1).filter(|(_, piece)| piece.before == Gap::Loose);
    let paused = pauses.next().is_some_and(|(at, _)| at == 3) && pauses.next().is_none();
    let singles = pieces.len() == 7 && pieces.iter().all(|piece| piece.style == Style::Single);
    singles && paused && !context.has(Traits::THING)
}

/// Numbers with a trunk zero, and those of Britain and India with their country code.
fn is_of_another_plan(digits: &[u8], spoken: usize) -> bool {
    match digits {
        [0, 1..=9, rest @ ..] => (8..=9).contains(&rest.len()),
        [0, 0, 1..=9, rest @ ..] => (9..=13).contains(&rest.len()),
        [9, 1, 6..=9, rest @ ..] | [4, 4, 1..=3 | 7, rest @ ..] => rest.len() == 9 && spoken >= 6,
        _ => false,
    }
}

/// `two one nine, oh nine, nine nine nine nine`.
fn is_grouped_as_ssn(digits: &[u8], pieces: &[Piece], manner: &Manner) -> bool {
    let mut groups = [0; 4];
    let mut group = 0;
    for (at, piece) in pieces.iter().enumerate() {
        group += usize::from(
            at > 0 && (piece.before == Gap::Loose || matches!(piece.before, Gap::Tight(Some(_)))),
        );
        if let Some(length) = groups.get_mut(group.min(3)) {
            *length += piece.digits;
        }
    }
    groups == [3, 2, 4, 0] && manner.singles >= 5 && ssn::kind(digits) != Kind::Number
}

/// Whether the first group was said twice and ten digits are left without it: `five five five, uh, five five five one two …`.
fn repeated(digits: &[u8], pieces: &[Piece]) -> bool {
    if !(12..=16).contains(&digits.len()) {
        return false;
    }
    let Some(again) = pieces.iter().skip(1).position(|piece| piece.before.is_pause()) else { return false };
    let first: usize = pieces.iter().take(again + 1).map(|piece| piece.digits).sum();
    let Some((group, rest)) = digits.split_at_checked(first) else { return false };
    first >= 2 && rest.len() == 10 && rest.starts_with(group)
}
