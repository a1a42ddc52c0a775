//! What holds for every session, whole or damaged.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{
    Observed, Run, bytes, captures, everything, redacted, replay, sample, samples, settings,
};
use scripta_core::record::{Conversation, Snapshot};
use scripta_core::{Recording, Settings};
use scripta_sample::{Dialect, Transport, random_call, repeated};
use serde_json::Value;

/// A small generator, so that a failure names a seed that brings it back.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed ^ (mixed >> 27)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap()
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// The same events, each with an id.
fn with_ids(events: &[Observed]) -> Vec<Observed> {
    let named = events.iter().enumerate().map(|(number, (event, at))| {
        let mut event: Value = serde_json::from_str(event).unwrap();
        if event["event_id"].is_null() {
            event["event_id"] = format!("client_{number}").into();
        }
        (event.to_string(), *at)
    });
    named.collect()
}

/// What any record must hold to, whatever went in.
fn check(name: &str, record: &Conversation) {
    let ids: BTreeSet<&str> = record.events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids.len(), record.events.len(), "{name}: ids of events are unique");
    for turn in &record.turns {
        let transcript = turn.transcript.as_deref().unwrap_or_default();
        let heard = turn.heard.as_deref().unwrap_or_default();
        assert!(transcript.starts_with(heard), "{name}: {heard:?} is the beginning of {transcript:?}");
        assert!(turn.end_ms >= turn.start_ms, "{name}: a turn ends after it began");
    }
    if let Some(last) = record.history_snapshots.last() {
        let last = last.history.as_deref().unwrap();
        let differs = last.iter().zip(&record.history).find(|(snapshot, item)| snapshot != item);
        assert_eq!(differs, None, "{name}: the last snapshot is the history");
        assert_eq!(last.len(), record.history.len(), "{name}: the last snapshot is the history");
    }
}

#[test]
fn an_event_or_a_session_that_comes_twice_counts_once() {
    for (name, events) in samples(15) {
        let events = with_ids(&events);
        let once = bytes(&Run::of(&events).end().recording.record());
        let twice: Vec<Observed> = events.iter().flat_map(|event| [event.clone(), event.clone()]).collect();
        assert_eq!(bytes(&Run::of(&twice).end().recording.record()), once, "{name}: each event twice");
        let again: Vec<Observed> = events.iter().chain(&events).cloned().collect();
        assert_eq!(bytes(&Run::of(&again).end().recording.record()), once, "{name}: the session twice");
    }
}

#[test]
fn a_conversation_replayed_from_its_entries_is_the_same_to_the_byte() {
    for (name, events) in samples(20).into_iter().chain(captures()) {
        let run = Run::of(&events).end();
        let again = replay(&run.json());
        assert_eq!(bytes(&again.record()), bytes(&run.recording.record()), "{name}");
        assert!(again.has_ended());
    }
}

#[test]
fn a_conversation_cut_anywhere_is_recovered_as_it_stood() {
    for (name, events) in samples(6).into_iter().filter(|(name, _)| !name.starts_with("marked")) {
        let mut run = Run::begin(settings());
        let step = (events.len() / 6).max(1);
        for (number, (event, at)) in events.iter().enumerate() {
            run.observe(event, *at);
            if number % step > 0 {
                continue;
            }
            let mut entries = run.json();
            let mut again = replay(&entries);
            let record = bytes(&run.recording.record());
            assert_eq!(bytes(&again.record()), record, "{name}: cut after event {number}");
            entries.extend(again.recover().iter().map(|entry| entry.to_json().unwrap().into_inner()));
            assert_eq!(bytes(&replay(&entries).record()), bytes(&again.record()), "{name}: recovered");
            assert!(again.has_ended() && again.recover().is_empty(), "{name}: recovered once");
            check(&name, again.record().conversation.get());
        }
    }
}

/// The words and results that whole events of the stream tell, as they must be found in the record.
fn readable(events: &[Observed]) -> Vec<String> {
    let mut words = Vec::new();
    for (event, _) in events {
        let Ok(event) = serde_json::from_str::<Value>(event) else { continue };
        let named = event["item_id"].as_str().is_some_and(|id| !id.is_empty());
        let kind = event["type"].as_str().unwrap_or_default();
        let member = match kind {
            "conversation.item.input_audio_transcription.completed"
            | "response.output_audio_transcript.done"
            | "response.audio_transcript.done" => "transcript",
            "response.output_text.done" | "response.text.done" => "text",
            _ => continue,
        };
        // A single character is what `damaged` put there; a later event may well tell the words.
        if let (true, Some(text)) = (named, event[member].as_str().filter(|text| text.len() > 1)) {
            words.push(redacted(text));
        }
    }
    words
}

