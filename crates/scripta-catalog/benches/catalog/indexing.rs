//! Taking conversations in.

use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use scripta_catalog::{Catalog, Entry, Query};
use scripta_population::Population;
use scripta_redact::{Redacted, Redactor};

/// Conversations that are put in at once, as `scripta reindex` does.
const BATCH: u64 = 1_024;

/// What it took.
#[derive(Debug, Default)]
pub(crate) struct Indexed {
    pub(crate) conversations: u64,
    /// Redacting, on a thread of its own.
    pub(crate) redacting: Duration,
    pub(crate) putting: Duration,
    /// Time on a processor that putting took, where the system tells: on a busy machine it says more.
    pub(crate) putting_cpu: Option<Duration>,
    /// Putting the first and the last tenth in.
    pub(crate) first: Duration,
    pub(crate) last: Duration,
    pub(crate) bytes: u64,
}

/// Puts a population in, unless it is there already.
pub(crate) async fn index(catalog: &Catalog, size: u64, seed: u64, bytes: impl Fn() -> u64) -> Indexed {
    let mut indexed = Indexed::default();
    if catalog.count(&Query::default(), size).await.unwrap().count == size {
        eprintln!("{size} conversations are in {} already", catalog.describe());
        indexed.bytes = bytes();
        return indexed;
    }
    catalog.clear().await.unwrap();
    let (send, receive) = sync_channel(2);
    let producer = std::thread::spawn(move || produce(size, seed, |batch| send.send(batch).is_ok()));
    let before = cpu("/proc/self/stat");
    let mut times = Vec::new();
    for batch in receive {
        let start = Instant::now();
        let put = catalog.put(batch).await.unwrap();
        times.push(start.elapsed());
        indexed.conversations += put.added;
        if indexed.conversations.is_multiple_of(BATCH * 50) {
            let rate = 50.0 * BATCH as f64 / times.iter().rev().take(50).sum::<Duration>().as_secs_f64();
            eprintln!("{} conversations indexed, the last of them at {rate:.0}/s", indexed.conversations);
        }
    }
    let (redacting, producing_cpu) = producer.join().unwrap();
    indexed.redacting = redacting;
    indexed.putting_cpu = cpu("/proc/self/stat")
        .zip(producing_cpu)
        .zip(before)
        .map(|((now, producing), before)| now.saturating_sub(before).saturating_sub(producing));
    indexed.putting = times.iter().sum();
    let tenth = (times.len() / 10).max(1);
    indexed.first = times.iter().take(tenth).sum::<Duration>() / tenth as u32;
    indexed.last = times.iter().rev().take(tenth).sum::<Duration>() / tenth as u32;
    indexed.bytes = bytes();
    indexed
}

/// The time on a processor of a process or a thread so far, by Linux.
fn cpu(file: &str) -> Option<Duration> {
    let stat = std::fs::read_to_string(file).ok()?;
    // What follows the name, which may hold anything: user and system time in hundredths of a second are the 12th and 13th.
    let mut numbers = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut number = || numbers.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((number()? + number()?) * 10))
}

/// Makes entries and redacts them; how long the redacting took, and the time on a processor of all of it.
fn produce(
    size: u64,
    seed: u64,
    give: impl Fn(Vec<Redacted<Entry>>) -> bool,
) -> (Duration, Option<Duration>) {
    let population = Population::new(seed, size);
    let redactor = Redactor::default();
    let mut redacting = Duration::ZERO;
    for first in (0..size).step_by(BATCH as usize) {
        let entries: Vec<Entry> =
            (first..size.min(first + BATCH)).map(|number| entry(&population, number)).collect();
        let start = Instant::now();
        let batch = entries.into_iter().map(|entry| redactor.redact(entry)).collect();
        redacting += start.elapsed();
        if !give(batch) {
            break;
        }
    }
    (redacting, cpu("/proc/thread-self/stat"))
}

pub(crate) fn entry(population: &Population, number: u64) -> Entry {
    let documents = population.documents(number);
    Entry::of(&documents.conversation, &documents.summary, Some(&documents.extracted))
}
