//! What cannot be read in full, or is not known: kept as it stands.

use serde_json::{Map, Value};

use super::Intake;
use crate::entry::{Change, EventChange};
use crate::record::{Problem, ProblemKind, camel, kind};
use crate::time::Timestamp;
use crate::wire::{Event, Fields, RawJson, Received, elements, value};

impl Intake {
    /// Tells of an event that is no event. What it says is not kept: there is no redacting JSON that is
    /// broken, where an escape may hide a number and a key cannot be told from a value.
    pub(super) fn malformed(&mut self, length: usize, at: Timestamp) {
        self.push(at, None, Change::Problem(malformed("an event is not a JSON object")));
        let data = [("unreadable".to_owned(), true.into()), ("bytes".to_owned(), length.into())];
        self.other(kind::UNKNOWN, None, None, data.into_iter().collect(), at, None);
    }

    /// Keeps an event without a type: there is no knowing what it is, but it can be redacted.
    pub(super) fn keep_untyped(&mut self, fields: &Fields<'_>, at: Timestamp) {
        self.push(at, None, Change::Problem(malformed("an event has no \"type\"")));
        let mut data = Map::new();
        data.insert("event".into(), Value::Object(rest(fields)));
        self.other(kind::UNKNOWN, None, None, data, at, None);
    }

    /// Keeps an event that could not be read in full as it stands, its payloads aside.
    pub(super) fn keep_unread(
        &mut self,
        received: &Received<'_>,
        lacks: &str,
        at: Timestamp,
        id: Option<&str>,
    ) {
        if matches!(
            received.event,
            Event::Unknown | Event::Other { .. } | Event::InputAudio { .. } | Event::OutputAudio { .. }
        ) {
            return;
        }
        let id = id.map(|id| format!("{id}:unread"));
        let mut change = unknown(received);
        change.data.insert("lacks".into(), lacks.into());
        self.push(at, id.as_deref(), Change::Event(change));
    }

    pub(super) fn keep_unknown_fields(&mut self, received: &Received<'_>, at: Timestamp, id: Option<&str>) {
        if matches!(received.event, Event::Unknown | Event::Other { .. }) {
            return;
        }
        let fields: Map<String, Value> =
            received.unknown_fields().map(|(name, raw)| (name.to_owned(), without_payload(raw))).collect();
        if fields.is_empty() {
            return;
        }
        let streamed = matches!(
            received.event,
            Event::TextDelta { .. }
                | Event::TranscriptDelta { .. }
                | Event::OutputAudio { .. }
                | Event::InputAudio { .. }
        );
        // A stream repeats its members with every piece; the first tells all.
        if streamed && !self.strange.insert(received.name.to_string()) {
            return;
        }
        let mut data = Map::new();
        data.insert("wireType".into(), received.name.as_ref().into());
        data.insert("fields".into(), Value::Object(fields));
        let id = id.map(|id| format!("{id}:fields"));
        let event = EventChange { event: kind::UNKNOWN_FIELDS.into(), data, ..EventChange::default() };
        self.push(at, id.as_deref(), Change::Event(event));
    }
}

pub(super) fn malformed(detail: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::MalformedEvent).with_detail(detail)
}

/// An event's type, where it is one of ours to repeat: a type that we do not know may be anything.
pub(super) fn public_name(received: &Received<'_>) -> String {
    match received.event {
        Event::Unknown => "an unknown event".to_owned(),
        _ => received.name.to_string(),
    }
}

pub(super) fn unknown(received: &Received<'_>) -> EventChange {
    let mut data = Map::new();
    data.insert("wireType".into(), received.name.as_ref().into());
    data.insert("event".into(), Value::Object(rest(&received.fields)));
    let item_id = received.fields.string("item_id");
    let response_id = received.fields.string("response_id");
    EventChange { event: kind::UNKNOWN.into(), item_id, response_id, data }
}

/// All members but those that the record names itself.
fn rest(fields: &Fields<'_>) -> Map<String, Value> {
    let rest = fields.iter().filter(|(name, _)| !matches!(*name, "type" | "event_id"));
    rest.map(|(name, raw)| (name.to_owned(), without_payload(RawJson(raw)))).collect()
}

pub(super) fn members(fields: &Fields<'_>) -> Map<String, Value> {
    let present = fields.iter().filter(|(_, raw)| raw.get() != "null");
    present.map(|(name, raw)| (camel(name), value(raw))).collect()
}

/// A value as it is, but for what looks like encoded audio or an image: a long string of base64.
pub(super) fn without_payload(raw: RawJson<'_>) -> Value {
    let json = raw.0.get();
    let base64 =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'\\');
    let inner = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if inner.len() > 256 && inner.bytes().all(base64) => {
            let bytes = crate::wire::payload_bytes(raw.0).unwrap_or_default();
            Value::from(format!("[payload of {bytes} bytes left out]"))
        }
        Some(_) => value(raw.0),
        None => match Fields::of(raw.0) {
            // One level down: that is where an item's or a response's payload would be.
            Some(fields) => fields
                .iter()
                .map(|(name, raw)| (name.to_owned(), shallow(raw, base64)))
                .collect::<Map<_, _>>()
                .into(),
            None if json.starts_with('[') => {
                elements(raw.0).into_iter().map(|raw| shallow(raw, base64)).collect()
            }
            None => value(raw.0),
        },
    }
}

fn shallow(raw: &serde_json::value::RawValue, base64: impl Fn(u8) -> bool) -> Value {
    let inner = raw.get().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if inner.len() > 256 && inner.bytes().all(base64) => Value::from("[payload left out]"),
        _ => value(raw),
    }
}
