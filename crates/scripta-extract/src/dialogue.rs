//! What the agent asked and read back: by it the caller's next words are understood.

use crate::claim::Claim;
use crate::heard::Heard;
use crate::lexicon::Meaning;
use crate::sign::Sign;

/// Of a question so many fields are kept.
const MOST: usize = 16;

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
    let stated = claims.iter().filter(|claim| !claim.denied);
    let waiting: Vec<Claim> = stated
        .filter(|claim| only.is_none_or(|question| heard.plain.sentence(claim.words.start) == question))
        .take(MOST * 4)
        .cloned()
        .collect();
    // `Owned, leased or financed?` and `a Camry or a Corolla?` offer values and read none back; `a Camry and a Civic?` does.
    let or = |from: usize, to: usize| (from..to).any(|n| heard.plain.word(n) == Some("or"));
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

/// Whether the agent's statement repeats what it heard, and is no example.
pub(crate) fn repeats(heard: &Heard) -> bool {
    heard.has(Sign::Repeat) && !heard.has(Sign::Example)
}
