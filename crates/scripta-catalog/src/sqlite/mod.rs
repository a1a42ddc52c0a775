//! The catalog in SQLite: one file, for the processes of one machine.
//!
//! # Layout
//!
//! - `conversation`: one narrow row each, with what is filtered, sorted and counted by. **Its `row` is in the order of
//!   time**: the start in milliseconds, shifted, with bits of the id below. So are the lists of the full-text index,
//!   and the newest of a million matches are found without looking at the others.
//! - `label`: the numbers of its labels, apart since only facets read them.
//! - `entry`, `said`: what is shown of a conversation, as JSON. Listing reads no speech.
//! - `term`: the dictionary. Words that were said and labels (`outcome` = `quote_completed`) are terms with a number each.
//!   The same word said by caller and agent is two terms, so that who asks for
//!   one of them does not go through the other's.
//! - `found`: the full-text index (FTS5, without content of its own), over numbers of terms. A word, a phrase and a label
//!   are the same to it, and any combination of them is one expression.
//! - `labelled`: how many conversations have a label. `hour`: how many began in an hour.
//! - `tombstone`, `audit`, `note`: see [`Store`].
//!
//! # Why the index holds numbers and no words
//!
//! FTS5 keeps beginnings of words in places that no deletion reaches (the separators of its b-tree). A number that is
//! not in the dictionary any more says nothing, and is never given out again; the word itself is in one row of one
//! ordinary table, which `secure_delete` overwrites. The index also becomes smaller.
//!
//! # What putting in costs
//!
//! Pages of the file, mostly: each that changes is written to the log and then to the file. So everything but the ids is kept by
//! time, and what comes in goes where the last came in: rows by construction, and the other indexes by beginning with
//! something coarse (a stretch of time, a class of values) and going on with the row. A million conversations then take no longer
//! each than the first thousands. Ids are random on purpose: they outlive erased conversations, and must not say when those were.
//!
//! # Several processes
//!
//! WAL, with one writer at a time, who is waited for. A process keeps the numbers of terms in memory, and drops them when another
//! process has written.

mod audit;
mod connection;
mod erase;
mod find;
mod order;
mod read;
mod row;
mod schema;
mod spread;
mod term;
mod write;

use std::path::Path;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use scripta_core::Timestamp;
use scripta_redact::Redacted;
use uuid::Uuid;

use self::connection::Pool;
use crate::audit::{AuditEntry, Draft, Head, Row};
use crate::entry::Entry;
use crate::error::CatalogError;
use crate::query::Query;
use crate::search::{Facets, Histogram, Position, Step, Total};
use crate::sort::Sort;
use crate::store::{Answer, Erased, Put, Select, Store};
use crate::tombstone::Tombstone;

/// A catalog in SQLite.
pub(crate) struct Sqlite {
    pool: Arc<Pool>,
}

impl Sqlite {
    /// Opens `catalog.db` in the folder; makes both where they are missing.
    pub(crate) fn open(folder: &Path) -> Result<Self, CatalogError> {
        Ok(Self { pool: Arc::new(Pool::open(folder)?) })
    }

    /// Runs `work` where it may block.
    fn run<'a, T: Send + 'static>(
        &self,
        work: impl FnOnce(&Pool) -> Result<T, CatalogError> + Send + 'static,
    ) -> BoxFuture<'a, Result<T, CatalogError>> {
        let pool = Arc::clone(&self.pool);
        async move {
            let done = tokio::task::spawn_blocking(move || work(&pool)).await;
            done.unwrap_or_else(|_| {
                Err(CatalogError::Config { detail: "the runtime is shutting down".to_owned() })
            })
        }
        .boxed()
    }
}

/// A selection that can go to another thread.
struct Wanted {
    query: Query,
    sort: Sort,
    after: Option<Position>,
    limit: usize,
    said: bool,
}

impl Store for Sqlite {
    fn describe(&self) -> String {
        self.pool.place().to_owned()
    }

