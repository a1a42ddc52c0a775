//! Phrases of several words that stand for one part of an address, or for nothing in it.

use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

use super::What;

/// How the letters are written, whatever they are: `all lower case letters`.
const FORMS: [&str; 11] = [
    "one",
    "word",
    "together",
    "lowercase",
    "uppercase",
    "lower",
    "upper",
    "case",
    "caps",
    "small",
    "letters",
];

/// What an address may be said not to have: `no spaces`.
const ABSENT: [&str; 14] = [
    "space",
    "spaces",
    "dot",
    "dots",
    "period",
    "periods",
    "dash",
    "dashes",
    "hyphens",
    "underscores",
    "punctuation",
    "caps",
    "capitals",
    "gaps",
];

/// The phrase that begins at a word, and its last token.
pub(super) fn phrase(text: &str, tokens: &[Token], at: usize) -> Option<(What, usize)> {
    let token = tokens.get(at)?;
    if !token.traits.has(Traits::WRITING | Traits::REPAIR) {
        return None;
    }
    let second = next_word(tokens, at);
    let one_of = |words: &[&str]| is_one_of(text, tokens, Some(at), words);
    let then = |words: &[&str]| is_one_of(text, tokens, second, words);
    let pair = |what: What| second.map(|last| (what, last));
    if one_of(&["under"]) && then(&["score"]) {
        return pair(What::Joint);
    }
    if one_of(&["full"]) && then(&["stop"]) {
        return pair(What::Dot);
    }
    if one_of(&["point"]) {
        return Some((What::Dot, at));
    }
    if one_of(&["i", "scratch", "strike", "make"]) && then(&["mean", "meant", "that"]) {
        return pair(What::Repair).filter(|_| !one_of(&["i"]) || !then(&["that"]));
    }
    writing(text, tokens, at, second).or_else(|| {
        let single = ["no", "nope", "wait", "sorry", "actually", "correction", "oops", "rather", "pardon"];
        one_of(&single).then_some((What::Repair, at))
    })
}

/// A phrase on how an address is written.
fn writing(text: &str, tokens: &[Token], at: usize, second: Option<usize>) -> Option<(What, usize)> {
    let one_of = |words: &[&str]| is_one_of(text, tokens, Some(at), words);
    let then = |words: &[&str]| is_one_of(text, tokens, second, words);
    let aside = |last: usize| Some((What::Aside, last));
    if one_of(&["altogether", "lowercase", "uppercase", "capitals", "caps"]) {
        return aside(at);
    }
    if one_of(&["lower", "upper"]) && then(&["case"]) || one_of(&["one"]) && then(&["word"]) {
        return second.and_then(aside);
    }
    if one_of(&["all", "in"]) {
        return forms(text, tokens, at).and_then(aside);
    }
    if one_of(&["capital", "cap", "small", "big", "little"]) {
        let letter = second.and_then(|next| tokens.get(next)?.meaning());
        let letter = matches!(letter, Some(Meaning::Letter)) || then(&["o"]);
        return aside(at).filter(|_| letter || one_of(&["capital"]));
    }
    if one_of(&["with"]) && then(&["a", "an", "one", "two"]) {
        let letter = second.and_then(|second| next_word(tokens, second));
        return letter.filter(|at| tokens.get(*at).is_some_and(is_letter)).and_then(aside);
    }
    if one_of(&["and"]) {
        let hundred = before(tokens, at)
            .is_some_and(|token| matches!(token.meaning(), Some(Meaning::Hundred | Meaning::Thousand)));
        return aside(at)
            .filter(|_| hundred && second.and_then(|next| tokens.get(next)).is_some_and(is_spelled));
    }
    if one_of(&["no", "without", "with"]) {
        let next =
            if then(&["no", "any"]) { second.and_then(|next| next_word(tokens, next)) } else { second };
        let one_dot = is_one_of(text, tokens, next, &["dot", "period", "dash"]);
        let last = next.filter(|next| is_one_of(text, tokens, Some(*next), &ABSENT))?;
        let address =
            next_word(tokens, last).and_then(|next| tokens.get(next)?.meaning()) == Some(Meaning::At);
        return aside(last).filter(|_| !one_dot || address);
    }
    let what = ["letter", "letters", "number", "numbers", "digit", "digits", "numeral", "numerals"];
    let (last, next) = match second {
        Some(second) if one_of(&["the"]) && then(&what) => (second, next_solid(tokens, second)),
        second if one_of(&what) => (at, second.or_else(|| next_solid(tokens, at))),
        _ => return None,
    };
    aside(last).filter(|_| next.and_then(|next| tokens.get(next)).is_some_and(is_spelled))
}

/// The last word of `all one word`, `in all lower case letters`.
fn forms(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let mut last = None;
    let mut next = next_word(tokens, at);
    for _ in 0..4 {
        let word = next.filter(|next| {
            is_one_of(text, tokens, Some(*next), &FORMS)
                || (last.is_none() && is_one_of(text, tokens, Some(*next), &["all"]))
        });
        let Some(word) = word else { break };
        last = Some(word);
        next = next_word(tokens, word);
    }
    // `all one` and `in one` are no such phrase, nor is `all` itself.
    last.filter(|last| !is_one_of(text, tokens, Some(*last), &["one", "all", "small", "upper", "lower"]))
}

