//! Driver's licences, after a cue; those of Great Britain by their build as well.

use crate::kind::Kind;

use crate::spell::Glyph;

use super::super::Search;
use super::asked::Asked;
use super::code::Code;
use super::state;

/// Fewer digits than this, without a letter, are a licence where the state has such short ones only.
const SHORT: usize = 7;

/// No state's have more glyphs or fewer digits.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=19;
const LEAST_DIGITS: usize = 3;

/// Forms elsewhere: Canada, Great Britain, India, Australia.
const ABROAD: [&str; 6] = ["A N14", "A N12", "A5 N6 A2 N A2", "A2 N13", "A2 N2 N11", "N10"];

/// What a code is where a licence is expected.
pub(super) fn kind(search: &Search<'_>, code: &Code<'_>, asked: Asked) -> Option<Kind> {
    let formed = LENGTHS.contains(&code.len()) && code.digits() >= LEAST_DIGITS;
    if !formed || !(asked.is_sure() || code.is_strong()) || code.is_round() {
        return None;
    }
    let general = (code.len() >= SHORT || (!code.is_digits() && code.digits() >= 5))
        && state::all().chain(ABROAD).any(|format| code.is_like(format));
    let local = || {
        let (Some(first), Some(last)) = (code.parts.first(), code.parts.last()) else { return false };
        let mut formats = state::near(search, first.token, last.next);
        code.len() >= 5 && asked.linked && formats.any(|format| code.is_like(format))
    };
    // A licence from anywhere, by its number alone.
    let said = asked.linked
        && asked.near
        && code.letters() >= 1
        && code.digits() >= 5
        && (7..=18).contains(&code.len());
    (general || said || is_british(code) || local()).then_some(Kind::License)
}

/// Sixteen letters and digits: five of the surname, the date of birth, initials (DVLA). A woman's month has 5 added to its
/// first digit.
pub(super) fn is_british(code: &Code<'_>) -> bool {
    let mut values = [0; 16];
    if code.len() != values.len() {
        return false;
    }
    let said = |glyph: &Glyph| if glyph.value == Glyph::OH { b'0' } else { glyph.value };
    values.iter_mut().zip(code.glyphs.iter().map(said)).for_each(|(value, said)| *value = said);
    let [a, b, c, d, e, decade, tens, units, day_tens, day_units, year, i, j, check, k, l] = values;
    let name = [a, b, c, d, e];
    let padded = name.iter().skip_while(|value| value.is_ascii_uppercase()).all(|value| *value == b'9');
    let digits = [decade, tens, units, day_tens, day_units, year].iter().all(u8::is_ascii_digit);
    let month = (u16::from(tens.wrapping_sub(b'0')) % 5) * 10 + u16::from(units.wrapping_sub(b'0'));
    let day = u16::from(day_tens.wrapping_sub(b'0')) * 10 + u16::from(day_units.wrapping_sub(b'0'));
    let initial = |value: u8| value.is_ascii_uppercase() || value == b'9';
    a.is_ascii_uppercase()
        && padded
        && digits
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && initial(i)
        && initial(j)
        && check.is_ascii_alphanumeric()
        && k.is_ascii_uppercase()
        && l.is_ascii_uppercase()
}
