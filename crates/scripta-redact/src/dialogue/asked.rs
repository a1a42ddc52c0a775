//! What a turn asks for: it makes a bare number, name or date in the answer a value, or says that it is none.

use crate::lexicon::Traits;
use crate::rules::Rules;
use crate::token::{self, Sort, Token};

/// How many words of a question count, from its end.
const REACH: usize = 15;

/// A turn with more words says something of its own.
const SHORT: usize = 6;

/// What is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// The cues of the question, for the answer.
    pub(super) cues: Traits,
    /// It is about something that is no personal data, such as a year or a ZIP code, and about nothing else.
    pub(super) kept: bool,
}

/// Cues that are heard in an answer.
const CUES: Traits = STRONG
    .with(Traits::NUMBER)
    .with(Traits::THING)
    .with(Traits::LAST)
    .with(Traits::CODE)
    .with(Traits::SECURITY)
    .with(Traits::AREA)
    .with(Traits::SORT)
    .with(Traits::LABEL)
    .with(Traits::ZIP)
    .with(Traits::QUANTITY)
    .with(Traits::INTRO)
    .with(Traits::KIN);

/// Those that say whose data is meant, whatever else is asked.
const STRONG: Traits = Traits::PHONE
    .with(Traits::CARD)
    .with(Traits::SSN)
    .with(Traits::ITIN)
    .with(Traits::ACCOUNT)
    .with(Traits::ROUTING)
    .with(Traits::IBAN)
    .with(Traits::EMAIL)
    .with(Traits::VIN)
    .with(Traits::LICENSE)
    .with(Traits::PASSPORT)
    .with(Traits::PLATE)
    .with(Traits::POLICY)
    .with(Traits::CLAIM)
    .with(Traits::BIRTH)
    .with(Traits::CVV)
    .with(Traits::EXTENSION)
    .with(Traits::ADDRESS)
    .with(Traits::NAME);

/// What a number may be without being anyone's.
const KEPT: [&str; 39] = [
    "year",
    "zip",
    "zipcode",
    "postal",
    "mileage",
    "miles",
    "odometer",
    "deductible",
    "deductibles",
    "premium",
    "budget",
    "price",
    "cost",
    "costs",
    "pay",
    "paying",
    "paid",
    "limit",
    "limits",
    "coverage",
    "model",
    "make",
    "old",
    "age",
    "many",
    "much",
    "long",
    "often",
    "far",
    "trim",
    "drivers",
    "cars",
    "vehicles",
    "state",
    "city",
    "color",
    "percent",
    "worth",
    "value",
];

const ASKING: [&str; 32] = [
    "what", "whats", "which", "who", "whos", "whose", "where", "how", "may", "can", "could", "would", "will",
    "tell", "give", "spell", "provide", "confirm", "verify", "need", "please", "enter", "say", "share",
    "ahead", "read", "repeat", "do", "does", "are", "is", "when",
];

/// What is said only to show that one listens, or to ask for the rest.
const LISTENING: [&str; 44] = [
    "mm",
    "hmm",
    "mhm",
    "uh",
    "huh",
    "hm",
    "yes",
    "yeah",
    "yep",
    "yup",
    "ok",
    "okay",
    "right",
    "sure",
    "alright",
    "got",
    "it",
    "go",
    "on",
    "ahead",
    "and",
    "then",
    "next",
    "the",
    "rest",
    "continue",
    "please",
    "great",
    "perfect",
    "thanks",
    "thank",
    "you",
    "i",
    "see",
    "good",
    "keep",
    "going",
    "last",
    "four",
    "i'm",
    "m",
    "listening",
    "sorry",
    "is",
];

pub(super) fn asked(rules: &Rules, text: &str) -> Asked {
    let question = question(text);
    let tokens = token::tokens(rules, question);
    let words: Vec<&Token> = tokens.iter().filter(|token| token.meaning().is_some()).collect();
    let words = words.get(words.len().saturating_sub(REACH)..).unwrap_or_default();
    let lower: Vec<String> = words.iter().map(|token| token.text(question).to_lowercase()).collect();
    let is_question = text.contains('?') || lower.iter().any(|word| ASKING.contains(&word.as_str()));
    if !is_question {
        return Asked::default();
    }
    let mut cues = words.iter().fold(Traits::NONE, |cues, token| cues.with(token.traits.within(CUES)));
    let says = |word: &str| lower.iter().any(|said| said == word);
    if says("who") && (says("speaking") || says("this") || says("calling") || says("with") || says("am")) {
        cues = cues.with(Traits::NAME);
    }
    let about = lower.iter().any(|word| KEPT.contains(&word.as_str()));
    match (about, cues.has(STRONG)) {
        (true, false) => Asked { cues: Traits::NONE, kept: true },
        (true, true) => Asked { cues: cues.within(STRONG), kept: false },
        (false, _) => Asked { cues, kept: false },
    }
}

/// The last question of a text, or its last sentence.
fn question(text: &str) -> &str {
    let text = text.trim_end();
    let end = text.rfind('?').map_or(text.len(), |at| at + 1);
    // What is said after a question seldom changes it; a long speech does.
    let end = if text.len() - end > 80 { text.len() } else { end };
    let body = text.get(..end).unwrap_or_default();
    let inner = body.trim_end_matches(['?', '.', '!', ' ']);
    let mut ends = inner.char_indices().rev().filter(|(_, c)| matches!(c, '?' | '.' | '!'));
    let sentence = ends.find(|(at, _)| inner.get(at + 1..).is_some_and(|rest| rest.starts_with(' ')));
    body.get(sentence.map_or(0, |(at, _)| at + 1)..).unwrap_or_default()
}

/// Whether a turn lets the other one go on: `mm-hmm`, `go on`, `and the last four?`, or what was heard said back.
pub(super) fn is_listening(rules: &Rules, text: &str) -> bool {
    let mut words = 0;
    token::tokens(rules, text).iter().all(|token| match token.sort {
        Sort::Word(_) => {
            words += 1;
            let word = token.text(text).to_lowercase();
            crate::number::begins(token) || (words <= SHORT && LISTENING.contains(&word.as_str()))
        }
        Sort::Space | Sort::Mark(_) | Sort::Digits | Sort::Mask => true,
    })
}

#[cfg(test)]
mod tests {
    use super::{asked, is_listening};
    use crate::lexicon::Traits;
    use crate::rules::Rules;

    #[test]
    fn only_the_question_counts() {
        let asked = |text: &str| asked(&Rules::default(), text);
        assert!(asked("Great. What's your phone number?").cues.has(Traits::PHONE));
        assert!(asked("could I have your date of birth please").cues.has(Traits::BIRTH));
        assert!(asked("Who am I speaking with?").cues.has(Traits::NAME));
        assert!(asked("I have your phone number. What year is the car?").kept);
        assert!(asked("And your ZIP code?").kept);
        assert_eq!(asked("Thanks for calling Scripta Insurance."), super::Asked::default());
        assert!(asked("What's your phone number? Take your time.").cues.has(Traits::PHONE));
    }

    #[test]
    fn listening_is_told_from_asking() {
        let listening = |text: &str| is_listening(&Rules::default(), text);
        for text in ["Mm-hmm.", "go on", "Got it, and the last four?", "Five five five, okay.", "", "Yes?"] {
            assert!(listening(text), "{text}");
        }
        for text in
            ["And what year is the car?", "Okay, let me look that up for you.", "What's your zip code?"]
        {
            assert!(!listening(text), "{text}");
        }
    }
}
