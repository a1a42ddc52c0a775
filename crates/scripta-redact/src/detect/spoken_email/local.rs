//! The name of a mailbox that is read out, from `at` backwards: `j dot smith ninety two`.
//!
//! Where it ends is clear; where it begins is not. What is tied by `dot` and its like belongs to it, and so do letters and
//! numbers side by side. Plain words side by side belong to it only where an address was announced, up to the words that
//! announced it.

use crate::detect::Search;
use crate::lexicon::Traits;

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

/// How many plain words such a name has at most that nothing but its place announces.
const OPENING: usize = 6;

/// How many words may be between `send` and `to`.
const SENT: usize = 4;

/// What begins what is no name: `the team at`.
const ARTICLES: [&str; 9] = ["the", "a", "an", "my", "your", "our", "their", "his", "her"];

/// Names of mailboxes that lead to an address elsewhere.
const MAILBOXES: [&str; 9] =
    ["hello", "hi", "hey", "contact", "online", "account", "reply", "username", "write"];

/// Those of offices.
const OFFICES: [&str; 14] = [
    "hello", "hi", "contact", "info", "sales", "support", "billing", "office", "claims", "accounts", "admin",
    "bookings", "desk", "team",
];

pub(super) struct Reader<'s, 't> {
    pub(super) search: &'s Search<'t>,
    pub(super) parts: &'s [Part],
    /// The domain is that of a provider of mailboxes.
    pub(super) host: bool,
    /// And of nothing else.
    pub(super) mailer: bool,
    /// The domain ends with a known top-level domain.
    pub(super) known: bool,
    /// `@` is written with nothing around it.
    pub(super) written: bool,
    pub(super) expected: bool,
    /// `that's my email` is after it.
    pub(super) followed: bool,
    /// Where the words begin that are a name since nothing is before them.
    pub(super) opening: Option<usize>,
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
        if self.known && !self.written {
            self.opening = self.opening(last);
            self.expected |= self.opening.is_some() || self.is_sent(last) || self.is_mailbox(last);
        }
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
        let led = self.expected && (self.followed || self.is_led(first) || self.is_mailbox(first));
        Some(Local {
            first: self.with_asides(first),
            joined,
            several: named && parts.len() > 1 && parts.iter().any(Part::is_spelled),
            named,
            is_everyday: alone && head.is_everyday(),
            is_lead: alone && head.traits.has(Traits::LEAD) && !(led && self.is_one_of(last, &MAILBOXES)),
            expected: self.expected,
            led,
        })
    }

    /// With `the letter`, `capital`, `number` before it.
    fn with_asides(&self, first: usize) -> usize {
        let said = |before: usize| {
            let aside = self.parts.get(before).filter(|part| part.what == What::Aside)?;
            self.search.tokens.get(aside.first).map(|token| token.traits.has(Traits::WRITING))
        };
        let tied = self.parts.get(first).is_some_and(|part| part.before < Gap::Pause);
        first.checked_sub(1).filter(|before| tied && said(*before) == Some(true)).unwrap_or(first)
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
        let next = self.unit(first)?;
        let before = self.back(first)?;
        let part = self.parts.get(before)?;
        if part.is_joint() {
            // `it's dot three at …`: a name may begin with its joint.
            let unit = self.tied_by(before).filter(|unit| !self.is_led(unit + 1) || !self.leads(*unit));
            return Some((unit.unwrap_or(before), true));
        }
        if part.what == What::Repair {
            return self.repaired(before);
        }
        if next.what == What::Letter && (self.is_contraction(before) || self.is_one_of(before, &["spelled"]))
        {
            return self.spelled_anew(before, first).map(|word| (word, false));
        }
        let pause = next.before == Gap::Pause;
        let adjoins = match (part.what, next.what) {
            (What::Word | What::Letter | What::Number, _) if next.before == Gap::Tight && next.is_unit() => {
                true
            }
            (What::Letter | What::Number, What::Letter | What::Number) => true,
            (What::Letter, What::Word) => !pause && !self.is_article(before, next),
            (What::Number, What::Word) => !pause && (self.expected || self.host),
            (What::Word, What::Letter | What::Number) => {
                let foreign = if self.expected { self.leads(before) } else { part.is_everyday() };
                !pause && (!foreign || self.is_tied(before))
            }
            (What::Word, What::Word) if self.expected || !self.written => {
                return self.words_after_joint(first).map(|word| (word, true));
            }
            _ => false,
        };
        adjoins.then_some((before, false))
    }

    /// The word in `jones that's j o n e s`, which the letters repeat.
    fn spelled_anew(&self, link: usize, letters: usize) -> Option<usize> {
        let several = self.parts.get(letters + 1).is_some_and(|part| part.what == What::Letter);
        let word = self.back(link).filter(|word| self.unit(*word).is_some_and(|part| !part.is_everyday()))?;
        (several && (self.expected || self.host)).then_some(word)
    }

    /// The unit before a joint.
    fn tied_by(&self, joint: usize) -> Option<usize> {
        let unit = self.back(joint)?;
        // `dot dash dot`: said twice, as one mark is.
        let unit = if self.parts.get(unit)?.is_joint() { self.back(unit)? } else { unit };
        self.unit(unit).map(|_| unit)
    }

    fn leads(&self, at: usize) -> bool {
        self.parts.get(at).is_some_and(|part| part.traits.has(Traits::LEAD))
    }

    /// Whether a joint or a letter is before a word.
    fn is_tied(&self, at: usize) -> bool {
        let Some(before) = self.back(at) else { return false };
        match (self.parts.get(before), self.parts.get(at)) {
            (Some(part), _) if part.is_joint() => self.tied_by(before).is_some(),
            (Some(part), Some(word)) => part.what == What::Letter && !self.is_article(before, word),
            _ => false,
        }
    }

    /// `a` and `i` before an everyday word are words of their own, unless they are one of several letters.
    fn is_article(&self, at: usize, next: &Part) -> bool {
        // With its spelling, it is a letter.
        let alone = self.parts.get(at).filter(|part| part.first == part.last);
        let text = alone.and_then(|part| self.search.tokens.get(part.first));
        let text = text.map_or("", |token| token.text(self.search.text));
        let before = self.back(at).and_then(|before| self.parts.get(before));
        let spelled = before.is_some_and(|part| part.what == What::Letter || part.is_joint());
        let initial = (self.expected || self.host) && (!next.is_everyday() || self.is_led(at));
        matches!(text, "a" | "i" | "A" | "I") && !spelled && !initial
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
        let foreign = |at: usize| self.leads(at) && !self.is_within(at);
        if self.unit(first)?.before >= Gap::Pause || foreign(before) || foreign(first) {
            return None;
        }
        let takes = if self.expected {
            let most = if self.written { UNANNOUNCED } else { ANNOUNCED };
            let opens = self.opening.is_some_and(|first| before >= first);
            words < most && (!part.is_everyday() || opens || self.is_announced(before))
        } else {
            let begun = joined && self.known && (self.is_led(before) || part.before == Gap::Break);
            words < UNANNOUNCED && !self.written && !part.is_everyday() && (begun || (self.host && !joined))
        };
        takes.then_some(before)
    }

    /// Whether the words before a part are those that announce an address, with nothing between that cannot be in one.
    fn is_announced(&self, at: usize) -> bool {
        let mut first = at;
        for _ in 0..ANNOUNCED {
            if self.is_led(first) {
                return self.is_named_before(first) || !self.leads(at);
            }
            let word = self.back(first).filter(|before| {
                let word = self.unit(*before).is_some_and(|part| part.what == What::Word);
                word && (!self.leads(*before) || self.is_within(*before))
            });
            match word {
                Some(before) => first = before,
                None => return false,
            }
        }
        false
    }

    /// Whether a part is the name of an office's mailbox behind `is`: `it's info`.
    fn is_mailbox(&self, at: usize) -> bool {
        let said = |before: usize| self.is_one_of(before, &["use", "cc"]);
        self.is_one_of(at, &OFFICES) && (self.is_named_before(at) || self.back(at).is_some_and(said))
    }

    /// Whether the words up to a part are those of `send it to big red truck`.
    fn is_sent(&self, last: usize) -> bool {
        let Some((first, Some(to))) = self.chain(last) else { return false };
        let article = self.is_one_of(first, &ARTICLES);
        if !self.is_one_of(to, &["to"]) || (article && !self.mailer) {
            return false;
        }
        let verb = |at: usize| {
            self.is_one_of(at, &["send", "sent", "sending", "forward", "write", "reply", "copy", "resend"])
        };
        (to.saturating_sub(SENT)..to).any(verb)
    }

    /// The first of the words up to a part, if they begin what is said, or follow `it's`, and a provider's domain or `that's my
    /// email` is after them: `the real skeeter`.
    fn opening(&self, last: usize) -> Option<usize> {
        let plain =
            !self.parts.get(last).is_some_and(|part| part.traits.has(Traits::ORDINARY | Traits::LEAD));
        let (first, before) = self.chain(last).filter(|_| (self.host && plain) || self.followed)?;
        let strange = !self.parts.get(last).is_some_and(Part::is_everyday);
        let named = self.is_named_before(first) && (strange || !self.is_one_of(first, &ARTICLES));
        let led = self.is_led(first);
        let begins = (self.mailer || self.followed) && (before.is_none() || led);
        (first < last && (named || begins)).then_some(first)
    }

    /// The first of the plain words side by side that end with a part, and the part before them, if there is one in the
    /// sentence.
    fn chain(&self, last: usize) -> Option<(usize, Option<usize>)> {
        let mut first = last;
        for _ in 0..OPENING {
            let before =
                self.back(first).filter(|_| self.parts.get(first).is_some_and(|p| p.before < Gap::Pause));
            let word = before.and_then(|before| self.unit(before)).filter(|part| part.what != What::Letter);
            match before {
                Some(before) if word.is_some() && !self.leads(before) => first = before,
                _ => return Some((first, before)),
            }
        }
        None
    }

    /// A word that leads to an address and may all the same be in one: `jenny from the block`.
    fn is_within(&self, at: usize) -> bool {
        self.is_one_of(at, &["from", "for", "to", "by", "me", "you", "us", "we"])
    }

    /// Whether `is` or `it's` is before a part, and not only `email` or `to`, which may lead to anything.
    fn is_named_before(&self, at: usize) -> bool {
        let before = self.back(at).unwrap_or(usize::MAX);
        self.is_one_of(before, &["is", "be", "was", "its", "thats", "address"]) || self.is_contraction(before)
    }

    /// Whether the word before a part is `is`, `it's`, `address`, `email`; or the part begins the answer.
    fn is_led(&self, at: usize) -> bool {
        let Some(before) = self.back(at).and_then(|before| self.parts.get(before)) else {
            let first = self.parts.get(at).is_some_and(|part| part.before == Gap::Break);
            return first && self.search.prior.has(Traits::EMAIL);
        };
        let named = self.is_named_before(at);
        let at = self.back(at).unwrap_or(usize::MAX);
        named || before.what == What::At || self.is_one_of(at, &["to", "email", "mail"])
    }

    /// `it's`, `name's`.
    fn is_contraction(&self, at: usize) -> bool {
        let part = self.parts.get(at).filter(|part| part.what == What::Word && part.last > part.first);
        let tail = part.and_then(|part| self.search.tokens.get(part.last));
        tail.is_some_and(|token| token.text(self.search.text).eq_ignore_ascii_case("s"))
    }

    fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        let part = self.parts.get(at).filter(|part| part.what == What::Word && part.first == part.last);
        let text = part.and_then(|part| self.search.tokens.get(part.first));
        let text = text.map_or("", |token| token.text(self.search.text));
        words.iter().any(|word| text.eq_ignore_ascii_case(word))
    }
}
