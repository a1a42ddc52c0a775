//! How conversations are spread over values and over time.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use rusqlite::{Connection, params_from_iter};
use scripta_core::Timestamp;

use super::connection::Failed;
use super::find::Asked;
use super::read::Sql;
use super::write::{HOUR, unpack};
use crate::query::Query;
use crate::search::{Bucket, Facets, Histogram, Sort, Step};

const DAY: i64 = 24 * HOUR;

/// How many conversations began in these milliseconds, which are whole hours.
pub(super) fn in_hours(connection: &Connection, hours: &RangeInclusive<i64>) -> Result<u64, Failed> {
    let mut sum = connection
        .prepare_cached("SELECT coalesce(sum(conversations), 0) FROM hour WHERE start BETWEEN ?1 AND ?2")?;
    let count: i64 = sum.query_row((hours.start(), hours.end()), |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

pub(super) fn facets(
    connection: &Connection,
    query: &Query,
    field: &str,
    limit: usize,
    up_to: u64,
) -> Result<Facets, Failed> {
    let asked = Asked::of(connection, query)?;
    if asked.never {
        return Ok(Facets { values: Vec::new(), exact: true });
    }
    if asked.hours == Some(i64::MIN..=i64::MAX) && field != "session" {
        return all(connection, field, limit);
    }
    let (sql, values) = Sql::of("c.labels, c.session", asked, Sort::default(), None, up_to.saturating_add(1));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let (mut seen, mut numbers, mut sessions) = (0_u64, HashMap::<i64, u64>::new(), BTreeMap::new());
    let mut exact = true;
    while let Some(row) = rows.next()? {
        if seen == up_to {
            exact = false;
            break;
        }
        seen += 1;
        if field == "session" {
            *sessions.entry(row.get::<_, String>(1)?).or_insert(0) += 1;
        } else {
            let packed = row.get_ref(0)?.as_blob().map_err(|_| Failed::Content("labels cannot be read"))?;
            unpack(packed).into_iter().for_each(|id| *numbers.entry(id).or_default() += 1);
        }
    }
    let mut values: Vec<(String, u64)> = sessions.into_iter().collect();
    let mut name = connection.prepare_cached("SELECT field, value FROM term WHERE id = ?1")?;
    for (id, count) in numbers {
        let (its, value): (String, String) = name.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if its == field {
            values.push((value, count));
        }
    }
    values.sort_by(|(one, its), (other, others)| others.cmp(its).then_with(|| one.cmp(other)));
    values.truncate(limit);
    Ok(Facets { values, exact })
}

/// Over all conversations, which the dictionary counts.
fn all(connection: &Connection, field: &str, limit: usize) -> Result<Facets, Failed> {
    let mut find = connection.prepare_cached(
        "SELECT value, conversations FROM term WHERE field = ?1 AND conversations > 0
         ORDER BY conversations DESC, value LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = find.query_map((field, limit), |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
    let mut values = Vec::new();
    for row in rows {
        let (value, count): (String, i64) = row?;
        values.push((value, u64::try_from(count).unwrap_or(0)));
    }
    Ok(Facets { values, exact: true })
}

pub(super) fn histogram(
    connection: &Connection,
    query: &Query,
    step: Step,
    up_to: u64,
) -> Result<Histogram, Failed> {
    let length = match step {
        Step::Hour => HOUR,
        Step::Day => DAY,
    };
    let asked = Asked::of(connection, query)?;
    let mut counts = BTreeMap::<i64, u64>::new();
    let mut exact = true;
    if let Some(hours) = &asked.hours {
        let mut find = connection
            .prepare_cached("SELECT start, conversations FROM hour WHERE start BETWEEN ?1 AND ?2")?;
        let mut rows = find.query((hours.start(), hours.end()))?;
        while let Some(row) = rows.next()? {
            let (start, count): (i64, i64) = (row.get(0)?, row.get(1)?);
            *counts.entry(start.div_euclid(length) * length).or_default() +=
                u64::try_from(count).unwrap_or(0);
        }
    } else if !asked.never {
        let (sql, values) = Sql::of("c.start_ms", asked, Sort::default(), None, up_to.saturating_add(1));
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut seen = 0;
        while let Some(row) = rows.next()? {
            if seen == up_to {
                exact = false;
                break;
            }
            seen += 1;
            *counts.entry(row.get::<_, i64>(0)?.div_euclid(length) * length).or_default() += 1;
        }
    }
    let bucket = |(start, count)| Bucket { start: Timestamp::from_millis(start), count };
    Ok(Histogram { buckets: counts.into_iter().map(bucket).collect(), exact })
}
