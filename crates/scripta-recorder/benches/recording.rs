//! Events a second through the whole recorder, from `observe` to its acknowledgement, beside its floors: a
//! recording without a journal, and reading the same events as `serde_json::Value`. All in one run, in turns,
//! so that what slows the machine slows them alike.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, for a terminal")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use scripta_core::entry::Begin;
use scripta_core::{Recording, Timestamp};
use scripta_journal::Durability;
use scripta_recorder::{Conversation, Options, Recorder, Start};
use scripta_sample::{Dialect, START_EPOCH_MS, repeated};

const PATIENCE: Duration = Duration::from_secs(120);

type Event = (String, Timestamp);

fn main() {
    let quick = std::env::args().any(|argument| argument == "--test");
    let (rounds, items) = if quick { (1, 20) } else { (7, 1_000) };
    let events: Vec<Event> = repeated(items, Dialect::Ga)
        .iter()
        .map(|line| {
            let ms = i64::try_from(line.at_ms).unwrap_or(i64::MAX);
            (line.event.to_string(), Timestamp::from_millis(START_EPOCH_MS.saturating_add(ms)))
        })
        .collect();
    let bytes: usize = events.iter().map(|(json, _)| json.len()).sum();
    println!("{} events of {} bytes on average, {rounds} rounds", events.len(), bytes / events.len());

    let names = ["serde_json::Value", "Recording alone", "Recorder, ProcessCrash", "Recorder, PowerLoss"];
    let mut took: [Vec<Duration>; 4] = Default::default();
    let mut calling: [Vec<Duration>; 2] = Default::default();
    for _ in 0..rounds {
        took[0].push(values(&events));
        took[1].push(recording(&events));
        for (place, durability) in [Durability::ProcessCrash, Durability::PowerLoss].into_iter().enumerate() {
            let (all, calls) = recorder(&events, durability);
            took[2 + place].push(all);
            calling[place].push(calls);
        }
    }
    let count = events.len() as f64;
    let alone = median(&mut took[1].clone()).as_secs_f64();
    for (name, took) in names.iter().zip(&mut took) {
        let took = median(took).as_secs_f64();
        println!("{name:24} {:>9.0} events/s, {:.2} of the recording alone", count / took, took / alone);
    }
    for (name, calling) in names[2..].iter().zip(&mut calling) {
        let each = median(calling).as_secs_f64() / count * 1e9;
        println!("{name:24} {each:>9.0} ns for the caller of observe");
    }
    waiting(if quick { 5 } else { 200 });
    idle(if quick { 10 } else { 1_000 });
}

fn median(durations: &mut [Duration]) -> Duration {
    durations.sort();
    durations[durations.len() / 2]
}

/// The floor: the events are read, and nothing else.
fn values(events: &[Event]) -> Duration {
    let begun = Instant::now();
    for (json, _) in events {
        black_box(serde_json::from_str::<serde_json::Value>(json).unwrap());
    }
    begun.elapsed()
}

/// What is recorded, without a thread or a disk.
fn recording(events: &[Event]) -> Duration {
    let settings = Options::local("unused").unwrap().settings;
    let begin = Begin {
        conversation_id: uuid::Uuid::from_u128(1),
        session_id: "session".into(),
        metadata: serde_json::Map::new(),
        capture: "replay".into(),
        sdk: None,
        tracing: None,
    };
    let (mut recording, _) = Recording::begin(settings, begin, events[0].1);
    let begun = Instant::now();
    for (json, at) in events {
        black_box(recording.observe(json, *at));
    }
    begun.elapsed()
}

/// From the first `observe` until all is acknowledged, and the part of it spent in `observe`.
fn recorder(events: &[Event], durability: Durability) -> (Duration, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, conversation) = open(folder.path(), durability, events[0].1);
    let copies: Vec<(Vec<u8>, Timestamp)> =
        events.iter().map(|(json, at)| (json.clone().into_bytes(), *at)).collect();
    let begun = Instant::now();
    let mut last = None;
    for (json, at) in copies {
        last = Some(conversation.observe(json, Some(at)).unwrap());
    }
    let calls = begun.elapsed();
    assert!(conversation.wait_acknowledged(last.unwrap(), PATIENCE));
    let all = begun.elapsed();
    drop((conversation, recorder));
    (all, calls)
}

fn open(folder: &std::path::Path, durability: Durability, at: Timestamp) -> (Recorder, Conversation) {
    let mut options = Options::local(folder).unwrap();
    options.journal = options.journal.durability(durability);
    options.queue_bytes = 1024 * 1024 * 1024;
    let recorder = Recorder::open(options).unwrap();
    let conversation =
        recorder.begin("session", Start { at: Some(at), capture: "replay".into(), ..Start::default() });
    (recorder, conversation.unwrap())
}

fn item(number: usize) -> String {
    serde_json::json!({
        "type": "conversation.item.created", "event_id": format!("event_{number}"), "previous_item_id": null,
        "item": {
            "id": format!("item_{number}"), "type": "message", "role": "user", "status": "completed",
            "content": [{ "type": "input_text", "text": "I would like a quote for my car." }],
        },
    })
    .to_string()
}

/// How long one observation alone waits for its acknowledgement.
fn waiting(times: usize) {
    for durability in [Durability::ProcessCrash, Durability::PowerLoss] {
        let folder = tempfile::tempdir().unwrap();
        let (_recorder, conversation) =
            open(folder.path(), durability, Timestamp::from_millis(START_EPOCH_MS));
        let mut took: Vec<Duration> = (0..times)
            .map(|number| {
                let begun = Instant::now();
                let ticket = conversation.observe(item(number), None).unwrap();
                assert!(conversation.wait_acknowledged(ticket, PATIENCE));
                begun.elapsed()
            })
            .collect();
        let middle = median(&mut took);
        let high = took[took.len() * 99 / 100];
        println!("one acknowledgement, {durability:?}: median {middle:.1?}, 99th percentile {high:.1?}");
    }
}

/// What a conversation in which nothing happens takes, and what it costs that there are many.
fn idle(count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(Options::local(folder.path()).unwrap()).unwrap();
    let before = resident();
    let conversations: Vec<Conversation> = (0..count)
        .map(|number| {
            let conversation = recorder.begin(&format!("session {number}"), Start::default()).unwrap();
            conversation.observe_waiting(item(1), None, PATIENCE).unwrap();
            conversation
        })
        .collect();
    for conversation in &conversations {
        assert!(conversation.wait_acknowledged(scripta_recorder::Ticket(1), PATIENCE));
    }
    let kib = resident().saturating_sub(before) / 1024;
    println!("{count} idle conversations take {kib} KiB, {:.1} KiB each", kib as f64 / count as f64);
    let (begun, cpu) = (Instant::now(), processor_time());
    std::thread::sleep(Duration::from_secs(1));
    let share = (processor_time() - cpu).as_secs_f64() / begun.elapsed().as_secs_f64();
    println!("and {:.1} % of one processor", share * 100.0);
}

/// Bytes of memory that the process has; 0 where the system does not tell.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}

/// Processor time of the process, in the hundredths of a second that Linux counts.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    Duration::from_millis(fields.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>() * 10)
}
