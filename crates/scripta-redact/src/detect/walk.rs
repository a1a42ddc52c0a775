//! Steps from word to word.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

use super::Search;

impl<'t> Search<'t> {
    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    pub(super) fn text_of(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    /// Whether the token is this word, given in lower case.
    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.text_of(at).eq_ignore_ascii_case(word)
    }

    pub(super) fn is_any(&self, at: usize, words: &[&str]) -> bool {
        let text = self.text_of(at);
        let Some(first) = text.as_bytes().first().map(u8::to_ascii_lowercase) else { return false };
        // Most words already differ in their length or their first letter.
        let like = |word: &&&str| word.len() == text.len() && word.as_bytes().first() == Some(&first);
        words.iter().filter(like).any(|word| text.eq_ignore_ascii_case(word))
    }

    pub(super) fn has(&self, at: usize, any: Traits) -> bool {
        self.tokens.get(at).is_some_and(|token| token.traits.has(any))
    }

    pub(super) fn is_mark(&self, at: usize, mark: char) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_mark(mark))
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.meaning().is_some())
    }

    pub(super) fn is_space(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.sort == Sort::Space)
    }

    pub(super) fn is_digits(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.sort == Sort::Digits)
    }

    pub(super) fn is_filler(&self, at: usize) -> bool {
        self.tokens.get(at).and_then(Token::meaning) == Some(Meaning::Filler)
    }

    /// A letter by itself: `j`, and `o`, which is a zero as well.
    pub(super) fn is_letter(&self, at: usize) -> bool {
        self.is_word(at) && self.text_of(at).chars().nth(1).is_none()
    }

    pub(super) fn is_apostrophe(&self, at: usize) -> bool {
        matches!(
            self.tokens.get(at).map(|token| token.sort),
            Some(Sort::Mark('\'' | '\u{2019}' | '\u{2018}' | '`'))
        )
    }

    /// The first token from here on that is no space.
    pub(super) fn skip(&self, at: usize) -> usize {
        at + usize::from(self.is_space(at))
    }

    /// The last token before this one that is no space.
    pub(super) fn back(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        if self.is_space(before) { before.checked_sub(1) } else { Some(before) }
    }

    /// Where these words, given in lower case and between single spaces, end if they begin at this token. Apostrophes
    /// between them do not count: `it s` is `it's` as well.
    pub(super) fn phrase(&self, at: usize, words: &str) -> Option<usize> {
        // Most phrases already differ in their first letter.
        let first = self.text_of(at).as_bytes().first().map(u8::to_ascii_lowercase);
        if first != words.as_bytes().first().copied() {
            return None;
        }
        let mut at = at;
        for (n, word) in words.split(' ').enumerate() {
            if n > 0 {
                at = self.skip(at);
                at += usize::from(self.is_apostrophe(at));
            }
            if !self.is(at, word) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// Where the tokens `from..to` are in the text.
    pub(super) fn bytes(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let last = self.tokens.get(to.checked_sub(1)?)?;
        self.tokens.get(from).map(|first| (first.start, last.end))
    }
}
