//! IPv4 addresses read out: `one ninety two dot one sixty eight dot one dot ten`.

use crate::kind::Kind;
use crate::lexicon::Meaning;
use crate::token::{Sort, Token, digit};

use super::Search;
use super::ip::is_version;
use super::parts::{Gap, Part, What, parts};

/// How many words a number has at most: `one hundred and ninety two`.
const LONGEST: usize = 5;

pub(super) fn find(search: &mut Search<'_>) {
    if !search.seen.numbers || search.seen.dots < 3 {
        return;
    }
    let parts = parts(search.text, &search.tokens);
    let reader = Reader { search, parts: &parts };
    let mut found = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        at = match reader.address(at) {
            Some(next) => {
                found.extend(reader.span(at, next));
                next
            }
            None => at + 1,
        };
    }
    for (start, end) in found {
        search.add(Kind::Ip, "ip.spoken", start, end);
    }
}

struct Reader<'s, 't> {
    search: &'s Search<'t>,
    parts: &'s [Part],
}

impl Reader<'_, '_> {
    fn what(&self, at: usize) -> Option<What> {
        self.parts.get(at).filter(|part| part.before != Gap::Break || at == 0).map(|part| part.what)
    }

    fn span(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let token = |at: usize| self.search.tokens.get(at);
        let first = token(self.parts.get(from)?.first)?;
        let last = token(self.parts.get(to.checked_sub(1)?)?.last)?;
        Some((first.start, last.end))
    }

    /// The part after the address that begins here: four numbers up to 255, and no fifth.
    fn address(&self, from: usize) -> Option<usize> {
        let before = from.checked_sub(1).and_then(|before| self.parts.get(before));
        let first = self.parts.get(from).filter(|part| self.is_number(part))?;
        let within = before.is_some_and(|part| {
            first.before != Gap::Break && (part.what == What::Dot || self.is_number(part))
        });
        if within || is_version(self.search, first.first) {
            return None;
        }
        let mut at = self.octet(from)?;
        for _ in 0..3 {
            let number = (self.what(at)? == What::Dot).then_some(at + 1)?;
            at = self.octet(number)?;
        }
        let goes_on = self.what(at) == Some(What::Dot)
            && self.parts.get(at + 1).is_some_and(|next| self.is_number(next));
        (!goes_on && self.is_said(from, at)).then_some(at)
    }

    /// Whether one of the parts is a word; what is written in figures is judged by its look.
    fn is_said(&self, from: usize, to: usize) -> bool {
        let parts = self.parts.get(from..to).unwrap_or_default().iter();
        let mut tokens = parts.filter_map(|part| self.search.tokens.get(part.first));
        tokens.any(|token| token.meaning().is_some())
    }

    fn is_number(&self, part: &Part) -> bool {
        let zero = self.search.tokens.get(part.first).and_then(Token::meaning) == Some(Meaning::Digit(0));
        part.what == What::Number || (part.what == What::Letter && part.first == part.last && zero)
    }

    /// The part after the number that begins here, if it is no more than 255.
    fn octet(&self, from: usize) -> Option<usize> {
        let mut octet = Octet::default();
        let mut at = from;
        while at < from + LONGEST {
            let Some(part) = self.parts.get(at).filter(|part| at == from || part.before < Gap::Break) else {
                break;
            };
            if part.what != What::Aside {
                if !self.is_number(part) {
                    break;
                }
                let tokens = self.search.tokens.get(part.first..=part.last)?;
                tokens.iter().for_each(|token| octet.push(self.search.text, token));
            }
            at += 1;
        }
        octet.is_byte().then_some(at)
    }
}

/// A number as it is said: digits, pairs (`two fifty five`), or in hundreds.
#[derive(Default)]
struct Octet {
    value: u32,
    digits: u32,
    /// `double` was said last.
    times: u8,
    /// Tens were said last, which a digit completes.
    after_tens: bool,
    after_hundred: bool,
}

impl Octet {
    fn push(&mut self, text: &str, token: &Token) {
        match token.sort {
            Sort::Digits => {
                token.text(text).chars().filter_map(digit).for_each(|digit| self.append(digit.into(), 1));
            }
            Sort::Word(meaning) => self.say(meaning),
            Sort::Space | Sort::Mask | Sort::Mark(_) => {}
        }
    }

    fn say(&mut self, meaning: Meaning) {
        match meaning {
            Meaning::Times(times) => self.times = times,
            Meaning::Digit(value) if (self.after_tens || self.after_hundred) && value > 0 => {
                self.value = self.value.saturating_add(value.into());
                (self.after_tens, self.after_hundred) = (false, false);
            }
            Meaning::Digit(value) => {
                for _ in 0..self.times.max(1) {
                    self.append(value.into(), 1);
                }
                self.times = 0;
            }
            Meaning::Teen(value) => self.pair(value),
            Meaning::Tens(tens) => {
                self.pair(tens * 10);
                self.after_tens = true;
            }
            Meaning::Hundred if self.digits == 1 => {
                (self.value, self.digits, self.after_hundred) = (self.value.saturating_mul(100), 3, true);
            }
            _ => self.digits = u32::MAX,
        }
    }

    fn pair(&mut self, value: u8) {
        if self.after_hundred {
            self.value = self.value.saturating_add(value.into());
        } else {
            self.append(value.into(), 2);
        }
        self.after_hundred = false;
    }

    fn append(&mut self, value: u32, digits: u32) {
        self.value = self.value.saturating_mul(10_u32.saturating_pow(digits)).saturating_add(value);
        self.digits = self.digits.saturating_add(digits);
        (self.after_tens, self.after_hundred) = (false, false);
    }

    fn is_byte(&self) -> bool {
        (1..=3).contains(&self.digits) && self.value <= 255
    }
}
