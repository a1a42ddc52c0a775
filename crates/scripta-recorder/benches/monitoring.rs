//! What monitoring costs for each event, beside what recording one costs: its parts in one run, each as often as it happens.
//!
//! An event is one atomic addition. A conversation's figures are added when it is archived. Every five seconds it is looked
//! whether an operator waits for something, and once a minute the metrics are written where only events came, however many calls
//! there are: that is what a single call pays alone.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, for a terminal")]

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use scripta_catalog::Entry;
use scripta_catalog::analytics::count;
use scripta_core::entry::{Begin, End};
use scripta_core::{Recording, Settings, Timestamp};
use scripta_metrics::{Values, table};
use scripta_recorder::{Options, Recorder, write_file};
use scripta_sample::{START_EPOCH_MS, insurance_call};

/// Between two looks, and between two writings of the metrics.
const LOOK_S: f64 = 5.0;
const WRITE_S: f64 = 60.0;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--test");
    let times = if quick { 10 } else { 10_000 };
    let call = insurance_call();
    let seconds = call.last().map_or(0, |line| line.at_ms) as f64 / 1_000.0;
    let options = Options::local("unused").unwrap();
    let (recorded, entry) = record(&options.settings, if quick { 1 } else { 50 });
    let values = full();

    let event = contended(if quick { 1_000 } else { 10_000_000 });
    let conversation = each(times, || {
        let mut values = values.clone();
        let begun = Instant::now();
        count(&entry, &options.analytics.completion, &options.analytics.prices, &mut values);
        let took = begun.elapsed();
        black_box(values);
        took
    });
    let (looking, writing) = writing(if quick { 10 } else { 2_000 });

    let events = call.len() as f64;
    println!("a call of {events} events in {seconds:.0} s, all labels in use");
    println!("{:42} {:>10.1} ns", "counting an event, two threads at once", event * 1e9);
    println!("{:42} {:>10.1} us", "counting a conversation", conversation * 1e6);
    println!("{:42} {:>10.1} us", "looking, every 5 s", looking * 1e6);
    println!("{:42} {:>10.1} us", "putting together and writing, once a minute", writing * 1e6);
    println!("{:42} {:>10.2} us", "recording an event, without a disk", recorded * 1e6);
    for calls in [1.0, 10.0, 100.0, 1_000.0] {
        let shared = (looking / LOOK_S + writing / WRITE_S) / (calls * events / seconds);
        let all = event + conversation / events + shared;
        println!(
            "{calls:>5} calls at once: {:.3} us an event, {:.3} of recording it",
            all * 1e6,
            all / recorded
        );
    }
}

/// The mean of what `work` says that it took.
fn each(times: u32, mut work: impl FnMut() -> Duration) -> f64 {
    (0..times).map(|_| work()).sum::<Duration>().as_secs_f64() / f64::from(times)
}

/// One addition, while another thread adds too.
fn contended(times: u32) -> f64 {
    let counter = AtomicU64::new(0);
    let add = || {
        let begun = Instant::now();
        for _ in 0..times {
            black_box(&counter).fetch_add(1, Ordering::Relaxed);
        }
        begun.elapsed().as_secs_f64() / f64::from(times)
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(add);
        let here = add();
        here.max(other.join().unwrap())
    })
}

/// What an event takes to be recorded, and the catalog's entry of the conversation.
fn record(settings: &Settings, times: u32) -> (f64, Entry) {
    let call = insurance_call();
    let at = |ms: u64| Timestamp::from_millis(START_EPOCH_MS + i64::try_from(ms).unwrap());
    let events: Vec<(String, Timestamp)> =
        call.iter().map(|line| (line.event.to_string(), at(line.at_ms))).collect();
    let mut record = None;
    let took = each(times, || {
        let begin = Begin {
            conversation_id: uuid::Uuid::from_u128(1),
            session_id: "session".into(),
            metadata: serde_json::Map::new(),
            capture: "replay".into(),
            sdk: None,
            tracing: None,
        };
        let (mut recording, _) = Recording::begin(settings.clone(), begin, at(0));
        let begun = Instant::now();
        for (json, at) in &events {
            black_box(recording.observe(json, *at));
        }
        let took = begun.elapsed();
        recording.end(End::default(), events.last().unwrap().1);
        record = Some(recording.into_record());
        took
    });
    let record = record.unwrap();
    let entry = Entry::of(record.conversation.get(), record.summary.get(), Some(record.extracted.get()));
    (took / events.len() as f64, entry)
}

/// Values as they stand where all labels are in use.
fn full() -> Values {
    let mut values = Values::default();
    for metric in table::METRICS {
        let names: Vec<String> = (0..60).map(|number| format!("value_{number}")).collect();
        for name in &names {
            let labels: Vec<&str> = metric.labels.iter().map(|_| name.as_str()).collect();
            values.count(metric, &labels);
            values.observe(metric, &labels, 1.0);
        }
    }
    values
}

/// What it takes to look (and more: sizes of files are told too), and to put together and write.
fn writing(times: u32) -> (f64, f64) {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(Options::local(folder.path()).unwrap()).unwrap();
    let file = folder.path().join("metrics.json");
    let mut all = full();
    let looking = each(times, || {
        let begun = Instant::now();
        black_box(recorder.metrics());
        begun.elapsed()
    });
    let writing = each(times, || {
        let begun = Instant::now();
        let metrics = recorder.metrics();
        // As large as they become.
        all.count(&table::EVENTS, &[]);
        write_file(&file, &serde_json::to_vec(&all).unwrap()).unwrap();
        black_box(metrics);
        begun.elapsed()
    });
    (looking, writing)
}
