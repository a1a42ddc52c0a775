//! Identifiers of vehicles, documents, contracts and accounts: codes of letters and digits, written or spelled.
//!
//! Every code of the text is read once, as a [`Spelling`]. Some are known by themselves, since they carry a checksum; the
//! others by what is said of them: the words before, those after, and what was asked before the text began.

mod asked;
mod bank;
mod code;
mod iban;
mod license;
mod passport;
mod plate;
mod policy;
mod state;
mod vin;

use crate::kind::Kind;
use crate::lexicon::{Meaning, Traits};
use crate::spell::{self, Gap, Spelling};

use super::{Mode, Search};
use asked::{Asked, IDS, abbreviation};
use code::Code;

/// No shorter code is looked at, and none that has no cue is shorter than [`ALONE`].
const SHORTEST: usize = 4;
const ALONE: usize = 15;

/// How many parts are taken for one code: more than any identifier has glyphs.
const PARTS: usize = 40;

/// What is longer is no number of a person, but that of a machine.
const LONGEST: usize = 30;

/// Where no checksum fits but a personal number is expected, this many digits are masked all the same.
const NUMBER: usize = 7;

pub(super) fn find(search: &mut Search<'_>) {
    if search.mode != Mode::Text {
        return;
    }
    iban::find(search);
    let cued = (search.seen.traits | search.prior).has(IDS) || is_abbreviated(search);
    // What is known by itself has digits.
    if !cued && !search.seen.numbers {
        return;
    }
    let mut spelling = Spelling::default();
    let mut at = 0;
    while at < search.tokens.len() {
        let read = spell::begins(search.text, &search.tokens, at)
            .then(|| spelling.read(search.text, &search.tokens, at))
            .flatten();
        at = match read {
            Some(next) => {
                // What is known by itself has letters.
                let enough = if cued {
                    spelling.glyphs.len() >= SHORTEST
                } else {
                    spelling.glyphs.len() >= ALONE
                        && spelling.glyphs.iter().any(|glyph| !glyph.may_be_digit())
                };
                if enough {
                    Codes::new(search, &spelling, next, cued).find();
                }
                next.max(at + 1)
            }
            None => at + 1,
        };
    }
}

/// Whether `v i n` or `d l` is anywhere.
fn is_abbreviated(search: &Search<'_>) -> bool {
    let letter =
        |at: &usize| search.tokens.get(*at).is_some_and(|token| token.meaning() == Some(Meaning::Letter));
    search.seen.letters > 1
        && (0..search.tokens.len()).filter(letter).any(|at| abbreviation(search, at).has(IDS))
}

/// The search for codes in one spelling.
struct Codes<'s, 't> {
    search: &'s mut Search<'t>,
    spelling: &'s Spelling,
    /// The token after the spelling.
    next: usize,
    /// Something is said of a code in this text.
    cued: bool,
    /// What is said of the whole.
    asked: Asked,
    /// The parts that may be of a code.
    from: usize,
    to: usize,
}

impl<'s, 't> Codes<'s, 't> {
    fn new(search: &'s mut Search<'t>, spelling: &'s Spelling, next: usize, cued: bool) -> Self {
        let (mut from, mut to) = (0, spelling.parts.len());
        let tied = |part: usize| spelling.parts.get(part).is_some_and(|part| part.gap <= Gap::Dash);
        if spelling.torn_before {
            from = (1..to).find(|part| !tied(*part)).unwrap_or(to);
        }
        if spelling.torn_after {
            to = (from..to).rev().find(|part| !tied(*part)).unwrap_or(from);
        }
        let first = spelling.parts.get(from).map_or(next, |part| part.token);
        let asked = if cued { Asked::of(search, first, next) } else { Asked::default() };
        Self { search, spelling, next, cued, asked, from, to }
    }

