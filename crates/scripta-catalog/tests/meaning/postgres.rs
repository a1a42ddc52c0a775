//! In PostgreSQL, with what is true of it alone.

#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use scripta_catalog::query::{Expr, Label};
use scripta_catalog::{Catalog, CatalogConfig, CatalogError, Entry, Query, Said, Tombstone};
use scripta_core::Timestamp;
use scripta_core::record::Speaker;
use scripta_postgres_testing::PostgresServer;

use crate::behaviours::{answers_as_frozen, entries, redacted};

/// The server of all tests here; `None`, with a notice, where PostgreSQL is not installed.
fn server() -> Option<&'static PostgresServer> {
    static SERVER: OnceLock<Option<PostgresServer>> = OnceLock::new();
    let start = || PostgresServer::start().map_err(|why| println!("skipped: {why}")).ok();
    SERVER.get_or_init(start).as_ref()
}

fn config(schema: &str) -> Option<CatalogConfig> {
    Some(CatalogConfig::Postgres { url: server()?.url(), schema: schema.to_owned() })
}

macro_rules! run {
    ($($behaviour:ident),*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $behaviour() {
            let Some(config) = config(stringify!($behaviour)) else { return };
            crate::behaviours::$behaviour(&Catalog::open(&config).await.unwrap()).await;
        }
    )*};
}

with_every_behaviour!(run);

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Marks of conversations that stand in the files of tables and indexes, of a server that has written all to them.
fn marks_in(base: &Path, marks: &[String]) -> Vec<String> {
    let searcher = aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(marks).unwrap();
    let mut found: Vec<String> = Vec::new();
    for path in files(base) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        found.extend(searcher.find_iter(&bytes).map(|hit| marks[hit.pattern().as_usize()].clone()));
    }
    found
}

/// Has all that is in memory written to the files.
async fn checkpoint(url: &str) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("CHECKPOINT").await.unwrap();
}

