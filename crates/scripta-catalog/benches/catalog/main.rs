//! How fast the catalog takes conversations in and finds them, beside plain peers: `cargo bench -p scripta-catalog`.
//!
//! The conversations are those of `scripta-population`. Every query is asked many times, each time with other terms, by one
//! caller, warm. The peers are what one would do without a catalog: a table and `LIKE`, and a scan of the archive's JSON
//! with DuckDB.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]
#![expect(clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

mod ask;
mod duckdb;
mod indexing;
mod like;
mod options;
mod querying;
mod report;
mod sample;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use scripta_catalog::{Catalog, CatalogConfig, Tombstone};
use scripta_core::Timestamp;
use uuid::Uuid;

use crate::options::{HELP, Options};
use crate::report::Run;

const SCHEMA: &str = "scripta_bench";

fn main() {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{HELP}");
            return;
        }
        Err(message) => {
            eprintln!("{message}");
            std::process::exit(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut runs = Vec::new();
    for size in options.conversations.clone() {
        let run = runtime.block_on(run(size, &options));
        report::print(&run);
        runs.push(run);
    }
    report::print_growth(&runs);
}

async fn run(size: u64, options: &Options) -> Run {
    let scratch = tempfile::tempdir().unwrap();
    let folder = options
        .folder
        .as_ref()
        .map_or_else(|| scratch.path().to_owned(), |folder| folder.join(size.to_string()));
    std::fs::create_dir_all(&folder).unwrap();
    let catalog = Catalog::open(&config(options, folder.clone())).await.unwrap();
    let bytes = || if options.store.is_none() { report::bytes(&folder) } else { 0 };
    let indexed = indexing::index(&catalog, size, options.seed, bytes).await;
    let mut run = Run { size, indexed, ..Run::default() };
    if !options.skip_queries {
        query(&catalog, options, scratch.path(), &mut run).await;
    }
    if options.erase {
        let ids = catalog.ids(None, 101).await.unwrap();
        let (one, hundred) = ids.split_at(1);
        run.erasing = Some([erase(&catalog, one).await, erase(&catalog, hundred).await]);
    }
    run
}

/// How long it takes until no byte of them is left.
async fn erase(catalog: &Catalog, ids: &[(Uuid, Timestamp)]) -> Duration {
    let tombstone = |(id, at): &(Uuid, Timestamp)| Tombstone { conversation_id: *id, erased_at: *at };
    let begun = Instant::now();
    catalog.erase(ids.iter().map(tombstone).collect()).await.unwrap();
    begun.elapsed()
}

async fn query(catalog: &Catalog, options: &Options, scratch: &Path, run: &mut Run) {
    let size = run.size;
    run.catalog = querying::query(catalog, options.seed, options.repeat).await;
    let population = scripta_population::Population::new(options.seed, size);
    if size <= options.peer_up_to {
        run.like = like::query(&population, options.seed);
    }
    if size <= options.scan_up_to {
        match duckdb::query(&population, scratch) {
            Ok(times) => run.duckdb = times,
            Err(reason) => eprintln!("skipped: the JSON scan with DuckDB: {reason}"),
        }
    }
}

fn config(options: &Options, folder: PathBuf) -> CatalogConfig {
    match &options.store {
        Some(url) => CatalogConfig::Postgres { url: url.clone(), schema: SCHEMA.to_owned() },
        None => CatalogConfig::Sqlite { folder },
    }
}
