//! Any string as one safe segment of a key.

use std::fmt;

use sha2::{Digest, Sha256};

/// The longest a segment may be, in bytes. File names end at 255 bytes on the usual file systems, and a file name
/// holds a conversation id and the object's kind beside a profile.
const LONGEST: usize = 150;

/// Hex digits of the hash that ends a segment cut short: 128 bits.
const HASH_DIGITS: usize = 32;

/// The segment of the empty string.
const EMPTY: &str = "~";

/// One segment of a key's path, made from any string: a session id, or the name of an extraction profile.
///
/// # Invariants
///
/// - It is not empty, holds only `A-Z a-z 0-9 . _ - % ~`, is at most 150 bytes long and neither begins nor ends with a
///   dot. So it is one segment on every store, and never `.` or `..`.
/// - Two different strings never give the same segment.
///
/// # Form
///
/// Bytes outside `[A-Za-z0-9._-]` are percent-encoded (UTF-8, upper-case hex), and so is a dot at either end. Those
/// never produce a bare `~`, which marks the two other forms: `~` alone is the empty string, and
/// `<beginning>~<32 hex digits>` is a string whose encoding is over 150 bytes, with the first 128 bits of its SHA-256.
/// Only that last form can't be decoded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Segment(String);

impl Segment {
    /// Makes the segment of `text`.
    pub fn new(text: &str) -> Self {
        if text.is_empty() {
            return Self(EMPTY.to_owned());
        }
        let encoded = encode(text);
        if encoded.len() <= LONGEST {
            return Self(encoded);
        }
        let mut segment = beginning(&encoded, LONGEST - 1 - HASH_DIGITS).to_owned();
        segment.push('~');
        for byte in &Sha256::digest(text.as_bytes())[..HASH_DIGITS / 2] {
            push_hex(&mut segment, *byte, b"0123456789abcdef");
        }
        Self(segment)
    }

    /// Reads a segment as [`Segment::as_str`] gives it; `None` when no string has this segment.
    pub fn parse(segment: &str) -> Option<Self> {
        let valid = match segment.split_once('~') {
            Some(("", "")) => true,
            Some((beginning, hash)) => is_beginning(beginning) && is_hash(hash),
            None => decode(segment).is_some_and(|text| Self::new(&text).0 == segment),
        };
        valid.then(|| Self(segment.to_owned()))
    }

    /// The segment as it stands in a path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The string that this segment was made from; `None` when it was too long to be kept whole.
    pub fn decode(&self) -> Option<String> {
        match self.0.as_str() {
            EMPTY => Some(String::new()),
            cut if cut.contains('~') => None,
            whole => decode(whole),
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl From<&str> for Segment {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Segment {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    let last = text.len() - 1;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' => encoded.push(char::from(byte)),
            b'.' if at != 0 && at != last => encoded.push('.'),
            _ => {
                encoded.push('%');
                push_hex(&mut encoded, byte, b"0123456789ABCDEF");
            }
        }
    }
    encoded
}

fn decode(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let [high, low, after @ ..] = rest else { return None };
        bytes.push(u8::try_from(hex(*high)? << 4 | hex(*low)?).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

/// The first `length` bytes, or fewer, so that no `%XX` is cut.
fn beginning(encoded: &str, length: usize) -> &str {
    let head = &encoded[..length];
    match head.rfind('%') {
        Some(at) if at + 3 > length => &head[..at],
        _ => head,
    }
}

/// Whether `text` can be the beginning of a segment cut short.
fn is_beginning(text: &str) -> bool {
    let longest = LONGEST - 1 - HASH_DIGITS;
    let mut rest = text.as_bytes();
    if rest.first() == Some(&b'.') || rest.len() > longest || rest.len() + 3 <= longest {
        return false;
    }
    loop {
        rest = match rest {
            [] => return true,
            [b'%', b'0'..=b'9' | b'A'..=b'F', b'0'..=b'9' | b'A'..=b'F', after @ ..] => after,
            [b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-', after @ ..] => after,
            _ => return false,
        };
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == HASH_DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn hex(digit: u8) -> Option<u32> {
    char::from(digit).to_digit(16)
}

fn push_hex(text: &mut String, byte: u8, digits: &[u8; 16]) {
    text.push(char::from(digits[usize::from(byte >> 4)]));
    text.push(char::from(digits[usize::from(byte & 15)]));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Segment;

    #[test]
    fn segments_are_as_documented() {
        for (text, segment) in [
            ("session_123", "session_123"),
            ("", "~"),
            ("~", "%7E"),
            (".", "%2E"),
            ("..", "%2E%2E"),
            (".hidden", "%2Ehidden"),
            ("a.b.", "a.b%2E"),
            ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"),
            ("a b\0c", "a%20b%00c"),
            ("100%", "100%25"),
            ("é", "%C3%A9"),
            (r"C:\x", "C%3A%5Cx"),
        ] {
            assert_eq!(Segment::new(text).as_str(), segment);
            assert_eq!(Segment::new(text).decode().as_deref(), Some(text));
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_told_apart_by_its_hash() {
        let one = Segment::new(&"é".repeat(100));
        let other = Segment::new(&"é".repeat(101));
        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), 150);
        assert_eq!(one.decode(), None);
        assert_eq!(Segment::parse(one.as_str()), Some(one.clone()));
        // The text that looks like the cut segment is another segment.
        assert_ne!(Segment::new(one.as_str()), one);
        let shifted = Segment::new(&format!("a{}", "é".repeat(100)));
        assert!(shifted.as_str().len() <= 150 && Segment::parse(shifted.as_str()).is_some());
    }

    #[test]
    fn what_no_text_encodes_to_is_not_a_segment() {
        for text in ["", ".", "..", "a/b", "%2e", "%41", "%", "%4", "a~", "~a", "%FF", "a b", ".a", "a."] {
            assert_eq!(Segment::parse(text), None, "{text:?}");
        }
    }

    /// Texts from a small alphabet, so that near misses are common, and any texts.
    fn texts() -> impl Strategy<Value = String> {
        prop_oneof!["[a.~%2E/é]{0,6}", "\\PC*", "(?s).{0,200}", "[a.%]{100,300}"]
    }

    proptest! {
        #[test]
        fn a_segment_is_safe_and_comes_back(text in texts()) {
            let segment = Segment::new(&text);
            let shown = segment.as_str();
            prop_assert!(!shown.is_empty() && shown.len() <= 150);
            prop_assert!(!shown.starts_with('.') && !shown.ends_with('.'));
            prop_assert!(shown.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-%~".contains(&b)));
            prop_assert_eq!(Segment::parse(shown), Some(segment.clone()));
            if let Some(decoded) = segment.decode() {
                prop_assert_eq!(decoded, text);
            } else {
                prop_assert!((148..=150).contains(&shown.len()));
            }
        }

        #[test]
        fn two_texts_never_share_a_segment(one in texts(), other in texts()) {
            prop_assert_eq!(one == other, Segment::new(&one) == Segment::new(&other));
        }

        #[test]
        fn parsing_is_strict(text in texts()) {
            if let Some(segment) = Segment::parse(&text) {
                prop_assert_eq!(segment.as_str(), text);
            }
        }
    }
}
