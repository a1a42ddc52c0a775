//! Written e-mail addresses (RFC 5321, 5322, 6531).
//!
//! What looks like an address is masked, whether it is valid or not: a dot too many is a slip, no reason to show the rest.

use crate::kind::Kind;
use crate::lexicon::Traits;

use super::{Mode, Search};

/// How many characters a quoted name, a comment, or the address of a machine in brackets may have. A name may have 64
/// (RFC 5321, 4.5.3.1.1); each of them may be quoted.
const LONGEST: usize = 128;

/// What stands for `@`: itself, its wide form, and its escape in a link.
const SIGNS: [(char, &str); 3] = [('@', ""), ('\u{FF20}', ""), ('%', "40")];

/// How many escaped signs a name is looked for across, since unlike `@` they are made of what names are made of.
const ESCAPES: usize = 8;

pub(super) fn find(search: &mut Search<'_>) {
    for (mark, rest) in SIGNS {
        if search.seen.may_hold(mark) {
            find_around(search, mark, rest);
        }
    }
}

fn find_around(search: &mut Search<'_>, mark: char, rest: &str) {
    let text = search.text;
    let mut escapes = [0; ESCAPES];
    for (at, _) in text.match_indices(mark) {
        let after = text.get(at + mark.len_utf8()..).and_then(|after| after.strip_prefix(rest));
        let Some(after) = after else { continue };
        let domain_at = text.len() - after.len();
        let [from, ..] = escapes;
        if !rest.is_empty() {
            escapes.rotate_left(1);
            escapes[ESCAPES - 1] = domain_at;
        }
        let Some(local) = text.get(from..at).and_then(local) else { continue };
        let start = at - local;
        let Some(domain) = domain(after).or_else(|| host(search, start, at, after)) else { continue };
        let end = domain_at + domain;
        if text.get(start..end) != Some(Kind::Email.mask()) {
            search.add(Kind::Email, "email.written", start, end);
        }
    }
}

/// The length of the local part that a text ends with: atoms and quoted strings.
fn local(before: &str) -> Option<usize> {
    let mut rest = before;
    while let Some(inner) = rest.strip_suffix('"') {
        let Some(open) = opening(inner) else { break };
        rest = inner.get(..open)?;
        match rest.strip_suffix('.').filter(|rest| rest.ends_with('"')) {
            Some(quoted) => rest = quoted,
            None => break,
        }
    }
    let quoted = before.len() - rest.len();
    let dotted = quoted == 0 || rest.ends_with('.');
    let stray = rest.strip_suffix('"').filter(|_| quoted == 0);
    let atom = atom(stray.unwrap_or(rest), is_atom).filter(|_| dotted).unwrap_or_default();
    let atom_length = if atom > 0 { atom + usize::from(stray.is_some()) } else { 0 };
    // `"john".doe@`: a quoted string before an atom.
    let left = rest.len().checked_sub(atom_length).and_then(|end| rest.get(..end))?;
    let dotted = rest.get(left.len()..).is_some_and(|atom| atom.starts_with('.'));
    let first = left.strip_suffix('"').filter(|_| quoted == 0 && dotted);
    let first = first.and_then(|inner| opening(inner).map(|open| inner.len() + 1 - open)).unwrap_or_default();
    match quoted + atom_length + first {
        // `!#$%&@`: valid, and no part of anything else.
        0 => atom_of_marks(before),
        length => Some(length),
    }
}

/// Where the quotation mark that opens a quoted string is, given what is before the one that closes it.
fn opening(inner: &str) -> Option<usize> {
    let escaped = |at: usize| inner.get(..at).is_some_and(|before| before.ends_with('\\'));
    let mut back = inner.char_indices().rev().take(LONGEST);
    back.by_ref().take_while(|(_, c)| *c != '\n').find(|(at, c)| *c == '"' && !escaped(*at)).map(|(at, _)| at)
}

/// The length of the characters that a text ends with, from the first that can begin a name.
fn atom(before: &str, belongs: fn(char) -> bool) -> Option<usize> {
    let start =
        before.char_indices().rev().take_while(|(_, c)| belongs(*c)).last().map(|(start, _)| start)?;
    let atom = before.get(start..)?;
    let dotted = atom.starts_with('.') && before.get(..start)?.ends_with('"');
    let begins = |c: char| c.is_alphanumeric() || matches!(c, '_' | '+') || is_foreign(c);
    let atom = if dotted { atom } else { atom.trim_start_matches(|c| !begins(c)) };
    (!atom.is_empty()).then_some(atom.len())
}

