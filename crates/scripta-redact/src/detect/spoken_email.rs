//! E-mail addresses read out: `john dot doe at example dot org`.

use crate::kind::Kind;
use crate::lexicon::{Meaning, Traits};
use crate::token::{Sort, Token};

use super::Search;

/// How many words one label of a domain may have: `g mail`, `my company name`.
pub(crate) const LONGEST_LABEL: usize = 4;

/// How many labels a domain may have.
const LABELS: usize = 5;

/// How many plain words a local part may have where an address is expected: `my email is john doe at`.
const PLAIN_WORDS: usize = 4;

const TOP_LEVEL: [&str; 34] = [
    "com", "org", "net", "edu", "gov", "mil", "io", "co", "us", "uk", "ca", "info", "biz", "me", "tv", "ai",
    "dev", "app", "de", "fr", "es", "it", "nl", "eu", "au", "nz", "in", "mx", "br", "ie", "ch", "at", "se",
    "jp",
];

const HOSTS: [&str; 24] = [
    "gmail",
    "yahoo",
    "hotmail",
    "outlook",
    "icloud",
    "aol",
    "msn",
    "live",
    "proton",
    "protonmail",
    "comcast",
    "verizon",
    "att",
    "ymail",
    "mac",
    "googlemail",
    "gmx",
    "fastmail",
    "zoho",
    "mail",
    "sbcglobal",
    "bellsouth",
    "cox",
    "example",
];

/// Before `at`, these are not the name of anyone.
const NO_NAMES: [&str; 44] = [
    "us",
    "me",
    "you",
    "them",
    "it",
    "online",
    "look",
    "looking",
    "visit",
    "website",
    "here",
    "out",
    "up",
    "more",
    "back",
    "him",
    "her",
    "available",
    "is",
    "are",
    "was",
    "be",
    "find",
    "work",
    "works",
    "working",
    "there",
    "that",
    "this",
    "page",
    "site",
    "account",
    "go",
    "shop",
    "read",
    "see",
    "login",
    "register",
    "chat",
    "located",
    "hosted",
    "now",
    "directly",
    "policy",
];

/// Where an address is expected, these words come before it.
const BEFORE: [&str; 22] = [
    "is", "it", "its", "s", "address", "to", "my", "that", "the", "an", "a", "or", "and", "be", "at", "on",
    "for", "me", "sure", "use", "would", "i",
];

pub(super) fn find(search: &mut Search<'_>) {
    for at in 0..search.tokens.len() {
        let tokens = &search.tokens;
        let Some(token) = tokens.get(at) else { return };
        if token.meaning() != Some(Meaning::At) && !(token.is_mark('@') && is_space(tokens, at)) {
            continue;
        }
        let (Some(domain), Some(local)) = (domain(search, at + 1), local(search, at)) else { continue };
        let (Some(first), Some(last)) = (tokens.get(local.first), tokens.get(domain.last)) else { continue };
        if domain.host || local.joined || local.expected || !NO_NAMES.contains(&&*lower(search, local.first))
        {
            search.add(Kind::Email, "email.spoken", first.start, last.end);
        }
    }
}

fn is_space(tokens: &[Token], at: usize) -> bool {
    let space =
        |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.sort == Sort::Space);
    space(at.checked_sub(1)) || space(Some(at + 1))
}

struct Domain {
    /// The last token.
    last: usize,
    /// It is that of a well-known provider.
    host: bool,
}

/// The domain that begins at a token: labels with `dot` or a tight `.` between them, the last a top-level domain.
fn domain(search: &Search<'_>, at: usize) -> Option<Domain> {
    let mut at = skip(search, at);
    let mut found = None;
    let mut host = false;
    for label in 0..LABELS {
        let start = at;
        let mut words = 0;
        let mut last = at;
        while words < LONGEST_LABEL && is_unit(search, at) {
            words += 1;
            last = at;
            host |= label == 0 && HOSTS.contains(&&*lower(search, at));
            at = skip(search, at + 1);
        }
        if words == 0 {
            break;
        }
        if label > 0 && TOP_LEVEL.contains(&&*lower(search, start)) {
            found = Some(start);
            // What follows the top-level domain is no part of it, unless by another dot.
            (last, at) = (start, skip(search, start + 1));
        }
        match dot(search, last + 1, at) {
            Some(next) => at = next,
            None => break,
        }
    }
    found.map(|last| Domain { last, host })
}

