//! IP addresses.

use std::net::Ipv6Addr;

use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::token::Sort;

use super::{Mode, Search};

pub(super) fn find(search: &mut Search<'_>) {
    for at in 0..search.tokens.len() {
        if let Some(end) = v4(search, at) {
            let start = search.tokens.get(at).map_or(end, |token| token.start);
            search.add(Kind::Ip, "ip.v6", start, end);
        }
    }
    if search.mode == Mode::Text {
        find_v6(search);
    }
}

/// Where the four numbers that begin at a token end. `Chrome/120.0.0.0` and `version 1.2.3.4` are versions.
fn v4(search: &Search<'_>, at: usize) -> Option<usize> {
    let tokens = &search.tokens;
    let sort = |at: usize| tokens.get(at).map(|token| token.sort);
    let octet = |at: usize| {
        let token =
            tokens.get(at).filter(|token| token.sort == Sort::Digits && token.end - token.start <= 3)?;
        token.text(search.text).parse::<u8>().ok()
    };
    let dotted = (0..4)
        .all(|n| octet(at + 2 * n).is_some() && (n == 3 || sort(at + 2 * n + 1) == Some(Sort::Mark('.'))));
    if !dotted {
        return None;
    }
    let before = |n: usize| at.checked_sub(n).and_then(sort);
    let within = match before(1) {
        Some(Sort::Word(_)) => true,
        Some(Sort::Mark('.')) => matches!(before(2), Some(Sort::Digits)),
        Some(Sort::Mark('/')) => matches!(before(2), Some(Sort::Word(_))),
        _ => false,
    };
    let goes_on = match sort(at + 7) {
        Some(Sort::Word(_)) => true,
        Some(Sort::Mark('.')) => matches!(sort(at + 8), Some(Sort::Digits)),
        _ => false,
    };
    let version = tokens.get(..at).is_some_and(|before| {
        let word = before.iter().rev().find(|token| token.meaning().is_some());
        word.is_some_and(|word| word.traits.has(Traits::VERSION))
    });
    (!within && !goes_on && !version).then(|| tokens.get(at + 6).map(|last| last.end)).flatten()
}

fn find_v6(search: &mut Search<'_>) {
    let text = search.text;
    let belongs = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.');
    let mut at = 0;
    while let Some(colon) = text.get(at..).and_then(|rest| rest.find(':')).map(|n| at + n) {
        let before = text.get(at..colon).unwrap_or_default();
        let start = colon - before.chars().rev().take_while(|c| belongs(*c)).count();
        let rest = text.get(start..).unwrap_or_default();
        let end = start + rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        at = end;
        let candidate = text.get(start..end).unwrap_or_default().trim_end_matches('.');
        let candidate = if candidate.ends_with("::") { candidate } else { candidate.trim_end_matches(':') };
        let alone = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let outside = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
        if is_v6(candidate) && alone(outside.0.chars().next_back()) && alone(outside.1.chars().next()) {
            search.add(Kind::Ip, "ip.v4", start, start + candidate.len());
        }
    }
}

/// An address of someone: not `::1`, and not `a::b`, which is a path in many languages.
fn is_v6(candidate: &str) -> bool {
    let groups = candidate.split(':').filter(|group| !group.is_empty()).count();
    groups >= 2
        && candidate.len() <= 45
        && candidate.contains(|c: char| c.is_ascii_digit())
        && candidate.parse::<Ipv6Addr>().is_ok()
}
