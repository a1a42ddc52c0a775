//! What each ready-made call promises.

use std::collections::HashSet;

use crate::every::everything;
use scripta_sample::{
    Dialect, Line, START_EPOCH_MS, Transport, insurance_call, marked_call, marked_metadata, random_call,
    repeated, to_jsonl,
};
use serde_json::Value;

fn of_kind<'a>(lines: &'a [Line], kind: &'a str) -> impl Iterator<Item = &'a Line> {
    lines.iter().filter(move |line| line.kind() == kind)
}

#[test]
fn the_same_seed_gives_the_same_lines() {
    assert_eq!(insurance_call(), insurance_call());
    assert_eq!(random_call(5), random_call(5));
    assert_ne!(random_call(5), random_call(6));
}

#[test]
fn the_insurance_call_takes_two_to_three_minutes_and_is_not_large() {
    let call = insurance_call();
    let end = call.last().unwrap().at_ms;
    assert!((90_000..=180_000).contains(&end), "{end} ms");
    let bytes = to_jsonl(&call, START_EPOCH_MS).len();
    assert!(bytes < 3_000_000, "{bytes} bytes");
}

#[test]
fn the_insurance_call_has_what_the_demo_shows() {
    let call = insurance_call();
    let text = to_jsonl(&call, START_EPOCH_MS);
    for part in
        ["2020 Toyota Camry", "90210", "555-123-4567", "john.doe@gmail.com", "john dot doe at gmail dot com"]
    {
        assert!(text.contains(part), "{part}");
    }
    let tools: Vec<&str> = of_kind(&call, "response.function_call_arguments.done")
        .filter_map(|line| line.event["name"].as_str())
        .collect();
    assert_eq!(tools, ["lookup_vehicle", "get_quote"]);
    assert_eq!(of_kind(&call, "conversation.item.truncated").count(), 1);
    assert!(of_kind(&call, "response.done").all(|line| line.event["response"]["status"] == "completed"));
}

#[test]
fn transcripts_of_the_insurance_call_are_late() {
    let call = insurance_call();
    let mut after_done = 0;
    for (i, line) in call.iter().enumerate() {
        if line.kind() != "conversation.item.input_audio_transcription.completed" {
            continue;
        }
        let item = &line.event["item_id"];
        let since =
            call.iter().position(|l| l.kind().ends_with("committed") && l.event["item_id"] == *item).unwrap();
        let between = &call[since..i];
        assert!(of_kind(between, "response.created").count() > 0);
        after_done += of_kind(between, "response.done").count().min(1);
    }
    assert_eq!(after_done, 2);
}

#[test]
fn the_agents_audio_is_as_long_as_its_speech() {
    let call = insurance_call();
    for done in of_kind(&call, "response.output_audio_transcript.done") {
        let audio: usize = of_kind(&call, "response.output_audio.delta")
            .filter(|line| line.event["item_id"] == done.event["item_id"])
            .map(|line| line.event["delta"].as_str().unwrap().len() / 4 * 3)
            .sum();
        let characters = done.event["transcript"].as_str().unwrap().chars().count();
        let seconds = audio as f64 / 8_000.0;
        assert!((seconds - characters as f64 / 15.0).abs() < 0.1, "{seconds} s for {characters} characters");
    }
}

#[test]
fn a_repeated_session_has_exactly_the_items_asked_for() {
    for items in [0, 1, 2, 3, 7, 100, 721] {
        let lines = repeated(items, Dialect::Ga);
        assert_eq!(of_kind(&lines, "conversation.item.added").count(), items);
    }
}

#[test]
fn a_repeated_session_grows_in_proportion() {
    let (small, large) = (repeated(100, Dialect::Ga), repeated(1_000, Dialect::Ga));
    let bytes = |lines: &[Line]| to_jsonl(lines, START_EPOCH_MS).len();
    assert!(bytes(&large) < bytes(&small) * 11);
}

#[test]
fn dialects_keep_to_their_names() {
    let ga: HashSet<String> =
        everything(Dialect::Ga, Transport::WebSocket).iter().map(|l| l.kind().to_owned()).collect();
    let beta: HashSet<String> =
        everything(Dialect::Beta, Transport::WebSocket).iter().map(|l| l.kind().to_owned()).collect();
    for (name, older) in [
        ("conversation.item.added", "conversation.item.created"),
        ("response.output_audio.delta", "response.audio.delta"),
        ("response.output_audio_transcript.done", "response.audio_transcript.done"),
        ("response.output_text.delta", "response.text.delta"),
    ] {
        assert!(ga.contains(name) && !ga.contains(older), "{name}");
        assert!(beta.contains(older) && !beta.contains(name), "{older}");
    }
    assert!(ga.contains("conversation.item.done") && !beta.contains("conversation.item.done"));
}

#[test]
fn webrtc_carries_no_audio_and_tells_of_playback() {
    let lines = everything(Dialect::Ga, Transport::WebRtc);
    assert_eq!(of_kind(&lines, "response.output_audio.delta").count(), 0);
    assert_eq!(of_kind(&lines, "conversation.item.truncate").count(), 0);
    assert!(of_kind(&lines, "output_audio_buffer.cleared").count() >= 2);
}

#[test]
fn every_mark_is_said_and_differs_from_the_others() {
    for seed in 0..9 {
        let (lines, marks) = marked_call(120, seed);
        assert_eq!(marks.len(), 120);
        assert_eq!(marks.iter().map(|mark| &mark.value).collect::<HashSet<_>>().len(), 120);
        let mut text = String::new();
        for line in &lines {
            gather(&line.event, &mut text);
        }
        for mark in &marks {
            assert!(!mark.said_as.is_empty());
            for form in &mark.said_as {
                assert!(text.contains(form.as_str()), "seed {seed}: {form} is not said");
            }
        }
    }
}

#[test]
fn every_mark_of_the_metadata_is_in_it() {
    let (metadata, marks) = marked_metadata(60, 3);
    let mut text = String::new();
    gather(&metadata, &mut text);
    for mark in &marks {
        assert!(text.contains(&mark.said_as[0]), "{mark:?}");
    }
}

/// All keys, strings and numbers, and what is inside strings that are JSON.
fn gather(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                text.push_str(key);
                text.push('\n');
                gather(value, text);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, text)),
        Value::String(string) => {
            text.push_str(string);
            text.push('\n');
            if let Ok(inner @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(string) {
                gather(&inner, text);
            }
        }
        other => {
            text.push_str(&other.to_string());
            text.push('\n');
        }
    }
}
