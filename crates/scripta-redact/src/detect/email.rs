//! Written e-mail addresses.

use crate::kind::Kind;

use super::Search;

/// Quoted local parts are at most this long (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

pub(super) fn find(search: &mut Search<'_>) {
    let text = search.text;
    for (at, _) in text.match_indices('@') {
        let (Some(before), Some(after)) = (text.get(..at), text.get(at + 1..)) else { continue };
        let (Some(local), Some(domain)) = (local(before), domain(after)) else { continue };
        let (start, end) = (at - local, at + 1 + domain);
        if text.get(start..end) != Some(Kind::Email.mask()) {
            search.add(Kind::Email, "email.written", start, end);
        }
    }
}

/// The length of the local part that a text ends with.
fn local(before: &str) -> Option<usize> {
    if let Some(inner) = before.strip_suffix('"') {
        let open = inner.char_indices().rev().take(LONGEST_LOCAL).find(|(_, c)| *c == '"');
        return open.map(|(open, _)| before.len() - open);
    }
    let belongs = |c: char| c.is_alphanumeric() || "._%+-'!#$*~^{}|`".contains(c);
    let start =
        before.char_indices().rev().take_while(|(_, c)| belongs(*c)).last().map(|(start, _)| start)?;
    let local = before.get(start..)?;
    let local = local.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '+'));
    (!local.is_empty()).then_some(local.len())
}

/// The length of the domain that a text begins with: at least two labels, the last of them letters.
fn domain(after: &str) -> Option<usize> {
    if after.starts_with('[') {
        let close = after.char_indices().take(LONGEST_LOCAL).find(|(_, c)| *c == ']')?.0;
        return after.get(1..close)?.contains(|c: char| c.is_ascii_digit()).then_some(close + 1);
    }
    let end = after.find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-')).unwrap_or(after.len());
    let mut domain = after.get(..end)?;
    // What follows a sentence's end without a space is no label; try without the last ones.
    loop {
        domain = domain.trim_end_matches(['.', '-']);
        let (rest, last) = domain.rsplit_once('.')?;
        let first = rest.split('.').next().unwrap_or_default();
        let letters = last.chars().filter(|c| c.is_alphabetic()).count();
        let image =
            first.strip_suffix('x').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if letters >= 2 && !rest.trim_matches(['.', '-']).is_empty() {
            return (!image).then_some(domain.len());
        }
        domain = rest;
    }
}
