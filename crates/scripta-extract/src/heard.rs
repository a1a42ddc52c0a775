//! What was said in one turn, before anything is made of it.

use std::ops::Range;

use crate::lexicon::{Hit, Lexicon, Meaning};
use crate::phrase::Plain;
use crate::read::{self, Mention, Reading};
use crate::sign::Sign;

/// Longer texts are read to here only: nobody says so much in one turn.
const LONGEST: usize = 64 * 1024;

/// A turn's text with all that is found in it.
#[derive(Clone, Default)]
pub(crate) struct Heard {
    pub(crate) plain: Plain,
    pub(crate) reading: Reading,
    pub(crate) hits: Vec<Hit>,
    /// The sentences that end with a question mark.
    questions: Vec<usize>,
}

/// Whether the caller said yes or no to what the agent had just said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
    /// Neither.
    Other,
}

impl Heard {
    /// The make is that of the vehicle that is spoken of, where its model is not known.
    pub(crate) fn new(text: &str, prompt: Option<&Reading>, make: Option<&str>, lexicon: &Lexicon) -> Self {
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = text.get(..end).unwrap_or_default();
        let plain = Plain::new(text);
        let hits = lexicon.find(&plain);
        let mut questions: Vec<usize> = Vec::new();
        let mut last = 0;
        for (at, _) in text.match_indices('?') {
            // The words come in order, so this looks at each of them once.
            while plain.words.get(last).is_some_and(|word| word.span.end <= at) {
                last += 1;
            }
            questions.extend(last.checked_sub(1).map(|word| plain.sentence(word)));
        }
        questions.dedup();
        let mut reading = read::read_of(text, prompt, make);
        reading.mentions.sort_by_key(|mention| mention.span.start);
        Self { reading, plain, hits, questions }
    }

    pub(crate) fn is_question(&self, sentence: usize) -> bool {
        self.questions.binary_search(&sentence).is_ok()
    }

    pub(crate) fn last_question(&self) -> Option<usize> {
        self.questions.last().copied()
    }

    pub(crate) fn signs(&self) -> impl Iterator<Item = (Sign, &Range<usize>)> {
        self.hits.iter().filter_map(|hit| match hit.meaning {
            Meaning::Sign(sign) => Some((sign, &hit.words)),
            _ => None,
        })
    }

    pub(crate) fn has(&self, sign: Sign) -> bool {
        self.signs().any(|(other, _)| other == sign)
    }

    /// The phrases that begin at most so many words before these words, or after them. However long the text is, they
    /// are few.
    pub(crate) fn near(&self, words: &Range<usize>, before: usize, after: usize) -> &[Hit] {
        let from = self.hits.partition_point(|hit| hit.words.start + before < words.start);
        let to = self.hits.partition_point(|hit| hit.words.start <= words.end + after);
        self.hits.get(from..to.max(from)).unwrap_or_default()
    }

    /// The mentions that begin within these bytes.
    pub(crate) fn mentions_in(&self, span: Range<usize>) -> &[Mention] {
        let mentions = &self.reading.mentions;
        let from = mentions.partition_point(|mention| mention.span.start < span.start);
        let to = mentions.partition_point(|mention| mention.span.start < span.end);
        mentions.get(from..to.max(from)).unwrap_or_default()
    }

    pub(crate) fn cues(&self) -> impl Iterator<Item = (usize, &Range<usize>)> {
        self.hits.iter().filter_map(|hit| match hit.meaning {
            Meaning::Cue(field) => Some((field, &hit.words)),
            _ => None,
        })
    }

    /// Yes or no at the head of what was said, or that something is right or wrong anywhere in it.
    pub(crate) fn answer(&self) -> Answer {
        let mut at = 0;
        let mut answer = Answer::Other;
        // Fillers, then yes or no; `yeah, no` and `no, that's right` are decided by the last.
        while let Some((sign, end)) = self.head(at) {
            match sign {
                Sign::Polite => return Answer::Other,
                Sign::Yes if answer == Answer::No => break,
                Sign::Yes | Sign::Right => answer = Answer::Yes,
                Sign::No | Sign::Wrong => answer = Answer::No,
                _ => {}
            }
            at = end;
        }
        let wrong = self.has(Sign::Wrong);
        match answer {
            Answer::Other if wrong => Answer::No,
            Answer::Other if self.has(Sign::Right) => Answer::Yes,
            // `yes, but that's wrong`
            Answer::Yes if wrong && !self.has(Sign::Right) => Answer::No,
            other => other,
        }
    }

    /// The sign that begins at a word and leads on with the answer.
    fn head(&self, at: usize) -> Option<(Sign, usize)> {
        let from = self.hits.partition_point(|hit| hit.words.start < at);
        let here = self.hits.iter().skip(from).take_while(|hit| hit.words.start == at);
        let signs = here.filter_map(|hit| match hit.meaning {
            Meaning::Sign(
                sign @ (Sign::Yes | Sign::Right | Sign::No | Sign::Wrong | Sign::Polite | Sign::Filler),
            ) => Some((sign, hit.words.end)),
            _ => None,
        });
        // The longest, and of the same length what answers.
        signs.min_by_key(|(sign, end)| (usize::MAX - end, *sign == Sign::Filler))
    }

    /// Whether one of the few words before these, in the same clause, denies them.
    pub(crate) fn is_denied(&self, words: &Range<usize>) -> bool {
        let clause = self.plain.clause(words.start);
        self.near(words, 3, 0).iter().any(|hit| {
            hit.meaning == Meaning::Sign(Sign::Not)
                && hit.words.end <= words.start
                && self.plain.clause(hit.words.start) == clause
                && !self.is_answer(&hit.words)
        })
    }

    /// `no I work from home`, `no financed`: the no answers, and what follows says how it is.
    fn is_answer(&self, no: &Range<usize>) -> bool {
        let next = self.plain.word(no.end).unwrap_or_default();
        let goes_on = matches!(
            next,
            "i" | "im"
                | "ive"
                | "its"
                | "it"
                | "we"
                | "were"
                | "my"
                | "just"
                | "only"
                | "that"
                | "thats"
                | "he"
                | "she"
                | "they"
        ) || next.len() > 4 && next.ends_with("ed");
        no.start == 0 && goes_on && matches!(self.plain.word(0), Some("no" | "nope" | "nah"))
    }

    /// Whether these words speak of what is over: `used to lease`.
    pub(crate) fn is_past(&self, words: &Range<usize>) -> bool {
        self.leads(Sign::Past, words, 6)
    }

    /// Whether these words are said to be the caller's own: `mine is`, `I was born`.
    pub(crate) fn says_mine(&self, words: &Range<usize>) -> bool {
        let near = words.start.saturating_sub(6)..words.start;
        near.into_iter().any(|n| matches!(self.plain.word(n), Some("mine" | "mines" | "my" | "im" | "born")))
    }

    /// Whether a sign is in the same clause, among so many words before these.
    fn leads(&self, sign: Sign, words: &Range<usize>, within: usize) -> bool {
        let clause = self.plain.clause(words.start);
        self.near(words, within, 0).iter().any(|hit| {
            hit.meaning == Meaning::Sign(sign)
                && hit.words.end <= words.start
                && self.plain.clause(hit.words.start) == clause
        })
    }
}
