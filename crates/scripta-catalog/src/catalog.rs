//! The catalog: open it, put in, search.

use std::fmt;
use std::sync::Arc;

use scripta_core::Timestamp;
use scripta_redact::Redacted;
use uuid::Uuid;

use crate::audit::{AuditEntry, Draft, Head, Row};
use crate::config::CatalogConfig;
use crate::entry::Entry;
use crate::error::CatalogError;
use crate::query::{Fields, Query};
use crate::search::{Cursor, Facets, Histogram, Hit, Page, Position, Search, Step, Total};
use crate::snippet::snippets;
use crate::store::{Erased, Put, Select, Store};
use crate::tombstone::Tombstone;

/// An open catalog. Clones share its connections. Its methods need a Tokio runtime with time and I/O enabled.
#[derive(Clone)]
pub struct Catalog {
    store: Arc<dyn Store>,
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Catalog").field(&self.describe()).finish()
    }
}

impl Catalog {
    /// Opens the catalog and brings its tables up to date.
    ///
    /// # Errors
    /// [`CatalogError::Off`] where there is none, else why it cannot be opened.
    pub async fn open(config: &CatalogConfig) -> Result<Self, CatalogError> {
        let store: Arc<dyn Store> = match config {
            CatalogConfig::Sqlite { folder } => {
                let folder = folder.clone();
                let opened = tokio::task::spawn_blocking(move || crate::sqlite::Sqlite::open(&folder)).await;
                Arc::new(opened.map_err(|_| CatalogError::Config {
                    detail: "the runtime is shutting down".to_owned(),
                })??)
            }
            #[cfg(feature = "postgres")]
            CatalogConfig::Postgres { url, schema } => {
                Arc::new(crate::postgres::Postgres::open(url, schema).await?)
            }
            #[cfg(not(feature = "postgres"))]
            CatalogConfig::Postgres { .. } => {
                return Err(CatalogError::Config {
                    detail: "this build has no PostgreSQL: build it with the feature `postgres`".to_owned(),
                });
            }
            CatalogConfig::None => return Err(CatalogError::Off),
        };
        Ok(Self { store })
    }

    /// The catalog in words, without credentials.
    pub fn describe(&self) -> String {
        self.store.describe()
    }

    /// Puts entries in, or in the place of those of the same conversations. What is erased stays out.
    ///
    /// # Errors
    /// Where the store fails; then none is in.
    pub async fn put(&self, entries: Vec<Redacted<Entry>>) -> Result<Put, CatalogError> {
        self.store.put(entries).await
    }

