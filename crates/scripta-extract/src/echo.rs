//! Facts that the agent repeats without saying what they are.

use std::ops::Range;

use crate::claim::{self, Claim};
use crate::compiled::Compiled;
use crate::heard::Heard;
use crate::phrase::normal;
use crate::profile::FieldType;
use crate::state::{Key, Slot, State};

/// So many numbers in the agent's words are looked at to see whether they repeat a fact.
const MOST_ECHOES: usize = 32;

/// What the agent repeats bare, `Got it, 30303`, is known by the value.
pub(crate) fn echoes(compiled: &Compiled, state: &State, heard: &Heard, claims: &[Claim]) -> Vec<Claim> {
    let mut found = echoed_mentions(compiled, state, heard, claims);
    let of_itself = |kind| matches!(kind, FieldType::Zip | FieldType::Year | FieldType::Vin);
    let slots = state.slots.iter().filter(|((field, subject), _)| {
        of_itself(compiled.kind(*field))
            && (compiled.subject(*field).is_none() || *subject == state.vehicles.focus)
            && claims.iter().all(|claim| claim.field != *field)
    });
    found.extend(slots.filter_map(|((field, _), slot)| {
        let pattern = format!(" {} ", normal(&slot.fact.value));
        let at = heard.plain.text.find(&pattern)?;
        let words = heard.plain.words_in(at, at + pattern.len());
        let span = heard.plain.span(&words);
        Some(echoed(*field, slot.fact.value.clone(), words, span, 0.8))
    }));
    found
}

/// The numbers, amounts and days in the agent's words that are those of a fact.
fn echoed_mentions(compiled: &Compiled, state: &State, heard: &Heard, claims: &[Claim]) -> Vec<Claim> {
    let mut found: Vec<Claim> = Vec::new();
    for mention in heard.reading.mentions.iter().take(MOST_ECHOES) {
        let Some((kinds, value)) = claim::meaning(&mention.what) else { continue };
        let words = heard.plain.words_at(&mention.span);
        let same = |((field, _), slot): &(&Key, &Slot)| {
            compiled.kind(*field).needs_context()
                && kinds.contains(&compiled.kind(*field))
                && slot.fact.value == value
                && claims.iter().chain(&found).all(|claim| claim.field != *field && claim.words != words)
        };
        let known = state.slots.iter().find(same);
        let confidence = f64::from(mention.confidence.clamp(0.0, 1.0));
        found.extend(known.map(|((field, _), _)| {
            echoed(*field, value.clone(), words.clone(), mention.span.clone(), confidence)
        }));
    }
    found
}

/// A claim of the agent's that says again what is known.
fn echoed(field: usize, value: String, words: Range<usize>, span: Range<usize>, confidence: f64) -> Claim {
    Claim {
        field,
        value,
        words,
        span,
        confidence,
        denied: false,
        corrects: false,
        certain: false,
        loose: false,
        implied_by: None,
        vehicle: None,
    }
}
