//! How conversations are spread over values and over time.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rusqlite::{Connection, OptionalExtension, params_from_iter};
use scripta_core::Timestamp;

use super::connection::Failed;
use super::find::Asked;
use super::read::Sql;
use super::term;
use super::write::{HOUR, unpack};
use crate::query::Query;
use crate::search::{Bucket, Facets, Histogram, Sort, Step};

const DAY: i64 = 24 * HOUR;
/// Values of a field that are looked up before they are counted.
const KNOWN: usize = 20_000;
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
    let column = if field == "session" { "c.session" } else { "c.labels" };
    let (sql, values) = Sql::of(connection, column, asked, Sort::default(), None, up_to.saturating_add(1))?;
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut counting = if field == "session" {
        Counting::Sessions(BTreeMap::new())
    } else {
        Counting::of_field(connection, field)?
    };
    let (mut seen, mut exact) = (0_u64, true);
    while let Some(row) = rows.next()? {
        if seen == up_to {
            exact = false;
            break;
        }
        seen += 1;
        counting.count(row)?;
    }
    let mut values = counting.values(connection, field)?;
    values.sort_by(|(one, its), (other, others)| others.cmp(its).then_with(|| one.cmp(other)));
    values.truncate(limit);
    Ok(Facets { values, exact })
}

/// How the values of a field are counted.
enum Counting {
    Sessions(BTreeMap<String, u64>),
    /// The field has few values, which were looked up before: by the number of the term, in order.
    Known(Vec<(i64, String, u64)>),
    /// It has many: all labels are counted, and those of the field are found afterwards.
    All(HashMap<i64, u64>),
}

impl Counting {
    fn of_field(connection: &Connection, field: &str) -> Result<Self, Failed> {
        let mut find =
            connection.prepare_cached("SELECT id, value FROM term WHERE field = ?1 ORDER BY id LIMIT ?2")?;
        let limit = i64::try_from(KNOWN + 1).unwrap_or(i64::MAX);
        let rows = find.query_map((field, limit), |row| Ok((row.get(0)?, row.get(1)?, 0)))?;
        let known: Vec<(i64, String, u64)> = rows.collect::<Result<_, _>>()?;
        Ok(if known.len() > KNOWN { Self::All(HashMap::new()) } else { Self::Known(known) })
    }

    fn count(&mut self, row: &rusqlite::Row<'_>) -> Result<(), Failed> {
        let packed = || row.get_ref(0)?.as_blob().map_err(|_| Failed::Content("labels cannot be read"));
        match self {
            Self::Sessions(sessions) => *sessions.entry(row.get(0)?).or_default() += 1,
            Self::All(numbers) => unpack(packed()?).for_each(|id| *numbers.entry(id).or_default() += 1),
            Self::Known(known) => {
                for id in unpack(packed()?) {
                    if let Ok(at) = known.binary_search_by_key(&id, |(id, ..)| *id)
                        && let Some((.., count)) = known.get_mut(at)
                    {
                        *count += 1;
                    }
                }
            }
        }
        Ok(())
    }

    fn values(self, connection: &Connection, field: &str) -> Result<Vec<(String, u64)>, Failed> {
        Ok(match self {
            Self::Sessions(sessions) => sessions.into_iter().collect(),
            Self::Known(known) => {
                let counted = known.into_iter().filter(|(.., count)| *count > 0);
                counted.map(|(_, value, count)| (value, count)).collect()
            }
            Self::All(numbers) => {
                let mut name = connection.prepare_cached("SELECT value FROM term WHERE id = ?1 AND field = ?2")?;
                let mut values = Vec::new();
                for (id, count) in numbers {
                    let value = name.query_row((id, field), |row| row.get(0)).optional()?;
                    values.extend(value.map(|value| (value, count)));
                }
                values
            }
        })
    }
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
        let (sql, values) = Sql::of(connection, "c.start_ms", asked, Sort::default(), None, up_to.saturating_add(1))?;
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
