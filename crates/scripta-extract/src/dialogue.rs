//! What the agent asked and read back: by it the caller's next words are understood.

use crate::claim::Claim;
use crate::heard::Heard;
use crate::lexicon::Meaning;
use crate::sign::Sign;

/// What leaves out what it asks for has so many words at most.
const ELLIPSIS: usize = 6;

/// Of a question so many fields are kept.
const MOST: usize = 16;

/// `or` offers two values where they are no farther apart.
const FARTHEST: usize = 64;

/// What the agent asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// The fields, in the order of the question.
    fields: Vec<usize>,
    /// Those of the last question.
    last: Vec<usize>,
    /// Whether the agent read something back that waits for a yes or no.
    pub(crate) reads_back: bool,
    /// Whether the agent asked for one vehicle more.
    pub(crate) another: bool,
    /// The driver who was asked about.
    pub(crate) driver: Option<usize>,
}

impl Asked {
    pub(crate) fn score(&self, field: usize) -> i32 {
        if self.last.contains(&field) {
            10
        } else if self.fields.contains(&field) {
            7
        } else {
            0
        }
    }

    pub(crate) fn is_last(&self, field: usize) -> bool {
        self.last.contains(&field)
    }

    /// Waits for a yes or no to these fields, or for other values of them.
    pub(crate) fn read_back(&mut self, fields: impl Iterator<Item = usize>) {
        for field in fields {
            self.reads_back = true;
            if self.fields.len() < MOST && !self.fields.contains(&field) {
                self.fields.push(field);
            }
        }
    }

    /// Asks for the fields that were asked for before.
    pub(crate) fn ask_again(&mut self, before: &Self) {
        self.fields.clone_from(&before.fields);
        self.last.clone_from(&before.last);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// What the agent's words ask for. Where nothing in them is a question, the fields that are announced in the last
    /// sentence are meant: `I'll need your ZIP code.`
    pub(crate) fn of(heard: &Heard) -> Self {
        let plain = &heard.plain;
        let last_sentence = plain.words.last().map_or(0, |word| word.sentence);
        let asking = heard.last_question().unwrap_or(last_sentence);
        let mut asked = Self::default();
        let mut requested = usize::MAX;
        for hit in &heard.hits {
            let sentence = plain.sentence(hit.words.start);
            match hit.meaning {
                Meaning::Sign(Sign::Request) => requested = sentence,
                Meaning::Cue(field) => {
                    let asks =
                        heard.is_question(sentence) || requested == sentence || sentence == last_sentence;
                    if asks && asked.fields.len() < MOST && !asked.fields.contains(&field) {
                        asked.fields.push(field);
                    }
                    if sentence == asking && asked.last.len() < MOST && !asked.last.contains(&field) {
                        asked.last.push(field);
                    }
                }
                Meaning::Sign(Sign::Another) if heard.is_question(sentence) || sentence == last_sentence => {
                    asked.another = true;
                }
                _ => {}
            }
        }
        asked
    }
}

/// Which of what the agent said a yes confirms.
///
/// `So that's a 2020 Camry. Is that right?`: all. `Got it, a 2020 Camry. Do you own it?`: of that nothing, since the yes
/// answers the question; but what the question itself says, `own`, is confirmed.
pub(crate) fn awaiting_answer(heard: &Heard, claims: &[Claim]) -> Vec<Claim> {
    let tagged = |sentence: usize| {
        heard.signs().any(|(sign, at)| sign == Sign::Tag && heard.plain.sentence(at.start) == sentence)
    };
    let only = heard.last_question().filter(|question| !tagged(*question));
    // `What deductible would you like for collision and comprehensive?` waits for a value, not for a yes.
    let open = only.filter(|question| asks_for_a_value(heard, *question));
    let stated = claims.iter().filter(|claim| !claim.denied);
    let stated = stated
        .filter(|claim| open.is_none_or(|question| heard.plain.sentence(claim.words.start) != question));
    let waiting: Vec<Claim> = stated
        .filter(|claim| only.is_none_or(|question| heard.plain.sentence(claim.words.start) == question))
        .take(MOST * 4)
        .cloned()
        .collect();
    // `Owned, leased or financed?` and `a Camry or a Corolla?` offer values and read none back; `a Camry and a Civic?` does.
    let or =
        |from: usize, to: usize| (from..to.min(from + FARTHEST)).any(|n| heard.plain.word(n) == Some("or"));
    let offers = |claim: &Claim| {
        waiting.iter().any(|other| {
            let (first, last) =
                (claim.words.start.min(other.words.start), claim.words.end.max(other.words.end));
            let apart = other.value != claim.value || other.vehicle != claim.vehicle;
            let alike = other.field == claim.field || (claim.vehicle.is_some() && other.vehicle.is_some());
            apart
                && alike
                && heard.plain.sentence(other.words.start) == heard.plain.sentence(claim.words.start)
                && (or(first, last) || claim.vehicle.is_none())
        })
    };
    waiting.iter().filter(|claim| !offers(claim)).cloned().collect()
}

/// Whether a sentence begins as a question that a yes does not answer.
fn asks_for_a_value(heard: &Heard, sentence: usize) -> bool {
    let first = heard.plain.words.partition_point(|word| word.sentence < sentence);
    let head = (first..first + 3).filter(|n| heard.plain.sentence(*n) == sentence);
    let mut words = head.filter_map(|n| heard.plain.word(n));
    words.any(|word| matches!(word, "what" | "whats" | "which" | "how" | "when" | "who" | "whos" | "where"))
}

/// Whether the agent's words are a question that leaves out what it asks for: `And the Tesla?`
pub(crate) fn is_elliptical(heard: &Heard) -> bool {
    let begins = match heard.plain.word(0) {
        Some("and") => !asks_for_a_value(heard, 0),
        Some("what" | "how") => heard.plain.word(1) == Some("about"),
        _ => false,
    };
    begins && heard.last_question().is_some() && heard.plain.words.len() <= ELLIPSIS
}

/// Whether the agent's statement repeats what it heard, and is no example.
pub(crate) fn repeats(heard: &Heard) -> bool {
    heard.has(Sign::Repeat) && !heard.has(Sign::Example)
}