/// After `dot`, or a `.` that touches both sides, where the next label begins.
fn dot(search: &Search<'_>, after: usize, at: usize) -> Option<usize> {
    if search.tokens.get(after)?.is_mark('.') {
        return is_unit(search, after + 1).then_some(after + 1);
    }
    (search.tokens.get(at)?.meaning() == Some(Meaning::Dot)).then(|| skip(search, at + 1))
}

struct Local {
    /// The first token.
    first: usize,
    /// It has more than one part.
    joined: bool,
    /// An e-mail address was announced.
    expected: bool,
}

/// The local part that ends before a token.
fn local(search: &Search<'_>, at: usize) -> Option<Local> {
    let mut first = back(search, at)?;
    if !is_unit(search, first) {
        return None;
    }
    let mut joined = false;
    while let Some(before) = back(search, first) {
        let joint = is_joint(search, before, first).then(|| back(search, before)).flatten();
        match joint.filter(|unit| is_unit(search, *unit)) {
            Some(unit) => first = unit,
            None if is_unit(search, before) && (is_spelled(search, before) || is_spelled(search, first)) => {
                first = before;
            }
            None => break,
        }
        joined = true;
    }
    let expected = search.context(first).has(Traits::EMAIL);
    if expected {
        for _ in 1..PLAIN_WORDS {
            let before = back(search, first).filter(|before| is_plain(search, *before));
            let Some(before) = before.filter(|before| !BEFORE.contains(&&*lower(search, *before))) else {
                break;
            };
            first = before;
            joined = true;
        }
    }
    Some(Local { first, joined, expected })
}

/// `dot`, `underscore`, `dash`, `plus`, or the mark itself where it touches what comes after.
fn is_joint(search: &Search<'_>, at: usize, next: usize) -> bool {
    let Some(token) = search.tokens.get(at) else { return false };
    match token.sort {
        Sort::Word(Meaning::Dot | Meaning::Underscore | Meaning::Dash | Meaning::Plus) => true,
        Sort::Mark('.' | '_' | '-' | '+') => at + 1 == next,
        _ => false,
    }
}

/// A word, a letter or a number, as a part of an address.
fn is_unit(search: &Search<'_>, at: usize) -> bool {
    let Some(token) = search.tokens.get(at) else { return false };
    match token.sort {
        Sort::Digits => true,
        Sort::Word(meaning) => !matches!(
            meaning,
            Meaning::Dot
                | Meaning::At
                | Meaning::Underscore
                | Meaning::Dash
                | Meaning::Plus
                | Meaning::Filler
        ),
        Sort::Space | Sort::Mask | Sort::Mark(_) => false,
    }
}

fn is_plain(search: &Search<'_>, at: usize) -> bool {
    search.tokens.get(at).and_then(Token::meaning) == Some(Meaning::Other)
}

/// A letter or a number: what is next to it belongs to the same word.
fn is_spelled(search: &Search<'_>, at: usize) -> bool {
    is_unit(search, at)
        && !search.tokens.get(at).and_then(Token::meaning).is_some_and(|m| m == Meaning::Other)
}

/// The first token from here on that is no space.
fn skip(search: &Search<'_>, at: usize) -> usize {
    at + usize::from(search.tokens.get(at).is_some_and(|token| token.sort == Sort::Space))
}

/// The last token before this one that is no space.
fn back(search: &Search<'_>, at: usize) -> Option<usize> {
    let before = at.checked_sub(1)?;
    if search.tokens.get(before)?.sort == Sort::Space { before.checked_sub(1) } else { Some(before) }
}

fn lower(search: &Search<'_>, at: usize) -> String {
    search.tokens.get(at).map(|token| token.text(search.text).to_lowercase()).unwrap_or_default()
}
