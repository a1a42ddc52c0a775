//! The catalog, as `scripta doctor` sees it.

use scripta_archive::{Archive, Date, Object};
use scripta_catalog::query::Expr;
use scripta_catalog::{Catalog, CatalogConfig, CatalogError, Query};
use scripta_recorder::{Options, Unindexed};
use scripta_steward::ReindexNote;

use crate::figures::{count, counted, moment};
use crate::finding::Finding;
use crate::records::Records;

/// The most conversations that are counted.
const COUNTED: u64 = 10_000_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is to be said about the catalog: where it is, whether it can be reached, and whether it has what the archive has.
pub(crate) fn findings(options: &Options) -> Vec<Finding> {
    let mut findings = Vec::new();
    match &options.catalog {
        CatalogConfig::None => {
            return vec![Finding::note("catalog", "none: catalog.kind = \"none\" turns searching off")];
        }
        CatalogConfig::Sqlite { folder } if !folder.join("catalog.db").exists() => {
            let text = format!("none yet; {} is made with the first conversation", folder.display());
            findings.push(Finding::note("catalog", text));
        }
        _ => findings.extend(opened(options)),
    }
    findings.extend(unindexed(options));
    findings
}

/// What recorders could not put in.
fn unindexed(options: &Options) -> Option<Finding> {
    let Unindexed { conversations, since, why, .. } = Unindexed::read(&options.data_dir)?;
    let text = format!(
        "{} archived since {} UTC could not be put in, and `scripta reindex` will do it; the last error: {why}",
        counted(conversations, "conversation"),
        moment(since)
    );
    Some(Finding::failed("catalog", text))
}

fn opened(options: &Options) -> Vec<Finding> {
    let looked = Records::open(options).and_then(|records| {
        let Some(records) = records else { return Ok(Vec::new()) };
        records.wait(async {
            match looked_at(options, records.archive()).await {
                Err(Trouble::Catalog(error)) => Ok(vec![Finding::failed("catalog", error.to_string())]),
                // Told by the finding about the archive.
                Err(Trouble::Archive) => Ok(Vec::new()),
                Ok(findings) => Ok(findings),
            }
        })
    });
    looked.unwrap_or_else(|error| vec![Finding::failed("catalog", format!("{error:#}"))])
}

enum Trouble {
    Catalog(CatalogError),
    Archive,
}

impl From<CatalogError> for Trouble {
    fn from(error: CatalogError) -> Self {
        Self::Catalog(error)
    }
}

async fn looked_at(options: &Options, archive: &Archive) -> Result<Vec<Finding>, Trouble> {
    let catalog = Catalog::open(&options.catalog).await?;
    let all = catalog.count(&Query::default(), COUNTED).await?;
    let more = if all.exact { "" } else { "more than " };
    let text = format!("{}: {more}{}", catalog.describe(), counted(all.count, "conversation"));
    let mut findings = vec![Finding::good("catalog", text)];
    if let Ok(Some(note)) = ReindexNote::read(&catalog).await {
        let text = format!(
            "a full reindexing began at {} UTC and has not ended: unless it is still running, `scripta reindex --full` goes \
             on with it",
            moment(note.began)
        );
        findings.push(Finding::note("catalog", text));
    }
    findings.extend(behind(&catalog, archive).await?);
    Ok(findings)
}

/// Compares the newest day of the archive, which one listing tells.
async fn behind(catalog: &Catalog, archive: &Archive) -> Result<Option<Finding>, Trouble> {
    let days = archive.days().await.map_err(|_| Trouble::Archive)?;
    let Some(day) = days.last() else { return Ok(None) };
    let keys = archive.list_day(*day).await.map_err(|_| Trouble::Archive)?;
    let archived = keys.iter().filter(|key| key.object == Object::Conversation).count() as u64;
    let Some(start) = start_of(*day) else { return Ok(None) };
    let began = Expr::Began(start..=start + DAY_MS - 1);
    let known = catalog.count(&Query { expr: began }, COUNTED).await?.count;
    Ok((known < archived).then(|| {
        let (known, archived) = (count(known), counted(archived, "conversation"));
        let text = format!(
            "it has {known} of the {archived} of {day}, the newest day: `scripta reindex` adds the rest"
        );
        Finding::failed("catalog", text)
    }))
}

/// Milliseconds since 1970.
fn start_of(day: Date) -> Option<i64> {
    let start = format!("{day}T00:00:00.000Z");
    Some(scripta_core::Timestamp::parse(&start).ok()?.as_millis())
}