fn all_words(record: &Conversation) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut add = |value: &Value| {
        if let Some(text) = value.as_str() {
            words.insert(text.to_owned());
        }
    };
    for event in &record.events {
        add(&event.data.get("transcript").cloned().unwrap_or_default());
    }
    words
}

#[test]
fn losing_and_shuffling_events_loses_no_others() {
    for seed in 0..90 {
        let mut chance = Chance(seed);
        let mut events = if seed % 3 == 0 {
            everything([Dialect::Ga, Dialect::Beta, Dialect::Mixed][chance.below(3)], Transport::WebSocket)
        } else {
            sample(&random_call(seed))
        };
        let rate = 2 + chance.below(30);
        events.retain(|_| !chance.one_in(rate));
        for _ in 0..events.len() / (1 + chance.below(8)) {
            let at = chance.below(events.len().saturating_sub(1));
            let time = (events[at].1, events[at + 1].1);
            events.swap(at, at + 1);
            (events[at].1, events[at + 1].1) = time;
        }
        events.truncate(events.len() - chance.below(events.len() / 2));
        let run = Run::of(&events).end();
        let record = run.conversation();
        check(&format!("seed {seed}"), &record);
        let words = all_words(&record);
        for text in readable(&events) {
            assert!(words.contains(&text), "seed {seed}: {text:?} was said");
        }
        assert_eq!(bytes(&replay(&run.json()).record()), bytes(&run.recording.record()), "seed {seed}");
    }
}

/// Damages one event in one of many ways.
fn damaged(event: &str, chance: &mut Chance) -> String {
    let mut value: Value = serde_json::from_str(event).unwrap();
    let deep = || "[".repeat(100_000) + &"]".repeat(100_000);
    let (name, inner) = {
        let members = value.as_object().unwrap();
        let name = members.keys().nth(chance.below(members.len())).unwrap().clone();
        let inner = members[&name].as_object().map(|inner| inner.keys().cloned().collect::<Vec<_>>());
        (name, inner.filter(|inner| !inner.is_empty()))
    };
    let place = match inner {
        Some(inner) if chance.one_in(2) => &mut value[&name][&inner[chance.below(inner.len())]],
        _ => &mut value[&name],
    };
    match chance.below(12) {
        0 => *place = Value::Null,
        1 => *place = 7.into(),
        2 => *place = "".into(),
        3 => *place = serde_json::json!({"x": [1, {"y": null}]}),
        4 => *place = serde_json::json!([null, 1, "a"]),
        5 => *place = serde_json::json!(1e300),
        6 => *place = serde_json::json!(-5),
        7 => {
            let marker = "MARKER";
            *place = marker.into();
            let raw =
                ["\"\\u0000\\ud800x\\udfff\"", "\"\\ud800\"", "1e999", "\"a\u{1}b\"", "\"\\q\"", "truth"];
            let raw = raw[chance.below(raw.len())];
            return value.to_string().replace("\"MARKER\"", raw);
        }
        8 => {
            *place = "MARKER".into();
            return value.to_string().replace("\"MARKER\"", &deep());
        }
        9 => {
            value.as_object_mut().unwrap().remove(&name);
        }
        10 => {
            let whole = value.to_string();
            let mut end = chance.below(whole.len());
            while !whole.is_char_boundary(end) {
                end -= 1;
            }
            return whole[..end].to_owned();
        }
        _ => *place = "\u{0}".into(),
    }
    value.to_string()
}

#[test]
fn damaged_events_are_named_and_cost_no_others() {
    for seed in 0..120 {
        let mut chance = Chance(seed + 1_000);
        let whole = if seed % 3 == 0 {
            everything([Dialect::Ga, Dialect::Beta, Dialect::Mixed][chance.below(3)], Transport::WebRtc)
        } else {
            sample(&random_call(seed))
        };
        let rate = 3 + chance.below(20);
        let events: Vec<Observed> = whole
            .iter()
            .map(|(event, at)| {
                (if chance.one_in(rate) { damaged(event, &mut chance) } else { event.clone() }, *at)
            })
            .collect();
        let run = Run::of(&events).end();
        let record = run.conversation();
        check(&format!("seed {seed}"), &record);
        let words = all_words(&record);
        for text in readable(&events) {
            assert!(words.contains(&text), "seed {seed}: {text:?} was said");
        }
        assert_eq!(bytes(&replay(&run.json()).record()), bytes(&run.recording.record()), "seed {seed}");
        let unreadable = events
            .iter()
            .filter(|(event, _)| serde_json::from_str::<&serde_json::value::RawValue>(event).is_err());
        if unreadable.count() > 0 {
            let named = format!("{:?}", record.completeness.problems);
            assert!(named.contains("MalformedEvent"), "seed {seed}: damage is named");
        }
    }
}

