//! The domain of an address that is read out: `g mail dot com`, `blue river insurance dot co dot uk`.

use crate::lexicon::{self, Traits};
use crate::token::Token;

use crate::detect::parts::{Gap, Part, What};

/// How many labels a domain has at most.
const LABELS: usize = 6;

/// How many plain words a label has at most: `blue river insurance`.
const WORDS: usize = 5;

/// How many letters, numbers and words a label has at most.
const UNITS: usize = 40;

/// How many words an unknown domain has at most where its end was not said.
const UNFINISHED: usize = 3;

/// The ways in which a domain may end, each with its last part.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Domain {
    /// With a known top-level domain.
    pub(super) known: Option<usize>,
    /// With a label that could be a top-level domain.
    pub(super) unknown: Option<usize>,
    /// With the name of a provider.
    pub(super) host: Option<usize>,
    /// Of the provider.
    pub(super) traits: Traits,
    /// Without any of these.
    pub(super) unfinished: Option<usize>,
    /// Its first label is made of everyday words only: `the`, `home`.
    pub(super) is_everyday: bool,
}

/// The domain that begins at a part.
pub(super) fn domain(text: &str, tokens: &[Token], parts: &[Part], from: usize) -> Domain {
    let mut reader = Reader { text, tokens, parts, found: Domain::default() };
    let mut at = from;
    for label in 0..LABELS {
        if label > 0
            && let Some(last) = reader.top_level(at)
        {
            match reader.dot(last + 1) {
                Some(next) => {
                    at = next;
                    continue;
                }
                None => break,
            }
        }
        match reader.label(at, label).and_then(|end| reader.dot(end)) {
            Some(next) => at = next,
            None => break,
        }
    }
    reader.found
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    parts: &'t [Part],
    found: Domain,
}

impl Reader<'_> {
    fn text_of(&self, at: usize) -> &str {
        let token = self.parts.get(at).and_then(|part| self.tokens.get(part.first));
        token.map_or("", |token| token.text(self.text))
    }

    /// The first part from here on that is no aside, if the sentence goes on until there.
    fn skip(&self, mut at: usize) -> Option<usize> {
        for _ in 0..4 {
            let part = self.parts.get(at).filter(|part| part.before != Gap::Break)?;
            if part.what != What::Aside {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// Where the label after a dot begins, if a dot is here.
    fn dot(&self, at: usize) -> Option<usize> {
        let dot =
            self.skip(at).filter(|at| self.parts.get(*at).is_some_and(|part| part.what == What::Dot))?;
        self.skip(dot + 1).filter(|at| self.parts.get(*at).is_some_and(Part::is_unit))
    }

    /// The last part of the known top-level domain that begins here. One that is not known is noted.
    fn top_level(&mut self, at: usize) -> Option<usize> {
        let part = self.parts.get(at)?;
        if part.what == What::Word {
            if part.traits.has(Traits::TOP_LEVEL) {
                self.found.known = Some(at);
                return Some(at);
            }
            let ends = !self.parts.get(at + 1).is_some_and(|next| next.what == What::At);
            if ends && !part.is_everyday() && self.text_of(at).chars().nth(1).is_some() {
                self.found.unknown = Some(at);
            }
            return None;
        }
        self.spelled_top_level(at)
    }

    /// `c o m`.
    fn spelled_top_level(&mut self, at: usize) -> Option<usize> {
        let mut spelled = Spelled::default();
        let mut known = None;
        let mut last = at;
        for next in at..at + 6 {
            let letter = self.parts.get(next).filter(|part| {
                part.what == What::Letter && (next == at || matches!(part.before, Gap::Tight | Gap::Space))
            });
            if letter.is_none() {
                break;
            }
            spelled.push(self.text_of(next));
            last = next;
            if next > at && spelled.traits().has(Traits::TOP_LEVEL) {
                known = Some(next);
            }
        }
        if known.is_some() {
            self.found.known = known;
        } else if last > at && !self.parts.get(last + 1).is_some_and(|next| next.what == What::At) {
            self.found.unknown = Some(last);
        }
        known
    }

    /// The part after the label that begins here.
    fn label(&mut self, from: usize, label: usize) -> Option<usize> {
        let mut at = self.skip(from)?;
        let mut spelled = Spelled::default();
        let (mut words, mut everyday) = (0, 0);
        let mut end = None;
        for _ in 0..UNITS {
            let Some(part) = self.parts.get(at).copied().filter(Part::is_unit) else { break };
            words += usize::from(part.what == What::Word);
            everyday += usize::from(part.is_everyday());
            if words > WORDS {
                return None;
            }
            if label == 0 {
                spelled.push(self.text_of(at));
                self.note(at, &spelled, words == everyday);
                if self.ends_without_dot(at) {
                    return None;
                }
            }
            end = Some(at + 1);
            match self.next_unit(at) {
                Some(next) => at = next,
                None => break,
            }
        }
        self.found.is_everyday |= label == 0 && words > 0 && words == everyday && spelled.is_of(words);
        end
    }

    /// Notes a provider's name, and how far a domain whose end is not said may reach.
    fn note(&mut self, at: usize, spelled: &Spelled, everyday: bool) {
        let traits = spelled.traits();
        if traits.has(Traits::HOST) {
            (self.found.host, self.found.traits) = (Some(at), traits);
        }
        if spelled.units <= UNFINISHED && !everyday {
            self.found.unfinished = Some(at);
        }
    }

    /// `gmail com`: what was said between is not in the transcript.
    fn ends_without_dot(&mut self, at: usize) -> bool {
        let com = self.found.host == Some(at)
            && self.parts.get(at + 1).is_some_and(|next| matches!(next.before, Gap::Tight | Gap::Space))
            && matches!(self.text_of(at + 1), "com" | "net" | "org" | "Com");
        if com {
            self.found.known = Some(at + 1);
        }
        com
    }

    /// The next unit of the same label: after a space, a hyphen, or between letters a pause.
    fn next_unit(&self, at: usize) -> Option<usize> {
        let next = self.skip(at + 1)?;
        let part = self.parts.get(next)?;
        if part.what == What::Joint {
            return self.skip(next + 1);
        }
        let spelled = self.parts.get(at).is_some_and(Part::is_spelled) && part.is_spelled();
        (part.is_unit() && (part.before < Gap::Pause || spelled)).then_some(next)
    }
}

/// The words of a label as one: `g mail` is `gmail`.
#[derive(Debug, Default)]
struct Spelled {
    text: String,
    units: usize,
}

impl Spelled {
    fn push(&mut self, unit: &str) {
        self.units += 1;
        // Longer than every word of the lexicon, so that it need not grow.
        if self.text.len() <= 16 {
            self.text.push_str(unit);
        }
    }

    fn traits(&self) -> Traits {
        lexicon::look_up(&self.text).traits
    }

    fn is_of(&self, words: usize) -> bool {
        self.units == words
    }
}
