//! The list of events, and what becomes an event of what is known of an item.

use serde_json::{Map, Value};

use super::Ledger;
use super::item::Item;
use crate::entry::{ItemChange, ResponseChange};
use crate::hash::Seen;
use crate::record::{AudioInfo, RecordedEvent, ToolStatus, camel, kind};
use crate::time::Timestamp;

/// A tool of this name hands the conversation to another agent. Source: the Agents SDK, `handoff()`.
pub(super) const TRANSFER: &str = "transfer_to_";

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Events {
    list: Vec<RecordedEvent>,
    /// The ids in the list.
    ids: Seen,
    at: Timestamp,
    /// The wire's id of the entry at hand, and how many events it has made.
    id: Option<String>,
    made: u32,
    /// The caller's audio that no item has claimed.
    heard: AudioInfo,
    /// The last handoff, of which only one side has told.
    handoff: Option<usize>,
}

impl Events {
    pub(super) fn next_entry(&mut self, at: Timestamp, id: Option<&str>) {
        self.at = at;
        self.id = id.map(str::to_owned);
        self.made = 0;
    }

    /// Adds an event of the entry at hand.
    pub(super) fn push(
        &mut self,
        kind: &str,
        item_id: Option<&str>,
        response_id: Option<&str>,
        data: Map<String, Value>,
    ) -> usize {
        self.made += 1;
        let id = match (&self.id, self.made) {
            (Some(id), 1) => Some(id.clone()),
            (Some(id), more) => Some(format!("{id}:{more}")),
            (None, _) => None,
        };
        let id = id.filter(|id| self.ids.insert("", id)).unwrap_or_else(|| self.local());
        self.list.push(RecordedEvent {
            id,
            kind: kind.to_owned(),
            timestamp: self.at,
            item_id: item_id.map(str::to_owned),
            response_id: response_id.map(str::to_owned),
            data,
        });
        self.list.len() - 1
    }

    /// An id of our own, for what the wire has not named or named like something else.
    fn local(&mut self) -> String {
        (self.list.len() + 1..)
            .map(|number| format!("local_{number}"))
            .find(|id| self.ids.insert("", id))
            .unwrap_or_default()
    }

    pub(super) fn into_list(self) -> Vec<RecordedEvent> {
        self.list
    }

    pub(super) fn list(&self) -> &[RecordedEvent] {
        &self.list
    }

    /// Tells of a handoff. The SDK tells of one by an event of its own, which says from whom, and the wire by
    /// the result of a tool, which has its call: what both tell of is one event.
    pub(super) fn handoff(&mut self, item_id: Option<&str>, data: Map<String, Value>) {
        let half = self.handoff.and_then(|index| self.list.get_mut(index)).filter(|told| {
            told.data.get("to") == data.get("to")
                && told
                    .data
                    .keys()
                    .chain(data.keys())
                    .all(|name| name == "to" || told.data.contains_key(name) != data.contains_key(name))
        });
        match half {
            Some(told) => {
                told.data.extend(data);
                told.item_id = told.item_id.take().or_else(|| item_id.map(str::to_owned));
                self.handoff = None;
            }
            None => self.handoff = Some(self.push(kind::AGENT_HANDOFF, item_id, None, data)),
        }
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut RecordedEvent> {
        self.list.get_mut(index)
    }

    pub(super) fn heard(&mut self, info: AudioInfo) {
        self.heard.add(info);
    }

    pub(super) fn take_heard(&mut self) -> AudioInfo {
        std::mem::take(&mut self.heard)
    }

    /// Tells of audio that no item has claimed.
    pub(super) fn tell_heard(&mut self, item_id: Option<&str>) {
        let heard = self.take_heard();
        if heard.chunks > 0 {
            self.push(kind::AUDIO_SENT, item_id, None, heard.members());
        }
    }
}

impl Ledger {
    /// Tells what has become final of an item: its texts, its call, its result.
    pub(super) fn tell(&mut self, index: usize, at: Timestamp) {
        if self.items.get(index).is_some_and(|item| item.done) {
            self.tell_now(index, at);
        }
    }

    /// The same, final or not.
    pub(super) fn tell_now(&mut self, index: usize, at: Timestamp) {
        let Some(item) = self.items.get(index) else { return };
        let untold: Vec<u32> = item
            .parts
            .iter()
            .filter(|(_, part)| part.told.is_none() && part.text.is_some())
            .map(|(part, _)| *part)
            .collect();
        if !untold.is_empty() {
            untold.into_iter().for_each(|part| self.tell_text(index, part));
        }
        self.tell_call(index, at);
        self.take_output(index, at);
    }

