//! What was acknowledged survives `kill -9` and a torn write-ahead log.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use scripta_journal::{Batch, Durability, Journal, Options, Reader};

use crate::support::*;

const FOLDER: &str = "SCRIPTA_JOURNAL_CRASH_FOLDER";
const CONVERSATIONS: u128 = 3;

/// Starts this test program again, as a process that writes until it is killed.
pub(crate) fn spawn(folder: &Path, stdout: Stdio) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["crash::the_process_that_is_killed", "--exact", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

pub(crate) fn wait_for_first_line(child: &mut Child) -> BufReader<std::process::ChildStdout> {
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("ack ") {
        line.clear();
        assert!(lines.read_line(&mut line).unwrap() > 0, "the child ended");
    }
    lines
}

/// Writes numbered entries to each conversation and prints what was acknowledged. Goes on where it was
/// killed.
#[test]
fn the_process_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let durability = Durability::ProcessCrash;
    let journal =
        Journal::open(folder, Options::default().window(Duration::from_micros(300)).durability(durability))
            .unwrap();
    let reader = journal.reader().unwrap();
    let next = |number| reader.conversation(id(number)).unwrap().map_or(1, |c| c.entries + 1);
    let from: Vec<u64> = (1..=CONVERSATIONS).map(next).collect();
    drop(reader);
    for step in 0.. {
        for (number, from) in (1..=CONVERSATIONS).zip(&from) {
            let seq = from + step;
            let writes = vec![begin("session", 1), entry(seq, &format!("{number}-{seq}"))];
            let batch = Batch::new(id(number), writes).on_commit(move |fate| {
                fate.unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "ack {number} {seq}").and_then(|()| out.flush()).unwrap();
            });
            journal.append_waiting(batch, PATIENCE).unwrap();
        }
        if step % 50 == 0 {
            journal.flush(PATIENCE).unwrap();
        }
    }
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(u64::from(std::process::id()) | 1);
    let mut acknowledged = [0; CONVERSATIONS as usize];
    for round in 0..20 {
        let mut child = spawn(folder.path(), Stdio::piped());
        let mut lines = wait_for_first_line(&mut child);
        std::thread::sleep(Duration::from_micros(random.below(40_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut output = String::new();
        lines.read_to_string(&mut output).unwrap();
        for line in output.lines() {
            let mut words = line.split(' ').skip(1).map(|word| word.parse::<u64>().unwrap());
            // The last line may be torn, but no earlier one.
            let (Some(number), Some(seq)) = (words.next(), words.next()) else { continue };
            let last = &mut acknowledged[number as usize - 1];
            if output.ends_with('\n') || *last < seq && seq == *last + 1 {
                *last = (*last).max(seq);
            }
        }
        assert_recovered(folder.path(), &acknowledged, round);
    }
    assert!(acknowledged.iter().all(|seq| *seq > 20), "{acknowledged:?}");
}

fn assert_recovered(folder: &Path, acknowledged: &[u64], round: u32) {
    let reader = Reader::open(folder).unwrap().unwrap();
    for (number, acknowledged) in (1..).zip(acknowledged) {
        let entries = reader.entries(id(number)).unwrap();
        for (entry, seq) in entries.iter().zip(1..) {
            assert_eq!(*entry, (seq, json(&format!("{number}-{seq}"))), "round {round}");
        }
        let count = entries.len() as u64;
        assert!(count >= *acknowledged, "round {round}: {acknowledged} acknowledged, {count} found");
        assert_eq!(reader.conversation(id(number)).unwrap().map_or(0, |c| c.entries), count);
    }
}

/// What a power failure leaves: the write-ahead log cut or damaged anywhere. Whatever is read is a prefix.
#[test]
fn a_torn_write_ahead_log_leaves_a_prefix() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    for seq in 1..=40 {
        let batch = Batch::new(id(1), vec![begin("session", 1), entry(seq, &"x".repeat(seq as usize * 20))]);
        assert_eq!(append_and_wait(&journal, batch), Ok(()));
    }
    let file = fs::read(folder.path().join("journal.sqlite")).unwrap();
    let log = fs::read(folder.path().join("journal.sqlite-wal")).unwrap();
    drop(journal);
    let mut random = Random(3);
    let mut counts = Vec::new();
    for round in 0..60 {
        let mut log = log.clone();
        let at = random.below(log.len() as u64) as usize;
        if round % 2 == 0 {
            log.truncate(at);
        } else {
            log[at] ^= 0x10;
        }
        let copy = tempfile::tempdir().unwrap();
        fs::write(copy.path().join("journal.sqlite"), &file).unwrap();
        fs::write(copy.path().join("journal.sqlite-wal"), &log).unwrap();
        let journal = open(copy.path());
        let entries = journal.reader().unwrap().entries(id(1)).unwrap();
        assert!(entries.iter().zip(1..).all(|(entry, seq)| entry.0 == seq), "round {round}");
        counts.push(entries.len());
        assert_eq!(append_and_wait(&journal, first(id(2), "after")), Ok(()));
    }
    assert!(counts.iter().any(|c| *c == 0 || *c > 20) && counts.iter().any(|c| *c < 40), "{counts:?}");
}
