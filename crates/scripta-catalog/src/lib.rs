#![doc = include_str!("../README.md")]

pub mod analytics;
pub mod audit;
mod catalog;
mod config;
mod documents;
mod entry;
mod error;
mod field;
#[cfg(feature = "postgres")]
mod postgres;
pub mod query;
mod search;
mod snippet;
mod sort;
mod sqlite;
mod store;
mod tombstone;
mod words;

pub use catalog::Catalog;
pub use config::CatalogConfig;
pub use documents::DocumentError;
pub use entry::{Entry, Said};
pub use error::CatalogError;
pub use field::{FIELDS, Field, FieldKind};
pub use query::{Fields, Query, QueryError};
pub use search::{Bucket, Cursor, CursorError, Facets, Histogram, Hit, Page, Position, Search, Step, Total};
pub use snippet::{Snippet, SnippetPart};
pub use sort::{Sort, SortBy, SortError};
pub use store::{Erased, Put, Select};
pub use tombstone::Tombstone;
pub use words::{Word, each_word, words};
