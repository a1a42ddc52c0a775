//! Facts in speech.

use crate::profile::{Field, FieldType};
use crate::word::{self, Word};
use crate::{Found, Personal, Place, Speaker, Utterance, vehicle, zip};

/// What the redactor puts in the place of a phone number and of an e-mail address.
pub(crate) const PHONE: &str = "XXX-XXX-XXXX";
pub(crate) const EMAIL: &str = "user@example.com";

/// With one of these the agent repeats what the caller said; without, it says something of its own.
const CONFIRMATIONS: [&str; 10] =
    ["right", "correct", "confirm", "confirming", "said", "got", "your", "thanks", "perfect", "great"];

/// A value, and the bytes of the text that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) value: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

pub(crate) fn find(fields: &[Field], said: Utterance<'_>) -> Vec<Found> {
    let words = word::words(said.text);
    let agent = said.speaker == Speaker::Assistant;
    if agent && !words.iter().any(|word| CONFIRMATIONS.contains(&word.key.as_str())) {
        return Vec::new();
    }
    let vehicle = vehicle::find(&words, said.prompt);
    let mut found: Vec<(usize, Found)> = fields
        .iter()
        .filter_map(|field| {
            let fact = match field.kind {
                FieldType::Year => vehicle.year.clone(),
                FieldType::Make => vehicle.make.clone(),
                FieldType::Model => vehicle.model.clone(),
                FieldType::Zip => zip::find(&words, said.prompt),
                // The agent says the company's own number and address.
                FieldType::Phone if !agent => mask_in(said.text, PHONE),
                FieldType::Email if !agent => mask_in(said.text, EMAIL),
                _ => None,
            }?;
            let place = Place::Span { start: fact.start, end: fact.end };
            Some((fact.start, Found { field: field.name.clone(), value: fact.value, place }))
        })
        .collect();
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, found)| found).collect()
}

/// A value of a tool's argument, masked where it is personal data; none where there is no mask for it.
pub(crate) fn masked(field: &Field, value: String) -> Option<String> {
    match field.personal {
        None => Some(value),
        Some(Personal::Phone) => Some(PHONE.to_owned()),
        Some(Personal::Email) => Some(EMAIL.to_owned()),
        Some(_) => None,
    }
}

/// The last of a mask in a text.
fn mask_in(text: &str, mask: &str) -> Option<Fact> {
    let start = text.rfind(mask)?;
    Some(Fact { value: mask.to_owned(), start, end: start + mask.len() })
}

/// Whether the prompt has one of these words.
pub(crate) fn asks(prompt: Option<&str>, about: &[&str]) -> bool {
    let has = |words: &[Word]| words.iter().any(|word| about.contains(&word.key.as_str()));
    prompt.is_some_and(|prompt| has(&word::words(prompt)))
}
