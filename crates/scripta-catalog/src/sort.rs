//! An order of hits.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::entry::Entry;
use crate::query::{Number, numbers};

/// An order. Conversations that are equal in it stand in the order of time, and those of one moment in the order of their
/// ids, in the same direction, so that every page is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// The greatest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::Start, descending: true }
    }
}

/// What hits are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SortBy {
    /// When it began.
    Start,
    /// How long it took.
    Duration,
    /// Its turns.
    Turns,
    /// Its interruptions.
    Interruptions,
    /// The longest wait for an answer.
    Latency,
}

impl SortBy {
    const ALL: [(&str, Self); 5] = [
        ("start", Self::Start),
        ("duration", Self::Duration),
        ("turns", Self::Turns),
        ("interruptions", Self::Interruptions),
        ("latency", Self::Latency),
    ];

    /// What an entry is sorted by.
    pub fn key(self, entry: &Entry) -> i64 {
        let number = |wanted| {
            Number::ALL
                .iter()
                .zip(numbers(entry))
                .find(|(number, _)| **number == wanted)
                .map_or(0, |found| found.1)
        };
        match self {
            Self::Start => entry.start.as_millis(),
            Self::Duration => number(Number::Duration),
            Self::Turns => number(Number::Turns),
            Self::Interruptions => number(Number::Interruptions),
            Self::Latency => number(Number::Latency),
        }
    }
}

/// A text names no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no such order: give start, duration, turns, interruptions or latency, with a - before it for the greatest first"
)]
pub struct SortError;

impl FromStr for Sort {
    type Err = SortError;

    /// `start` for the earliest first, `-start` for the latest.
    fn from_str(text: &str) -> Result<Self, SortError> {
        let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        let (_, by) = SortBy::ALL.into_iter().find(|(known, _)| *known == name).ok_or(SortError)?;
        Ok(Self { by, descending })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_order_is_read_by_its_name_in_both_directions() {
        for (name, by) in SortBy::ALL {
            assert_eq!(name.parse(), Ok(Sort { by, descending: false }));
            assert_eq!(format!("-{name}").parse(), Ok(Sort { by, descending: true }));
        }
    }

    #[test]
    fn what_names_no_order_is_told_which_there_are() {
        for text in ["", "-", "--start", "Start", "start ", "cost"] {
            let error = text.parse::<Sort>().map_err(|error| error.to_string());
            let told = error.err().unwrap_or_default();
            assert!(SortBy::ALL.iter().all(|(name, _)| told.contains(name)), "{text:?}: {told}");
        }
    }
}
