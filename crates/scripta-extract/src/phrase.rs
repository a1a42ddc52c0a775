//! Words and phrases in a form in which they can be compared, whoever wrote or transcribed them.

use std::ops::Range;

/// Lower case, without apostrophes, one space for everything that is no letter or digit: `I'm 30-ish` is `im 30 ish`.
pub(crate) fn normal(phrase: &str) -> String {
    let text = Plain::new(phrase).text;
    text.trim().to_owned()
}

/// A text in that form, with the way back to the text as it was given.
#[derive(Clone, Default)]
pub(crate) struct Plain {
    /// With a space before and after each word.
    pub(crate) text: String,
    pub(crate) words: Vec<PlainWord>,
}

/// A word of a text.
#[derive(Clone)]
pub(crate) struct PlainWord {
    /// Where it begins in the plain text.
    at: usize,
    /// Where it is in the text as given, in bytes.
    pub(crate) span: Range<usize>,
    /// How many clauses, which `,` `;` `:` end, and sentences, which `.` `?` `!` end, are before it.
    pub(crate) clause: usize,
    pub(crate) sentence: usize,
}

impl Plain {
    pub(crate) fn new(text: &str) -> Self {
        let mut plain = Self { text: String::with_capacity(text.len() + 2), words: Vec::new() };
        plain.text.push(' ');
        let (mut clause, mut sentence) = (0, 0);
        let mut open = false;
        for (at, c) in text.char_indices() {
            if c.is_alphanumeric() {
                if !open {
                    let span = at..at;
                    plain.words.push(PlainWord { at: plain.text.len(), span, clause, sentence });
                }
                plain.text.extend(c.to_lowercase());
                open = true;
                if let Some(word) = plain.words.last_mut() {
                    word.span.end = at + c.len_utf8();
                }
                continue;
            }
            if matches!(c, '\'' | '’') && open {
                continue;
            }
            if open {
                plain.text.push(' ');
            }
            open = false;
            // `1,200.50` is one number.
            let next = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
            let inside = matches!(c, '.' | ',' | ':') && next.is_some_and(char::is_alphanumeric);
            match c {
                ',' | ';' | ':' | '—' | '–' if !inside => clause += 1,
                '.' | '?' | '!' | '…' if !inside => (clause, sentence) = (clause + 1, sentence + 1),
                _ => {}
            }
        }
        if open {
            plain.text.push(' ');
        }
        plain
    }

    /// The words that a match in the plain text covers; it begins with the space before its first word.
    pub(crate) fn words_in(&self, start: usize, end: usize) -> Range<usize> {
        let first = self.words.partition_point(|word| word.at <= start);
        let last = self.words.partition_point(|word| word.at < end);
        first..last.max(first + 1).min(self.words.len())
    }

    /// The words that a range of bytes of the text as given covers.
    pub(crate) fn words_at(&self, span: &Range<usize>) -> Range<usize> {
        let first = self.words.partition_point(|word| word.span.end <= span.start);
        let last = self.words.partition_point(|word| word.span.start < span.end);
        first..last.max(first)
    }

    /// The bytes of the text as given that words cover.
    pub(crate) fn span(&self, words: &Range<usize>) -> Range<usize> {
        let start = self.words.get(words.start).map_or(0, |word| word.span.start);
        let last = words.end.checked_sub(1).and_then(|last| self.words.get(last));
        start..last.map_or(start, |word| word.span.end.max(start))
    }

    pub(crate) fn word(&self, n: usize) -> Option<&str> {
        let word = self.words.get(n)?;
        self.text.get(word.at..)?.split(' ').next()
    }

    pub(crate) fn sentence(&self, n: usize) -> usize {
        self.words.get(n).map_or(0, |word| word.sentence)
    }

    pub(crate) fn clause(&self, n: usize) -> usize {
        self.words.get(n).map_or(0, |word| word.clause)
    }
}

#[cfg(test)]
mod tests {
    use super::{Plain, normal};

    #[test]
    fn a_phrase_is_the_same_however_it_is_written() {
        assert_eq!(normal("  We're STILL paying, it-off! "), "were still paying it off");
        assert_eq!(normal("state   farm’s"), "state farms");
        assert_eq!(normal("…"), "");
    }

    #[test]
    fn the_way_back_leads_to_the_bytes_as_given() {
        let text = "Well, it's “paid-off”. OK?";
        let plain = Plain::new(text);
        assert_eq!(plain.text, " well its paid off ok ");
        let at = plain.text.find(" paid off ").unwrap();
        let words = plain.words_in(at, at + " paid off ".len());
        assert_eq!(words, 2..4);
        let span = plain.span(&words);
        assert_eq!(&text[span.clone()], "paid-off");
        assert_eq!(plain.words_at(&span), words);
        assert_eq!((plain.clause(0), plain.clause(1), plain.sentence(1), plain.sentence(4)), (0, 1, 0, 1));
        assert_eq!(plain.word(2), Some("paid"));
    }
}
