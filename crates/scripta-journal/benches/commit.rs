//! What the journal costs beside its floor: writing the same bytes to a plain file in the same groups.
//!
//! `cargo bench -p scripta-journal [-- <folder>]`. Two measurements for each durability: a flood (as fast as
//! the queue takes it: entries a second) and a pace (2000 entries a second, as of two hundred live
//! conversations: the time from handing over to acknowledgement). The floor is measured right after each, in
//! the same folder, with the groups that the journal happened to make: a write for each, and an `fdatasync`
//! for power loss.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "this is a measurement at a terminal")]

use std::{
    collections::BTreeMap,
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use scripta_journal::{Batch, Durability, Journal, Options, Write};
use scripta_redact::{Redacted, Redactor, Scrub, Sensitive};
use uuid::Uuid;

const CONVERSATIONS: u128 = 200;
const BODY: usize = 400;
const FLOOD: u64 = 100_000;
const PACE: u64 = 2000;
const PACED: u64 = 3 * PACE;
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(serde::Serialize)]
struct Plain(String);

impl Sensitive for Plain {
    fn scrub(&mut self, _: &mut Scrub<'_>) {}
}

/// Of each entry the time to its acknowledgement, of each commit its duration.
#[derive(Default)]
struct Measured {
    latencies: Vec<Duration>,
    commits: BTreeMap<u64, Duration>,
}

fn main() {
    let folder =
        std::env::args().skip(1).find(|a| !a.starts_with('-')).map_or_else(std::env::temp_dir, PathBuf::from);
    let redactor = Redactor::default();
    println!("{BODY}-byte entries of {CONVERSATIONS} conversations, window 10 ms, in {}", folder.display());
    println!(
        "{:<13} {:<6} {:>10} {:>8} {:>9} {:>9} {:>12} {:>12} {:>7}",
        "durability", "load", "entries/s", "commits", "p50 ms", "p99 ms", "commit ms", "floor ms", "ratio"
    );
    for durability in [Durability::PowerLoss, Durability::ProcessCrash] {
        for paced in [false, true] {
            run(&folder, &redactor, durability, paced);
        }
    }
}

fn run(parent: &Path, redactor: &Redactor, durability: Durability, paced: bool) {
    let folder = tempfile::tempdir_in(parent).unwrap();
    let journal = Journal::open(folder.path(), Options::default().durability(durability)).unwrap();
    let text = "x".repeat(BODY - 2);
    let body = || -> Redacted<Vec<u8>> { redactor.redact(Plain(text.clone())).to_json().unwrap() };
    for number in 0..CONVERSATIONS {
        let session_id = redactor.redact("session".to_owned());
        let begin = Write::Begin { session_id, at: 0, body: body() };
        journal.append(Batch::new(Uuid::from_u128(number), vec![begin])).unwrap();
    }
    journal.flush(PATIENCE).unwrap();

    let count = if paced { PACED } else { FLOOD };
    let bodies: Vec<_> = (0..count).map(|_| body()).collect();
    let measured = Arc::new(Mutex::new(Measured::default()));
    let commits = journal.health().commits;
    let started = Instant::now();
    for (number, body) in (0..count).zip(bodies) {
        if paced {
            let due = started
                + Duration::from_secs(1) * u32::try_from(number).unwrap() / u32::try_from(PACE).unwrap();
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        let write = Write::Entry { seq: number, at: 0, body };
        let (measured, witness, handed) = (Arc::clone(&measured), journal.clone(), Instant::now());
        let batch = Batch::new(Uuid::from_u128(u128::from(number) % CONVERSATIONS), vec![write]).on_commit(
            move |_| {
                let (took, health) = (handed.elapsed(), witness.health());
                let mut measured = measured.lock().unwrap();
                measured.latencies.push(took);
                measured.commits.insert(health.commits, health.last_commit.unwrap());
            },
        );
        journal.append_waiting(batch, PATIENCE).unwrap();
    }
    journal.flush(PATIENCE).unwrap();
    let took = started.elapsed();
    let commits = journal.health().commits - commits;
    journal.close(PATIENCE).unwrap();

    let Measured { mut latencies, commits: durations } = std::mem::take(&mut *measured.lock().unwrap());
    latencies.sort_unstable();
    let at = |percent: usize| latencies[(latencies.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    let floor = floor(&folder.path().join("floor"), durability, commits, count);
    let group = durations.values().sum::<Duration>().as_secs_f64() * 1e3 / durations.len() as f64;
    println!(
        "{:<13} {:<6} {:>10.0} {:>8} {:>9.2} {:>9.2} {:>12.3} {:>12.3} {:>7.1}",
        format!("{durability:?}"),
        if paced { "pace" } else { "flood" },
        count as f64 / took.as_secs_f64(),
        commits,
        at(50),
        at(99),
        group,
        floor,
        group / floor
    );
}

/// Milliseconds to write one group to a plain file.
fn floor(path: &Path, durability: Durability, groups: u64, entries: u64) -> f64 {
    let group = vec![b'x'; usize::try_from(entries / groups).unwrap() * BODY];
    let mut file = File::create(path).unwrap();
    let started = Instant::now();
    for _ in 0..groups {
        file.write_all(&group).unwrap();
        if durability == Durability::PowerLoss {
            file.sync_data().unwrap();
        }
    }
    started.elapsed().as_secs_f64() * 1e3 / groups as f64
}
