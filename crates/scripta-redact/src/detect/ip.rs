//! Addresses of machines: IPv4, IPv6 (RFC 4291, 5952, with the zone of RFC 4007), and hardware addresses.

use std::net::Ipv6Addr;

use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::token::Sort;

use super::{Mode, Search};

/// What a short address such as `::1` is called before it: without, it is a mark between two words.
const CUES: [&str; 8] = ["ip", "ipv", "src", "dst", "loopback", "unspecified", "localhost", "from"];

pub(super) fn find(search: &mut Search<'_>) {
    if search.seen.digits && search.seen.may_hold('.') {
        find_v4(search);
    }
    if search.mode == Mode::Text && search.seen.may_hold(':') {
        find_v6(search);
    }
}

fn find_v4(search: &mut Search<'_>) {
    for at in 0..search.tokens.len() {
        if let Some(end) = v4(search, at) {
            let start = search.tokens.get(at).map_or(end, |token| token.start);
            search.add(Kind::Ip, "ip.v4", start, end + network(search.text, end, 32));
        }
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
    (!within && !goes_on && !is_version(search, at))
        .then(|| tokens.get(at + 6).map(|last| last.end))
        .flatten()
}

/// Whether `version` or the like is the word before.
pub(super) fn is_version(search: &Search<'_>, at: usize) -> bool {
    let before = search.tokens.get(..at).unwrap_or_default().iter().rev().take(6);
    let word = before.filter(|token| token.meaning().is_some()).take(2);
    word.fold(Traits::NONE, |seen, token| seen | token.traits).has(Traits::VERSION)
}

/// The length of `/24` after an address.
fn network(text: &str, end: usize, bits: u32) -> usize {
    let Some(rest) = text.get(end..).and_then(|rest| rest.strip_prefix('/')) else { return 0 };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let length = rest.get(..digits).filter(|digits| digits.len() <= 3).and_then(|n| n.parse::<u32>().ok());
    let ends =
        !rest.get(digits..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '/'));
    if length.is_some_and(|length| length <= bits) && ends { 1 + digits } else { 0 }
}

fn find_v6(search: &mut Search<'_>) {
    let text = search.text;
    let belongs = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.');
    let mut at = 0;
    while let Some(colon) = text.get(at..).and_then(|rest| rest.find(':')).map(|n| at + n) {
        let before = text.get(at..colon).unwrap_or_default();
        let mut start = colon - before.chars().rev().take_while(|c| belongs(*c)).count();
        let rest = text.get(start..).unwrap_or_default();
        let end = start + rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        at = end;
        // `from:2001:db8::1`
        start += usize::from(rest.starts_with(':') && !rest.starts_with("::"));
        let candidate = text.get(start..end).unwrap_or_default().trim_end_matches('.');
        let candidate = if candidate.ends_with("::") { candidate } else { candidate.trim_end_matches(':') };
        let alone = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let outside = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
        if !alone(outside.0.chars().next_back()) || !alone(outside.1.chars().next()) {
            continue;
        }
        let stop = start + candidate.len();
        if is_hardware(candidate) {
            search.add(Kind::Ip, "ip.hardware", start, stop);
        } else if is_v6(search, candidate, start) {
            let stop = stop + zone(text, stop);
            search.add(Kind::Ip, "ip.v6", start, stop + network(text, stop, 128));
        }
    }
}

/// The length of `%eth0` after an address.
fn zone(text: &str, end: usize) -> usize {
    let Some(rest) = text.get(end..).and_then(|rest| rest.strip_prefix('%')) else { return 0 };
    let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    if name > 0 { 1 + name } else { 0 }
}

/// Six pairs of hexadecimal digits, a letter among them: not a ratio.
fn is_hardware(candidate: &str) -> bool {
    candidate.len() == 17
        && candidate.split(':').count() == 6
        && candidate.split(':').all(|pair| pair.len() == 2)
        && candidate.contains(|c: char| c.is_ascii_alphabetic())
}

/// An address, and not `a::b`, which is a path in many languages, nor `::` between two words.
fn is_v6(search: &Search<'_>, candidate: &str, start: usize) -> bool {
    if candidate.len() > 45 || candidate.parse::<Ipv6Addr>().is_err() {
        return false;
    }
    let groups = candidate.split(':').filter(|group| !group.is_empty()).count();
    let digit = candidate.contains(|c: char| c.is_ascii_digit());
    let full = candidate.split(':').any(|group| group.len() == 4);
    match groups {
        0 | 1 => {
            let network = network(search.text, start + candidate.len(), 128) > 0;
            network || (digit && full) || is_called(search, start)
        }
        2 => digit,
        _ => true,
    }
}

/// Whether one of the two words before says that an address follows.
fn is_called(search: &Search<'_>, start: usize) -> bool {
    let at = search.tokens.partition_point(|token| token.end <= start);
    let before = search.tokens.get(..at).unwrap_or_default().iter().rev().take(5);
    let mut words =
        before.filter(|token| token.meaning().is_some()).take(2).map(|token| token.text(search.text));
    words.any(|word| CUES.iter().any(|cue| word.eq_ignore_ascii_case(cue)))
}
