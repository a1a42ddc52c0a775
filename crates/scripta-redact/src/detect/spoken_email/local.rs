//! The name of a mailbox that is read out, from `at` backwards: `j dot smith ninety two`.
//!
//! Where it ends is clear; where it begins is not. What is tied by `dot` and its like belongs to it, and so do letters and
//! numbers side by side. Plain words side by side belong to it only where an address was announced, up to the words that
//! announced it.

use crate::detect::Search;
use crate::lexicon::Traits;
use crate::token::Token;

use crate::detect::parts::{Gap, Part, What};

/// How many letters, words and joints a name has at most.
const LONGEST: usize = 96;

/// How many plain words are taken where an address was announced, and where it was not.
const ANNOUNCED: usize = 7;
const UNANNOUNCED: usize = 2;

/// The name of a mailbox.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local {
    /// The first part.
    pub(super) first: usize,
    /// It has a `dot`, an `underscore`, or the like.
    pub(super) joined: bool,
    /// It has letters or numbers side by side, or beside a word that is not an everyday one.
    pub(super) several: bool,
    /// It is not made of numbers only.
    pub(super) named: bool,
    /// It is one everyday word: `website`.
    pub(super) is_everyday: bool,
    /// It is one word that an address never has in it: `is`.
    pub(super) is_lead: bool,
    /// An address was announced.
    pub(super) expected: bool,
    /// And by the very words before it: `my email is`.
    pub(super) led: bool,
}

pub(super) struct Reader<'s, 't> {
    pub(super) search: &'s Search<'t>,
    pub(super) parts: &'s [Part],
    /// The domain is that of a provider of mailboxes.
    pub(super) host: bool,
    /// `@` is written with nothing around it.
    pub(super) written: bool,
    pub(super) expected: bool,
}

impl Reader<'_, '_> {
    /// The name that ends before a part.
    pub(super) fn before(&mut self, at: usize) -> Option<Local> {
        let last = self.back(at).filter(|last| self.unit(*last).is_some())?;
        self.ending(last)
    }

    /// The name that ends with a part.
    pub(super) fn ending(&mut self, last: usize) -> Option<Local> {
        let head = *self.unit(last)?;
        let mut first = last;
        let mut joined = false;
        let mut words = 0;
        self.expected |= self.search.context(head.first).has(Traits::EMAIL);
        for _ in 0..LONGEST {
            if let Some((next, joint)) = self.step(first) {
                joined |= joint;
                first = next;
                let token = self.parts.get(first).map_or(0, |part| part.first);
                self.expected |= self.search.context(token).has(Traits::EMAIL);
            } else if let Some(next) = self.extend(first, joined, words) {
                words += 1;
                first = next;
            } else {
                break;
            }
        }
        let parts = self.parts.get(first..=last).unwrap_or_default();
        let named = parts.iter().any(|part| matches!(part.what, What::Word | What::Letter));
        let alone = first == last;
        Some(Local {
            first,
            joined,
            several: named && parts.len() > 1 && parts.iter().any(Part::is_spelled),
            named,
            is_everyday: alone && head.is_everyday(),
            is_lead: alone && head.traits.has(Traits::LEAD),
            expected: self.expected,
            led: self.expected && self.is_led(first),
        })
    }

    fn unit(&self, at: usize) -> Option<&Part> {
        self.parts.get(at).filter(|part| part.is_unit())
    }

    /// The part before, past asides, within the sentence.
    fn back(&self, mut at: usize) -> Option<usize> {
        for _ in 0..4 {
            if at < self.parts.len() && self.parts.get(at)?.before == Gap::Break {
                return None;
            }
            at = at.checked_sub(1)?;
            if self.parts.get(at)?.what != What::Aside {
                return Some(at);
            }
        }
        None
    }

    /// What is tied to the part at `first`, and whether by a joint.
    fn step(&self, first: usize) -> Option<(usize, bool)> {
        let before = self.back(first)?;
        let (part, next) = (self.parts.get(before)?, self.parts.get(first)?);
        if part.is_joint() {
            return self.tied_by(before).map(|unit| (unit, true));
        }
        if part.what == What::Repair {
            return self.repaired(before);
        }
        let pause = next.before == Gap::Pause;
        let adjoins = match (part.what, next.what) {
            (What::Word | What::Letter | What::Number, _) if next.before == Gap::Tight && next.is_unit() => {
                true
            }
            (What::Letter | What::Number, What::Letter | What::Number) => true,
            (What::Letter, What::Word) => !pause && !self.is_article(before),
            (What::Number, What::Word) => !pause && (self.expected || self.host),
            (What::Word, What::Letter | What::Number) => {
                let word = if self.expected { part.traits.has(Traits::LEAD) } else { part.is_everyday() };
                !pause && !word
            }
            (What::Word, What::Word) if self.expected || !self.written => {
                return self.words_after_joint(first).map(|word| (word, true));
            }
            _ => false,
        };
        adjoins.then_some((before, false))
    }

