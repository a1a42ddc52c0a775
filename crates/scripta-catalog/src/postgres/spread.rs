//! How conversations are spread over values and over time.

use std::collections::BTreeMap;

use scripta_core::Timestamp;

use super::client::Pool;
use super::find::Asked;
use super::read::{rows, select};
use crate::entry::Entry;
use crate::error::CatalogError;
use crate::query::{Query, fold, labels};
use crate::search::{Bucket, Facets, Histogram, Step};
use crate::sort::Sort;
use crate::store::Select;

const HOUR: i64 = 3_600_000;

pub(super) async fn facets(
    pool: &Pool,
    query: &Query,
    field: &str,
    limit: usize,
    up_to: u64,
) -> Result<Facets, CatalogError> {
    let wanted = usize::try_from(up_to).unwrap_or(usize::MAX).saturating_add(1);
    let asked = Asked::of(query);
    let mut found: Vec<Vec<String>> = if asked.recheck {
        let all = Select { query, sort: Sort::default(), after: None, limit: wanted, said: false };
        select(pool, all).await?.iter().map(|entry| values(entry, field)).collect()
    } else {
        let column = if field == "session" { "ARRAY['session=' || session]" } else { "labels" };
        let start = format!("{field}=");
        let rows = rows(pool, column, asked, Sort::default(), None, wanted).await?;
        let its = |label: String| label.strip_prefix(&start).map(str::to_owned);
        rows.iter().map(|row| row.get::<_, Vec<String>>(0).into_iter().filter_map(its).collect()).collect()
    };
    let exact = found.len() < wanted;
    found.truncate(wanted - 1);
    let mut counts = BTreeMap::<String, u64>::new();
    for value in found.into_iter().flatten() {
        *counts.entry(value).or_default() += 1;
    }
    let mut values: Vec<_> = counts.into_iter().collect();
    values.sort_by(|(one, its), (other, others)| others.cmp(its).then_with(|| one.cmp(other)));
    values.truncate(limit);
    Ok(Facets { values, exact })
}

fn values(entry: &Entry, field: &str) -> Vec<String> {
    if field == "session" {
        return vec![fold(&entry.session_id)];
    }
    labels(entry).into_iter().filter(|label| label.field == field).map(|label| label.value).collect()
}

pub(super) async fn histogram(
    pool: &Pool,
    query: &Query,
    step: Step,
    up_to: u64,
) -> Result<Histogram, CatalogError> {
    let length = match step {
        Step::Hour => HOUR,
        Step::Day => 24 * HOUR,
    };
    let wanted = usize::try_from(up_to).unwrap_or(usize::MAX).saturating_add(1);
    let asked = Asked::of(query);
    let mut starts: Vec<i64> = if asked.recheck {
        let all = Select { query, sort: Sort::default(), after: None, limit: wanted, said: false };
        select(pool, all).await?.iter().map(|entry| entry.start.as_millis()).collect()
    } else {
        let rows = rows(pool, "start_ms", asked, Sort::default(), None, wanted).await?;
        rows.iter().map(|row| row.get(0)).collect()
    };
    let exact = starts.len() < wanted;
    starts.truncate(wanted - 1);
    let mut counts = BTreeMap::<i64, u64>::new();
    for start in starts {
        *counts.entry(start.div_euclid(length) * length).or_default() += 1;
    }
    let bucket = |(start, count)| Bucket { start: Timestamp::from_millis(start), count };
    Ok(Histogram { buckets: counts.into_iter().map(bucket).collect(), exact })
}
