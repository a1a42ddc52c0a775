//! The catalog in PostgreSQL.

use futures::future::{BoxFuture, FutureExt, ready};
use scripta_core::Timestamp;
use scripta_redact::Redacted;
use uuid::Uuid;

use crate::audit::{AuditEntry, Draft, Head, Row};
use crate::entry::Entry;
use crate::error::CatalogError;
use crate::query::Query;
use crate::search::{Facets, Histogram, Step, Total};
use crate::store::{Answer, Erased, Put, Select, Store};
use crate::tombstone::Tombstone;

/// See the module.
pub(crate) struct Postgres;

impl Postgres {
    /// Opens it.
    pub(crate) fn open<'a>(_url: &'a str, _schema: &'a str) -> BoxFuture<'a, Result<Self, CatalogError>> {
        ready(Ok(Self)).boxed()
    }
}

fn todo<'a, T: Send + 'a>() -> Answer<'a, T> {
    ready(Err(CatalogError::Off)).boxed()
}

impl Store for Postgres {
    fn describe(&self) -> String {
        String::new()
    }

    fn put(&self, _entries: Vec<Redacted<Entry>>) -> Answer<'_, Put> {
        todo()
    }

    fn select<'a>(&'a self, _select: Select<'a>) -> Answer<'a, Vec<Entry>> {
        todo()
    }

    fn count<'a>(&'a self, _query: &'a Query, _up_to: u64) -> Answer<'a, Total> {
        todo()
    }

    fn facets<'a>(
        &'a self,
        _query: &'a Query,
        _field: &'a str,
        _limit: usize,
        _up_to: u64,
    ) -> Answer<'a, Facets> {
        todo()
    }

    fn histogram<'a>(&'a self, _query: &'a Query, _step: Step, _up_to: u64) -> Answer<'a, Histogram> {
        todo()
    }

    fn get(&self, _id: Uuid) -> Answer<'_, Option<Entry>> {
        todo()
    }

    fn ids(&self, _after: Option<Uuid>, _limit: usize) -> Answer<'_, Vec<(Uuid, Timestamp)>> {
        todo()
    }

    fn facts(&self) -> Answer<'_, Vec<String>> {
        todo()
    }

    fn erase(&self, _tombstones: Vec<Tombstone>) -> Answer<'_, Erased> {
        todo()
    }

    fn remove(&self, _ids: Vec<Uuid>) -> Answer<'_, Erased> {
        todo()
    }

    fn traces(&self, _id: Uuid, _words: Vec<String>) -> Answer<'_, Vec<String>> {
        todo()
    }

    fn tombstones(&self, _ids: Vec<Uuid>) -> Answer<'_, Vec<Tombstone>> {
        todo()
    }

    fn clear(&self) -> Answer<'_, ()> {
        todo()
    }

    fn audit_append(&self, _drafts: Vec<Redacted<Draft>>) -> Answer<'_, Vec<AuditEntry>> {
        todo()
    }

    fn audit_read(&self, _from: u64, _limit: usize) -> Answer<'_, Vec<Row>> {
        todo()
    }

    fn audit_head(&self) -> Answer<'_, Option<Head>> {
        todo()
    }

    fn audit_restore(&self, _rows: Vec<Row>) -> Answer<'_, bool> {
        todo()
    }

    fn note<'a>(&'a self, _name: &'a str) -> Answer<'a, Option<String>> {
        todo()
    }

    fn set_note<'a>(&'a self, _name: &'a str, _text: Option<&'a str>) -> Answer<'a, ()> {
        todo()
    }

    fn swap_note<'a>(
        &'a self,
        _name: &'a str,
        _old: Option<&'a str>,
        _new: Option<&'a str>,
    ) -> Answer<'a, bool> {
        todo()
    }
}
