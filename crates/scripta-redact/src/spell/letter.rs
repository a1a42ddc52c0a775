//! Which words are letters, and how a letter is explained.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

use super::Gap;

/// The longest group of letters that is one without touching a digit, in bytes.
pub(super) const LONGEST: usize = 6;

/// The letter that a word of one letter is: not the `s` of `it's`, nor the `I` of someone who speaks.
pub(super) fn single(text: &str, tokens: &[Token], at: usize, gap: Gap) -> Option<u8> {
    let token = tokens.get(at)?;
    let value = token.text(text).bytes().next().filter(u8::is_ascii_alphabetic)?.to_ascii_uppercase();
    let mark = |at: Option<usize>| match at.and_then(|at| tokens.get(at))?.sort {
        Sort::Mark(mark) => Some(mark),
        _ => None,
    };
    let apostrophe = |mark: Option<char>| matches!(mark, Some('\'' | '’'));
    if apostrophe(mark(at.checked_sub(1))) || apostrophe(mark(Some(at + 1))) {
        return None;
    }
    let pronoun =
        matches!(value, b'A' | b'I') && gap != Gap::Touch && gap != Gap::Dash && is_before_word(tokens, at);
    let figures =
        tokens.get(at + 2).is_some_and(|token| token.sort == Sort::Digits && token.end - token.start > 1);
    let article = token.text(text) == "a" && gap == Gap::Edge && mark(Some(at + 1)).is_none() && figures;
    (!pronoun && !article).then_some(value)
}

/// Whether a plain word follows, one that explains no letter.
fn is_before_word(tokens: &[Token], at: usize) -> bool {
    let next = tokens.get(at + 1).filter(|token| token.sort == Sort::Space).and_then(|_| tokens.get(at + 2));
    next.is_some_and(|next| {
        next.meaning() == Some(Meaning::Other)
            && !next.traits.has(Traits::SPELLING | Traits::CODE_WORD | Traits::SPELLER)
    })
}

/// The letter that a word stands for by itself: `bravo`, and among other letters `zed`.
pub(super) fn named(token: &Token, word: &str, gap: Gap) -> Option<u8> {
    if token.traits.has(Traits::CODE_WORD) {
        return word.bytes().next().map(|byte| byte.to_ascii_uppercase());
    }
    let name = NAMES.iter().find(|(name, _)| gap != Gap::Edge && word.eq_ignore_ascii_case(name));
    name.map(|(_, letter)| *letter)
}

/// Names of letters that mean nothing else where letters are spelled.
const NAMES: [(&str, u8); 14] = [
    ("bee", b'B'),
    ("cee", b'C'),
    ("dee", b'D'),
    ("eff", b'F'),
    ("gee", b'G'),
    ("aitch", b'H'),
    ("haitch", b'H'),
    ("jay", b'J'),
    ("kay", b'K'),
    ("ess", b'S'),
    ("tee", b'T'),
    ("vee", b'V'),
    ("zee", b'Z'),
    ("zed", b'Z'),
];

/// Where the explanation of a letter ends that begins at a token: `as in boy`, `like bravo`, `for bob`, `boy`. The token
/// itself if there is none.
pub(super) fn explained(text: &str, tokens: &[Token], at: usize, value: u8) -> usize {
    let mut next = at;
    if tokens.get(next).is_some_and(|token| token.is_mark(',')) {
        next += 1;
    }
    let Some(mut word) = space(tokens, next) else { return at };
    let linked =
        is(text, tokens, word, "as") || is(text, tokens, word, "like") || is(text, tokens, word, "for");
    let sure = is(text, tokens, word, "as");
    if linked {
        let Some(after) = space(tokens, word + 1) else { return at };
        word = after;
        if sure && is(text, tokens, word, "in") {
            let Some(after) = space(tokens, word + 1) else { return at };
            word = after;
        }
    } else if next > at {
        return at;
    }
    let quoted =
        tokens.get(word).is_some_and(|token| matches!(token.sort, Sort::Mark('"' | '\'' | '“' | '‘')));
    word += usize::from(quoted);
    if value == b'X' && is(text, tokens, word, "x") {
        // `x-ray` is two tokens.
        word = space(tokens, word + 1).filter(|ray| is(text, tokens, *ray, "ray")).unwrap_or(word);
    }
    if stands_for(text, tokens, word, value, linked, sure) { word + 1 + usize::from(quoted) } else { at }
}