    /// What is taken back is a code of its own: each stretch between two repairs is looked at, and if none is a code, all.
    fn find(&mut self) {
        let (from, to) = (self.from, self.to);
        let repairs =
            |part: &usize| self.spelling.parts.get(*part).is_some_and(|part| part.gap == Gap::Repair);
        let mut ends: Vec<usize> = (from + 1..to).filter(repairs).collect();
        ends.push(to);
        let mut left = from;
        let mut start = from;
        for end in ends.iter().copied() {
            if self.stretch(left, start, end) {
                left = end;
            }
            start = end;
        }
        if left < to && ends.len() > 1 && self.stretch(left, left, to) {
            left = to;
        }
        if left < to {
            self.rest(left, to);
        }
    }

    /// Looks for codes in the parts `from..to`. What was begun and taken back before them, from `left` on, goes with the
    /// first.
    fn stretch(&mut self, left: usize, from: usize, to: usize) -> bool {
        let mut found = false;
        let mut at = from;
        while at < to {
            if !self.is_edge(at) {
                at += 1;
                continue;
            }
            let asked = if at == from || !self.cued {
                self.asked
            } else {
                let token = self.spelling.parts.get(at).map_or(self.next, |part| part.token);
                Asked::of(self.search, token, self.next)
            };
            let Some((end, kind, rule)) = self.code(at, to, asked) else {
                at += 1;
                continue;
            };
            let start = if found || at > from { at } else { left };
            self.add(kind, rule, start, end);
            found = true;
            at = end;
        }
        found
    }

    /// The code that begins at a part: a written group that is one by itself, or else the longest.
    fn code(&self, from: usize, to: usize, asked: Asked) -> Option<(usize, Kind, &'static str)> {
        let to = to.min(from + PARTS);
        let group = (from + 1..to).find(|part| self.is_edge(*part)).unwrap_or(to);
        let whole = (group > from && self.at(from, group).is_whole()).then_some(group);
        let ends = (from + 1..=to).rev().filter(|end| self.is_edge(*end));
        whole.into_iter().chain(ends).find_map(|end| {
            let code = self.at(from, end);
            if !asked.is_any() {
                return known(&code).map(|(kind, rule)| (end, kind, rule));
            }
            let quantity = end == self.to && code.is_digits() && asked.is_quantity;
            let date = code.is_date() || (!asked.number && code.is_said_date());
            let found = if quantity || date { None } else { kind(self.search, &code, asked) };
            found.map(|(kind, rule)| (end, kind, rule))
        })
    }

    /// Whether a code may begin at a part, or end before it: not within what is tied together.
    fn is_edge(&self, part: usize) -> bool {
        self.spelling.parts.get(part).is_none_or(|part| part.gap > Gap::Dash || part.gap == Gap::Edge)
    }

    fn at(&self, from: usize, to: usize) -> Code<'s> {
        Code {
            glyphs: self.spelling.glyphs_of(from, to),
            parts: self.spelling.parts.get(from..to).unwrap_or_default(),
        }
    }

    /// What is expected to be an identifier and has the form of none.
    fn rest(&mut self, from: usize, to: usize) {
        let code = self.at(from, to);
        let expected = self.asked.is_any() && (self.asked.linked || self.asked.number);
        let amount = code.is_date()
            || (!self.asked.number && code.is_said_date())
            || code.is_digits() && (self.asked.is_quantity || code.is_round());
        if expected && !amount && !self.asked.partial && code.digits() >= NUMBER && code.len() <= LONGEST {
            self.add(Kind::Number, "ids.rest", from, to);
        }
    }

    fn add(&mut self, kind: Kind, rule: &'static str, from: usize, to: usize) {
        if let Some((start, end)) = self.spelling.span(from, to) {
            self.search.add(kind, rule, start, end);
        }
    }
}

/// What a code is.
fn kind(search: &Search<'_>, code: &Code<'_>, asked: Asked) -> Option<(Kind, &'static str)> {
    let cues = || asked.cues(code.is_digits()).find_map(|cue| expected(search, code, asked, cue));
    known(code).or_else(cues)
}

