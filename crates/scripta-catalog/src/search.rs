//! A search and what it gives.

use std::fmt;
use std::str::FromStr;

use scripta_core::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entry::Entry;
use crate::query::Query;
use crate::snippet::Snippet;
use crate::sort::{Sort, SortBy};

/// What to search for and how to give it.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The condition.
    pub query: Query,
    /// The order.
    pub sort: Sort,
    /// The most hits of a page.
    pub limit: usize,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// The total is counted up to this; more is told as "more than".
    pub count_up_to: u64,
    /// The most snippets of a hit.
    pub snippets: usize,
}

impl Search {
    /// The newest twenty that satisfy `query`.
    pub fn new(query: Query) -> Self {
        Self { query, sort: Sort::default(), limit: 20, after: None, count_up_to: 10_000, snippets: 3 }
    }
}

/// A place in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// What it is sorted by: milliseconds or a count.
    pub key: i64,
    /// When the conversation began, in milliseconds.
    pub start_ms: i64,
    /// The conversation.
    pub id: Uuid,
}

impl Position {
    /// Where an entry stands.
    pub fn of(entry: &Entry, by: SortBy) -> Self {
        Self { key: by.key(entry), start_ms: entry.start.as_millis(), id: entry.conversation_id }
    }
}

/// Where a page ended. As text it is opaque, and good for the same query and order only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The last hit of the page.
    pub position: Position,
    /// Its order.
    pub sort: Sort,
}

/// A text is not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor: give the one that the page before ended with, with the same query and order")]
pub struct CursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string(&(self.position, self.sort)).map_err(|_| fmt::Error)?;
        json.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let digits = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(digits).collect();
        let (position, sort) = serde_json::from_slice(&bytes.ok_or(CursorError)?).map_err(|_| CursorError)?;
        Ok(Self { position, sort })
    }
}

/// A page of hits.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// In the order of the search.
    pub hits: Vec<Hit>,
    /// How many there are on all pages.
    pub total: Total,
    /// Where the next page begins; absent on the last.
    pub next: Option<Cursor>,
}

/// A conversation that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The conversation, without what was said.
    pub entry: Entry,
    /// Where it matched.
    pub snippets: Vec<Snippet>,
}

/// A number of conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Total {
    /// How many.
    pub count: u64,
    /// False where there are more than were counted.
    pub exact: bool,
}

impl Total {
    /// What was counted up to a bound, or one more.
    pub(crate) fn of(counted: u64, up_to: u64) -> Self {
        Self { count: counted.min(up_to), exact: counted <= up_to }
    }
}

/// How conversations are spread over the values of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// Values with the number of conversations, the most frequent first, then by value.
    pub values: Vec<(String, u64)>,
    /// False where only the newest conversations were counted.
    pub exact: bool,
}

/// A length of the intervals of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// An hour.
    Hour,
    /// A day, in UTC.
    Day,
}

/// How conversations are spread over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Histogram {
    /// In the order of time; intervals without a conversation are left out.
    pub buckets: Vec<Bucket>,
    /// False where only the newest conversations were counted.
    pub exact: bool,
}

/// An interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// When it begins.
    pub start: Timestamp,
    /// How many conversations began in it.
    pub count: u64,
}
