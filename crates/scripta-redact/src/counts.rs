//! How much was masked, by kind.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many values were masked, by kind name (`phone`, `email`, a custom pattern's own name). Never the values.
///
/// A JSON object such as `{"email": 1, "phone": 2}`, its keys in alphabetical order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Counts(BTreeMap<String, u64>);

impl Counts {
    /// Whether nothing was masked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many values of one kind were masked.
    pub fn get(&self, kind: &str) -> u64 {
        self.0.get(kind).copied().unwrap_or(0)
    }

    /// How many values were masked, all kinds together.
    pub fn total(&self) -> u64 {
        self.0.values().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// The kinds of which at least one value was masked, with how many, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(kind, n)| (kind.as_str(), *n))
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Counts) {
        for (kind, n) in other.iter() {
            self.add(kind, n);
        }
    }

    pub(crate) fn add(&mut self, kind: &str, n: u64) {
        if let Some(count) = self.0.get_mut(kind) {
            *count = count.saturating_add(n);
        } else if n > 0 {
            self.0.insert(kind.to_owned(), n);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn counts_add_up_by_kind_and_serialise_as_an_object() {
        let mut counts = Counts::default();
        counts.add("phone", 2);
        let mut other = Counts::default();
        other.add("email", 1);
        other.add("phone", 1);
        counts.merge(&other);
        assert_eq!(serde_json::to_string(&counts).unwrap(), r#"{"email":1,"phone":3}"#);
        assert_eq!((counts.get("phone"), counts.total(), counts.is_empty()), (3, 4, false));
    }
}
