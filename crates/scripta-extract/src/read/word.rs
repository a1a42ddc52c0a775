//! A text as words, with byte offsets.

use std::fmt;
use std::ops::Range;

use super::number::Number;

/// A run of letters or of digits.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its bytes in the text.
    pub(crate) span: Range<usize>,
    /// In lower case.
    pub(crate) key: String,
    /// What stands between the word before and this one.
    pub(crate) gap: Gap,
    /// The characters right before and after it, where they are no white space.
    pub(crate) before: Option<char>,
    pub(crate) after: Option<char>,
    /// Written with a capital first letter.
    pub(crate) capital: bool,
    /// What it is, as a part of a number.
    pub(crate) number: Number,
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing: `F150` is two words.
    None,
    /// One character that joins, such as a hyphen, an apostrophe, a slash or a dot within a number.
    Joint(char),
    /// White space, or a hyphen with space around it.
    Space,
    /// A comma.
    Comma,
    /// The end of a sentence.
    Stop,
}

/// Splits a text into words. Letters and digits part, so that `F-150`, `F150` and `F 150` are the same words.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut last = 0;
    while let Some((start, first)) = chars.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let digits = first.is_ascii_digit();
        let same = |c: char| c.is_alphanumeric() && c.is_ascii_digit() == digits;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = chars.next_if(|(_, c)| same(*c)) {
            end = at + c.len_utf8();
        }
        let mut key = text.get(start..end).unwrap_or_default().to_owned();
        let capital = first.is_uppercase();
        if key.is_ascii() {
            key.make_ascii_lowercase();
        } else {
            key = key.to_lowercase();
        }
        let gap = Gap::of(text.get(last..start).unwrap_or_default());
        let number = if digits { Number::Written } else { Number::of(&key) };
        let before =
            text.get(..start).and_then(|rest| rest.chars().next_back()).filter(|c| !c.is_whitespace());
        let after = chars.peek().map(|(_, c)| *c).filter(|c| !c.is_whitespace());
        words.push(Word { span: start..end, key, gap, before, after, capital, number });
        last = end;
    }
    words
}

impl Gap {
    fn of(between: &str) -> Self {
        let mut gap = Self::None;
        let mut only = None;
        for (n, c) in between.chars().enumerate() {
            only = (n == 0 && !c.is_whitespace()).then_some(c);
            let one = match c {
                ',' | '\u{2014}' | '\u{2026}' | '(' | ')' | '"' | ':' => Self::Comma,
                '.' | '?' | '!' | ';' | '\n' => Self::Stop,
                _ => Self::Space,
            };
            gap = gap.max(one);
        }
        // `twenty... nineteen`
        let hesitates = gap == Self::Stop && between.starts_with("..") && !between.contains(['?', '!', '\n']);
        if hesitates { Self::Comma } else { only.map_or(gap, Self::Joint) }
    }

    /// A sentence goes on, without a pause.
    pub(crate) fn is_close(self) -> bool {
        match self {
            Self::None | Self::Space => true,
            Self::Joint(c) => !matches!(c, ',' | '.' | '?' | '!' | ';' | ':' | '(' | ')'),
            Self::Comma | Self::Stop => false,
        }
    }
}

/// Without what was said.
impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Word").field("span", &self.span).finish_non_exhaustive()
    }
}
