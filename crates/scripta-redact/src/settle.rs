//! How much of an unfinished text no continuation can change.

use crate::redactor::Rules;

pub(crate) fn settled(_rules: &Rules, _text: &str) -> usize {
    0
}
