//! Links that carry a password or a token, and secrets by themselves.
//!
//! A link with credentials is masked whole: what is left of one would say where they fit. Plain links stay.

use crate::kind::Kind;
use crate::token::Sort;

use super::{Search, secret};

/// Shorter stretches without a space hold no credentials.
const SHORTEST: usize = 6;

/// Links whose path is the secret.
const HOOKS: [&str; 4] = [
    "hooks.slack.com/services/",
    "discord.com/api/webhooks/",
    "api.telegram.org/bot",
    "outlook.office.com/webhook/",
];

/// Names of what must not be known in the query of a link, in lower case and without marks; longer names may end so.
const NAMES: [&str; 14] = [
    "token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "apikey",
    "accesskey",
    "accesskeyid",
    "signature",
    "credential",
    "credentials",
    "authorization",
    "passcode",
    "jwt",
];

/// Like [`NAMES`], but only as the whole name.
const WHOLE_NAMES: [&str; 9] = ["sig", "key", "auth", "session", "sessionid", "sid", "hmac", "pass", "otp"];

pub(super) fn find(search: &mut Search<'_>) {
    let seen = search.seen;
    let linked = seen.may_hold('/') || seen.may_hold('=');
    if !linked && !secret::may_be(seen.digits, seen.stretch) {
        return;
    }
    let mut found = Vec::new();
    let mut cue = secret::Cue::default();
    let mut start = None;
    for token in &search.tokens {
        if token.sort == Sort::Space {
            if let Some(start) = start.take() {
                look(search, start, token.start, &mut cue, &mut found);
            }
        } else if start.is_none() {
            start = Some(token.start);
        }
    }
    if let Some(start) = start {
        look(search, start, search.text.len(), &mut cue, &mut found);
    }
    for (kind, rule, start, end) in found {
        let (start, end) = over_masks(search, start, end);
        if !is_mask(search, start, end) {
            search.add(kind, rule, start, end);
        }
    }
}

type Found = (Kind, &'static str, usize, usize);

/// Looks at a stretch of text without a space.
fn look(search: &Search<'_>, start: usize, end: usize, cue: &mut secret::Cue, found: &mut Vec<Found>) {
    let Some(chunk) = search.text.get(start..end) else { return };
    let known = found.len();
    if chunk.len() >= SHORTEST {
        if search.seen.may_hold('/') && chunk.contains("://") {
            links(chunk, |from, to| found.push((Kind::Url, "url.credentials", start + from, start + to)));
        } else if search.seen.may_hold('=')
            && let Some((kind, rule, from, to)) = query(chunk)
        {
            found.push((kind, rule, start + from, start + to));
        }
        if found.len() == known {
            secret::find(chunk, cue, |from, to| {
                found.push((Kind::Secret, "secret", start + from, start + to));
            });
        }
    }
    cue.hear(chunk);
}

/// A match that reaches into a mask covers it.
fn over_masks(search: &Search<'_>, mut start: usize, mut end: usize) -> (usize, usize) {
    let first = search.tokens.partition_point(|token| token.end <= start);
    let last = search.tokens.partition_point(|token| token.start < end);
    let touched = search.tokens.get(first..last).unwrap_or_default().iter();
    for mask in touched.filter(|token| token.sort == Sort::Mask) {
        (start, end) = (start.min(mask.start), end.max(mask.end));
    }
    (start, end)
}

/// `[SECRET]` in `token=[SECRET]`.
fn is_mask(search: &Search<'_>, start: usize, end: usize) -> bool {
    let at = search.tokens.partition_point(|token| token.end <= start);
    search
        .tokens
        .get(at)
        .is_some_and(|token| token.sort == Sort::Mask && token.start == start && token.end == end)
}

/// The links of a stretch that carry credentials.
fn links(chunk: &str, mut add: impl FnMut(usize, usize)) {
    let mut at = 0;
    while let Some(marks) = chunk.get(at..).and_then(|rest| rest.find("://")).map(|n| at + n) {
        let before = chunk.get(at..marks).unwrap_or_default();
        let scheme = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let start = at + scheme.len();
        let body = chunk.get(marks + 3..).unwrap_or_default();
        let body = body.find(['"', '<', '>', '`', '\\']).and_then(|end| body.get(..end)).unwrap_or(body);
        let body = body.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'']);
        at = marks + 3 + body.len();
        if has_credentials(body) {
            add(start, at);
        }
    }
}

/// Whether a link without its scheme has a user before its host, or a secret in its path or query.
fn has_credentials(body: &str) -> bool {
    let authority = body.split(['/', '?', '#']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').is_some_and(|(user, _)| !user.is_empty());
    user || HOOKS.iter().any(|hook| body.starts_with(hook)) || parameters(body).any(is_secret)
}

/// The names and values of a link's query and fragment.
fn parameters(link: &str) -> impl Iterator<Item = (&str, &str)> {
    let query = link.split_once(['?', '#']).map_or("", |(_, query)| query);
    query.split(['&', ';', '?', '#']).filter_map(|parameter| parameter.split_once('='))
}

/// Whether a value must not be known.
fn is_secret((name, value): (&str, &str)) -> bool {
    let mut plain = String::with_capacity(name.len().min(32));
    let letters = name.chars().filter(|c| c.is_alphanumeric()).take(32);
    plain.extend(letters.map(|c| c.to_ascii_lowercase()));
    value.len() >= 4
        && (NAMES.iter().any(|end| plain.ends_with(end)) || WHOLE_NAMES.contains(&plain.as_str()))
}

/// Where in a stretch without a scheme a link with a secret in its query is, or the value of `token=…`.
fn query(chunk: &str) -> Option<Found> {
    let equals = chunk.find('=')?;
    let end = chunk.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '"', '>']).len();
    let whole = chunk.get(..end)?;
    if parameters(whole).any(is_secret) {
        return Some((Kind::Url, "url.query", 0, end));
    }
    let name = whole.get(..equals)?;
    let start = name.rfind(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).map_or(0, |at| at + 1);
    let value = whole.get(equals + 1..)?;
    is_secret((name.get(start..)?, value)).then_some((Kind::Secret, "secret.named", equals + 1, end))
}