    /// The unit before a joint.
    fn tied_by(&self, joint: usize) -> Option<usize> {
        let unit = self.back(joint)?;
        // `dot dash dot`: said twice, as one mark is.
        let unit = if self.parts.get(unit)?.is_joint() { self.back(unit)? } else { unit };
        self.unit(unit).map(|_| unit)
    }

    /// `a` and `i` before a word are words of their own, unless they are one of several letters.
    fn is_article(&self, at: usize) -> bool {
        let text = self.parts.get(at).and_then(|part| self.search.tokens.get(part.first));
        let text = text.map_or("", |token| token.text(self.search.text));
        let before = self.back(at).and_then(|before| self.parts.get(before));
        let spelled = before.is_some_and(|part| part.what == What::Letter || part.is_joint());
        let alone = self.expected && self.is_led(at);
        matches!(text, "a" | "i" | "A" | "I") && !spelled && !alone
    }

    /// `mary ann` in `dot mary ann`: words that a joint is before.
    fn words_after_joint(&self, first: usize) -> Option<usize> {
        let mut word = first;
        for _ in 0..2 {
            let before = self.back(word)?;
            let part = self.unit(before)?;
            let foreign = if self.expected { part.traits.has(Traits::LEAD) } else { part.is_everyday() };
            if foreign || self.parts.get(word)?.before == Gap::Pause {
                return None;
            }
            word = before;
            let joint = self.back(word).filter(|at| self.parts.get(*at).is_some_and(Part::is_joint));
            if joint.and_then(|joint| self.tied_by(joint)).is_some() {
                return Some(word);
            }
        }
        None
    }

    /// What was said before `no wait`, if that was an address too.
    fn repaired(&self, repair: usize) -> Option<(usize, bool)> {
        let mut at = repair;
        for _ in 0..3 {
            let before = self.back(at)?;
            if self.parts.get(before)?.what != What::Repair {
                let unit = self.unit(before)?;
                let joint = self.back(before).and_then(|joint| self.parts.get(joint));
                let tied = joint.is_some_and(Part::is_joint) || unit.is_spelled();
                let said = self.expected && !unit.is_everyday();
                return (tied || said).then_some((before, false));
            }
            at = before;
        }
        None
    }

    /// The plain word before, if it can be taken for a part of the name.
    fn extend(&self, first: usize, joined: bool, words: usize) -> Option<usize> {
        let before = self.back(first)?;
        let part = self.unit(before).filter(|part| part.what == What::Word)?;
        if self.parts.get(first)?.before >= Gap::Pause || part.traits.has(Traits::LEAD) {
            return None;
        }
        let takes = if self.expected {
            words < if self.written { UNANNOUNCED } else { ANNOUNCED }
                && (!part.is_everyday() || self.is_announced(before))
        } else {
            words < UNANNOUNCED && self.host && !self.written && !joined && !part.is_everyday()
        };
        // What is tied to something else by a joint is none: `the long-term policy jane at …`.
        takes.then_some(before)
    }

    /// Whether the words before a part are those that announce an address, with nothing between that cannot be in one.
    fn is_announced(&self, at: usize) -> bool {
        let mut at = at;
        for _ in 0..5 {
            if self.is_led(at) {
                return true;
            }
            let word = self.back(at).filter(|before| {
                self.unit(*before)
                    .is_some_and(|part| part.what == What::Word && !part.traits.has(Traits::LEAD))
            });
            match word {
                Some(before) => at = before,
                None => return false,
            }
        }
        false
    }

    /// Whether the word before a part is `is`, `it's`, `address`, `email`; or the part begins the answer.
    fn is_led(&self, at: usize) -> bool {
        let Some(before) = self.back(at).and_then(|before| self.parts.get(before)) else {
            let first = self.parts.get(at).is_some_and(|part| part.before == Gap::Break);
            return first && self.search.prior.has(Traits::EMAIL);
        };
        let text =
            |at: usize| self.search.tokens.get(at).map_or("", |token: &Token| token.text(self.search.text));
        let one_of = |words: &[&str]| words.iter().any(|word| text(before.first).eq_ignore_ascii_case(word));
        before.what == What::At
            || (before.what == What::Word
                && (one_of(&["is", "be", "was", "to", "address", "email", "mail", "its", "thats"])
                    || (before.last > before.first && text(before.last).eq_ignore_ascii_case("s"))))
    }
}
