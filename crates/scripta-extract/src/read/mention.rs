//! What a text mentions.

use std::fmt;
use std::ops::Range;

use super::{Asks, Masked, Word};

/// A text, read.
#[derive(Clone, Default)]
pub(crate) struct Reading {
    /// The words, in order.
    pub(crate) words: Vec<Word>,
    /// What they speak of, in the order of the text. What a correction within the text replaced is left out.
    pub(crate) mentions: Vec<Mention>,
    /// What it asks for, if it asks.
    pub(crate) asks: Asks,
}

/// A typed value and the words that say it.
#[derive(Clone, PartialEq)]
pub(crate) struct Mention {
    pub(crate) what: What,
    /// The words that say it.
    pub(crate) words: Range<usize>,
    /// The bytes of the text that say it.
    pub(crate) span: Range<usize>,
    /// It is said not to be so, or not to be what is asked about: `not a Honda`, `I sold the Camry`.
    pub(crate) denied: bool,
    /// Said in place of something earlier: `no, twenty nineteen`.
    pub(crate) corrects: bool,
    /// 0 to 1.
    pub(crate) confidence: f32,
    /// Mentions of year, make, model and VIN that speak of the same vehicle share a number, from 0 in the order of the
    /// text. Others have 0.
    pub(crate) vehicle: usize,
}

impl Mention {
    pub(super) fn new(words: &[Word], at: Range<usize>, what: What, confidence: f32) -> Self {
        let start = words.get(at.start).map_or(0, |word| word.span.start);
        let last = at.end.checked_sub(1).and_then(|last| words.get(last));
        let end = last.map_or(start, |word| word.span.end);
        Self { what, words: at, span: start..end, denied: false, corrects: false, confidence, vehicle: 0 }
    }
}

/// What is mentioned, in canonical form.
#[derive(Clone, PartialEq)]
pub(crate) enum What {
    /// Of a vehicle.
    Year(u16),
    Make(&'static str),
    Model {
        name: &'static str,
        /// Implied, where only one make has the model.
        make: Option<&'static str>,
    },
    /// Five digits.
    Zip(String),
    /// Digits, with a `+` before a country code that was said.
    Phone(String),
    Email(String),
    /// Seventeen characters in upper case.
    Vin(String),
    Date {
        year: Option<u16>,
        month: u8,
        day: u8,
    },
    Money {
        cents: i64,
    },
    Number {
        value: f64,
        unit: Option<Unit>,
    },
    /// What a redacted text has in its place.
    Masked(Masked, String),
    Yes,
    No,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Miles,
    Kilometers,
    Years,
    Months,
    Weeks,
    Days,
    Percent,
    Drivers,
    Vehicles,
    Accidents,
    Violations,
}

/// Without what was said.
impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").field("words", &self.words.len()).finish_non_exhaustive()
    }
}

/// Without the value.
impl fmt::Debug for Mention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mention").field("span", &self.span).finish_non_exhaustive()
    }
}
