//! How much of an unfinished text no continuation can change.
//!
//! Every detector is local: what it finds depends on at most twelve words before a value and eight after it, and in a value
//! no more than seven plain words follow each other. So a text may be cut in a stretch of eight plain words, where no value
//! can lie across, if there are enough words behind the cut for all that could be said of the values before it; and if
//! indeed the same is found before the cut with and without what comes after it. Nothing more is asked of a detector than
//! to be local, so a new one needs nothing here.
//!
//! A custom pattern can match anything; the cut is then checked against it. What a model finds may depend on all of the
//! text, so with one nothing may be cut.

use crate::detect::Mode;
use crate::found;
use crate::lexicon::{Meaning, Traits};
use crate::rules::Rules;
use crate::token::{self, Sort, Token};

/// How much of the end is looked at first, in bytes. It doubles until a cut is found, so that the work for a text that
/// grows does not grow with it.
const TAIL: usize = 512;

/// How many cuts are tried.
const TRIES: usize = 16;

/// Plain words around a cut, before and after it together.
const STRETCH: usize = 8;

/// Words behind a cut: the eight of which a detector may know, and two for those that become one when they are masked.
const AFTER: usize = 10;

/// Words before a cut of which a detector may know, and two likewise.
pub(crate) const BEFORE: usize = 18;

/// Within so many bytes a quotation may be the name of a mailbox.
const QUOTED: usize = 72;

pub(crate) fn settled(rules: &Rules, text: &str, prior: Traits) -> usize {
    if text.len() > rules.max_text_bytes || rules.drops || rules.recognizer.is_some() {
        return 0;
    }
    let mut tail = TAIL;
    loop {
        let start = text.floor_char_boundary(text.len().saturating_sub(tail));
        let prior = if start == 0 { prior } else { Traits::NONE };
        let last = text.get(start..).unwrap_or_default();
        let cut =
            found::guard(|| last_cut(rules, last, start > 0, prior, |cut| keeps(rules, text, start + cut)));
        match cut.flatten() {
            Some(cut) => return start + cut,
            None if start == 0 => return 0,
            None => tail = tail.saturating_mul(2),
        }
    }
}

/// The last place where a text may be cut; if it is the tail of a longer one, only where enough of it is to the left.
fn last_cut(
    rules: &Rules,
    text: &str,
    is_tail: bool,
    prior: Traits,
    may: impl Fn(usize) -> bool,
) -> Option<usize> {
    let tokens = token::tokens(rules, text);
    let places = cuts(&tokens, is_tail);
    if places.is_empty() {
        return None;
    }
    let whole = found::find(rules, text, Mode::Text, prior).ok()?;
    let apart = |cut: &usize| {
        let next = whole.spans.partition_point(|span| span.end <= *cut);
        whole.spans.get(next).is_none_or(|span| span.start >= *cut)
    };
    let same = |cut: &usize| {
        let before = text.get(..*cut).unwrap_or_default();
        let found = found::find(rules, before, Mode::Text, prior);
        found.is_ok_and(|found| whole.spans.iter().take_while(|span| span.end <= *cut).eq(&found.spans))
    };
    let tried = places.into_iter().rev().filter(apart).take(TRIES);
    tried.filter(|cut| !is_quoted(text, *cut)).find(|cut| may(*cut) && same(cut))
}