    /// Tells of a text, or corrects what was told of it.
    pub(super) fn tell_text(&mut self, index: usize, part_index: u32) {
        let Some(item) = self.items.get_mut(index) else { return };
        let (speaker, item_id, response_id) = (item.speaker(), item.id.clone(), item.response_id.clone());
        let Some(part) = item.parts.get_mut(&part_index) else { return };
        let Some(text) = &part.text else { return };
        let mut data = Map::new();
        data.insert("transcript".into(), text.as_str().into());
        data.insert("speaker".into(), speaker.name().into());
        data.extend(part.confidence.map(|confidence| ("confidence".to_owned(), confidence.into())));
        data.insert("modality".into(), if part.is_spoken() { "audio" } else { "text" }.into());
        match part.told {
            Some(told) => {
                if let Some(event) = self.events.get_mut(told) {
                    event.data = data;
                }
            }
            None => {
                let told = self.events.push(kind::TRANSCRIPT, Some(&item_id), response_id.as_deref(), data);
                part.told = Some(told);
            }
        }
    }

    pub(super) fn tell_call(&mut self, index: usize, at: Timestamp) {
        let Some(item) = self.items.get_mut(index) else { return };
        let Some(arguments) = item.arguments.as_deref().filter(|_| item.is_call() && !item.call_told) else {
            return;
        };
        let mut data = Map::new();
        data.insert("toolName".into(), item.name.clone().unwrap_or_default().into());
        data.insert("arguments".into(), json_or_text(arguments));
        data.extend(item.call_id.clone().map(|id| ("callId".to_owned(), id.into())));
        if let Some(server) = item.extra.get("serverLabel") {
            data.insert("serverLabel".into(), server.clone());
        }
        item.call_told = true;
        item.times.called.get_or_insert(at);
        let (item_id, response_id, call_id) =
            (item.id.clone(), item.response_id.clone(), item.call_id.clone());
        self.events.push(kind::TOOL_CALL, Some(&item_id), response_id.as_deref(), data);
        if let Some(call_id) = call_id {
            let call = self.calls.entry(call_id).or_default();
            call.item = Some(index);
            // The result may have been seen first.
            if let (Some(output), Some(item)) = (call.output.clone(), self.items.get_mut(index)) {
                item.output.get_or_insert(output);
            }
        }
    }

    /// A result in an item: the output of a function, of an MCP call, or within a call (an SDK's history).
    fn take_output(&mut self, index: usize, at: Timestamp) {
        let Some(item) = self.items.get(index) else { return };
        let Some(output) = item.output.clone() else {
            if item.is("mcp_call") && item.extra.contains_key("error") {
                let error = item.extra.get("error").map(Value::to_string).unwrap_or_default();
                self.mcp_result(index, &error, at);
            }
            return;
        };
        match (&item.call_id, item.is("mcp_call")) {
            (_, true) => self.mcp_result(index, &output, at),
            (Some(call_id), false) => {
                let call_id = call_id.clone();
                self.result(&call_id, &output, at);
            }
            (None, false) => {}
        }
    }

    fn mcp_result(&mut self, index: usize, output: &str, at: Timestamp) {
        let Some(id) = self.items.get(index).map(|item| item.id.clone()) else { return };
        let call = self.calls.entry(id).or_default();
        if call.answered.is_some() {
            return;
        }
        call.answered = Some(at);
        self.tell_result(Some(index), None, output);
    }

    pub(super) fn tell_result(&mut self, call: Option<usize>, call_id: Option<&str>, output: &str) {
        let item = call.and_then(|call| self.items.get(call));
        let name = item.and_then(|item| item.name.clone());
        let status = if item.is_some_and(is_failed) || says_failure(output) {
            ToolStatus::Failed
        } else {
            ToolStatus::Succeeded
        };
        let item_id = item.map(|item| item.id.clone());
        let result = json_or_text(output);
        if let Some(to) = name.as_deref().and_then(|name| name.strip_prefix(TRANSFER)) {
            let mut data = Map::new();
            let named = result.get("assistant").and_then(Value::as_str).unwrap_or(to);
            data.insert("to".into(), named.into());
            data.extend(call_id.map(|id| ("callId".to_owned(), id.into())));
            self.events.handoff(item_id.as_deref(), data);
        }
        let mut data = Map::new();
        data.extend(name.map(|name| ("toolName".to_owned(), name.into())));
        data.insert("result".into(), result);
        data.insert("status".into(), serde_json::to_value(status).unwrap_or_default());
        data.extend(call_id.map(|id| ("callId".to_owned(), id.into())));
        self.events.push(kind::TOOL_CALL_RESULT, item_id.as_deref(), None, data);
    }

