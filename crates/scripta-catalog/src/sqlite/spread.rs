//! How conversations are spread over values and over time.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rusqlite::{Connection, OptionalExtension, params_from_iter};
use scripta_core::Timestamp;

use super::connection::Failed;
use super::find::Asked;
use super::read::by_time;
use super::write::{HOUR, unpack};
use super::{row, term};
use crate::query::Query;
use crate::search::{Bucket, Facets, Histogram, Step};

const DAY: i64 = 24 * HOUR;
/// Of a field with no more values than this, all are listed; of one with more, those that were seen are looked up.
const FEW: usize = 2_000;

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
    let column = |row: &str| {
        let (column, table) =
            if field == "session" { ("session", "conversation") } else { ("numbers", "label") };
        format!("(SELECT {column} FROM {table} its WHERE its.row = {row})")
    };
    let (sql, values) = by_time(column, asked, true, None, up_to.saturating_add(1));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let (mut seen, mut numbers, mut sessions) = (0_u64, Numbers::default(), BTreeMap::new());
    let mut exact = true;
    while let Some(row) = rows.next()? {
        if seen == up_to {
            exact = false;
            break;
        }
        seen += 1;
        if field == "session" {
            *sessions.entry(row.get::<_, String>(0)?).or_insert(0) += 1;
        } else {
            numbers.add(row.get_ref(0)?.as_blob().map_err(|_| Failed::Content("labels cannot be read"))?);
        }
    }
    let mut values: Vec<(String, u64)> = sessions.into_iter().collect();
    if field != "session" {
        values = numbers.of(connection, field)?;
    }
    values.sort_by(|(one, its), (other, others)| others.cmp(its).then_with(|| one.cmp(other)));
    values.truncate(limit);
    Ok(Facets { values, exact })
}

/// How many conversations have each term, by the term's number.
#[derive(Default)]
struct Numbers(Vec<u32>);

impl Numbers {
    fn add(&mut self, packed: &[u8]) {
        for id in unpack(packed) {
            let id = usize::try_from(id).unwrap_or(0);
            if id >= self.0.len() {
                self.0.resize(id + 1, 0);
            }
            if let Some(count) = self.0.get_mut(id) {
                *count += 1;
            }
        }
    }

    /// Those of a field, by value.
    fn of(&self, connection: &Connection, field: &str) -> Result<Vec<(String, u64)>, Failed> {
        let mut values = Vec::new();
        if let Some(ids) = term::find_beginning(connection, field, "", FEW)? {
            let mut value = connection.prepare_cached("SELECT value FROM term WHERE id = ?1")?;
            for (id, count) in ids.into_iter().map(|id| (id, self.count(id))).filter(|(_, count)| *count > 0)
            {
                values.push((value.query_row([id], |row| row.get(0))?, count));
            }
            return Ok(values);
        }
        let mut value = connection.prepare_cached("SELECT value FROM term WHERE id = ?1 AND field = ?2")?;
        for (id, count) in (0_i64..).zip(&self.0).filter(|(_, count)| **count > 0) {
            let found: Option<String> = value.query_row((id, field), |row| row.get(0)).optional()?;
            values.extend(found.map(|value| (value, u64::from(*count))));
        }
        Ok(values)
    }

    fn count(&self, id: i64) -> u64 {
        usize::try_from(id).ok().and_then(|id| self.0.get(id)).copied().map_or(0, u64::from)
    }
}

/// Over all conversations, which are counted by label.
fn all(connection: &Connection, field: &str, limit: usize) -> Result<Facets, Failed> {
    let mut find = connection.prepare_cached(
        "SELECT value, conversations FROM term JOIN labelled ON labelled.term = term.id WHERE field = ?1
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
        let (sql, values) = by_time(row::start_of, asked, true, None, up_to.saturating_add(1));
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
