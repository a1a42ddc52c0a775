//! Numbers of banks and of accounts with them, after a cue.

use crate::kind::Kind;
use crate::lexicon::Traits;
use crate::spell::Gap;

use super::asked::Asked;
use super::code::Code;

/// What a code is where the number of a bank is expected: nine digits whose checksum fits (ABA), or a British sort code.
pub(super) fn routing(code: &Code<'_>, asked: Asked) -> Option<Kind> {
    let sort_code = code.len() == 6 && asked.cues(true).any(|cue| cue.has(Traits::SORT));
    let routing = code.len() == 9 && is_routing(code);
    (code.is_digits() && (routing || sort_code) && asked.is_sure()).then_some(Kind::Routing)
}

fn is_routing(code: &Code<'_>) -> bool {
    let sum = code
        .values()
        .zip([3, 7, 1].into_iter().cycle())
        .fold(0, |sum, (digit, weight)| sum + u32::from(digit) * weight);
    sum > 0 && sum % 10 == 0
}

/// What a code is where the number of an account is expected, or those of account and bank.
pub(super) fn account(code: &Code<'_>, asked: Asked) -> Option<Kind> {
    let both = asked.cues(true).any(|cue| cue.has(Traits::ROUTING));
    if let Some(routing) = Some(code).filter(|_| both).and_then(|code| routing(code, asked)) {
        return Some(routing);
    }
    // A pause within it is no reason for another number; an amount is.
    let digits = code.is_digits() && (6..=17).contains(&code.len()) && !code.is_round();
    let mixed = asked.number
        && (6..=20).contains(&code.len())
        && code.digits() >= 5
        && code.parts.iter().skip(1).all(|part| part.gap <= Gap::Space);
    ((digits && asked.is_sure()) || (mixed && !asked.partial)).then_some(Kind::Account)
}
