//! The order contract: by what is sorted by, then by time, then by the id.

use scripta_catalog::query::{Expr, Number, Phrase};
use scripta_catalog::{Catalog, CatalogConfig, Entry, Position, Query, Search, Sort, SortBy};
use scripta_core::Timestamp;
use uuid::Uuid;

use crate::behaviours::{entries, redacted};

const MOMENT: i64 = 1_705_314_600_000;

/// Ids of all pages of seven.
async fn paged(catalog: &Catalog, query: &Query, sort: Sort) -> Vec<Uuid> {
    let mut search = Search { sort, limit: 7, snippets: 0, ..Search::new(query.clone()) };
    let mut ids = Vec::new();
    loop {
        let page = catalog.search(&search).await.unwrap();
        ids.extend(page.hits.iter().map(|hit| hit.entry.conversation_id));
        match page.next {
            Some(next) => search.after = Some(next),
            None => return ids,
        }
    }
}

pub(crate) async fn those_that_are_equal_stand_in_the_order_of_their_ids(catalog: &Catalog) {
    let mut entries = entries(8, 90);
    for (number, entry) in entries.iter_mut().enumerate() {
        // Two thirds are alike up to the last bytes, so that nothing but the whole id tells them apart.
        let [high, low] = [if number % 3 == 0 { 0 } else { u64::MAX }, entry.conversation_id.as_u64_pair().1];
        entry.conversation_id = Uuid::from_u64_pair(high, low);
        entry.start = Timestamp::from_millis(MOMENT);
        entry.figures.turns = 4;
    }
    for some in entries.chunks(13) {
        catalog.put(redacted(some)).await.unwrap();
    }
    let mut ids: Vec<Uuid> = entries.iter().map(|entry| entry.conversation_id).collect();
    for by in [SortBy::Start, SortBy::Turns] {
        for descending in [false, true] {
            ids.sort_unstable();
            if descending {
                ids.reverse();
            }
            assert_eq!(
                paged(catalog, &Query::default(), Sort { by, descending }).await,
                ids,
                "{by:?} {descending}"
            );
        }
    }
    for (range, count) in [(MOMENT..=MOMENT, 90), (MOMENT + 1..=i64::MAX, 0), (i64::MIN..=MOMENT - 1, 0)] {
        let began =
            Query { expr: Expr::And(vec![Expr::Began(range), Expr::Not(Box::new(Expr::Or(vec![])))]) };
        assert_eq!(catalog.count(&began, 1_000).await.unwrap().count, count);
    }
    whole(catalog, &redacted(&entries).iter().map(|entry| entry.get().clone()).collect::<Vec<_>>()).await;
}

/// Whatever had to be moved to keep the order is still all there.
async fn whole(catalog: &Catalog, entries: &[Entry]) {
    for entry in entries {
        assert_eq!(catalog.get(entry.conversation_id).await.unwrap().as_ref(), Some(entry));
    }
}

/// So many are not sorted for a page: their order leads, and the index is asked of each. Takes a minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes long; run it after changes of how SQLite sorts"]
async fn pages_of_more_than_are_sorted_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&CatalogConfig::Sqlite { folder: folder.path().to_owned() }).await.unwrap();
    let entries = crate::behaviours::entries(30, 11_000);
    for some in entries.chunks(500) {
        catalog.put(crate::behaviours::redacted(some)).await.unwrap();
    }
    let word = Phrase { speaker: None, words: vec!["you".to_owned()], prefix: false };
    let query = Query { expr: Expr::And(vec![Expr::Said(word), Expr::Within(Number::Turns, 3..=1_000)]) };
    let mut meant: Vec<&Entry> = entries.iter().filter(|entry| query.matches(entry)).collect();
    assert!(meant.len() > 10_000, "{}", meant.len());
    meant.sort_by_key(|entry| std::cmp::Reverse(Position::of(entry, SortBy::Duration)));
    let sort = Sort { by: SortBy::Duration, descending: true };
    let mut search = Search { sort, limit: 700, snippets: 0, ..Search::new(query) };
    let mut seen = Vec::new();
    loop {
        let page = catalog.search(&search).await.unwrap();
        seen.extend(page.hits.into_iter().map(|hit| hit.entry.conversation_id));
        match page.next {
            Some(next) => search.after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, meant.iter().map(|entry| entry.conversation_id).collect::<Vec<_>>());
}
