//! The catalog in PostgreSQL: one for all recorders and servers of a fleet.
//!
//! # Layout
//!
//! `conversation` has a row each, with everything: numbers to filter and sort by, what is shown, what was said, and `terms`, a
//! `tsvector` of our own making with all that can be asked for as lexemes: `u:full` (the caller said *full*), `a:` (the agent),
//! `s:` (the application), `l:outcome=quote_completed`. PostgreSQL splits no text and stems no word, so that a search means the
//! same as in SQLite. Any combination of words and labels is one `tsquery`, answered by one GIN index.
//!
//! Positions are not kept: a `tsvector` has room for 256 of a lexeme, and for none after the 16,383rd. Of a phrase the index gives
//! conversations that have all its words, and [`Query::matches`] looks at what was said in them.
//!
//! # Erasing
//!
//! PostgreSQL leaves the bytes of a deleted row in its page, also after `VACUUM`. So the table is split into 16 partitions by
//! conversation, and the one that a conversation was in is written anew with its indexes (`VACUUM FULL`), which locks it for that
//! time. No statistics are gathered of columns with texts, since they hold frequent values. The write-ahead log keeps changes until
//! its segments are used again, and so do backups of it: see the README.
//!
//! # Several writers
//!
//! Puts hold a lock that they share, and erasing holds it alone: a conversation that is being put in while it is erased is put in
//! before, and then erased, or refused after. The audit trail is appended to by one at a time.

mod client;
mod erase;
mod find;
mod read;
mod schema;
mod spread;
mod trail;
mod write;

use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use scripta_core::Timestamp;
use scripta_redact::Redacted;
use uuid::Uuid;

use self::client::Pool;
use crate::audit::{AuditEntry, Draft, Head, Row};
use crate::entry::Entry;
use crate::error::CatalogError;
use crate::query::Query;
use crate::search::{Facets, Histogram, Step, Total};
use crate::store::{Answer, Erased, Put, Select, Store};
use crate::tombstone::Tombstone;

/// A catalog in PostgreSQL.
pub(crate) struct Postgres {
    pool: Arc<Pool>,
}

impl Postgres {
    /// Connects, and brings the tables of the schema up to date; makes both where they are missing.
    pub(crate) fn open<'a>(url: &'a str, schema: &'a str) -> BoxFuture<'a, Result<Self, CatalogError>> {
        async move {
            let pool = Pool::new(url, schema)?;
            schema::migrate(&pool).await?;
            Ok(Self { pool: Arc::new(pool) })
        }
        .boxed()
    }
}

impl Store for Postgres {
    fn describe(&self) -> String {
        self.pool.place().to_owned()
    }

    fn put(&self, entries: Vec<Redacted<Entry>>) -> Answer<'_, Put> {
        write::put(&self.pool, entries).boxed()
    }

    fn select<'a>(&'a self, select: Select<'a>) -> Answer<'a, Vec<Entry>> {
        read::select(&self.pool, select).boxed()
    }

    fn count<'a>(&'a self, query: &'a Query, up_to: u64) -> Answer<'a, Total> {
        read::count(&self.pool, query, up_to).boxed()
    }

    fn facets<'a>(
        &'a self,
        query: &'a Query,
        field: &'a str,
        limit: usize,
        up_to: u64,
    ) -> Answer<'a, Facets> {
        spread::facets(&self.pool, query, field, limit, up_to).boxed()
    }

    fn histogram<'a>(&'a self, query: &'a Query, step: Step, up_to: u64) -> Answer<'a, Histogram> {
        spread::histogram(&self.pool, query, step, up_to).boxed()
    }

    fn get(&self, id: Uuid) -> Answer<'_, Option<Entry>> {
        read::get(&self.pool, id).boxed()
    }

    fn ids(&self, after: Option<Uuid>, limit: usize) -> Answer<'_, Vec<(Uuid, Timestamp)>> {
        read::ids(&self.pool, after, limit).boxed()
    }

    fn facts(&self) -> Answer<'_, Vec<String>> {
        read::facts(&self.pool).boxed()
    }

    fn erase(&self, tombstones: Vec<Tombstone>) -> Answer<'_, Erased> {
        erase::erase(&self.pool, tombstones).boxed()
    }

    fn remove(&self, ids: Vec<Uuid>) -> Answer<'_, Erased> {
        erase::remove(&self.pool, ids).boxed()
    }

    fn traces(&self, id: Uuid, words: Vec<String>) -> Answer<'_, Vec<String>> {
        erase::traces(&self.pool, id, words).boxed()
    }

    fn tombstones(&self, ids: Vec<Uuid>) -> Answer<'_, Vec<Tombstone>> {
        read::tombstones(&self.pool, ids).boxed()
    }

    fn clear(&self) -> Answer<'_, ()> {
        write::clear(&self.pool).boxed()
    }

    fn audit_append(&self, drafts: Vec<Redacted<Draft>>) -> Answer<'_, Vec<AuditEntry>> {
        trail::append(&self.pool, drafts).boxed()
    }

    fn audit_read(&self, from: u64, limit: usize) -> Answer<'_, Vec<Row>> {
        trail::read(&self.pool, from, limit).boxed()
    }

    fn audit_head(&self) -> Answer<'_, Option<Head>> {
        trail::head(&self.pool).boxed()
    }

    fn audit_restore(&self, rows: Vec<Row>) -> Answer<'_, bool> {
        trail::restore(&self.pool, rows).boxed()
    }

    fn note<'a>(&'a self, name: &'a str) -> Answer<'a, Option<String>> {
        trail::note(&self.pool, name).boxed()
    }

    fn set_note<'a>(&'a self, name: &'a str, text: Option<&'a str>) -> Answer<'a, ()> {
        trail::set_note(&self.pool, name, text).boxed()
    }

    fn swap_note<'a>(
        &'a self,
        name: &'a str,
        old: Option<&'a str>,
        new: Option<&'a str>,
    ) -> Answer<'a, bool> {
        trail::swap_note(&self.pool, name, old, new).boxed()
    }
}