/// What a code is by itself. It has letters, and is too long for a date.
fn known(code: &Code<'_>) -> Option<(Kind, &'static str)> {
    if code.len() < ALONE {
        return None;
    }
    if vin::is_valid(code) {
        return Some((Kind::Vin, "vin.check_digit"));
    }
    if iban::is_valid(code) {
        return Some((Kind::Iban, "iban.checksum"));
    }
    if license::is_british(code) {
        return Some((Kind::License, "license.british"));
    }
    None
}

/// Says whether a code is of a kind, and of which.
type Check = fn(&Search<'_>, &Code<'_>, Asked) -> Option<Kind>;

/// What a code is after a word, or after several that were asked for at once.
fn expected(search: &Search<'_>, code: &Code<'_>, asked: Asked, cue: Traits) -> Option<(Kind, &'static str)> {
    let checks: [(Traits, Check, &'static str); 9] = [
        (Traits::VIN, |_, code, asked| vin::kind(code, asked), "vin.cue"),
        (Traits::PLATE, |_, code, asked| plate::kind(code, asked), "plate.cue"),
        (Traits::LICENSE, license::kind, "license.cue"),
        (Traits::PASSPORT, |_, code, asked| passport::kind(code, asked), "passport.cue"),
        (Traits::ROUTING.with(Traits::SORT), |_, code, asked| bank::routing(code, asked), "routing.cue"),
        (Traits::IBAN, |_, code, asked| iban::kind(code, asked), "iban.cue"),
        (Traits::ACCOUNT, |_, code, asked| bank::account(code, asked), "account.cue"),
        (Traits::CLAIM, |_, code, asked| policy::kind(code, asked, Kind::Claim), "claim.cue"),
        (Traits::POLICY, |_, code, asked| policy::kind(code, asked, Kind::Policy), "policy.cue"),
    ];
    checks
        .into_iter()
        .filter(|(traits, ..)| cue.has(*traits))
        .find_map(|(_, check, rule)| check(search, code, asked).map(|kind| (kind, rule)))
}

#[cfg(test)]
mod tests {
    use crate::Redactor;
    use crate::detect::{Mode, find};
    use crate::lexicon::Traits;

    /// What an answer holds, after a question with these cues.
    fn answered(prior: Traits, text: &str) -> Vec<(&'static str, &str)> {
        let found = find(&Redactor::default().rules, text, Mode::Text, prior);
        found.into_iter().map(|found| (found.kind.name(), &text[found.start..found.end])).collect()
    }

    #[test]
    fn a_bare_code_is_what_was_asked_for() {
        let number = Traits::NUMBER;
        let policy = Traits::POLICY | number;
        assert_eq!(answered(policy, "PA1234567"), [("policy", "PA1234567")]);
        assert_eq!(answered(policy, "sure, it's p a one two three four five six seven").len(), 1);
        assert_eq!(answered(policy, "it's a 2019 Camry"), []);
        assert_eq!(answered(policy, "yeah, twenty nineteen"), []);
        assert_eq!(
            answered(Traits::PLATE, "seven a b c one two three"),
            [("plate", "seven a b c one two three")]
        );
        assert_eq!(answered(Traits::PLATE, "It's a blue Camry."), []);
        assert_eq!(answered(Traits::LICENSE | number, "d one two three four five six seven").len(), 1);
        assert_eq!(answered(Traits::ROUTING | number, "021000021."), [("routing", "021000021")]);
        assert_eq!(answered(Traits::VIN, "1HGBH41JXMN109187"), [("vin", "1HGBH41JXMN109187")]);
        assert_eq!(answered(Traits::NONE, "PA1234567"), []);
    }

    #[test]
    fn what_is_expected_and_fits_nothing_is_a_number() {
        assert_eq!(answered(Traits::VIN, "um 123456789"), [("number", "123456789")]);
        assert_eq!(answered(Traits::PLATE, "it's 223456789"), [("number", "223456789")]);
    }
}
