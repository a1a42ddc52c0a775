//! Searching.

use scripta_catalog::audit::Action;
use scripta_catalog::{Facets, Histogram, Page, Query, Search, Step, Total};

use crate::error::StewardError;
use crate::steward::Steward;
use crate::trail::Accessed;

impl Steward {
    /// Reads a query, with what [`Self::query_fields`] gives. A text that is none is a failed try, and is
    /// written down as one.
    ///
    /// # Errors
    /// [`StewardError::Query`] says where and what; or the catalog fails, or the trail cannot be written.
    pub async fn query(&self, text: &str) -> Result<Query, StewardError> {
        let fields = self.query_fields().await?;
        match Query::parse(text, &fields) {
            Ok(query) => Ok(query),
            Err(error) => {
                let failed = async { Err(error.into()) };
                self.audited(Action::Search, "a query that cannot be read", failed).await
            }
        }
    }

    /// Searches. The trail has the query without its words, the number of hits, and the conversations of this page.
    ///
    /// # Errors
    /// Where the catalog fails, or the trail cannot be written.
    pub async fn search(&self, search: &Search) -> Result<Page, StewardError> {
        self.audited(Action::Search, &target(&search.query), async {
            let page = self.catalog.search(search).await?;
            let shown = page.hits.iter().map(|hit| hit.entry.conversation_id).collect();
            let accessed = with_total(Accessed::done(page), |page| page.total);
            Ok(accessed.naming(shown))
        })
        .await
    }

    /// How many satisfy a query, counted up to `up_to`.
    ///
    /// # Errors
    /// Where the catalog fails, or the trail cannot be written.
    pub async fn count(&self, query: &Query, up_to: u64) -> Result<Total, StewardError> {
        self.audited(Action::Search, &target(query), async {
            let total = self.catalog.count(query, up_to).await?;
            Ok(with_total(Accessed::done(total), |total| *total))
        })
        .await
    }

    /// Values of a text field among those that satisfy a query: the `limit` most frequent.
    ///
    /// # Errors
    /// Where the catalog fails, or the trail cannot be written.
    pub async fn facets(
        &self,
        query: &Query,
        field: &str,
        limit: usize,
        up_to: u64,
    ) -> Result<Facets, StewardError> {
        self.audited(Action::Search, &target(query), async {
            let facets = self.catalog.facets(query, field, limit, up_to).await?;
            let values = facets.values.len();
            Ok(Accessed::done(facets).with("facets", field).with("values", values))
        })
        .await
    }

    /// How those that satisfy a query are spread over time.
    ///
    /// # Errors
    /// Where the catalog fails, or the trail cannot be written.
    pub async fn histogram(&self, query: &Query, step: Step, up_to: u64) -> Result<Histogram, StewardError> {
        self.audited(Action::Search, &target(query), async {
            let histogram = self.catalog.histogram(query, step, up_to).await?;
            let buckets = histogram.buckets.len();
            Ok(Accessed::done(histogram).with("buckets", buckets))
        })
        .await
    }
}

/// A query as the trail has it; `*` where it is every conversation.
fn target(query: &Query) -> String {
    let text = query.for_audit();
    if text.is_empty() { "*".to_owned() } else { text }
}

fn with_total<T>(accessed: Accessed<T>, total: impl Fn(&T) -> Total) -> Accessed<T> {
    let Total { count, exact } = total(&accessed.value);
    let accessed = accessed.with("hits", count);
    if exact { accessed } else { accessed.with("more", true) }
}
