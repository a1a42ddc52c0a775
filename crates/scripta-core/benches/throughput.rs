//! How fast events are taken in, beside the floor: reading the same lines as JSON and nothing else.
//!
//! `cargo bench -p scripta-core`. Rounds of all measures are interleaved, so that a busy machine slows all alike, and medians
//! compared. With `SCRIPTA_CAPTURES` naming a folder of recorded sessions, these are measured too.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]
#![expect(clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

use std::hint::black_box;
use std::time::Instant;

use scripta_core::entry::Begin;
use scripta_core::wire::{Line, parse};
use scripta_core::{Recording, Settings, Timestamp};
use scripta_extract::{Extractor, Profile};
use scripta_redact::Redactor;
use scripta_sample::{Dialect, START_EPOCH_MS, insurance_call, repeated, to_jsonl};
use serde_json::Value;

const ROUNDS: usize = 15;
/// Events a round and measure, so that short sessions are measured as well as long ones.
const EVENTS: usize = 20_000;

/// A session, taken apart into events with their times.
struct Session {
    name: String,
    events: Vec<(String, Timestamp)>,
}

impl Session {
    fn of(name: &str, jsonl: &str) -> Self {
        let mut at = Timestamp::from_millis(START_EPOCH_MS);
        let mut events = Vec::new();
        for line in jsonl.lines().filter(|line| !line.trim().is_empty()) {
            let line = Line::parse(line).unwrap();
            // A session without times: an event every ten milliseconds.
            at = line.at.unwrap_or_else(|| Timestamp::from_millis(at.as_millis() + 10));
            events.push((line.event.to_owned(), at));
        }
        Self { name: name.to_owned(), events }
    }
}

fn main() {
    let settings = Settings::new(Redactor::default(), Extractor::new(&Profile::insurance()).unwrap());
    let sessions = sessions();
    println!(
        "{:<44} {:>8} {:>10} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "session", "events", "events/s", "floor", "parse", "observe", "parse/f", "observe/f"
    );
    let mut growth = Vec::new();
    for session in &sessions {
        let times = measure(session, &settings);
        let [floor, parsed, observed] = times;
        println!(
            "{:<44} {:>8} {:>10.0} {:>8.0} {:>8.0} {:>8.0} {:>8.2} {:>8.2}",
            session.name,
            session.events.len(),
            1e9 / observed,
            floor,
            parsed,
            observed,
            parsed / floor,
            observed / floor,
        );
        if session.name.starts_with("repeated") {
            growth.push(observed);
        }
    }
    if let [short, long] = growth.as_slice() {
        println!("an event of 7,200 items costs {:.2} times an event of 720", long / short);
    }
}

fn sessions() -> Vec<Session> {
    let sample = |name: &str, lines: &[_]| Session::of(name, &to_jsonl(lines, START_EPOCH_MS));
    let mut sessions = vec![
        sample("insurance_call", &insurance_call()),
        sample("repeated(720)", &repeated(720, Dialect::Ga)),
        sample("repeated(7200)", &repeated(7200, Dialect::Ga)),
    ];
    let Some(folder) = std::env::var_os("SCRIPTA_CAPTURES") else { return sessions };
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    paths.sort();
    for (number, path) in paths.iter().enumerate() {
        sessions
            .push(Session::of(&format!("capture {}", number + 1), &std::fs::read_to_string(path).unwrap()));
    }
    sessions
}

/// Medians in nanoseconds an event: reading JSON, parsing, and taking in.
fn measure(session: &Session, settings: &Settings) -> [f64; 3] {
    let times = EVENTS.div_ceil(session.events.len());
    let mut rounds: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        let measures: [&dyn Fn(); 3] = [
            &|| {
                for (event, _) in &session.events {
                    black_box(serde_json::from_str::<Value>(event).unwrap());
                }
            },
            &|| {
                for (event, _) in &session.events {
                    black_box(parse(event).unwrap());
                }
            },
            &|| observe(session, settings),
        ];
        for (times_of, measure) in rounds.iter_mut().zip(measures) {
            let start = Instant::now();
            (0..times).for_each(|_| measure());
            times_of.push(start.elapsed().as_secs_f64() * 1e9 / (times * session.events.len()) as f64);
        }
    }
    rounds.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}

fn observe(session: &Session, settings: &Settings) {
    let begin = Begin {
        conversation_id: uuid::Uuid::from_u128(1),
        session_id: "session_1".into(),
        metadata: serde_json::Map::new(),
        capture: "replay".into(),
        sdk: None,
        tracing: None,
    };
    let (mut recording, _) =
        Recording::begin(settings.clone(), begin, Timestamp::from_millis(START_EPOCH_MS));
    for (event, at) in &session.events {
        black_box(recording.observe(event, *at));
    }
}
