//! Watching over a data folder: what runs, what has ended, what is left.

#![expect(clippy::unwrap_used, reason = "these are tests, their helpers included")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scripta_catalog::audit::{Action, Draft, Outcome};
use scripta_catalog::{Catalog, CatalogConfig};
use scripta_core::Timestamp;
use scripta_metrics::{Metric, Values, table};
use scripta_recorder::{End, JournalPlace, Options, Recorder, Start, now};
use scripta_redact::Redactor;
use scripta_sample::{START_EPOCH_MS, insurance_call};
use scripta_watch::{Trail, gather, serve};

const PATIENCE: Duration = Duration::from_secs(30);

fn options(folder: &Path) -> Options {
    let mut options = Options::local(folder).unwrap();
    options.workers = 1;
    options.journal_place = JournalPlace::FirstFree;
    options
}

fn record(recorder: &Recorder, session: &str) {
    let at = |ms: u64| Some(Timestamp::from_millis(START_EPOCH_MS + i64::try_from(ms).unwrap()));
    let conversation =
        recorder.begin(session, Start { capture: "replay".into(), at: at(0), ..Start::default() }).unwrap();
    for line in insurance_call() {
        conversation.observe_waiting(line.event.to_string(), at(line.at_ms), PATIENCE).unwrap();
    }
    conversation.end(End::default(), None).wait(PATIENCE).unwrap();
}

fn sum(values: &Values, metric: &Metric) -> f64 {
    values.sum(metric, |_| true)
}

#[test]
fn recorders_that_run_and_those_that_have_ended_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let first = Recorder::open(options(folder.path())).unwrap();
    record(&first, "one");
    let events = sum(&first.metrics().values, &table::EVENTS);
    assert_eq!(events, insurance_call().len() as f64);
    first.shutdown(PATIENCE).unwrap();
    drop(first);

    // The next goes on with its journal's counters, and another has one of its own.
    let (second, third) =
        (Recorder::open(options(folder.path())).unwrap(), Recorder::open(options(folder.path())).unwrap());
    record(&second, "two");
    record(&third, "three");
    let open = third.begin("four", Start { capture: "replay".into(), ..Start::default() }).unwrap();
    assert_eq!(sum(&second.metrics().values, &table::UPLOADS), 2.0);
    assert_eq!(sum(&third.metrics().values, &table::CONVERSATIONS_ACTIVE), 1.0);
    let until = Instant::now() + PATIENCE;
    loop {
        let values = gather(folder.path(), now());
        if sum(&values, &table::UPLOADS) == 3.0 && sum(&values, &table::CONVERSATIONS_ACTIVE) == 1.0 {
            assert_eq!(sum(&values, &table::EVENTS), 3.0 * events);
            assert_eq!(values.ratio(&table::COMPLETION), Some(1.0));
            assert_eq!(values.ratio(&table::UPLOAD), Some(1.0));
            break;
        }
        assert!(Instant::now() < until, "the recorders do not leave their metrics");
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(open);
    for recorder in [second, third] {
        recorder.shutdown(PATIENCE).unwrap();
    }
    let values = gather(folder.path(), now());
    // The conversation that was open was ended with its recorder.
    assert_eq!(sum(&values, &table::CONVERSATIONS_ENDED), 4.0);
    assert_eq!(sum(&values, &table::PROBLEMS), 1.0);
    assert_eq!(sum(&values, &table::CONVERSATIONS_ACTIVE), 0.0);
}

#[test]
fn what_a_recorder_left_waits_and_is_abandoned() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(options(folder.path())).unwrap();
    let conversation =
        recorder.begin("left", Start { capture: "replay".into(), ..Start::default() }).unwrap();
    let ticket = conversation.observe(insurance_call()[0].event.to_string(), None).unwrap();
    assert!(conversation.wait_acknowledged(ticket, PATIENCE));
    // As when it dies: nothing is ended.
    drop((conversation, recorder));
    let later = Timestamp::from_millis(now().as_millis() + 90_000);
    let values = gather(folder.path(), later);
    assert_eq!(sum(&values, &table::UPLOADS_PENDING), 1.0);
    assert_eq!(sum(&values, &table::ABANDONED), 1.0);
    assert!(sum(&values, &table::UPLOADS_OLDEST) >= 90.0);
    std::fs::write(folder.path().join("metrics").join("journal.json"), "{").unwrap();
    assert_eq!(
        sum(&gather(folder.path(), later), &table::ABANDONED),
        1.0,
        "what cannot be read hides nothing else"
    );
    assert_eq!(gather(&folder.path().join("nowhere"), later), Values::default());
}

fn draft(action: Action, target: &str, outcome: Outcome) -> Draft {
    Draft {
        at: Timestamp::from_millis(START_EPOCH_MS),
        actor: "desk".to_owned(),
        origin: "test".to_owned(),
        action,
        target: target.to_owned(),
        purpose: None,
        outcome,
        conversations: Vec::new(),
        details: serde_json::Map::new(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_entry_of_the_trail_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let catalog =
        Catalog::open(&CatalogConfig::Sqlite { folder: folder.path().join("catalog") }).await.unwrap();
    let append = async |drafts: Vec<Draft>| {
        let redactor = Redactor::default();
        let drafts = drafts.into_iter().map(|draft| redactor.redact(draft)).collect();
        catalog.audit_append(drafts).await.unwrap();
    };
    append(vec![
        draft(Action::Erase, "one", Outcome::Done),
        draft(Action::Erase, "two", Outcome::Refused),
        draft(Action::Retain, "plan", Outcome::Done),
        draft(Action::Retain, "apply", Outcome::Done),
        draft(Action::Read, "one", Outcome::Failed),
        draft(Action::Search, "", Outcome::Done),
    ])
    .await;
    let mut trail = Trail::open(folder.path());
    trail.follow(&catalog).await.unwrap();
    trail.follow(&catalog).await.unwrap();
    append(vec![draft(Action::Erase, "three", Outcome::Done)]).await;
    // Another process goes on where this one was.
    let mut trail = Trail::open(folder.path());
    trail.follow(&catalog).await.unwrap();
    let values = trail.values();
    assert_eq!(values.sum(&table::ERASURES, |labels| labels[0] == "erased"), 2.0);
    assert_eq!(values.sum(&table::ERASURES, |labels| labels[0] == "failed"), 1.0);
    assert_eq!(sum(values, &table::RETENTIONS), 1.0);
    assert_eq!(sum(values, &table::ACCESS_FAILED), 2.0);
}

/// A request, and what came back.
fn get(address: std::net::SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn they_are_served_as_prometheus_reads_them() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let source = Arc::new(|| {
        let mut values = Values::default();
        values.count(&table::UPLOADS, &["archived"]);
        values
    });
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, source, async { drop(stopped.await) }));
    let ask =
        async |path: &'static str| tokio::task::spawn_blocking(move || get(address, path)).await.unwrap();
    let metrics = ask("/metrics").await;
    assert!(
        metrics.starts_with("HTTP/1.1 200") && metrics.contains("content-type: text/plain; version=0.0.4")
    );
    assert!(metrics.ends_with("scripta_uploads_total{result=\"archived\"} 1\n"), "{metrics}");
    assert!(ask("/healthz").await.ends_with("ok\n"));
    let other = ask("/").await;
    assert!(other.starts_with("HTTP/1.1 404") && other.contains("GET /metrics"), "{other}");
    drop(stop);
    serving.await.unwrap().unwrap();
}
