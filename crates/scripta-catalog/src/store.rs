//! What a store of the catalog must do: as little as will serve, so that two can do it alike.

use futures::future::BoxFuture;
use scripta_core::Timestamp;
use scripta_redact::Redacted;
use uuid::Uuid;

use crate::audit::{AuditEntry, Draft, Head, Row};
use crate::entry::Entry;
use crate::error::CatalogError;
use crate::query::Query;
use crate::search::{Facets, Histogram, Position, Step, Total};
use crate::sort::Sort;
use crate::tombstone::Tombstone;

/// What a store answers with.
pub(crate) type Answer<'a, T> = BoxFuture<'a, Result<T, CatalogError>>;

/// What became of entries that were put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Put {
    /// New ones.
    pub added: u64,
    /// Those that took the place of an entry of the same conversation.
    pub replaced: u64,
    /// Conversations that are erased and were therefore not put in.
    pub erased: Vec<Uuid>,
}

/// Which entries to give.
#[derive(Debug, Clone)]
pub struct Select<'a> {
    /// The condition.
    pub query: &'a Query,
    /// The order.
    pub sort: Sort,
    /// Only those after this place in the order.
    pub after: Option<Position>,
    /// At most so many.
    pub limit: usize,
    /// With what was said.
    pub said: bool,
}

/// What was taken out of the catalog.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// It was there.
    pub found: bool,
    /// Rows that were removed, of all tables.
    pub rows: u64,
}

/// A place where the catalog is kept. Every method is one transaction. Each may be called by several processes at once.
pub(crate) trait Store: Send + Sync {
    /// The store in words, without credentials.
    fn describe(&self) -> String;

    /// Puts entries in, or in the place of those of the same conversations; none whose conversation is erased.
    fn put(&self, entries: Vec<Redacted<Entry>>) -> Answer<'_, Put>;

    /// Entries that satisfy a query, in order.
    fn select<'a>(&'a self, select: Select<'a>) -> Answer<'a, Vec<Entry>>;

    /// How many satisfy it, counted up to `up_to`.
    fn count<'a>(&'a self, query: &'a Query, up_to: u64) -> Answer<'a, Total>;

    /// Values of a text field among those that satisfy it, at most `limit`, looking at the newest `up_to` where it cannot be
    /// answered from what is counted beforehand.
    fn facets<'a>(&'a self, query: &'a Query, field: &'a str, limit: usize, up_to: u64)
    -> Answer<'a, Facets>;

    /// How those that satisfy it are spread over time, looking at the newest `up_to` likewise.
    fn histogram<'a>(&'a self, query: &'a Query, step: Step, up_to: u64) -> Answer<'a, Histogram>;

    /// One entry, with what was said.
    fn get(&self, id: Uuid) -> Answer<'_, Option<Entry>>;

    /// Conversations in the order of their ids, with when each began.
    fn ids(&self, after: Option<Uuid>, limit: usize) -> Answer<'_, Vec<(Uuid, Timestamp)>>;

    /// Names of extracted facts that occur.
    fn facts(&self) -> Answer<'_, Vec<String>>;

    /// Puts the tombstones in and takes the conversations out, so that no byte of them is left in the store's files.
    fn erase(&self, tombstones: Vec<Tombstone>) -> Answer<'_, Erased>;

    /// Takes conversations out that are not in the archive any more, without a tombstone.
    fn remove(&self, ids: Vec<Uuid>) -> Answer<'_, Erased>;

    /// Places in which the conversation's id or one of `words` still stands, tombstones and audit trail apart.
    fn traces(&self, id: Uuid, words: Vec<String>) -> Answer<'_, Vec<String>>;

    /// The tombstones of those of `ids` that are erased.
    fn tombstones(&self, ids: Vec<Uuid>) -> Answer<'_, Vec<Tombstone>>;

    /// Empties the index. Tombstones and audit trail stay.
    fn clear(&self) -> Answer<'_, ()>;

    /// Appends to the audit trail, each entry ([`AuditEntry::chained`]) chained to the one before and stored as its
    /// [`AuditEntry::row`]. An error where the last one that is stored is no entry.
    fn audit_append(&self, drafts: Vec<Redacted<Draft>>) -> Answer<'_, Vec<AuditEntry>>;

    /// What is stored of the audit trail under number `from` and greater ones, at most `limit` rows, in the order of the
    /// numbers under which they are stored. Texts are given byte for byte, damaged ones too.
    fn audit_read(&self, from: u64, limit: usize) -> Answer<'_, Vec<Row>>;

    /// Where the audit trail ends; absent before the first entry.
    fn audit_head(&self) -> Answer<'_, Option<Head>>;

    /// Takes over a trail as the archive has it, byte for byte. Does nothing and gives `false` where the store has one.
    fn audit_restore(&self, rows: Vec<Row>) -> Answer<'_, bool>;

    /// A text kept under a name, such as how far something has come.
    fn note<'a>(&'a self, name: &'a str) -> Answer<'a, Option<String>>;

    /// Keeps a text under a name; `None` forgets it.
    fn set_note<'a>(&'a self, name: &'a str, text: Option<&'a str>) -> Answer<'a, ()>;

    /// Keeps `new` under a name if `old` is what is kept there, and tells whether it was: of several processes that try
    /// at once, one succeeds.
    fn swap_note<'a>(&'a self, name: &'a str, old: Option<&'a str>, new: Option<&'a str>)
    -> Answer<'a, bool>;
}
