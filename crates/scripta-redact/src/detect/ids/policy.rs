//! Numbers of policies and claims, after a cue. Each insurer has its own form: letters, digits and dashes.

use crate::kind::Kind;

use super::asked::Asked;
use super::code::Code;

const LENGTHS: std::ops::RangeInclusive<usize> = 6..=20;
const LEAST_DIGITS: usize = 4;

/// What a code is where the number of a policy or a claim is expected: `kind`.
pub(super) fn kind(code: &Code<'_>, asked: Asked, kind: Kind) -> Option<Kind> {
    let formed = LENGTHS.contains(&code.len()) && code.digits() >= LEAST_DIGITS;
    let said = if code.is_digits() {
        // `one hundred, three hundred` are limits.
        asked.linked && (asked.number || !code.is_round())
    } else {
        asked.linked || code.is_strong()
    };
    (formed && said && !asked.partial).then_some(kind)
}
