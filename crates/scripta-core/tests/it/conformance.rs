//! The record against an oracle: a few lines that read the raw events as JSON values, in their own way.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Observed, captures, conversation, redacted, samples};
use scripta_core::record::{Conversation, ProblemKind, ToolStatus};
use scripta_redact::{Redactor, Scrub, Sensitive};
use serde_json::Value;

/// What the raw events say.
#[derive(Default)]
struct Oracle {
    order: Vec<String>,
    gone: BTreeSet<String>,
    /// Role and kind of each item.
    roles: BTreeMap<String, (String, String)>,
    /// Words by item and part.
    words: BTreeMap<(String, u64), String>,
    /// Name and arguments by item.
    calls: BTreeMap<String, (String, String)>,
    call_ids: BTreeMap<String, String>,
    outputs: BTreeMap<String, String>,
    failed: BTreeSet<String>,
    truncated: BTreeMap<String, u64>,
    cut_off: BTreeSet<String>,
    tokens: [u64; 3],
    responses: u64,
    transcripts: u64,
    /// Where the items of this connection begin.
    base: usize,
    sessions: usize,
    seen: BTreeSet<String>,
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

impl Oracle {
    fn of(events: &[Observed]) -> Self {
        let mut oracle = Self::default();
        for (event, _) in events {
            oracle.read(&serde_json::from_str(event).unwrap());
        }
        oracle
    }

    fn read(&mut self, event: &Value) {
        let id = text(event, "event_id");
        if !id.is_empty() && !self.seen.insert(id.to_owned()) {
            return;
        }
        let (item_id, index) =
            (text(event, "item_id").to_owned(), event["content_index"].as_u64().unwrap_or(0));
        match text(event, "type") {
            "session.created" => {
                self.sessions += 1;
                if self.sessions > 1 {
                    self.base = self.order.len();
                }
            }
            "conversation.item.added" | "conversation.item.created" => {
                self.place(text(&event["item"], "id"), &event["previous_item_id"]);
                self.item(&event["item"]);
            }
            "conversation.item.done" | "response.output_item.done" => self.item(&event["item"]),
            "conversation.item.create" if event["item"]["type"] == "function_call_output" => {
                let item = &event["item"];
                self.outputs
                    .entry(text(item, "call_id").to_owned())
                    .or_insert_with(|| text(item, "output").to_owned());
            }
            "conversation.item.deleted" => {
                self.order.retain(|item| *item != item_id);
                self.gone.insert(item_id);
            }
            "conversation.item.truncated" => {
                self.truncated.insert(item_id, event["audio_end_ms"].as_u64().unwrap());
            }
            "conversation.item.input_audio_transcription.completed" => {
                self.words.insert((item_id, index), text(event, "transcript").to_owned());
                self.transcripts += u64::from(!event["usage"].is_null());
            }
            "conversation.item.input_audio_transcription.failed" => {
                self.failed.insert(item_id);
            }
            "response.output_audio_transcript.done" | "response.audio_transcript.done" => {
                self.words.insert((item_id, index), text(event, "transcript").to_owned());
            }
            "response.output_text.done" | "response.text.done" => {
                self.words.insert((item_id, index), text(event, "text").to_owned());
            }
            "response.done" => self.response(&event["response"]),
            _ => {}
        }
    }

    fn place(&mut self, id: &str, previous: &Value) {
        if self.order.iter().any(|item| item == id) {
            return;
        }
        let at = match previous {
            Value::String(previous) => {
                self.order.iter().position(|item| item == previous).map_or(self.order.len(), |at| at + 1)
            }
            Value::Null => self.base.min(self.order.len()),
            _ => self.order.len(),
        };
        self.order.insert(at, id.to_owned());
    }

    fn item(&mut self, item: &Value) {
        let id = text(item, "id").to_owned();
        self.roles.insert(id.clone(), (text(item, "role").to_owned(), text(item, "type").to_owned()));
        for (index, part) in (0..).zip(item["content"].as_array().into_iter().flatten()) {
            let said = part["transcript"].as_str().or(part["text"].as_str()).unwrap_or_default();
            if !said.is_empty() {
                self.words.insert((id.clone(), index), said.to_owned());
            }
        }
        match text(item, "type") {
            "function_call" | "mcp_call" => {
                let call = self.calls.entry(id.clone()).or_default();
                text(item, "name").clone_into(&mut call.0);
                if !text(item, "arguments").is_empty() {
                    text(item, "arguments").clone_into(&mut call.1);
                }
                if item["call_id"].is_string() {
                    self.call_ids.insert(id.clone(), text(item, "call_id").to_owned());
                }
                if item["output"].is_string() {
                    self.outputs.insert(id, text(item, "output").to_owned());
                }
            }
            "function_call_output" => {
                self.outputs.insert(text(item, "call_id").to_owned(), text(item, "output").to_owned());
            }
            _ => {}
        }
    }

