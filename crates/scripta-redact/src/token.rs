//! A text as words, digits and marks, with byte offsets.

use crate::kind::BUILT_IN;
use crate::lexicon::{self, Meaning, Traits};
use crate::redactor::Rules;

/// A stretch of text of one sort. Tokens cover the text without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) sort: Sort,
    /// Of a word: what it says of its neighbours.
    pub(crate) traits: Traits,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Whitespace and characters without width.
    Space,
    /// Decimal digits, of any script.
    Digits,
    /// Letters.
    Word(Meaning),
    /// A mask, which no detector may take apart.
    Mask,
    /// One character of anything else.
    Mark(char),
}

impl Token {
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn meaning(&self) -> Option<Meaning> {
        match self.sort {
            Sort::Word(meaning) => Some(meaning),
            Sort::Space | Sort::Digits | Sort::Mask | Sort::Mark(_) => None,
        }
    }

    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.sort == Sort::Mark(mark)
    }

    /// Whether it can be part of an address, a name or an identifier, so that what touches it is no value by itself.
    pub(crate) fn is_solid(&self) -> bool {
        matches!(self.sort, Sort::Digits | Sort::Word(_) | Sort::Mark('_'))
    }
}

/// The value of a decimal digit of the scripts in which numbers are dialled.
pub(crate) fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6F0}'..='\u{6F9}' => 0x6F0,
        '\u{966}'..='\u{96F}' => 0x966,
        '\u{9E6}'..='\u{9EF}' => 0x9E6,
        '\u{E50}'..='\u{E59}' => 0xE50,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        '\u{1D7CE}'..='\u{1D7FF}' => return u8::try_from((c as u32 - 0x1D7CE) % 10).ok(),
        _ => return None,
    };
    u8::try_from(c as u32 - zero).ok()
}

fn is_space(c: char) -> bool {
    if c.is_ascii() {
        return c == ' ' || matches!(c, '\t'..='\r');
    }
    c.is_whitespace() || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (!c.is_ascii() && is_other_letter(c))
}

fn is_other_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36F}')
}

/// Where a mask or a pseudonym begins at this place, its length in bytes.
fn mask_length(rules: &Rules, rest: &str) -> Option<usize> {
    let built_in = BUILT_IN.iter().map(|kind| kind.mask());
    let mask = built_in.chain(rules.policies.own_masks()).find(|mask| rest.starts_with(mask));
    mask.map(str::len).or_else(|| crate::pseudonym::length(rest))
}

/// How many bytes of the beginning of a text belong together. Most text is ASCII, of which each byte is judged by itself.
fn run(rest: &str, belongs: impl Fn(char) -> bool) -> usize {
    let ascii = rest.bytes().take_while(|byte| byte.is_ascii() && belongs(char::from(*byte))).count();
    match rest.as_bytes().get(ascii) {
        Some(byte) if !byte.is_ascii() => {
            let rest = rest.get(ascii..).unwrap_or_default();
            ascii + rest.find(|c| !belongs(c)).unwrap_or(rest.len())
        }
        _ => ascii,
    }
}

/// Splits a text into tokens. One pass.
pub(crate) fn tokens(rules: &Rules, text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 3 + 1);
    let mut start = 0;
    while let Some(first) = text.get(start..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(start..).unwrap_or_default();
        // A bracket opens a mask wherever it is.
        let boundary = first == '[' || !tokens.last().is_some_and(Token::is_solid);
        let opens = boundary && rules.masks.may_open(rest);
        let mut traits = Traits::NONE;
        let (length, sort) =
            match opens.then(|| mask_length(rules, rest)).flatten().filter(|n| whole(rest, *n)) {
                Some(length) => (length, Sort::Mask),
                None if is_space(first) => (run(rest, is_space), Sort::Space),
                None if digit(first).is_some() => (run(rest, |c| digit(c).is_some()), Sort::Digits),
                None if is_letter(first) => {
                    let length = run(rest, is_letter);
                    let entry = lexicon::look_up(rest.get(..length).unwrap_or_default());
                    traits = entry.traits;
                    (length, Sort::Word(entry.meaning))
                }
                None => (first.len_utf8(), Sort::Mark(first)),
            };
        tokens.push(Token { start, end: start + length, sort, traits });
        start += length;
    }
    tokens
}

/// Whether a mask ends where it ends: `user@example.com` is no mask in `user@example.com.au`.
fn whole(rest: &str, length: usize) -> bool {
    let mut after = rest.get(length..).unwrap_or_default().chars();
    let solid = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let next = after.next();
    if rest.starts_with('[') {
        return true;
    }
    !solid(next) && next != Some('@') && !(matches!(next, Some('.' | '-')) && solid(after.next()))
}

#[cfg(test)]
impl crate::Redactor {
    /// The tokens of a text, for tests of what reads them.
    pub(crate) fn tokens(&self, text: &str) -> Vec<Token> {
        tokens(&self.rules, text)
    }
}