fn marked(number: usize, entry: &mut Entry) -> Vec<String> {
    let [said, session, given, fact] =
        ["said", "session", "given", "fact"].map(|what| format!("zq{what}{number:04}mark"));
    let text = format!("I want {said} please");
    entry.said.push(Said { speaker: Speaker::User, start_ms: 9, text });
    entry.session_id.clone_from(&session);
    entry.metadata.insert("customerId".to_owned(), given.clone().into());
    entry.facts.insert("vehicleModel".to_owned(), fact.clone());
    vec![said, session, given, fact]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_byte_of_what_was_erased_is_left_in_tables_and_indexes() {
    // A server of its own, so that what is found is found for no other test's sake.
    let Ok(server) = PostgresServer::start() else { return };
    let config = CatalogConfig::Postgres { url: server.url(), schema: "scripta".to_owned() };
    let catalog = Catalog::open(&config).await.unwrap();
    let mut entries = entries(20, 300);
    let marks: Vec<Vec<String>> =
        entries.iter_mut().enumerate().map(|(number, entry)| marked(number, entry)).collect();
    for some in entries.chunks(50) {
        catalog.put(redacted(some)).await.unwrap();
    }
    // Put again, so that there are dead rows too.
    catalog.put(redacted(&entries[..150])).await.unwrap();
    checkpoint(&server.url()).await;
    let erased = marks[..100].concat();
    assert!(!marks_in(&server.base(), &erased).is_empty(), "they are there before");
    for some in entries[..100].chunks(25) {
        let tombstone = |entry: &Entry| Tombstone {
            conversation_id: entry.conversation_id,
            erased_at: Timestamp::from_millis(1),
        };
        catalog.erase(some.iter().map(tombstone).collect()).await.unwrap();
    }
    checkpoint(&server.url()).await;
    assert_eq!(marks_in(&server.base(), &erased), Vec::<String>::new());
    assert!(!marks_in(&server.base(), &marks[100..].concat()).is_empty());
    assert_eq!(
        catalog.traces(entries[0].conversation_id, marks[0].clone()).await.unwrap(),
        Vec::<String>::new()
    );
    let kept = Label { field: "meta.customerId".to_owned(), value: marks[150][2].clone(), prefix: false };
    assert_eq!(catalog.count(&Query { expr: Expr::Is(kept) }, 10).await.unwrap().count, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_of_more_words_than_an_index_takes_is_put_in_with_the_others() {
    let Some(config) = config("of_many_words") else { return };
    let catalog = Catalog::open(&config).await.unwrap();
    let mut entries = entries(21, 3);
    let text = (0..130_000).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ");
    entries[1].said = vec![Said { speaker: Speaker::User, start_ms: 0, text }];
    assert_eq!(catalog.put(redacted(&entries)).await.unwrap().added, 3);
    let outcome =
        Label { field: "outcome".to_owned(), value: entries[1].outcome.to_lowercase(), prefix: false };
    let found = catalog.count(&Query { expr: Expr::Is(outcome) }, 10).await.unwrap();
    assert!(found.count > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_that_nobody_has_any_more_are_not_named() {
    let Some(config) = config("of_facts") else { return };
    let catalog = Catalog::open(&config).await.unwrap();
    let mut entries = entries(22, 2);
    entries[0].facts.insert("onlyHere".to_owned(), "1".to_owned());
    catalog.put(redacted(&entries)).await.unwrap();
    assert!(catalog.fields().await.unwrap().facts.contains("onlyHere"));
    catalog.remove(vec![entries[0].conversation_id]).await.unwrap();
    assert!(!catalog.fields().await.unwrap().facts.contains("onlyHere"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_that_open_a_new_schema_at_once_make_it_once() {
    let Some(config) = config("opened_by_many") else { return };
    let opening = (0..6).map(|_| {
        let config = config.clone();
        tokio::spawn(async move { Catalog::open(&config).await.map(drop) })
    });
    for opened in opening.collect::<Vec<_>>() {
        opened.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_away_is_told_and_may_come_back() {
    let url = "postgres://someone:secret-word@127.0.0.1:1/calls".to_owned();
    let error =
        Catalog::open(&CatalogConfig::Postgres { url, schema: "scripta".to_owned() }).await.unwrap_err();
    assert!(error.is_retryable(), "{error}");
    let told = error.to_string();
    assert!(
        told.contains("127.0.0.1/calls") && !told.contains("secret-word") && !told.contains("someone"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_right_is_told_without_the_password() {
    for (url, schema, told) in [
        ("postgres://a:secret-word@[", "scripta", "its URL cannot be read"),
        ("postgres://a:secret-word@localhost/x", "Robert'); DROP", "the schema"),
        ("postgres://a:secret-word@localhost/x", "pg_calls", "the schema"),
        ("postgres://a:secret-word@localhost/x", "", "the schema"),
    ] {
        let config = CatalogConfig::Postgres { url: url.to_owned(), schema: schema.to_owned() };
        let error = Catalog::open(&config).await.unwrap_err();
        assert!(matches!(error, CatalogError::Config { .. }), "{error}");
        assert!(error.to_string().contains(told) && !error.to_string().contains("secret-word"), "{error}");
    }
}

/// What the first version had made, as `pg_dump` wrote it.
const FIRST: &str = include_str!("../fixtures/catalog-v1.sql");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_of_the_first_version_are_brought_up_to_date_and_answer() {
    // A database of its own: the dump names its schema.
    let Ok(server) = PostgresServer::start() else { return };
    let (client, connection) = tokio_postgres::connect(&server.url(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(FIRST).await.unwrap();
    let version =
        async || -> i64 { client.query_one("SELECT version FROM scripta.format", &[]).await.unwrap().get(0) };
    assert_eq!(version().await, 1);
    let config = CatalogConfig::Postgres { url: server.url(), schema: "scripta".to_owned() };
    let catalog = Catalog::open(&config).await.unwrap();
    assert_eq!(version().await, 2);
    answers_as_frozen(&catalog).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_version_is_refused() {
    let (Some(config), Some(server)) = (config("of_a_later_version"), server()) else { return };
    drop(Catalog::open(&config).await.unwrap());
    let (client, connection) = tokio_postgres::connect(&server.url(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("UPDATE of_a_later_version.format SET version = 99").await.unwrap();
    let error = Catalog::open(&config).await.unwrap_err();
    assert!(matches!(error, CatalogError::Newer { found: 99, .. }), "{error}");
}