    fn put(&self, entries: Vec<Redacted<Entry>>) -> Answer<'_, Put> {
        self.run(move |pool| pool.write(|writing| write::put(writing, entries)))
    }

    fn select<'a>(&'a self, select: Select<'a>) -> Answer<'a, Vec<Entry>> {
        let Select { query, sort, after, limit, said } = select;
        let wanted = Wanted { query: query.clone(), sort, after, limit, said };
        self.run(move |pool| pool.read(|connection| read::select(connection, &wanted)))
    }

    fn count<'a>(&'a self, query: &'a Query, up_to: u64) -> Answer<'a, Total> {
        let query = query.clone();
        self.run(move |pool| pool.read(|connection| read::count(connection, &query, up_to)))
    }

    fn facets<'a>(
        &'a self,
        query: &'a Query,
        field: &'a str,
        limit: usize,
        up_to: u64,
    ) -> Answer<'a, Facets> {
        let (query, field) = (query.clone(), field.to_owned());
        self.run(move |pool| pool.read(|connection| spread::facets(connection, &query, &field, limit, up_to)))
    }

    fn histogram<'a>(&'a self, query: &'a Query, step: Step, up_to: u64) -> Answer<'a, Histogram> {
        let query = query.clone();
        self.run(move |pool| pool.read(|connection| spread::histogram(connection, &query, step, up_to)))
    }

    fn get(&self, id: Uuid) -> Answer<'_, Option<Entry>> {
        self.run(move |pool| pool.read(|connection| read::get(connection, id)))
    }

    fn ids(&self, after: Option<Uuid>, limit: usize) -> Answer<'_, Vec<(Uuid, Timestamp)>> {
        self.run(move |pool| pool.read(|connection| read::ids(connection, after, limit)))
    }

    fn facts(&self) -> Answer<'_, Vec<String>> {
        self.run(move |pool| pool.read(read::facts))
    }

    fn erase(&self, tombstones: Vec<Tombstone>) -> Answer<'_, Erased> {
        self.run(move |pool| erase::erase(pool, &tombstones))
    }

    fn remove(&self, ids: Vec<Uuid>) -> Answer<'_, Erased> {
        self.run(move |pool| erase::remove(pool, &ids))
    }

    fn traces(&self, id: Uuid, words: Vec<String>) -> Answer<'_, Vec<String>> {
        self.run(move |pool| erase::traces(pool, id, &words))
    }

    fn tombstones(&self, ids: Vec<Uuid>) -> Answer<'_, Vec<Tombstone>> {
        self.run(move |pool| pool.read(|connection| read::tombstones(connection, &ids)))
    }

    fn clear(&self) -> Answer<'_, ()> {
        self.run(|pool| pool.write(write::clear))
    }

    fn audit_append(&self, drafts: Vec<Redacted<Draft>>) -> Answer<'_, Vec<AuditEntry>> {
        self.run(move |pool| pool.write(|writing| audit::append(writing, drafts)))
    }

    fn audit_read(&self, from: u64, limit: usize) -> Answer<'_, Vec<Row>> {
        self.run(move |pool| pool.read(|connection| audit::read(connection, from, limit)))
    }

    fn audit_head(&self) -> Answer<'_, Option<Head>> {
        self.run(|pool| pool.read(audit::head))
    }

    fn audit_restore(&self, rows: Vec<Row>) -> Answer<'_, bool> {
        self.run(move |pool| pool.write(|writing| audit::restore(writing, &rows)))
    }

    fn note<'a>(&'a self, name: &'a str) -> Answer<'a, Option<String>> {
        let name = name.to_owned();
        self.run(move |pool| pool.read(|connection| audit::note(connection, &name)))
    }

    fn set_note<'a>(&'a self, name: &'a str, text: Option<&'a str>) -> Answer<'a, ()> {
        let (name, text) = (name.to_owned(), text.map(str::to_owned));
        self.run(move |pool| {
            pool.write(|writing| audit::set_note(writing.connection(), &name, text.as_deref()))
        })
    }

    fn swap_note<'a>(
        &'a self,
        name: &'a str,
        old: Option<&'a str>,
        new: Option<&'a str>,
    ) -> Answer<'a, bool> {
        let (name, old, new) = (name.to_owned(), old.map(str::to_owned), new.map(str::to_owned));
        self.run(move |pool| {
            pool.write(|writing| {
                let connection = writing.connection();
                let swapped = audit::note(connection, &name)? == old;
                if swapped {
                    audit::set_note(connection, &name, new.as_deref())?;
                }
                Ok(swapped)
            })
        })
    }
}