    /// Searches.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn search(&self, search: &Search) -> Result<Page, CatalogError> {
        let Search { query, sort, limit, after, count_up_to, snippets: most } = search;
        let after = after.map(|cursor| cursor.position);
        let select = Select { query, sort: *sort, after, limit: limit.saturating_add(1), said: *most > 0 };
        let mut entries = self.store.select(select).await?;
        let more = entries.len() > *limit;
        let total = if after.is_none() && !more {
            Total::of(entries.len() as u64, *count_up_to)
        } else {
            self.store.count(query, *count_up_to).await?
        };
        entries.truncate(*limit);
        let next = entries
            .last()
            .filter(|_| more)
            .map(|entry| Cursor { position: Position::of(entry, sort.by), sort: *sort });
        let hits = entries.into_iter().map(|mut entry| {
            let said = std::mem::take(&mut entry.said);
            Hit { snippets: snippets(&said, query, *most), entry }
        });
        Ok(Page { hits: hits.collect(), total, next })
    }

    /// Entries that satisfy a query, in order, a page at a time.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn select(&self, select: Select<'_>) -> Result<Vec<Entry>, CatalogError> {
        self.store.select(select).await
    }

    /// How many satisfy a query, counted up to `up_to`.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn count(&self, query: &Query, up_to: u64) -> Result<Total, CatalogError> {
        self.store.count(query, up_to).await
    }

    /// Values of a text field among those that satisfy a query. See [`Facets::exact`].
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn facets(
        &self,
        query: &Query,
        field: &str,
        limit: usize,
        up_to: u64,
    ) -> Result<Facets, CatalogError> {
        self.store.facets(query, field, limit, up_to).await
    }

    /// How those that satisfy a query are spread over time. See [`Histogram::exact`].
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn histogram(&self, query: &Query, step: Step, up_to: u64) -> Result<Histogram, CatalogError> {
        self.store.histogram(query, step, up_to).await
    }

    /// One entry, with what was said.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn get(&self, id: Uuid) -> Result<Option<Entry>, CatalogError> {
        self.store.get(id).await
    }

    /// Conversations in the order of their ids, with when each began.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn ids(
        &self,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<(Uuid, Timestamp)>, CatalogError> {
        self.store.ids(after, limit).await
    }

    /// What queries may use: the facts that occur, and the time that it is.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn fields(&self) -> Result<Fields, CatalogError> {
        let now = Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
        Ok(Fields { facts: self.store.facts().await?.into_iter().collect(), now: Some(now) })
    }

    /// Puts tombstones in and takes the conversations out, so that no byte of them is left in the store's files.
    /// Done again, it finishes what was interrupted.
    ///
    /// # Errors
    /// Where the store fails; then it must be done again.
    pub async fn erase(&self, tombstones: Vec<Tombstone>) -> Result<Erased, CatalogError> {
        self.store.erase(tombstones).await
    }

    /// Takes conversations out that are not in the archive any more, without a tombstone.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn remove(&self, ids: Vec<Uuid>) -> Result<Erased, CatalogError> {
        self.store.remove(ids).await
    }

    /// Places in which a conversation's id or one of `words` still stands, tombstones and audit trail apart.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn traces(&self, id: Uuid, words: Vec<String>) -> Result<Vec<String>, CatalogError> {
        self.store.traces(id, words).await
    }

    /// The tombstones of those of `ids` that are erased.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn tombstones(&self, ids: Vec<Uuid>) -> Result<Vec<Tombstone>, CatalogError> {
        self.store.tombstones(ids).await
    }

    /// Empties the index. Tombstones and audit trail stay.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn clear(&self) -> Result<(), CatalogError> {
        self.store.clear().await
    }

    /// Appends to the audit trail, each entry chained to the one before.
    ///
    /// # Errors
    /// Where the store fails; then none is appended.
    pub async fn audit_append(&self, drafts: Vec<Redacted<Draft>>) -> Result<Vec<AuditEntry>, CatalogError> {
        self.store.audit_append(drafts).await
    }

    /// What is stored of the audit trail under number `from` and greater ones, in order. Nothing is verified.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn audit_read(&self, from: u64, limit: usize) -> Result<Vec<Row>, CatalogError> {
        self.store.audit_read(from, limit).await
    }

    /// Where the audit trail ends; absent before the first entry.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn audit_head(&self) -> Result<Option<Head>, CatalogError> {
        self.store.audit_head().await
    }

    /// Takes over a trail as the archive has it. Does nothing and gives `false` where the catalog has one.
    ///
    /// # Errors
    /// Where the store fails; then nothing is taken over.
    pub async fn audit_restore(&self, rows: Vec<Row>) -> Result<bool, CatalogError> {
        self.store.audit_restore(rows).await
    }

    /// A text kept under a name, such as how far something has come.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn note(&self, name: &str) -> Result<Option<String>, CatalogError> {
        self.store.note(name).await
    }

    /// Keeps a text under a name; `None` forgets it.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn set_note(&self, name: &str, text: Option<&str>) -> Result<(), CatalogError> {
        self.store.set_note(name, text).await
    }

    /// Keeps `new` under a name if `old` is what is kept there, and tells whether it was: of several processes that try
    /// at once, one succeeds.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn swap_note(
        &self,
        name: &str,
        old: Option<&str>,
        new: Option<&str>,
    ) -> Result<bool, CatalogError> {
        self.store.swap_note(name, old, new).await
    }
}
