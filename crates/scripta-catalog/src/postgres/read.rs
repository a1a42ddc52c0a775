//! Reading conversations.

use scripta_core::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::client::Pool;
use super::find::{Asked, Value, labelled, quoted};
use crate::entry::Entry;
use crate::error::CatalogError;
use crate::query::{Query, fold};
use crate::search::{Position, Total};
use crate::sort::{Sort, SortBy};
use crate::store::Select;
use crate::tombstone::Tombstone;

/// Rows that are looked at once where what was said decides.
const LOOKED_AT: usize = 500;

pub(super) async fn select(pool: &Pool, select: Select<'_>) -> Result<Vec<Entry>, CatalogError> {
    let Select { query, sort, mut after, limit, said } = select;
    let mut found = Vec::new();
    loop {
        let asked = Asked::of(query);
        let recheck = asked.recheck;
        let wanted = if recheck { LOOKED_AT } else { limit };
        let columns = if said || recheck { "entry, said" } else { "entry, NULL::text" };
        let rows = rows(pool, columns, asked, sort, after, wanted).await?;
        let last = rows.len() < wanted;
        for row in rows {
            let mut entry = entry(pool, &row)?;
            after = Some(Position::of(&entry, sort.by));
            if recheck && !query.matches(&entry) {
                continue;
            }
            if !said {
                entry.said.clear();
            }
            found.push(entry);
            if found.len() == limit {
                return Ok(found);
            }
        }
        if last || !recheck {
            return Ok(found);
        }
    }
}

/// Rows that satisfy the condition, in order, after a place in it.
pub(super) async fn rows(
    pool: &Pool,
    columns: &str,
    mut asked: Asked,
    sort: Sort,
    after: Option<Position>,
    limit: usize,
) -> Result<Vec<Row>, CatalogError> {
    let (way, beyond) = if sort.descending { ("DESC", "<") } else { ("ASC", ">") };
    let columns_of_order = column(sort.by).into_iter().chain(["start_ms", "id"]).collect::<Vec<_>>();
    let mut condition = std::mem::take(&mut asked.sql);
    if let Some(Position { key, start_ms, id }) = after {
        let mut place = Vec::new();
        if sort.by != SortBy::Start {
            place.push(asked.value(key));
        }
        place.extend([asked.value(start_ms), asked.value(id)]);
        let (order, place) = (columns_of_order.join(", "), place.join(", "));
        condition = format!("({condition}) AND ({order}) {beyond} ({place})");
    }
    let order: Vec<String> = columns_of_order.iter().map(|column| format!("{column} {way}")).collect();
    let limit = asked.value(i64::try_from(limit).unwrap_or(i64::MAX));
    let order = order.join(", ");
    let sql = format!("SELECT {columns} FROM conversation WHERE {condition} ORDER BY {order} LIMIT {limit}");
    let client = pool.client().await?;
    client.query(&sql, &borrowed(&asked.values)).await.map_err(|error| pool.told(&error))
}

pub(super) fn borrowed(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| -> &(dyn ToSql + Sync) { value.as_ref() }).collect()
}

fn entry(pool: &Pool, row: &Row) -> Result<Entry, CatalogError> {
    let json: &str = row.get(0);
    let mut entry: Entry = serde_json::from_str(json).map_err(|_| pool.damaged("an entry cannot be read"))?;
    if let Some(json) = row.get::<_, Option<&str>>(1) {
        entry.said = serde_json::from_str(json).map_err(|_| pool.damaged("what was said cannot be read"))?;
    }
    Ok(entry)
}

/// The column that an order goes by before the time.
fn column(by: SortBy) -> Option<&'static str> {
    match by {
        SortBy::Start => None,
        SortBy::Duration => Some("duration"),
        SortBy::Turns => Some("turns"),
        SortBy::Interruptions => Some("interruptions"),
        SortBy::Latency => Some("latency"),
    }
}

pub(super) async fn count(pool: &Pool, query: &Query, up_to: u64) -> Result<Total, CatalogError> {
    let mut asked = Asked::of(query);
    let more = up_to.saturating_add(1);
    let counted = if asked.recheck {
        let limit = usize::try_from(more).unwrap_or(usize::MAX);
        let all = Select { query, sort: Sort::default(), after: None, limit, said: false };
        select(pool, all).await?.len() as u64
    } else {
        let condition = std::mem::take(&mut asked.sql);
        let limit = asked.value(i64::try_from(more).unwrap_or(i64::MAX));
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM conversation WHERE {condition} LIMIT {limit}) AS counted"
        );
        let client = pool.client().await?;
        let row =
            client.query_one(&sql, &borrowed(&asked.values)).await.map_err(|error| pool.told(&error))?;
        u64::try_from(row.get::<_, i64>(0)).unwrap_or(0)
    };
    Ok(Total::of(counted, up_to))
}

pub(super) async fn get(pool: &Pool, id: Uuid) -> Result<Option<Entry>, CatalogError> {
    let client = pool.client().await?;
    let found = client.query_opt("SELECT entry, said FROM conversation WHERE id = $1", &[&id]).await;
    found.map_err(|error| pool.told(&error))?.map(|row| entry(pool, &row)).transpose()
}

pub(super) async fn ids(
    pool: &Pool,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<(Uuid, Timestamp)>, CatalogError> {
    let client = pool.client().await?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = "SELECT id, start_ms FROM conversation WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2";
    let rows = client.query(sql, &[&after, &limit]).await.map_err(|error| pool.told(&error))?;
    Ok(rows.iter().map(|row| (row.get(0), Timestamp::from_millis(row.get(1)))).collect())
}

/// The names of facts that some conversation still has.
pub(super) async fn facts(pool: &Pool) -> Result<Vec<String>, CatalogError> {
    let told = |error| pool.told(&error);
    let client = pool.client().await?;
    let names = client.query("SELECT name FROM fact", &[]).await.map_err(told)?;
    let names: Vec<String> = names.iter().map(|row| row.get(0)).collect();
    let queries: Vec<String> = names.iter().map(|name| quoted(&labelled("has", &fold(name)))).collect();
    let there = "
        SELECT name FROM unnest($1::text[], $2::text[]) AS asked (name, query)
        WHERE EXISTS (SELECT 1 FROM conversation WHERE terms @@ query::tsquery) ORDER BY name COLLATE \"C\"";
    let rows = client.query(there, &[&names, &queries]).await.map_err(told)?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

pub(super) async fn tombstones(pool: &Pool, ids: Vec<Uuid>) -> Result<Vec<Tombstone>, CatalogError> {
    let client = pool.client().await?;
    let sql = "SELECT id, erased_at FROM tombstone WHERE id = ANY($1) ORDER BY id";
    let rows = client.query(sql, &[&ids]).await.map_err(|error| pool.told(&error))?;
    let tombstone =
        |row: &Row| Tombstone { conversation_id: row.get(0), erased_at: Timestamp::from_millis(row.get(1)) };
    Ok(rows.iter().map(tombstone).collect())
}
