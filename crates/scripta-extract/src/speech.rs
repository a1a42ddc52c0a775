//! Facts in speech.

use crate::profile::Field;
use crate::{Found, Utterance};

pub(crate) fn find(_fields: &[Field], _said: Utterance<'_>) -> Vec<Found> {
    Vec::new()
}
