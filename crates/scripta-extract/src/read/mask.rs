//! What stands in a redacted text in the place of personal data.
//!
//! A conversation that is read again after a crash is read from redacted texts. A mask says of what kind the value was, so
//! it is the value of that kind, as it stands.

use std::ops::Range;

use super::mention::{Mention, What};
use super::word::Word;

/// The masks that are no word in brackets.
const PHONE: &str = "XXX-XXX-XXXX";
const EMAIL: &str = "user@example.com";

/// No mask in brackets is longer.
const LONGEST: usize = 64;

/// The kinds of value whose masks are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Masked {
    Phone,
    Email,
    Vin,
    DateOfBirth,
    /// Of a kind that is not found in speech.
    Other,
}

/// The masks of a text, and the words of those that are nobody's value here.
pub(super) fn masks(text: &str, words: &[Word]) -> (Vec<Mention>, Vec<Range<usize>>) {
    let (mut found, mut others) = (Vec::new(), Vec::new());
    let brackets = text.match_indices('[').filter_map(|(at, _)| Some((at, bracketed(text.get(at..)?)?)));
    let phones = text.match_indices(PHONE).map(|(at, mask)| (at, (Masked::Phone, mask)));
    let emails = text.match_indices(EMAIL).map(|(at, mask)| (at, (Masked::Email, mask)));
    for (at, (kind, mask)) in brackets.chain(phones).chain(emails) {
        let first = words.partition_point(|word| word.span.start < at);
        let last = words.partition_point(|word| word.span.start < at + mask.len());
        if kind == Masked::Other {
            others.push(first..last);
            continue;
        }
        let mut mention = Mention::new(words, first..last, What::Masked(kind, mask.to_owned()), 0.95);
        mention.span = at..at + mask.len();
        found.push(mention);
    }
    (found, others)
}

/// The mask that a value is as a whole.
pub(crate) fn mask(value: &str) -> Option<Masked> {
    match value {
        PHONE => Some(Masked::Phone),
        EMAIL => Some(Masked::Email),
        _ => bracketed(value).filter(|(_, mask)| mask.len() == value.len()).map(|(kind, _)| kind),
    }
}

/// `[VIN]`, `[PHONE:0f3a…]` at the beginning of a text.
fn bracketed(text: &str) -> Option<(Masked, &str)> {
    let end = text.bytes().take(LONGEST).position(|b| b == b']')?;
    let inside = text.get(1..end).filter(|_| text.starts_with('['))?;
    let (label, token) = inside.split_once(':').unwrap_or((inside, ""));
    let is_label = !label.is_empty() && label.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_'));
    let is_token = token.bytes().all(|b| b.is_ascii_hexdigit())
        && (token.len() >= 8 || token.is_empty() && !inside.contains(':'))
        || label == "REDACTED";
    let kind = match label {
        "PHONE" => Masked::Phone,
        "EMAIL" => Masked::Email,
        "VIN" => Masked::Vin,
        "DOB" => Masked::DateOfBirth,
        _ => Masked::Other,
    };
    (is_label && is_token).then_some((kind, text.get(..=end)?))
}

#[cfg(test)]
mod tests {
    use super::{Masked, mask};

    #[test]
    fn a_mask_is_known_as_a_whole() {
        assert_eq!(mask("XXX-XXX-XXXX"), Some(Masked::Phone));
        assert_eq!(mask("[PHONE:0123456789abcdef]"), Some(Masked::Phone));
        assert_eq!(mask("[VIN]"), Some(Masked::Vin));
        assert_eq!(mask("[DOB]"), Some(Masked::DateOfBirth));
        assert_eq!(mask("[REDACTED: too long]"), Some(Masked::Other));
        for text in ["[VIN] 1", "[vin]", "[PHONE:]", "[PHONE:xyz]", "VIN", "[]", "[", "", "XXX-XXX-XXXX."] {
            assert_eq!(mask(text), None, "{text}");
        }
    }
}
