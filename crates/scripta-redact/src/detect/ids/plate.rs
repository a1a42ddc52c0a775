//! Licence plates, after a cue: they have no checksum, and each state its own form.

use crate::kind::Kind;
use crate::spell::Form;

use super::asked::Asked;
use super::code::Code;

/// What a code is where a plate is expected.
pub(super) fn kind(code: &Code<'_>, asked: Asked) -> Option<Kind> {
    let mixed = code.letters() >= 1 && code.digits() >= 1;
    let (letters, digits) = (code.letters(), code.digits());
    let plate = if mixed {
        (4..=8).contains(&code.len()) && (asked.linked || (code.is_compact() && letters >= 2 && digits >= 3))
    } else if code.is_digits() {
        (5..=8).contains(&code.len()) && asked.linked && asked.number && !code.is_round()
    } else {
        // One that its owner chose, letter by letter.
        let spelled = code.parts.iter().all(|part| part.form == Form::Letter);
        (4..=8).contains(&code.len()) && asked.linked && spelled
    };
    (plate && !asked.partial).then_some(Kind::Plate)
}
