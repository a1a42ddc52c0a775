//! What holds for every sample: it is valid on the wire.

use std::collections::{HashMap, HashSet};

use crate::every::samples;
use scripta_sample::{Dir, Line};
use serde_json::Value;

const FIELDS: &str = include_str!("fields.txt");

/// Types that a recorder meets and that the published types do not have.
const UNPUBLISHED: &[&str] = &["conversation.item.mood_estimated"];

fn required() -> HashMap<(&'static str, &'static str), Vec<&'static str>> {
    FIELDS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (dir, rest) = line.split_once(' ').unwrap_or_default();
            let mut words = rest.split(' ');
            ((dir, words.next().unwrap_or_default()), words.collect())
        })
        .collect()
}

#[test]
fn every_event_has_the_fields_of_its_type() {
    let required = required();
    let mut seen = HashSet::new();
    for (name, lines) in samples() {
        let beta =
            name.contains("Beta") || lines.iter().any(|l| l.event["session"]["temperature"].is_number());
        for line in lines {
            if UNPUBLISHED.contains(&line.kind()) {
                continue;
            }
            let fields = required
                .get(&(line.dir.as_str(), line.kind()))
                .unwrap_or_else(|| panic!("{name}: no type {:?}", line.kind()));
            for field in fields {
                let older = beta && *field == "name";
                assert!(older || line.event.get(field).is_some(), "{name}: {} has no {field}", line.kind());
            }
            seen.insert((line.dir, line.kind().to_owned()));
        }
    }
    let unseen: Vec<_> = required
        .keys()
        .filter(|(dir, kind)| {
            let dir = if *dir == "server" { Dir::Server } else { Dir::Client };
            !seen.contains(&(dir, (*kind).to_owned()))
        })
        .collect();
    assert!(unseen.is_empty(), "no sample has {unseen:?}");
}

#[test]
fn time_never_goes_back() {
    for (name, lines) in samples() {
        assert!(lines.windows(2).all(|pair| pair[0].at_ms <= pair[1].at_ms), "{name}");
    }
}

#[test]
fn ids_are_unique() {
    for (name, lines) in samples() {
        let mut ids = HashSet::new();
        for line in lines {
            if let Some(id) = line.event["event_id"].as_str() {
                assert!(ids.insert(id.to_owned()), "{name}: {id}");
            }
            if let "conversation.item.added" | "conversation.item.created" = line.kind() {
                assert!(ids.insert(line.event["item"]["id"].as_str().unwrap().to_owned()), "{name}");
            }
            if line.kind() == "response.created" {
                assert!(ids.insert(line.event["response"]["id"].as_str().unwrap().to_owned()), "{name}");
            }
        }
    }
}

#[test]
fn items_follow_one_another() {
    for (name, lines) in samples() {
        let mut items: Vec<String> = Vec::new();
        for line in lines {
            match line.kind() {
                "conversation.item.added" | "conversation.item.created" => {
                    let previous = line.event["previous_item_id"].as_str();
                    assert_eq!(previous, items.last().map(String::as_str), "{name}");
                    items.push(line.event["item"]["id"].as_str().unwrap().to_owned());
                }
                "conversation.item.deleted" => {
                    assert_eq!(line.event["item_id"].as_str(), items.pop().as_deref(), "{name}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_response_lies_between_its_creation_and_its_end() {
    for (name, lines) in samples() {
        let mut open: HashSet<&str> = HashSet::new();
        let mut done: HashSet<&str> = HashSet::new();
        for line in lines {
            let id = line.event["response"]["id"].as_str().or(line.event["response_id"].as_str());
            let Some(id) = id else { continue };
            match line.kind() {
                "response.created" => assert!(open.insert(id), "{name}"),
                "response.done" => {
                    assert!(open.remove(id), "{name}");
                    done.insert(id);
                    assert_ne!(line.event["response"]["status"], "in_progress", "{name}");
                }
                "output_audio_buffer.stopped" | "output_audio_buffer.cleared" => {
                    assert!(done.contains(id), "{name}");
                }
                _ => assert!(open.contains(id), "{name}: {} outside its response", line.kind()),
            }
        }
        assert!(open.is_empty(), "{name}: a response is never done");
    }
}

#[test]
fn deltas_join_to_the_whole() {
    for (name, lines) in samples() {
        let mut parts: HashMap<(String, String), String> = HashMap::new();
        for line in lines {
            let Some(item) = line.event["item_id"].as_str() else { continue };
            let Some((stem, end)) = line.kind().rsplit_once('.') else { continue };
            let key = (stem.to_owned(), item.to_owned());
            if end == "delta" {
                let delta = line.event["delta"].as_str().unwrap();
                parts.entry(key).or_default().push_str(delta);
                continue;
            }
            let whole = ["transcript", "text", "arguments"].iter().find_map(|f| line.event[f].as_str());
            if let (Some(joined), Some(whole)) = (parts.get(&key), whole) {
                assert_eq!(joined, whole, "{name}: {}", line.kind());
            }
        }
    }
}

#[test]
fn a_transcript_comes_once_and_after_its_item() {
    for (name, lines) in samples() {
        let mut items: HashSet<&str> = HashSet::new();
        let mut transcribed: HashSet<&str> = HashSet::new();
        for line in lines {
            if let Some(id) = line.event["item"]["id"].as_str() {
                items.insert(id);
            }
            if line.kind().starts_with("conversation.item.input_audio_transcription.") {
                let id = line.event["item_id"].as_str().unwrap();
                assert!(items.contains(id), "{name}: {} before its item", line.kind());
                assert!(!transcribed.contains(id), "{name}: {} after the end", line.kind());
                if !line.kind().ends_with("delta") && !line.kind().ends_with("segment") {
                    transcribed.insert(id);
                }
            }
        }
    }
}

#[test]
fn every_tool_output_answers_a_call() {
    for (name, lines) in samples() {
        let mut calls: HashSet<&Value> = HashSet::new();
        for line in lines {
            let item = &line.event["item"];
            if item["type"] == "function_call" {
                calls.insert(&item["call_id"]);
            }
            if item["type"] == "function_call_output" {
                assert!(calls.contains(&item["call_id"]), "{name}");
            }
        }
    }
}

#[test]
fn a_truncation_leaves_no_more_than_was_generated() {
    let mut shorter = 0;
    for (name, lines) in samples() {
        let said: HashMap<&str, usize> = lines
            .iter()
            .filter(|line| line.kind().ends_with("audio_transcript.done"))
            .map(|line| (line.event["item_id"].as_str().unwrap(), transcript(line).chars().count()))
            .collect();
        for line in lines.iter().filter(|line| line.kind() == "conversation.item.truncated") {
            let characters = said[line.event["item_id"].as_str().unwrap()] as u64;
            let audio_ms = (characters * 1_000 / 15).max(200);
            let heard_ms = line.event["audio_end_ms"].as_u64().unwrap();
            assert!(heard_ms <= audio_ms, "{name}: heard {heard_ms} of {audio_ms} ms");
            shorter += u32::from(heard_ms < audio_ms);
        }
    }
    assert!(shorter > 50);
}

fn transcript(line: &Line) -> &str {
    line.event["transcript"].as_str().unwrap_or_default()
}