/// The last token of `at sign`, and of `at the rate of`, as it is said in India.
pub(super) fn at_sign(text: &str, tokens: &[Token], at: usize) -> usize {
    let Some(second) = next_word(tokens, at) else { return at };
    if is_one_of(text, tokens, Some(second), &["sign", "symbol"]) {
        return second;
    }
    let third = next_word(tokens, second);
    let rate = is_one_of(text, tokens, Some(second), &["the", "d", "a"])
        && is_one_of(text, tokens, third, &["rate", "red"]);
    let Some(last) = third.filter(|_| rate) else { return at };
    next_word(tokens, last)
        .filter(|next| is_one_of(text, tokens, Some(*next), &["of", "sign"]))
        .unwrap_or(last)
}

/// A letter with what it is spelled by: `b as in boy`, `b for bob`, `b like bravo`.
pub(super) fn spelled(text: &str, tokens: &[Token], at: usize, meaning: Meaning) -> (What, usize) {
    let letter = tokens.get(at).map_or("", |token| token.text(text));
    if letter.chars().nth(1).is_some() || !(meaning == Meaning::Letter || letter.eq_ignore_ascii_case("o")) {
        return (What::Number, at);
    }
    let apostrophe = contraction(tokens, at);
    if apostrophe > at {
        return (What::Word, apostrophe);
    }
    (What::Letter, spelled_by(text, tokens, at, letter).unwrap_or(at))
}

fn spelled_by(text: &str, tokens: &[Token], at: usize, letter: &str) -> Option<usize> {
    let link = next_word_or_comma(tokens, at)?;
    let next = next_word(tokens, link)?;
    let as_in = is_one_of(text, tokens, Some(link), &["as"]) && is_one_of(text, tokens, Some(next), &["in"]);
    let word = if as_in { next_word(tokens, next)? } else { next };
    let spelling = as_in || is_one_of(text, tokens, Some(link), &["as", "for", "like", "in"]);
    let word_text = tokens.get(word)?.text(text);
    let initial =
        word_text.get(..letter.len())?.eq_ignore_ascii_case(letter) && word_text.len() > letter.len();
    (spelling && (initial || as_in)).then_some(word)
}

/// `double l`, `triple seven`, `double u`; alone, a word.
pub(super) fn times(tokens: &[Token], at: usize) -> (What, usize) {
    let next = next_solid(tokens, at).filter(|next| tokens.get(*next).is_some_and(is_spelled));
    match next {
        Some(next) if tokens.get(next).and_then(Token::meaning) == Some(Meaning::Letter) => {
            (What::Letter, next)
        }
        Some(next) => (What::Number, next),
        None => (What::Word, at),
    }
}

/// The last token of `it's`, `o'brien`; of any other word itself.
pub(super) fn contraction(tokens: &[Token], at: usize) -> usize {
    let tied = tokens.get(at + 1).is_some_and(|token| matches!(token.sort, Sort::Mark('\'' | '\u{2019}')));
    let tail = tokens.get(at + 2).is_some_and(|token| token.meaning().is_some());
    if tied && tail { at + 2 } else { at }
}

/// The next word, if nothing but a space or a hyphen is before it.
fn next_word(tokens: &[Token], at: usize) -> Option<usize> {
    next_solid(tokens, at).filter(|next| tokens.get(*next).is_some_and(|token| token.meaning().is_some()))
}

fn next_word_or_comma(tokens: &[Token], at: usize) -> Option<usize> {
    let comma = tokens.get(at + 1).is_some_and(|token| token.is_mark(','));
    next_word(tokens, if comma { at + 1 } else { at })
}

fn next_solid(tokens: &[Token], at: usize) -> Option<usize> {
    let between = tokens.get(at + 1)?;
    (between.sort == Sort::Space || between.is_mark('-')).then_some(at + 2)
}

/// The last token before this one that is no space.
fn before(tokens: &[Token], at: usize) -> Option<&Token> {
    tokens.get(..at)?.iter().rev().take(2).find(|token| token.sort != Sort::Space)
}

fn is_letter(token: &Token) -> bool {
    matches!(token.meaning(), Some(Meaning::Letter))
}

fn is_spelled(token: &Token) -> bool {
    match token.sort {
        Sort::Digits => true,
        Sort::Word(meaning) => matches!(
            meaning,
            Meaning::Letter | Meaning::Digit(_) | Meaning::Teen(_) | Meaning::Tens(_) | Meaning::Times(_)
        ),
        Sort::Space | Sort::Mask | Sort::Mark(_) => false,
    }
}

fn is_one_of(text: &str, tokens: &[Token], at: Option<usize>, words: &[&str]) -> bool {
    let word = at.and_then(|at| tokens.get(at)).map_or("", |token| token.text(text));
    words.iter().any(|other| word.eq_ignore_ascii_case(other))
}
