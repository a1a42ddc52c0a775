//! What is printed.

use std::path::Path;
use std::time::Duration;

use crate::ask::NAMED;
use crate::indexing::Indexed;
use crate::sample::Sample;

/// Goals, and what they are for.
const CONVERSATIONS_A_SECOND: f64 = 5_000.0;
const P99_MS: f64 = 50.0;

/// What was measured with so many conversations.
#[derive(Debug, Default)]
pub(crate) struct Run {
    pub(crate) size: u64,
    pub(crate) indexed: Indexed,
    pub(crate) catalog: Vec<Sample>,
    pub(crate) like: Vec<Sample>,
    pub(crate) duckdb: Vec<Sample>,
    /// Erasing one conversation, and a hundred at once.
    pub(crate) erasing: Option<[Duration; 2]>,
}

/// The bytes of the files in a folder.
pub(crate) fn bytes(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter_map(|file| file.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|file| file.len())
        .sum()
}

fn reached(reached: bool) -> &'static str {
    if reached { "reached" } else { "NOT REACHED" }
}

pub(crate) fn print(run: &Run) {
    println!("\n{} conversations", run.size);
    print_indexing(&run.indexed, run.size);
    if let Some([one, hundred]) = run.erasing {
        let (one, hundred) = (one.as_secs_f64(), hundred.as_secs_f64());
        println!("  erasing one conversation: {one:.2} s; a hundred at once: {hundred:.2} s");
    }
    if run.catalog.is_empty() {
        return;
    }
    println!(
        "  {:<18}{:>10}{:>10}{:>10}   {:<12}{:>12}{:>9}{:>12}{:>9}",
        "query", "hits", "p50 ms", "p99 ms", "goal 50 ms", "LIKE ms", "times", "DuckDB ms", "times"
    );
    for (place, named) in NAMED.into_iter().enumerate() {
        let Some(own) = run.catalog.get(place) else { continue };
        let (p50, p99) = (own.quantile(0.5), own.quantile(0.99));
        let peer = |samples: &[Sample]| {
            samples.get(place).map_or_else(
                || format!("{:>12}{:>9}", "-", "-"),
                |sample| format!("{:>12.2}{:>9.1}", sample.quantile(0.5), sample.quantile(0.5) / p50),
            )
        };
        println!(
            "  {named:<18}{:>10.1}{p50:>10.3}{p99:>10.3}   {:<12}{}{}",
            own.hits(),
            reached(p99 < P99_MS),
            peer(&run.like),
            peer(&run.duckdb)
        );
    }
}

fn print_indexing(indexed: &Indexed, size: u64) {
    let Indexed { conversations, redacting, putting, putting_cpu, first, last, bytes } = indexed;
    if *conversations > 0 {
        let rate = |seconds: f64| *conversations as f64 / seconds;
        let (put, both) = (rate(putting.as_secs_f64()), rate((*putting + *redacting).as_secs_f64()));
        println!(
            "  indexing: {put:.0} conversations/s (goal 5,000: {}); with redaction on the same core {both:.0}/s",
            reached(put >= CONVERSATIONS_A_SECOND)
        );
        if let Some(cpu) = putting_cpu {
            println!(
                "  indexing by its own time on a processor: {:.0} conversations/s",
                rate(cpu.as_secs_f64())
            );
        }
        println!(
            "  a batch: {:.1} ms in the first tenth, {:.1} ms in the last ({:.2} times)",
            first.as_secs_f64() * 1e3,
            last.as_secs_f64() * 1e3,
            last.as_secs_f64() / first.as_secs_f64()
        );
    }
    if *bytes > 0 {
        println!("  on disk: {} bytes a conversation", bytes / size.max(1));
    }
}

/// From the smallest to the largest.
pub(crate) fn print_growth(runs: &[Run]) {
    let [first, .., last] = runs else { return };
    if first.catalog.is_empty() || last.catalog.is_empty() {
        return;
    }
    let times = last.size as f64 / first.size.max(1) as f64;
    println!("\nfrom {} to {} conversations ({times:.0} times as many)", first.size, last.size);
    println!("  {:<18}{:>12}{:>12}{:>12}", "query", "hits", "p50", "p99");
    for (place, named) in NAMED.into_iter().enumerate() {
        let (Some(small), Some(large)) = (first.catalog.get(place), last.catalog.get(place)) else {
            continue;
        };
        let grown = |of: fn(&Sample) -> f64| of(large) / of(small);
        println!(
            "  {named:<18}{:>10.1} x{:>10.2} x{:>10.2} x",
            grown(Sample::hits),
            grown(|sample| sample.quantile(0.5)),
            grown(|sample| sample.quantile(0.99))
        );
    }
}