    fn response(&mut self, response: &Value) {
        let usage = &response["usage"];
        if !usage.is_null() {
            self.responses += 1;
            for (sum, name) in self.tokens.iter_mut().zip(["total_tokens", "input_tokens", "output_tokens"]) {
                *sum += usage[name].as_u64().unwrap_or(0);
            }
        }
        let output = response["output"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
        output.clone().for_each(|item| self.item(item));
        if response["status"] == "cancelled" && response["status_details"]["reason"] == "turn_detected" {
            let spoken = |item: &&Value| {
                item["content"].as_array().is_some_and(|parts| {
                    parts.iter().any(|part| part["type"].as_str().is_some_and(|kind| kind.ends_with("audio")))
                })
            };
            self.cut_off.extend(output.rev().find(spoken).map(|item| text(item, "id").to_owned()));
        }
    }

    /// What an item says, redacted.
    fn said(&self, id: &str) -> String {
        let parts = self.words.range((id.to_owned(), 0)..).take_while(|((item, _), _)| item == id);
        let parts = parts.map(|(_, words)| redacted(words)).filter(|words| !words.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    }

    fn is_call(&self, id: &str) -> bool {
        self.calls.contains_key(id)
    }

    fn is_message(&self, id: &str) -> bool {
        self.roles.get(id).is_some_and(|(_, kind)| kind == "message")
    }
}

/// A tool's arguments and result, redacted as such.
struct Tool {
    arguments: String,
    output: String,
}

impl Sensitive for Tool {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.json_text(&mut self.arguments);
        scrub.output(&mut self.output);
    }
}

fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

fn check(name: &str, events: &[Observed]) {
    let oracle = Oracle::of(events);
    let record = conversation(events);
    check_history(name, &oracle, &record);
    check_turns(name, &oracle, &record);
    check_transcripts(name, &oracle, &record);
    check_calls(name, &oracle, &record);
    let usage = &record.usage;
    assert_eq!(
        (usage.responses, [usage.total_tokens, usage.input_tokens, usage.output_tokens]),
        (oracle.responses, oracle.tokens),
        "{name}: usage"
    );
    assert_eq!(usage.transcription.transcripts, oracle.transcripts, "{name}: transcripts with usage");
    check_completeness(name, &oracle, &record);
    let told = record.events.iter().filter(|event| event.kind == "audio_interrupted");
    let told: BTreeSet<&str> = told.filter_map(|event| event.item_id.as_deref()).collect();
    for item in oracle.truncated.keys().chain(&oracle.cut_off) {
        assert!(told.contains(item.as_str()), "{name}: the interruption of {item} is told");
        let turn = record.turns.iter().find(|turn| turn.item_ids.contains(item));
        assert!(turn.is_none_or(|turn| turn.interruption.is_some()), "{name}: {item} was interrupted");
    }
    let ids: BTreeSet<&str> = record.events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids.len(), record.events.len(), "{name}: ids of events are unique");
}

fn check_history(name: &str, oracle: &Oracle, record: &Conversation) {
    assert_eq!(crate::support::ids(&record.history), oracle.order, "{name}: order");
    for item in &record.history {
        let id = item.item_id.as_str();
        let (role, kind) = &oracle.roles[id];
        assert_eq!(item.kind, *kind, "{name}: type of {id}");
        assert_eq!(item.role.as_deref().unwrap_or_default(), role, "{name}: role of {id}");
        assert_eq!(item.words(), oracle.said(id), "{name}: words of {id}");
        assert_eq!(item.audio_end_ms, oracle.truncated.get(id).copied(), "{name}: truncation of {id}");
    }
    let last = record.history_snapshots.last().and_then(|snapshot| snapshot.history.as_ref());
    if let Some(last) = last {
        assert_eq!(*last, record.history, "{name}: the last snapshot is the history");
    } else {
        assert!(record.history.is_empty(), "{name}: a snapshot");
    }
}

fn check_turns(name: &str, oracle: &Oracle, record: &Conversation) {
    let said = |user: bool| {
        let role = if user { "user" } else { "assistant" };
        let items = oracle.order.iter().filter(|id| oracle.is_message(id) && oracle.roles[*id].0 == role);
        items.map(|id| oracle.said(id)).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
    };
    for (user, speaker) in [(true, "user"), (false, "assistant")] {
        let gone: BTreeSet<&str> = oracle.gone.iter().map(String::as_str).collect();
        let turns = record.turns.iter().filter(|turn| turn.speaker.name() == speaker);
        // What was deleted was said all the same; the oracle's order no longer knows where.
        let turns = turns.filter(|turn| !turn.item_ids.iter().any(|id| gone.contains(id.as_str())));
        let words: Vec<&str> = turns.filter_map(|turn| turn.transcript.as_deref()).collect();
        if gone.is_empty() {
            assert_eq!(words.join(" "), said(user), "{name}: words of the {speaker}");
        }
    }
    for gone in
        oracle.gone.iter().filter(|gone| !oracle.said(gone).is_empty() && !oracle.order.contains(gone))
    {
        let turn = record.turns.iter().find(|turn| turn.item_ids.contains(gone));
        let transcript = turn.and_then(|turn| turn.transcript.as_deref()).unwrap_or_default();
        assert!(transcript.contains(&oracle.said(gone)), "{name}: what {gone} said before it was deleted");
    }
    for turn in &record.turns {
        let transcript = turn.transcript.as_deref().unwrap_or_default();
        let heard = turn.heard.as_deref().unwrap_or_default();
        assert!(transcript.starts_with(heard), "{name}: {heard:?} is the beginning of {transcript:?}");
    }
}

fn check_transcripts(name: &str, oracle: &Oracle, record: &Conversation) {
    let mut told: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for event in record.events.iter().filter(|event| event.kind == "transcript") {
        let words = event.data["transcript"].as_str().unwrap();
        told.entry(event.item_id.as_deref().unwrap()).or_default().push(words);
    }
    for id in oracle.order.iter().filter(|id| oracle.is_message(id)) {
        let said = oracle.said(id);
        let words: Vec<&str> =
            told.get(id.as_str()).into_iter().flatten().copied().filter(|words| !words.is_empty()).collect();
        assert_eq!(words.join(" "), said, "{name}: transcript events of {id}");
    }
}

fn check_calls(name: &str, oracle: &Oracle, record: &Conversation) {
    let turns: Vec<_> = record.turns.iter().flat_map(|turn| &turn.tool_calls).collect();
    let calls: Vec<&String> = oracle.order.iter().filter(|id| oracle.is_call(id)).collect();
    assert_eq!(turns.iter().map(|call| &call.item_id).collect::<Vec<_>>(), calls, "{name}: calls in order");
    for call in turns {
        let id = &call.item_id;
        let (tool, arguments) = &oracle.calls[id];
        let output = oracle.outputs.get(oracle.call_ids.get(id).unwrap_or(id));
        let raw = Tool { arguments: arguments.clone(), output: output.cloned().unwrap_or_default() };
        let expected = Redactor::default().redact(raw).into_inner();
        assert_eq!(call.tool_name, *tool, "{name}: tool of {id}");
        assert_eq!(call.arguments, json_or_text(&expected.arguments), "{name}: arguments of {id}");
        let event = |kind: &str| {
            let of_it = |event: &&scripta_core::record::RecordedEvent| {
                event.kind == kind && event.item_id.as_ref() == Some(id)
            };
            record.events.iter().find(of_it)
        };
        let told = event("tool_call").unwrap_or_else(|| panic!("{name}: the call {id} is told"));
        assert_eq!(told.data["arguments"], call.arguments, "{name}: arguments told of {id}");
        if output.is_some() {
            assert_eq!(call.result, Some(json_or_text(&expected.output)), "{name}: result of {id}");
            let told =
                event("tool_call_result").unwrap_or_else(|| panic!("{name}: the result of {id} is told"));
            assert_eq!(Some(&told.data["result"]), call.result.as_ref(), "{name}: result told of {id}");
        } else {
            assert_ne!(call.status, ToolStatus::Succeeded, "{name}: {id} has no result");
        }
    }
}

fn check_completeness(name: &str, oracle: &Oracle, record: &Conversation) {
    let named = |kind: ProblemKind| -> BTreeSet<&str> {
        let of_kind = record.completeness.problems.iter().filter(|problem| problem.problem == kind);
        of_kind.filter_map(|problem| problem.item_id.as_deref()).collect()
    };
    let failed: BTreeSet<&str> = oracle.failed.iter().map(String::as_str).collect();
    assert_eq!(named(ProblemKind::TranscriptFailed), failed, "{name}: failed transcripts");
    assert!(named(ProblemKind::MalformedEvent).is_empty(), "{name}: {:?}", record.completeness);
    let malformed =
        record.completeness.problems.iter().find(|problem| problem.problem == ProblemKind::MalformedEvent);
    assert_eq!(malformed, None, "{name}: every event was read");
}

#[test]
fn the_record_of_a_sample_is_what_its_raw_events_say() {
    for (name, events) in samples(200) {
        check(&name, &events);
    }
}

#[test]
fn the_record_of_a_capture_is_what_its_raw_events_say() {
    for (name, events) in captures() {
        check(&name, &events);
    }
}
