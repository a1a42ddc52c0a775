//! Vehicle identification numbers: 17 letters and digits without I, O and Q, the ninth a check digit (49 CFR 565.15;
//! ISO 3779).

use crate::kind::Kind;

use super::asked::Asked;
use super::code::Code;

const LENGTH: usize = 17;

/// Whether a code is one whatever is said of it: its check digit fits, or it is written in one piece and has the build of
/// one, since carmakers outside America compute none.
pub(super) fn is_valid(code: &Code<'_>) -> bool {
    code.len() == LENGTH
        && code.letters() >= 2
        && code.digits() >= 5
        && (has_check_digit(code) == Some(true) || (code.parts.len() > 1 && is_built_like_one(code)))
}

/// What a code is where one is expected.
pub(super) fn kind(code: &Code<'_>, asked: Asked) -> Option<Kind> {
    let mixed = code.letters() >= 1 && code.digits() >= 4;
    // The last eight tell one vehicle of a make from all others.
    let tail = code.len() == 8 && code.digits() >= 5 && (asked.linked || asked.number);
    (mixed && (code.len() == LENGTH || tail)).then_some(Kind::Vin)
}

/// The value of a letter or digit, and `None` for those that no number has.
fn value(glyph: u8) -> Option<u32> {
    Some(match glyph {
        b'0'..=b'9' => u32::from(glyph - b'0'),
        // Said, since the letter is not used.
        b'o' => 0,
        b'A' | b'J' => 1,
        b'B' | b'K' | b'S' => 2,
        b'C' | b'L' | b'T' => 3,
        b'D' | b'M' | b'U' => 4,
        b'E' | b'N' | b'V' => 5,
        b'F' | b'W' => 6,
        b'G' | b'P' | b'X' => 7,
        b'H' | b'Y' => 8,
        b'R' | b'Z' => 9,
        _ => return None,
    })
}

/// Whether the check digit fits; `None` where there is a glyph that no number has.
fn has_check_digit(code: &Code<'_>) -> Option<bool> {
    const WEIGHTS: [u32; LENGTH] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let mut sum = 0;
    for (glyph, weight) in code.glyphs.iter().zip(WEIGHTS) {
        sum += value(glyph.value)? * weight;
    }
    let check = code.glyphs.get(8)?.value;
    Some(match sum % 11 {
        10 => check == b'X',
        digit => check != b'X' && code.glyphs.get(8)?.digit().map(u32::from) == Some(digit),
    })
}

/// Written in one piece, by a carmaker of a region that there is, with a number at the end.
fn is_built_like_one(code: &Code<'_>) -> bool {
    let known = code.glyphs.iter().all(|glyph| value(glyph.value).is_some());
    let touching = code.is_compact()
        && code
            .parts
            .last()
            .zip(code.parts.first())
            .is_some_and(|(last, first)| last.end - first.start == LENGTH);
    let region =
        matches!(code.glyphs.first().map(|glyph| glyph.value), Some(b'1'..=b'9' | b'J'..=b'N' | b'P'..=b'Z'));
    let serial = code.glyphs.iter().skip(LENGTH - 5).all(|glyph| glyph.may_be_digit());
    known && touching && region && serial && code.letters() >= 4
}