/// Whether a word explains a letter: after `as in`, any does, since the letter may have been misheard.
fn stands_for(text: &str, tokens: &[Token], at: usize, value: u8, linked: bool, sure: bool) -> bool {
    let Some(token) = tokens.get(at).filter(|token| token.end - token.start > 1) else { return false };
    let known = token.traits.has(Traits::CODE_WORD | Traits::SPELLER);
    let same = token.text(text).bytes().next().is_some_and(|byte| byte.eq_ignore_ascii_case(&value));
    let ray = value == b'X' && is(text, tokens, at, "ray");
    token.meaning() == Some(Meaning::Other) && (ray || sure || (same && (linked || known)))
}

fn is(text: &str, tokens: &[Token], at: usize, word: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.text(text).eq_ignore_ascii_case(word))
}

/// The token after one space or hyphen.
fn space(tokens: &[Token], at: usize) -> Option<usize> {
    tokens.get(at).filter(|token| token.sort == Sort::Space || token.is_mark('-')).map(|_| at + 1)
}

/// Whether a word is a group of letters of an identifier: it touches digits (`PA1234`, `POL-555`), is in capitals, or is
/// a short one before digits that is no word.
pub(super) fn is_group(text: &str, tokens: &[Token], at: usize, gap: Gap) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let word = token.text(text);
    if !word.is_ascii() {
        return false;
    }
    let digits =
        |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.sort == Sort::Digits);
    let dash = |at: usize| tokens.get(at).is_some_and(|token| token.is_mark('-'));
    let before = at.checked_sub(1);
    if digits(before) || digits(Some(at + 1)) {
        return digits(Some(at + 1)) || !is_suffix(word);
    }
    let tied = (dash(at + 1) && digits(Some(at + 2)))
        || (before.is_some_and(dash) && gap == Gap::Dash && digits(at.checked_sub(2)));
    if word.len() > LONGEST || token.meaning() != Some(Meaning::Other) {
        return false;
    }
    if tied {
        return true;
    }
    let capitals = || word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let before_digits =
        || digits(Some(at + 2)) && tokens.get(at + 1).is_some_and(|token| token.sort == Sort::Space);
    let short = word.len() <= 3;
    let formed =
        if gap == Gap::Edge || !short { before_digits() && (short || capitals()) } else { capitals() };
    formed && is_free(token, word)
}

/// Whether nothing speaks against a short word being letters.
pub(super) fn is_free(token: &Token, word: &str) -> bool {
    !token.traits.has(SAYS_SOMETHING) && !SHORT.iter().any(|short| word.eq_ignore_ascii_case(short))
}

/// Words with these say something of what is spelled, and are no part of it.
const SAYS_SOMETHING: Traits = Traits::PHONE
    .with(Traits::CARD)
    .with(Traits::SSN)
    .with(Traits::ITIN)
    .with(Traits::ACCOUNT)
    .with(Traits::ROUTING)
    .with(Traits::IBAN)
    .with(Traits::VIN)
    .with(Traits::LICENSE)
    .with(Traits::PLATE)
    .with(Traits::POLICY)
    .with(Traits::CLAIM)
    .with(Traits::BIRTH)
    .with(Traits::LAST)
    .with(Traits::EXTENSION)
    .with(Traits::CVV)
    .with(Traits::ZIP)
    .with(Traits::MONTH)
    .with(Traits::REPAIR)
    .with(Traits::QUANTITY)
    .with(Traits::LINK)
    .with(Traits::BRIDGE);

/// Words of two or three letters that are often next to a number.
const SHORT: [&str; 96] = [
    "act", "age", "all", "am", "an", "any", "apr", "apt", "are", "as", "at", "ave", "aug", "best", "bmw",
    "box", "but", "by", "bye", "can", "car", "cut", "dec", "did", "do", "due", "each", "exit", "feb", "few",
    "for", "fri", "from", "get", "gmc", "go", "had", "has", "have", "he", "her", "him", "his", "how", "hwy",
    "id", "if", "in", "jan", "jul", "jun", "just", "kia", "mar", "may", "mon", "new", "no", "not", "now",
    "nov", "num", "oct", "of", "off", "old", "on", "only", "or", "our", "out", "over", "own", "pay", "paid",
    "per", "pm", "pre", "ram", "rd", "sat", "say", "sep", "she", "st", "sun", "suv", "than", "they", "this",
    "thu", "to", "top", "tue", "up", "us",
];

/// What may touch a number without being a part of an identifier: `15th`, `45k`.
fn is_suffix(word: &str) -> bool {
    ["st", "nd", "rd", "th", "k", "am", "pm", "mph", "hp", "cc", "km", "mi", "s"]
        .iter()
        .any(|suffix| word.eq_ignore_ascii_case(suffix))
}
