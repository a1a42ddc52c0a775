//! Keys and tokens of programs, by their look or by what they are called.

/// What keys of well-known services begin with, and their least length.
const PREFIXES: [(&str, usize); 29] = [
    ("sk-", 20),
    ("sk_live_", 20),
    ("sk_test_", 20),
    ("rk_live_", 20),
    ("pk_live_", 20),
    ("pk_test_", 20),
    ("whsec_", 20),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 24),
    ("glpat-", 20),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("xoxa-", 16),
    ("xapp-", 16),
    ("AKIA", 20),
    ("ASIA", 20),
    ("AIza", 30),
    ("ya29.", 20),
    ("SG.", 30),
    ("hf_", 20),
    ("npm_", 20),
    ("pypi-", 20),
    ("shpat_", 20),
    ("dop_v1_", 20),
    ("ek_", 20),
];

/// No key is shorter that is known by its look.
const SHORTEST: usize = 16;

/// No secret is shorter that is known by what it is called.
const SHORTEST_NAMED: usize = 6;

/// No web token is shorter.
const WEB_TOKEN: usize = 30;

/// The words before a secret, and the least length of what they make one.
const CUES: [(&str, usize); 11] = [
    ("bearer", 16),
    ("basic", 16),
    ("token", 16),
    ("secret", 12),
    ("key", 16),
    ("apikey", 12),
    ("api_key", 12),
    ("api-key", 12),
    ("password", 6),
    ("passphrase", 6),
    ("passcode", 6),
];

/// What the stretch of text before said of the next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cue {
    least: Option<usize>,
}

impl Cue {
    /// Takes note of a stretch of text; `is` and a mark leave things as they are.
    pub(super) fn hear(&mut self, chunk: &str) {
        if self.least.is_none() && !may_be_cue(chunk) {
            return;
        }
        let word = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() && !word.eq_ignore_ascii_case("is") {
            self.least = CUES.iter().find(|(cue, _)| word.eq_ignore_ascii_case(cue)).map(|(_, least)| *least);
        }
    }
}

/// Whether a stretch of text begins with one of the [`CUES`], or with a mark.
fn may_be_cue(chunk: &str) -> bool {
    let first = chunk.bytes().next().unwrap_or_default();
    !first.is_ascii_alphanumeric() || matches!(first | 0x20, b'a' | b'b' | b'k' | b'p' | b's' | b't')
}

/// Whether a secret may be in a text whose longest stretch without a space is so long: all but web tokens have digits.
pub(super) fn may_be(digits: bool, longest: usize) -> bool {
    if digits { longest >= SHORTEST_NAMED } else { longest >= WEB_TOKEN }
}

/// The secrets of a stretch of text without a space.
pub(super) fn find(chunk: &str, cue: &Cue, mut add: impl FnMut(usize, usize)) {
    if let Some(least) = cue.least {
        let value = chunk.trim_matches(['"', '\'', '`', ',', ';', ':', '(', ')', '<', '>', '[', ']']);
        let value = value.trim_end_matches(['.', '?']);
        let letters = value.contains(|c: char| c.is_ascii_alphabetic());
        if value.len() >= least && letters && value.contains(|c: char| c.is_ascii_digit()) && value.is_ascii()
        {
            let start = chunk.find(value).unwrap_or_default();
            return add(start, start + value.len());
        }
    }
    if chunk.len() < SHORTEST {
        return;
    }
    let is_mark = |c: char| !(c.is_ascii_alphanumeric() || "-_.+/~".contains(c));
    let mut start = 0;
    for piece in chunk.split(is_mark) {
        let value = piece.trim_end_matches('.');
        if is_key(value) || is_web_token(value) {
            add(start, start + value.len());
        }
        start += piece.len()
            + chunk.get(start + piece.len()..).and_then(|c| c.chars().next()).map_or(0, char::len_utf8);
    }
}

fn is_key(value: &str) -> bool {
    let known = PREFIXES.iter().any(|(prefix, least)| value.len() >= *least && value.starts_with(prefix));
    known && value.contains(|c: char| c.is_ascii_digit())
}

/// A JSON web token: three parts, the first an object (RFC 7519).
fn is_web_token(value: &str) -> bool {
    value.starts_with("eyJ") && value.len() >= WEB_TOKEN && value.contains('.')
}
