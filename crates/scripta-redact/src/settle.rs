//! How much of an unfinished text no continuation can change.
//!
//! Every built-in detector stops at a plain word: numbers do not go on across one, an address holds none but next to `dot`
//! or `at`, and context is looked for to the left only. So a text may be cut between two plain words, provided the second
//! is complete and no address is under way. A custom pattern can match anything; the cut is then checked against it.

use crate::context::Context;
use crate::detect::LONGEST_LABEL;
use crate::lexicon::{Meaning, Traits};
use crate::rules::Rules;
use crate::token::{self, Sort, Token};

/// How much of the end is looked at first, in bytes. It doubles until a cut is found, so that the work for a text that
/// grows does not grow with it.
const TAIL: usize = 256;

/// How many cuts are tried against the custom patterns.
const TRIES: usize = 4;

pub(crate) fn settled(rules: &Rules, text: &str, _prior: Traits) -> usize {
    if text.len() > rules.max_text_bytes || rules.drops {
        return 0;
    }
    let mut tail = TAIL;
    loop {
        let start = text.floor_char_boundary(text.len().saturating_sub(tail));
        // A first token that was cut into, and those whose context is out of sight, are not judged.
        let cuts = cuts(rules, text.get(start..).unwrap_or_default(), start > 0);
        let mut cuts = cuts.iter().rev().map(|cut| start + cut).take(TRIES);
        if let Some(cut) = cuts.find(|cut| keeps(rules, text, *cut)) {
            return cut;
        }
        if start == 0 {
            return 0;
        }
        tail = tail.saturating_mul(2);
    }
}

/// Where a text may be cut, in ascending order; if it is the tail of a longer one, only where enough is to the left.
fn cuts(rules: &Rules, text: &str, is_tail: bool) -> Vec<usize> {
    let tokens = token::tokens(rules, text);
    let mut cuts = Vec::new();
    let mut words = 0;
    for (at, token) in tokens.iter().enumerate() {
        if is_plain(token) && (!is_tail || words > 10) && may_cut(&tokens, at) {
            cuts.push(token.start);
        }
        words += usize::from(token.meaning().is_some());
    }
    cuts
}

fn is_plain(token: &Token) -> bool {
    matches!(token.meaning(), Some(Meaning::Other))
}

/// Whether the text may be cut before the plain word at `at`.
fn may_cut(tokens: &[Token], at: usize) -> bool {
    // Complete: something follows that is no part of it, and that does not depend on what comes.
    let complete = matches!(tokens.get(at + 1).map(|next| next.sort), Some(Sort::Space));
    // The next word decides whether this one belongs to an address: `john` and then `dot`.
    let before = tokens.get(..at).unwrap_or_default();
    let mut back = before.iter().rev();
    if !complete || !back.next().is_some_and(|token| token.sort == Sort::Space) {
        return false;
    }
    let last = back.find(|token| !matches!(token.sort, Sort::Mark(',' | '.' | '!' | '?' | ';')));
    let apart = last.is_some_and(is_plain);
    let address = Context::before(tokens, at, Traits::NONE).has(Traits::EMAIL) || at_is_near(before);
    apart && !address
}

/// Whether `at` or `@` is so near that a domain may be under way: nothing since but labels and the dots between them.
fn at_is_near(before: &[Token]) -> bool {
    let mut words = 0;
    for token in before.iter().rev() {
        match token.sort {
            Sort::Space => {}
            Sort::Mark('@') | Sort::Word(Meaning::At) => return true,
            Sort::Mark('.') | Sort::Word(Meaning::Dot) => words = 0,
            Sort::Digits | Sort::Word(_) if words < LONGEST_LABEL => words += 1,
            Sort::Digits | Sort::Word(_) | Sort::Mask | Sort::Mark(_) => return false,
        }
    }
    false
}

/// Whether the custom patterns and words match the same before the cut, whatever comes after the text.
fn keeps(rules: &Rules, text: &str, cut: usize) -> bool {
    if !rules.has_custom() {
        return true;
    }
    let longest = rules.patterns.iter().map(|pattern| pattern.longest).chain([Some(rules.keywords.longest)]);
    let Some(longest) = longest.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max()) else {
        return false;
    };
    // One character more, for what a word boundary or an end looks at.
    let seen = text.len() >= cut.saturating_add(longest).saturating_add(4);
    let prefix = text.get(..cut).unwrap_or_default();
    let whole = rules.custom(text).filter(|(_, start, _)| *start < cut);
    seen && whole.eq(rules.custom(prefix))
}
