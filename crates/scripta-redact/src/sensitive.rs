//! Which fields may hold personal data.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::Scrub;

/// A type that knows which of its fields may hold personal data, and hands each of them to the [`Scrub`].
///
/// ```
/// use scripta_redact::{Redactor, Scrub, Sensitive};
///
/// struct Turn { item_id: String, transcript: String }
///
/// impl Sensitive for Turn {
///     fn scrub(&mut self, scrub: &mut Scrub<'_>) {
///         scrub.id(&mut self.item_id);
///         scrub.text(&mut self.transcript);
///     }
/// }
///
/// let turn = Turn { item_id: "item_1".into(), transcript: "call me at 555-123-4567".into() };
/// assert_eq!(Redactor::default().redact(turn).get().transcript, "call me at XXX-XXX-XXXX");
/// ```
pub trait Sensitive {
    /// Masks the personal data in this value, in place.
    fn scrub(&mut self, scrub: &mut Scrub<'_>);
}

/// As free text.
impl Sensitive for String {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.text(self);
    }
}

/// As JSON: strings, numbers and keys.
impl Sensitive for Value {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.json(self);
    }
}

/// As a JSON object.
impl Sensitive for Map<String, Value> {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        let mut value = Value::Object(std::mem::take(self));
        scrub.json(&mut value);
        if let Value::Object(map) = value {
            *self = map;
        }
    }
}

/// Every value by its key's name, as in a JSON object.
impl Sensitive for BTreeMap<String, Value> {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        let mut map: Map<String, Value> = std::mem::take(self).into_iter().collect();
        map.scrub(scrub);
        *self = map.into_iter().collect();
    }
}

/// Every value by its key's name.
impl Sensitive for BTreeMap<String, String> {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        let mut names = crate::json::Names::default();
        *self = std::mem::take(self)
            .into_iter()
            .map(|(key, mut value)| {
                scrub.named(&key, &mut value);
                (names.scrubbed(key, scrub), value)
            })
            .collect();
    }
}

impl<T: Sensitive> Sensitive for Option<T> {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        if let Some(value) = self {
            value.scrub(scrub);
        }
    }
}

impl<T: Sensitive> Sensitive for Vec<T> {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        for value in self {
            value.scrub(scrub);
        }
    }
}

impl<T: Sensitive + ?Sized> Sensitive for Box<T> {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        (**self).scrub(scrub);
    }
}
