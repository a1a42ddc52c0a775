//! The proof that a value has been through the redactor.

use std::fmt;

use serde::{Serialize, Serializer};

/// A value that has been through the redactor.
///
/// Only this crate makes one, so whatever asks for a `Redacted<T>` cannot be handed raw personal data: the compiler
/// keeps it in. There is no `map` and no `Deserialize` for the same reason; what is read back from a store is redacted
/// again, which changes nothing (redaction is idempotent).
///
/// ```compile_fail
/// let forged = scripta_redact::Redacted(String::from("555-123-4567"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(value)
    }

    /// The value.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// The value, given up: what is done to it from here on is no longer vouched for.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: Serialize> Redacted<T> {
    /// The value as JSON, still vouched for: writing a value as JSON adds nothing to it.
    ///
    /// # Errors
    ///
    /// What the value's own `Serialize` reports, such as a map key that is no string.
    pub fn to_json(&self) -> Result<Redacted<Vec<u8>>, serde_json::Error> {
        serde_json::to_vec(&self.0).map(Redacted)
    }
}

impl AsRef<[u8]> for Redacted<Vec<u8>> {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<str> for Redacted<String> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<T: Serialize> Serialize for Redacted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: fmt::Debug> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
