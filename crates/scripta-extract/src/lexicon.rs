//! The phrases that a profile's fields and the conduct of a conversation are known by, found in one pass.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::phrase::{Plain, normal};
use crate::profile::{Field, Phrases};
use crate::sign::{Sign, signs};

/// What a phrase means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It announces a field.
    Cue(usize),
    /// It says one of a field's values, by their numbers.
    Choice(usize, usize),
    /// The same, in answer or beside a cue.
    Answer(usize, usize),
    /// It steers the conversation.
    Sign(Sign),
}

/// A phrase in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) meaning: Meaning,
    pub(crate) words: std::ops::Range<usize>,
}

/// All phrases, compiled.
#[derive(Debug)]
pub(crate) struct Lexicon {
    automaton: AhoCorasick,
    meanings: Vec<Meaning>,
}

impl Lexicon {
    pub(crate) fn new(fields: &[Field]) -> Result<Self, String> {
        let mut patterns = Vec::new();
        let mut meanings = Vec::new();
        let mut add = |phrase: &str, meaning: Meaning| {
            patterns.push(match phrase.strip_suffix('*') {
                Some(stem) => format!(" {}", normal(stem)),
                None => format!(" {} ", normal(phrase)),
            });
            meanings.push(meaning);
        };
        for (at, field) in fields.iter().enumerate() {
            field.cues.iter().for_each(|cue| add(cue, Meaning::Cue(at)));
            let said = |phrases: &[Phrases], add: &mut dyn FnMut(&str, usize)| {
                for (n, phrases) in phrases.iter().enumerate() {
                    phrases.phrases.iter().for_each(|phrase| add(phrase, n));
                }
            };
            said(&field.choices, &mut |phrase, n| add(phrase, Meaning::Choice(at, n)));
            said(&field.answers, &mut |phrase, n| add(phrase, Meaning::Answer(at, n)));
        }
        signs().for_each(|(sign, phrase)| add(phrase, Meaning::Sign(sign)));
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns);
        Ok(Self { automaton: automaton.map_err(|error| error.to_string())?, meanings })
    }

    /// In the order of the text, at one word the longer first. A cue or value within a longer one of another field is left
    /// out: `collision deductible` is not also `deductible`.
    pub(crate) fn find(&self, plain: &Plain) -> Vec<Hit> {
        let found = self.automaton.find_overlapping_iter(&plain.text);
        let mut hits: Vec<Hit> = found
            .filter_map(|found| {
                let meaning = *self.meanings.get(found.pattern().as_usize())?;
                let words = plain.words_in(found.start(), found.end());
                (!words.is_empty()).then_some(Hit { meaning, words })
            })
            .collect();
        hits.sort_by_key(|hit| (hit.words.start, std::cmp::Reverse(hit.words.end)));
        let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
        for hit in hits {
            // No phrase has many words, so only the last few can hold it.
            let held = kept.iter().rev().take(12).any(|longer| longer.outdoes(&hit));
            if !held {
                kept.push(hit);
            }
        }
        kept
    }
}

impl Hit {
    fn outdoes(&self, other: &Self) -> bool {
        let wider = self.words.start <= other.words.start
            && self.words.end >= other.words.end
            && self.words.len() > other.words.len();
        wider
            && match (self.meaning, other.meaning) {
                (Meaning::Cue(a), Meaning::Cue(b)) => a != b,
                (
                    Meaning::Choice(a, n) | Meaning::Answer(a, n),
                    Meaning::Choice(b, m) | Meaning::Answer(b, m),
                ) => (a, n) != (b, m),
                // `no problem` is no `no`.
                (Meaning::Sign(a), Meaning::Sign(b)) => a != b,
                _ => false,
            }
    }
}