#[test]
fn what_is_settled_survives_a_kill_at_any_point() {
    for seed in 0..12 {
        let events = sample(&random_call(seed));
        let mut run = Run::begin(settings());
        let mut checked = 0;
        for (number, (event, at)) in events.iter().enumerate() {
            run.observe(event, *at);
            let settled = run.recording.settled();
            assert!(settled <= number as u64 + 1, "seed {seed}: no more is settled than was observed");
            assert!(settled >= checked, "seed {seed}: what is settled stays so");
            if settled == checked || number % 11 > 0 {
                continue;
            }
            checked = settled;
            let mut again = replay(&run.json());
            again.recover();
            let upto = &events[..usize::try_from(settled).unwrap()];
            check_survivors(&format!("seed {seed}, event {number}"), upto, &again);
        }
        let run = run.end();
        assert_eq!(run.recording.settled(), events.len() as u64, "seed {seed}: at the end all is settled");
    }
}

fn check_survivors(name: &str, events: &[Observed], recording: &Recording) {
    let record = recording.record().conversation.into_inner();
    let words = all_words(&record);
    for text in readable(events) {
        assert!(words.contains(&text), "{name}: {text:?} was said");
    }
    let mut pieces: BTreeMap<String, String> = BTreeMap::new();
    for (event, _) in events {
        let event: Value = serde_json::from_str(event).unwrap();
        let item_id = event["item_id"].as_str().unwrap_or_default();
        match event["type"].as_str().unwrap_or_default() {
            "response.function_call_arguments.done" => {
                let told = record
                    .events
                    .iter()
                    .any(|told| told.kind == "tool_call" && told.item_id.as_deref() == Some(item_id));
                assert!(told, "{name}: the call {item_id} was made");
            }
            kind if kind.ends_with("transcript.delta")
                || kind.ends_with("text.delta")
                || kind.ends_with("transcription.delta") =>
            {
                pieces.entry(item_id.to_owned()).or_default().push_str(event["delta"].as_str().unwrap());
            }
            _ => {}
        }
    }
    for (item_id, text) in pieces {
        let found = record.events.iter().any(|event| {
            event.item_id.as_deref() == Some(&item_id)
                && event
                    .data
                    .get("transcript")
                    .and_then(Value::as_str)
                    .is_some_and(|told| told.starts_with(&text))
        });
        assert!(found, "{name}: {item_id} began with {text:?}");
    }
}

#[test]
fn histories_are_the_same_however_much_of_them_is_stored() {
    for (name, events) in samples(15) {
        let run = Run::of(&events).end();
        let json = run.json();
        let with = |limit: usize| {
            let settings = Settings { snapshot_limit: limit, ..settings() };
            let recording = Recording::replay(settings, json.iter().map(Vec::as_slice)).unwrap();
            recording.record().conversation.into_inner().history_snapshots
        };
        let full = with(usize::MAX);
        assert!(full.iter().all(|snapshot| snapshot.history.is_some()), "{name}");
        for limit in [0, 1, 2_000, 20_000] {
            let stored = with(limit);
            assert_eq!(Snapshot::expand(&stored), full, "{name}: limit {limit}");
            for (index, snapshot) in full.iter().enumerate() {
                assert_eq!(
                    Snapshot::history_at(&stored, index),
                    snapshot.history,
                    "{name}: {limit}, {index}"
                );
            }
            assert!(stored.last().is_none_or(|last| last.history.is_some()), "{name}: {limit}");
        }
        assert_eq!(Snapshot::history_at(&full, full.len()), None);
    }
}

#[test]
fn a_conversation_ten_times_as_long_takes_ten_times_the_space() {
    let measure = |items: usize| {
        let run = Run::of(&sample(&repeated(items, Dialect::Ga))).end();
        let entries: usize = run.json().iter().map(Vec::len).sum();
        let document = run.recording.record().conversation.to_json().unwrap().into_inner().len();
        println!("{items} items: {entries} bytes of entries, {document} bytes of document");
        (entries, document)
    };
    let (short, long) = (measure(720), measure(7200));
    assert!(long.0 * 2 <= short.0 * 21, "entries: {} and {}", short.0, long.0);
    assert!(long.1 * 2 <= short.1 * 21, "document: {} and {}", short.1, long.1);
    assert!(long.1 < 30_000_000, "the document of 7,200 items has {} bytes", long.1);
}
