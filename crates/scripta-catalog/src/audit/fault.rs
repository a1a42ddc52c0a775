//! What is wrong with a trail.

use std::fmt;

use serde::{Serialize, Serializer};
use uuid::Uuid;

/// A copy of the trail, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the catalog.
    Catalog,
    /// In the archive: in this object, or, where it is absent, in none.
    Archive(Option<String>),
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultKind {
    /// A line is no entry at all.
    Unreadable,
    /// It does not have the hash that it states, or is written in another form.
    Changed,
    /// The entry after it was chained to another one, or the other copy has another one in its place.
    Replaced,
    /// It was chained to an entry that is nowhere.
    Unlinked,
    /// It is not there.
    Missing,
    /// It is not in its place.
    Moved,
    /// It is there once more.
    Twice,
    /// A line that belongs to no place.
    Inserted,
    /// Nothing has the hash that was asked for.
    HeadMissing,
}

/// Something wrong with one entry, or with several in a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// The trail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trail: Option<Uuid>,
    /// The first of the entries.
    pub first: u64,
    /// The last of them.
    pub last: u64,
    /// Where.
    pub place: Place,
    /// In an object: the line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// What.
    pub kind: FaultKind,
}

impl Fault {
    /// True where the fault is one of that entry.
    pub fn names(&self, number: u64) -> bool {
        (self.first..=self.last).contains(&number)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Catalog => f.write_str("the catalog"),
            Self::Archive(None) => f.write_str("the archive"),
            Self::Archive(Some(object)) => f.write_str(object),
        }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Catalog => serializer.serialize_str("catalog"),
            Self::Archive(None) => serializer.serialize_str("archive"),
            Self::Archive(Some(object)) => serializer.serialize_str(object),
        }
    }
}

/// Such as `entry 41, in the catalog: changed: it does not have the hash that it states`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = self.first == self.last;
        let line = self.line.map_or_else(String::new, |line| format!(", line {line}"));
        match (self.kind, one) {
            (FaultKind::HeadMissing, _) => return f.write_str(self.kind.says()),
            (FaultKind::Inserted, _) => write!(f, "beside entry {}, in {}{line}", self.first, self.place)?,
            (_, true) => write!(f, "entry {}, in {}{line}", self.first, self.place)?,
            (_, false) => write!(f, "entries {} to {}, in {}{line}", self.first, self.last, self.place)?,
        }
        write!(f, ": {}", self.kind.says())
    }
}

impl FaultKind {
    fn says(self) -> &'static str {
        match self {
            Self::Unreadable => "changed: no entry can be read there",
            Self::Changed => "changed: it does not have the hash that it states",
            Self::Replaced => "replaced: it is not the one that the trail has there",
            Self::Unlinked => "it follows an entry that is nowhere",
            Self::Missing => "removed",
            Self::Moved => "not in its place",
            Self::Twice => "there twice",
            Self::Inserted => "a line that is no entry of this trail",
            Self::HeadMissing => {
                "no entry has the hash that was given: entries were removed from the end, or the whole trail was \
                 written anew"
            }
        }
    }
}
