//! Whether a text can hold personal data at all, decided in a fraction of a microsecond.
//!
//! Most of what is said holds none, and each event of a conversation passes here, so this is what the speed of redaction
//! rests on. Two scans: one counts digits and marks, one (Aho-Corasick) the words of which spoken numbers are made. A plain
//! `RegexSet` of all detectors took three times as long and knew nothing of spoken forms.

use aho_corasick::AhoCorasick;

use crate::token;

/// What all spoken digits, numbers and multiples contain.
const NUMBER_WORDS: [&str; 24] = [
    "zero", "nought", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twel", "twent", "thirt", "fort", "fift", "ninet", "hundred", "double", "triple", "treble",
];

/// What joins the parts of a spoken e-mail address.
const JOINTS: [&str; 2] = ["dot", "period"];

/// The digits of the shortest personal number, a telephone number without its area.
const FEWEST_DIGITS: usize = 7;

/// A sound guess: `false` only where no detector could find anything.
#[derive(Debug)]
pub(crate) struct Prefilter {
    words: AhoCorasick,
}

#[derive(Default)]
struct Marks {
    digits: usize,
    dots: usize,
    colons: usize,
    /// The letter `o` as a word, which is how zero is read out and written down.
    ohs: usize,
}

impl Prefilter {
    #[expect(clippy::expect_used, reason = "26 constant words are within the limits of the automaton")]
    pub(crate) fn new() -> Self {
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(NUMBER_WORDS.iter().chain(&JOINTS))
            .expect("constant words");
        Self { words }
    }

    pub(crate) fn may_match(&self, text: &str) -> bool {
        let Some(marks) = marks(text) else { return true };
        let v4 = marks.digits >= 4 && marks.dots >= 3;
        let v6 = marks.digits >= 1 && marks.colons >= 2;
        if marks.digits >= FEWEST_DIGITS || v4 || v6 {
            return true;
        }
        // No word stands for more than two digits on average: `twenty`, `double five`, `triple five`, `five hundred`.
        let mut digits = marks.digits + 2 * marks.ohs;
        for word in self.words.find_iter(text) {
            digits += 2;
            if digits >= FEWEST_DIGITS || word.pattern().as_usize() >= NUMBER_WORDS.len() {
                return true;
            }
        }
        digits >= FEWEST_DIGITS
    }
}

/// Counts; `None` where a mark alone calls for a closer look: `@`, or a dot before a letter, as in a domain.
fn marks(text: &str) -> Option<Marks> {
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|b| b.is_ascii_alphabetic() || *b >= 128)
    };
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let mut marks = Marks::default();
    let mut ascii = true;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => marks.digits += 1,
            b'@' => return None,
            b'.' if letter(Some(at + 1)) && (letter(at.checked_sub(1)) || digit(at.checked_sub(1))) => {
                return None;
            }
            b'.' => marks.dots += 1,
            b':' => marks.colons += 1,
            b'o' | b'O' if !letter(Some(at + 1)) && !letter(at.checked_sub(1)) => marks.ohs += 1,
            128.. => ascii = false,
            _ => {}
        }
    }
    if !ascii {
        marks.digits += text.chars().filter(|c| !c.is_ascii() && token::digit(*c).is_some()).count();
        // Full-width and other marks count as their plain forms would.
        let wide = text.chars().any(|c| matches!(c, '\u{FF0E}' | '\u{FF20}'));
        return (!wide).then_some(marks);
    }
    Some(marks)
}

#[cfg(test)]
mod tests {
    use super::Prefilter;

    #[test]
    fn what_may_be_personal_passes_and_plain_speech_does_not() {
        let prefilter = Prefilter::new();
        for text in [
            "555-1234",
            "five five five one two three four",
            "o o o o 555",
            "a dot b",
            "x at a9.com",
            "1.1.1.1",
            "fe80::1",
        ] {
            assert!(prefilter.may_match(text), "{text}");
        }
        for text in [
            "it's a 2018 Honda Civic EX with 45 miles",
            "twelve thousand miles a year",
            "at the end of the day.",
        ] {
            assert!(!prefilter.may_match(text), "{text}");
        }
    }
}