    /// Items that are events too: approvals and lists of tools.
    pub(super) fn tell_kind(&mut self, index: usize, change: &ItemChange) {
        let Some(item) = self.items.get(index) else { return };
        let event = match change.kind.as_deref() {
            Some("mcp_approval_request") => kind::MCP_APPROVAL_REQUESTED,
            Some("mcp_approval_response") => kind::MCP_APPROVAL_RESPONSE,
            _ => return,
        };
        let mut data = item.extra.clone();
        data.extend(item.name.clone().map(|name| ("toolName".to_owned(), name.into())));
        data.extend(
            item.arguments.as_deref().map(|arguments| ("arguments".to_owned(), json_or_text(arguments))),
        );
        let item_id = item.id.clone();
        self.events.push(event, Some(&item_id), None, data);
    }

    /// Tells of an item's audio, or corrects what was told of it.
    pub(super) fn tell_audio(&mut self, index: usize, output: bool) {
        let Some(item) = self.items.get(index) else { return };
        if item.audio.chunks == 0 {
            return;
        }
        let (id, response_id, data) = (item.id.clone(), item.response_id.clone(), item.audio.members());
        if let Some(event) = item.audio_told.and_then(|told| self.events.get_mut(told)) {
            event.data = data;
            return;
        }
        let kind = if output { kind::AUDIO_RECEIVED } else { kind::AUDIO_SENT };
        let told = self.events.push(kind, Some(&id), response_id.as_deref(), data);
        if let Some(item) = self.items.get_mut(index) {
            item.audio_told = Some(told);
        }
    }

    pub(super) fn tell_interruption(&mut self, index: usize, audio_end_ms: Option<u64>) {
        let Some(item) = self.items.get_mut(index) else { return };
        let (id, response_id) = (item.id.clone(), item.response_id.clone());
        let told = item.interrupted;
        let data: Map<String, Value> =
            audio_end_ms.map(|ms| ("audioEndMs".to_owned(), ms.into())).into_iter().collect();
        match told {
            Some(told) => {
                if let Some(event) = self.events.get_mut(told) {
                    event.data.extend(data);
                }
            }
            None => {
                let told = self.events.push(kind::AUDIO_INTERRUPTED, Some(&id), response_id.as_deref(), data);
                if let Some(item) = self.items.get_mut(index) {
                    item.interrupted = Some(told);
                }
            }
        }
    }

    pub(super) fn tell_response(&mut self, change: &ResponseChange) {
        let items = self
            .responses
            .get(&change.response_id)
            .map(|response| response.items.clone())
            .unwrap_or_default();
        let words: Vec<String> =
            items.into_iter().filter_map(|item| self.items.get(item)).map(Item::words).collect();
        let text = words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
        let mut data = Map::new();
        data.insert("status".into(), change.status.clone().unwrap_or_else(|| "completed".into()).into());
        data.extend(change.reason.clone().map(|reason| ("reason".to_owned(), reason.into())));
        if !text.is_empty() {
            data.insert("text".into(), text.into());
        }
        for (name, value) in
            [("error", &change.error), ("usage", &change.usage), ("metadata", &change.metadata)]
        {
            data.extend(value.as_ref().map(|value| (name.to_owned(), camel_names(value))));
        }
        if change.aside {
            data.insert("outOfBand".into(), true.into());
        }
        self.events.push(kind::AGENT_RESPONSE, None, Some(&change.response_id), data);
    }
}

/// A text as the JSON that it is, else as a string.
pub(super) fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

/// True where MCP says that a call failed.
pub(super) fn is_failed(item: &Item) -> bool {
    item.extra.get("failed").is_some_and(|failed| *failed == Value::Bool(true))
        || item.extra.contains_key("error")
}

/// True where a tool's result says that it failed: `error` is there, `success` or `ok` is false, or the
/// text begins with "error".
pub(super) fn says_failure(output: &str) -> bool {
    match json_or_text(output) {
        Value::Object(members) => {
            members.get("error").is_some_and(|error| !matches!(error, Value::Null | Value::Bool(false)))
                || ["success", "ok"].iter().any(|name| members.get(*name) == Some(&Value::Bool(false)))
        }
        Value::String(text) => {
            text.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("error"))
        }
        _ => false,
    }
}

/// A value with the names of its members in camelCase.
fn camel_names(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (camel(name), camel_names(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(values) => values.iter().map(camel_names).collect(),
        other => other.clone(),
    }
}