/// Where a text may be cut as far as its words tell, in ascending order.
fn cuts(tokens: &[Token], is_tail: bool) -> Vec<usize> {
    let plain: Vec<bool> = (0..tokens.len()).map(|at| is_plain(tokens, at)).collect();
    let is = |at: usize| plain.get(at).copied().unwrap_or(false);
    let word =
        |at: &usize| tokens.get(*at).is_some_and(|token| !matches!(token.sort, Sort::Space | Sort::Mark(_)));
    // The last word may be a part of one.
    let last = (0..tokens.len()).rev().find(word).unwrap_or(0);
    // From behind: how many plain words follow each other from here on, and how many words that follow a plain one there are.
    let mut behind = vec![(0, 0); tokens.len() + 1];
    let (mut row, mut counted) = (0, 0);
    for at in (0..last).rev() {
        let parts = tokens.get(at).is_none_or(parts);
        row = if is(at) {
            row + usize::from(word(&at))
        } else if parts {
            0
        } else {
            row
        };
        let follows = is(at) && word(&at) && before(tokens, at).is_some_and(is);
        counted += usize::from(follows);
        if let Some(entry) = behind.get_mut(at) {
            *entry = (row, counted);
        }
    }
    let mut cuts = Vec::new();
    let (mut row, mut counted) = (0, 0);
    for (at, token) in tokens.iter().enumerate().take(last) {
        let (row_behind, counted_behind) = behind.get(at).copied().unwrap_or_default();
        let spaced =
            at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|t| t.sort == Sort::Space);
        let enough = counted_behind > AFTER && (!is_tail || counted >= BEFORE);
        if is(at) && word(&at) && spaced && row > 0 && row + row_behind >= STRETCH && enough {
            cuts.push(token.start);
        }
        if is(at) {
            let follows = word(&at) && row > 0;
            counted += usize::from(follows);
            row += usize::from(word(&at));
        } else if parts(token) {
            row = 0;
        }
    }
    cuts
}

/// How far to the left of a cut a detector may look, in bytes from the beginning.
pub(crate) fn context(rules: &Rules, text: &str, cut: usize) -> usize {
    let tokens = token::tokens(rules, text.get(..cut).unwrap_or_default());
    let follows =
        |at: &usize| is_plain(&tokens, *at) && before(&tokens, *at).is_some_and(|b| is_plain(&tokens, b));
    let first = (0..tokens.len()).rev().filter(follows).nth(BEFORE);
    first.and_then(|at| tokens.get(at)).map_or(0, |token| token.start)
}

/// The last token before this one that is a word of some sort.
fn before(tokens: &[Token], at: usize) -> Option<usize> {
    let silent = |token: &Token| token.sort == Sort::Space || !parts(token);
    (0..at).rev().take(4).find(|before| tokens.get(*before).is_some_and(|token| !silent(token)))
}

/// Whether a token ends a stretch of plain words, if it is none itself.
fn parts(token: &Token) -> bool {
    !matches!(
        token.sort,
        Sort::Space | Sort::Mark('.' | ',' | '!' | '?' | ';' | ':' | '\'' | '\u{2019}' | '…')
    )
}

/// Whether a token is a word that is neither a number nor a part of an address that is read out.
fn is_plain(tokens: &[Token], at: usize) -> bool {
    let meaning = |at: Option<usize>| at.and_then(|at| tokens.get(at)).and_then(Token::meaning);
    match meaning(Some(at)) {
        Some(Meaning::Other | Meaning::Filler) => true,
        // `a car`, `it's`, `I`; but not one of several letters, nor one that touches something.
        Some(Meaning::Letter) => {
            let touches =
                |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|near| !is_between(near));
            let word = |at: Option<usize>| matches!(meaning(at), Some(Meaning::Other | Meaning::Filler));
            let edge = |at: Option<usize>| at.is_none_or(|at| tokens.get(at).is_none_or(|near| !parts(near)));
            let alone = |at: Option<usize>| word(at) || edge(at);
            !touches(at.checked_sub(1))
                && !touches(Some(at + 1))
                && alone(at.checked_sub(2))
                && alone(Some(at + 2))
        }
        _ => false,
    }
}

/// A space, or the apostrophe of `it's`.
fn is_between(token: &Token) -> bool {
    token.sort == Sort::Space || token.is_mark('\'') || token.is_mark('\u{2019}')
}

/// Whether a quotation may be under way, which can be the name of a mailbox.
fn is_quoted(text: &str, cut: usize) -> bool {
    let start = text.floor_char_boundary(cut.saturating_sub(QUOTED));
    text.get(start..cut).is_some_and(|before| before.contains(['"', '(']))
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
