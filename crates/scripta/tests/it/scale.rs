//! Long conversations: memory and documents grow with their length, not with its square.

use std::fs;
use std::time::Instant;

use scripta_sample::{Dialect, START_EPOCH_MS, repeated, to_jsonl};

use crate::program::Program;

const MIB: u64 = 1024 * 1024;

/// Peak memory and the size of the document.
fn replay(items: usize) -> (u64, u64) {
    let program = Program::new();
    let log = program.file("log.jsonl", to_jsonl(&repeated(items, Dialect::Ga), START_EPOCH_MS));
    let size = fs::metadata(&log).unwrap().len();
    let began = Instant::now();
    let run = program.run(&["replay", "log.jsonl", "--json"]);
    let took = began.elapsed();
    assert_eq!(run.code, Some(0), "{run:?}");
    let replayed = run.json();
    assert_eq!(replayed["statistics"]["items"], items);
    assert_eq!(replayed["completeness"], "complete");
    let key = program.objects().into_iter().find(|key| key.ends_with("_conversation.json")).unwrap();
    let document = fs::metadata(program.data().join(key)).unwrap().len();
    println!(
        "{items} items, a log of {} kB: {took:?}, peak {} MiB, document {} kB",
        size / 1000,
        run.peak / MIB,
        document / 1000
    );
    (run.peak, document)
}

#[test]
fn ten_times_the_items_take_ten_times_the_document_and_bounded_memory() {
    let (_, short) = replay(720);
    let (peak, long) = replay(7_200);
    assert!(peak < 200_000_000, "peak memory: {} MiB", peak / MIB);
    assert!(long < 30_000_000, "the document has {long} bytes");
    assert!(long * 10 <= short * 105, "it grew from {short} to {long} bytes");
}
