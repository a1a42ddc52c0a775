//! What was acknowledged survives `kill -9`, at whatever moment.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use scripta_core::entry::{Begin, End};
use scripta_core::record::{Conversation, RecordedEvent, kind};
use scripta_core::{Recording, Timestamp};
use scripta_recorder::Options;
use scripta_sample::{Line, START_EPOCH_MS, insurance_call, to_jsonl};
use uuid::Uuid;

use crate::program::Program;

/// How much faster than life the call goes.
const HASTE: u64 = 60;

/// The call, in haste.
fn call() -> Vec<Line> {
    let mut lines = insurance_call();
    lines.iter_mut().for_each(|line| line.at_ms /= HASTE);
    lines
}

/// Numbers that are the same each time, from 0 to 1.
fn share(of: u64) -> f64 {
    let mixed = of.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66;
    (mixed.wrapping_mul(mixed >> 31 | 1) >> 40) as f64 / (1_u64 << 24) as f64
}

/// Replays the call at its pace and kills the program after `moment`; gives the last line that was acknowledged.
fn killed(program: &Program, moment: Duration) -> usize {
    let began = Instant::now();
    let mut child =
        program.command(&["replay", "call.jsonl", "--pace", "realtime", "--acks"]).spawn().unwrap();
    let stdout = child.stdout.take().unwrap();
    let acks = std::thread::spawn(move || {
        let lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let acks =
            lines.filter_map(|line| serde_json::from_str::<serde_json::Value>(&line).ok()?["ack"].as_u64());
        acks.fold(0, |before, ack| {
            assert!(ack > before, "acknowledgements only grow");
            ack
        })
    });
    std::thread::sleep(moment.saturating_sub(began.elapsed()));
    child.kill().unwrap();
    child.wait().unwrap();
    usize::try_from(acks.join().unwrap()).unwrap()
}

/// The record of exactly these lines, were nothing ever lost.
fn recorded(lines: &[Line]) -> Conversation {
    let settings = Options::local("unused").unwrap().settings;
    let at = |line: &Line| Timestamp::from_millis(START_EPOCH_MS + i64::try_from(line.at_ms).unwrap());
    let begin = Begin {
        conversation_id: Uuid::from_u128(1),
        session_id: "session_call".to_owned(),
        metadata: serde_json::Map::new(),
        capture: "replay".to_owned(),
        sdk: None,
        tracing: None,
    };
    let (mut recording, _) = Recording::begin(settings, begin, at(&lines[0]));
    for line in lines {
        recording.observe(&line.event.to_string(), at(line));
    }
    recording.end(End::default(), at(lines.last().unwrap()));
    recording.record().conversation.get().clone()
}

/// Whether it says the same. An event of our own tells of words that were still being said: the record may have more
/// of them.
fn holds(event: &RecordedEvent, expected: &RecordedEvent) -> bool {
    let words = |event: &RecordedEvent| event.data["transcript"].as_str().unwrap().to_owned();
    if expected.id.starts_with("local_") && expected.kind == kind::TRANSCRIPT {
        return words(event).starts_with(&words(expected));
    }
    event.data == expected.data
}

/// Everything that `expected` holds is in `found`, which may know more.
fn assert_holds(found: &Conversation, expected: &Conversation, context: &str) {
    let ids: BTreeSet<&str> = found.events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids.len(), found.events.len(), "{context}: an event is there twice");
    for event in &expected.events {
        if !event.id.starts_with("local_") {
            assert!(
                ids.contains(event.id.as_str()),
                "{context}: event {} is lost ({})",
                event.id,
                event.kind
            );
        }
        let is_said =
            [kind::TRANSCRIPT, kind::TOOL_CALL, kind::TOOL_CALL_RESULT].contains(&event.kind.as_str());
        let of_same = |other: &&RecordedEvent| (&other.kind, &other.item_id) == (&event.kind, &event.item_id);
        let mut others = found.events.iter().filter(of_same);
        assert!(!is_said || others.any(|other| holds(other, event)), "{context}: {event:?} is lost");
    }
    for item in &expected.history {
        let other = found.history.iter().find(|other| other.item_id == item.item_id);
        let other = other.unwrap_or_else(|| panic!("{context}: item {} is lost", item.item_id));
        assert!(
            other.words().starts_with(&item.words()),
            "{context}: words of {} are lost: {:?} after {:?}",
            item.item_id,
            other.words(),
            item.words()
        );
        assert_eq!((&other.name, &other.call_id), (&item.name, &item.call_id));
    }
    let calls = |conversation: &Conversation| {
        conversation.turns.iter().flat_map(|turn| turn.tool_calls.clone()).collect::<Vec<_>>()
    };
    for call in calls(expected) {
        let others: Vec<_> = calls(found).into_iter().filter(|other| other.item_id == call.item_id).collect();
        assert_eq!(others.len(), 1, "{context}: {call:?}");
        if call.result.is_some() {
            assert_eq!(
                (&others[0].arguments, &others[0].result),
                (&call.arguments, &call.result),
                "{context}"
            );
        }
    }
}

#[test]
fn what_was_acknowledged_is_recovered_once_after_a_kill_at_any_moment() {
    let kills = std::env::var("SCRIPTA_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(12_u64);
    let lines = call();
    let length = lines.last().unwrap().at_ms + 150;
    let mut acknowledged = Vec::new();
    for number in 0..kills {
        let program = Program::new();
        program.file("call.jsonl", to_jsonl(&lines, START_EPOCH_MS));
        let moment = Duration::from_millis(length).mul_f64(share(number + 1));
        let acked = killed(&program, moment);
        acknowledged.push(acked);
        let context = format!("kill {number} after {moment:?}, line {acked} acknowledged");
        let recovered = program.done(&["recover", "--json"]);
        let status = program.done(&["status", "--json"]).json();
        assert_eq!(status["conversations"].as_array().unwrap().len(), 0, "{context}");
        let objects = program.objects().len();
        if acked == 0 && objects == 0 {
            continue;
        }
        assert_eq!(objects, 3, "{context}: {recovered:?}");
        let found: Conversation = serde_json::from_value(program.object("_conversation.json")).unwrap();
        if acked > 0 {
            assert_holds(&found, &recorded(&lines[..acked]), &context);
        }
        // Recovering again finds nothing, and changes nothing.
        assert!(program.done(&["recover", "--json"]).stdout.is_empty(), "{context}");
        assert_eq!(program.objects().len(), 3, "{context}");
    }
    println!("of {} lines were acknowledged: {acknowledged:?}", lines.len());
    assert!(acknowledged.iter().any(|acked| *acked > 0), "no kill came after an acknowledgement");
}
