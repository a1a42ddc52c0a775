//! Asking the catalog.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use scripta_catalog::{Catalog, Cursor, Position, Query, Search, Select, Sort, Step};
use scripta_sample::Chance;
use uuid::Uuid;

use crate::ask::{Ask, NAMED, ask, one_of};
use crate::sample::Sample;

/// Hits of a page.
pub(crate) const PAGE: usize = 20;
/// Facets and histograms look at this many where they must look.
const LOOK_AT: u64 = 10_000;
/// Asked before the clock is looked at.
const WARM_UP: usize = 60;

/// Times of each of [`NAMED`].
pub(crate) async fn query(catalog: &Catalog, seed: u64, repeat: usize) -> Vec<Sample> {
    let ids: Vec<Uuid> = catalog.ids(None, 50_000).await.unwrap().into_iter().map(|(id, _)| id).collect();
    let mut asker = Asker { catalog, ids, cursors: HashMap::new() };
    let mut samples = Vec::new();
    for (place, named) in NAMED.into_iter().enumerate() {
        let mut chance = Chance::new(seed ^ ((place as u64 + 1) << 32));
        let mut sample = Sample::default();
        for number in 0..WARM_UP + repeat {
            let what = ask(named, &mut chance);
            let (time, hits) = asker.ask(&what, &mut chance).await;
            if number >= WARM_UP {
                sample.add(time, hits);
            }
        }
        samples.push(sample);
    }
    samples
}

struct Asker<'a> {
    catalog: &'a Catalog,
    ids: Vec<Uuid>,
    /// Where pages begin that were looked up already.
    cursors: HashMap<String, Option<Cursor>>,
}

impl Asker<'_> {
    /// How long it took and how many there were.
    async fn ask(&mut self, what: &Ask, chance: &mut Chance) -> (Duration, u64) {
        match what {
            Ask::Find { query } => self.page(query, Sort::default(), None).await,
            Ask::Page { query, sort, page } => {
                let after = self.cursor(query, *sort, *page).await;
                self.page(query, *sort, after).await
            }
            Ask::Facets { query, field } => {
                let start = Instant::now();
                let facets = self.catalog.facets(query, field, 10, LOOK_AT).await.unwrap();
                (start.elapsed(), facets.values.iter().map(|(_, count)| count).max().copied().unwrap_or(0))
            }
            Ask::Histogram { query } => {
                let start = Instant::now();
                let histogram = self.catalog.histogram(query, Step::Day, LOOK_AT).await.unwrap();
                (start.elapsed(), histogram.buckets.iter().map(|bucket| bucket.count).sum())
            }
            Ask::One => {
                let id = one_of(&self.ids, chance);
                let start = Instant::now();
                let entry = self.catalog.get(id).await.unwrap();
                (start.elapsed(), u64::from(entry.is_some()))
            }
        }
    }

    /// A page with its snippets and the total.
    async fn page(&self, query: &Query, sort: Sort, after: Option<Cursor>) -> (Duration, u64) {
        let search = Search { sort, limit: PAGE, after, ..Search::new(query.clone()) };
        let start = Instant::now();
        let page = self.catalog.search(&search).await.unwrap();
        (start.elapsed(), page.total.count)
    }

    /// Where a page begins: what somebody has who came from the page before. Not a part of the time.
    async fn cursor(&mut self, query: &Query, sort: Sort, page: u64) -> Option<Cursor> {
        let key = format!("{query:?} {sort:?} {page}");
        if let Some(known) = self.cursors.get(&key) {
            return *known;
        }
        let mut before = PAGE as u64 * (page - 1);
        let mut after: Option<Position> = None;
        while before > 0 {
            let limit = before.min(1_000) as usize;
            let entries =
                self.catalog.select(Select { query, sort, after, limit, said: false }).await.unwrap();
            let Some(last) = entries.last() else { break };
            after = Some(Position::of(last, sort.by));
            before -= entries.len() as u64;
        }
        let cursor = after.map(|position| Cursor { position, sort });
        self.cursors.insert(key, cursor);
        cursor
    }
}
