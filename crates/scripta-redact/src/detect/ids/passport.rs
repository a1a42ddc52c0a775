//! Passport numbers, after a cue: nine digits or a letter and eight in the United States, much the same elsewhere.

use crate::kind::Kind;

use super::asked::Asked;
use super::code::Code;

const FORMATS: [&str; 6] = ["N9", "A N7-8", "A2 N6-7", "N8", "N2 A2 N5", "A X7-8"];

/// What a code is where a passport's number is expected.
pub(super) fn kind(code: &Code<'_>, asked: Asked) -> Option<Kind> {
    let like_one = code.digits() >= 5 && FORMATS.iter().any(|format| code.is_like(format));
    (like_one && (asked.is_sure() || code.is_strong())).then_some(Kind::Passport)
}