fn atom_of_marks(before: &str) -> Option<usize> {
    let rest = before.trim_end_matches(|c: char| !c.is_alphanumeric() && (is_atom(c) || "&/=?".contains(c)));
    let length = before.len() - rest.len();
    (length >= 2 && !rest.ends_with(char::is_alphanumeric)).then_some(length)
}

/// A character of a name that is not quoted. `&`, `/`, `=` and `?` are valid too, but in links they are what is around one.
fn is_atom(c: char) -> bool {
    c.is_alphanumeric() || "._%+-'!#$*~^{}|`".contains(c) || is_foreign(c)
}

/// Neither a letter nor a mark that ends a word: vowel signs, joiners, symbols.
fn is_foreign(c: char) -> bool {
    let mark = c <= '\u{BF}'
        || c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{2010}'..='\u{205F}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF65}');
    !c.is_alphanumeric() && !mark
}

/// A character between the labels of a domain.
fn is_dot(c: char) -> bool {
    matches!(c, '.' | '\u{3002}' | '\u{FF0E}' | '\u{FF61}')
}

/// The length of the domain that a text begins with: at least two labels, or the address of a machine.
fn domain(after: &str) -> Option<usize> {
    if after.starts_with('(') {
        let close = after.char_indices().take(LONGEST).find(|(_, c)| *c == ')')?.0 + 1;
        return after.get(close..).filter(|rest| !rest.starts_with('(')).and_then(domain).map(|n| close + n);
    }
    if after.starts_with('[') {
        let close = close_bracket(after)?;
        return after.get(1..close)?.contains(|c: char| c.is_ascii_digit()).then_some(close + 1);
    }
    let whole = labels(after);
    // What follows a sentence's end without a space is no label; try without the last ones.
    let mut domain = whole;
    while let Some((rest, last)) = domain.rsplit_once(is_dot) {
        let letters = last.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= 2 && !rest.trim_matches(|c| is_dot(c) || c == '-').is_empty() {
            return (!is_image(rest)).then_some(domain.len());
        }
        domain = rest.trim_end_matches(|c| is_dot(c) || c == '-');
    }
    // `iana.a`, `iana.123`, but no version: `package@4.17.21`.
    let named = whole.contains(is_dot) && whole.chars().any(char::is_alphabetic) && !is_image(whole);
    let machine = whole.split(is_dot).filter(|octet| octet.parse::<u8>().is_ok()).count() == 4;
    (named || machine).then_some(whole.len())
}

/// The characters of a domain that a text begins with.
fn labels(after: &str) -> &str {
    let belongs = |c: char| c.is_alphanumeric() || is_dot(c) || c == '-' || is_foreign(c);
    let end = after.find(|c: char| !belongs(c)).unwrap_or(after.len());
    after.get(..end).unwrap_or_default().trim_end_matches(|c| is_dot(c) || c == '-')
}

/// `2x` in `logo@2x.png`.
fn is_image(domain: &str) -> bool {
    let first = domain.split(is_dot).next().unwrap_or_default();
    first.strip_suffix('x').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn close_bracket(after: &str) -> Option<usize> {
    let escaped = |at: usize| after.get(..at).is_some_and(|before| before.ends_with('\\'));
    let mut inside = after.char_indices().take(LONGEST).skip(1).take_while(|(_, c)| !matches!(c, '\n' | '@'));
    inside.find(|(at, c)| *c == ']' && !escaped(*at)).map(|(at, _)| at)
}

/// The length of a domain without a dot, `john@gmail`: both sides are words, or an address is expected.
fn host(search: &Search<'_>, start: usize, at: usize, after: &str) -> Option<usize> {
    let domain = labels(after);
    let ends = !after.get(domain.len()..)?.starts_with(['@', '\u{FF20}']);
    if search.mode == Mode::Id || !ends || domain.contains(is_dot) || !domain.starts_with(char::is_alphabetic)
    {
        return None;
    }
    let name = search.text.get(start..at)?;
    let words = name.contains(char::is_alphabetic) && name.chars().nth(1).is_some() && domain.len() >= 2;
    let token = search.tokens.partition_point(|token| token.end <= start);
    (words || search.context(token).has(Traits::EMAIL)).then_some(domain.len())
}
