//! A fact to look for.

use regex::Regex;

use crate::Personal;

/// A fact to look for.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Its name in a record, such as `vehicleYear`.
    pub name: String,
    /// What kind of value it has, and with that how it is recognised in speech.
    pub kind: FieldType,
    /// Of what there may be several in one conversation.
    pub subject: Option<Subject>,
    /// As what its values must be masked. Phone numbers, e-mail addresses and VINs are masked unless told otherwise.
    pub personal: Option<Personal>,
    /// Words that announce it, in the caller's speech or in the agent's question: `mileage`, `how far do you drive`.
    pub cues: Vec<String>,
    /// Names of tool arguments that hold it, besides its own; case and separators do not matter.
    pub aliases: Vec<String>,
    /// Paths of tool arguments that hold it, such as `vehicle.year` or `vehicles[].year`; they go before aliases.
    pub arguments: Vec<String>,
    /// Values, each with phrases that say it wherever they are said.
    pub choices: Vec<Phrases>,
    /// Values, each with phrases that say it beside a cue, or in answer to a question for the field.
    pub answers: Vec<Phrases>,
    /// Of a choice: whether a tool's argument may hold a value that is not in the list.
    pub open: bool,
    /// Of a number: what it counts, where that is said.
    pub unit: Option<Unit>,
    /// Which values it may have.
    pub validators: Validators,
}

/// A value, and what is said for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrases {
    /// The value as the record has it.
    pub value: String,
    /// Words and phrases that mean it. A `*` at the end stands for any ending.
    pub phrases: Vec<String>,
}

/// What kind of value a field has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldType {
    /// A vehicle's model year.
    Year,
    /// A make of the gazetteer.
    Make,
    /// A model of the gazetteer.
    Model,
    /// A US ZIP code of five digits.
    Zip,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A vehicle identification number.
    Vin,
    /// A day: `1980-05-17`, without a year `--05-17`.
    Date,
    /// An amount in dollars: `500`, `129.50`.
    Money,
    /// A number.
    Number,
    /// One of the field's `choices`.
    Choice,
    /// Words after a cue or in answer to a question.
    #[default]
    Text,
}

impl FieldType {
    /// Every type with its name in a profile.
    pub(crate) const ALL: [(&str, Self); 12] = [
        ("year", Self::Year),
        ("make", Self::Make),
        ("model", Self::Model),
        ("zip", Self::Zip),
        ("phone", Self::Phone),
        ("email", Self::Email),
        ("vin", Self::Vin),
        ("date", Self::Date),
        ("money", Self::Money),
        ("number", Self::Number),
        ("choice", Self::Choice),
        ("text", Self::Text),
    ];

    /// As what values of this type are masked where the field does not say.
    pub(crate) fn personal(self) -> Option<Personal> {
        match self {
            Self::Phone => Some(Personal::Phone),
            Self::Email => Some(Personal::Email),
            Self::Vin => Some(Personal::Vin),
            _ => None,
        }
    }

    /// Whether a value is a number in digits, which `min` and `max` bound.
    pub(crate) fn is_numeric(self) -> bool {
        matches!(self, Self::Year | Self::Money | Self::Number)
    }

    /// Whether a value of this type is only known by what is said around it: a bare number may be anything.
    pub(crate) fn needs_context(self) -> bool {
        matches!(self, Self::Date | Self::Money | Self::Number | Self::Text)
    }
}

/// Of what there may be several in one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// A vehicle.
    Vehicle,
    /// A driver; the first is the caller.
    Driver,
}

impl Subject {
    pub(crate) const ALL: [(&str, Self); 2] = [("vehicle", Self::Vehicle), ("driver", Self::Driver)];

    /// Its name in a profile and in a record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vehicle => "vehicle",
            Self::Driver => "driver",
        }
    }
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Miles.
    Miles,
    /// Years.
    Years,
    /// Drivers.
    Drivers,
    /// Vehicles.
    Vehicles,
    /// Accidents.
    Accidents,
    /// Tickets and the like.
    Violations,
}

impl Unit {
    pub(crate) const ALL: [(&str, Self); 6] = [
        ("miles", Self::Miles),
        ("years", Self::Years),
        ("drivers", Self::Drivers),
        ("vehicles", Self::Vehicles),
        ("accidents", Self::Accidents),
        ("violations", Self::Violations),
    ];
}

/// Which values a field may have; all that is given must hold. What does not is no value of the field.
#[derive(Debug, Clone, Default)]
pub struct Validators {
    /// The least number, or of a date the first day, as in `1900-01-01`.
    pub min: Option<Bound>,
    /// The greatest number, or of a date the last day.
    pub max: Option<Bound>,
    /// The least number of characters.
    pub min_length: Option<usize>,
    /// The greatest number of characters.
    pub max_length: Option<usize>,
    /// A regular expression that the whole value must match.
    pub pattern: Option<Regex>,
    /// Of a date: whether it must be over, where the conversation's day is known.
    pub past: bool,
}

/// An end of a range.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// Of numbers.
    Number(f64),
    /// Of dates, as `1900-01-01`.
    Date(String),
}

impl Validators {
    /// Whether a canonical value may be one of this field. `today` as `2026-11-22`.
    pub(crate) fn accept(&self, value: &str, today: Option<&str>) -> bool {
        let length = value.chars().count();
        // Of a day without a year nobody knows.
        let some_year = value.starts_with("--");
        let not_below = |bound: &Bound| match bound {
            Bound::Number(least) => value.parse::<f64>().is_ok_and(|value| value >= *least),
            Bound::Date(first) => some_year || value >= first.as_str(),
        };
        let not_above = |bound: &Bound| match bound {
            Bound::Number(most) => value.parse::<f64>().is_ok_and(|value| value <= *most),
            Bound::Date(last) => some_year || value <= last.as_str(),
        };
        self.min.as_ref().is_none_or(not_below)
            && self.max.as_ref().is_none_or(not_above)
            && self.min_length.is_none_or(|least| length >= least)
            && self.max_length.is_none_or(|most| length <= most)
            && self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(value))
            && !(self.past && !some_year && today.is_some_and(|today| value >= today))
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, Validators};

    #[test]
    fn all_that_is_given_must_hold() {
        let range = Validators {
            min: Some(Bound::Number(1.0)),
            max: Some(Bound::Number(20.0)),
            ..Validators::default()
        };
        assert!(range.accept("20", None) && range.accept("1", None));
        assert!(!range.accept("21", None) && !range.accept("0.5", None) && !range.accept("many", None));
        let born =
            Validators { min: Some(Bound::Date("1900-01-01".into())), past: true, ..Validators::default() };
        assert!(born.accept("1980-05-17", Some("2026-11-22")));
        assert!(!born.accept("2027-05-17", Some("2026-11-22")) && born.accept("2027-05-17", None));
        assert!(!born.accept("1899-12-31", None));
        let short = Validators { min_length: Some(2), max_length: Some(3), ..Validators::default() };
        assert!(short.accept("äö", None) && !short.accept("ä", None) && !short.accept("abcd", None));
    }
}
