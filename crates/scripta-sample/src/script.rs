//! A script: a conversation being written, event after event.
//!
//! The script has a clock of its own, which its verbs move forward. Events need not be pushed in the order of their time
//! (a transcript is late, a response is generated faster than it is played): each carries its time, and
//! [`Script::finish`] puts them in order.

use serde_json::{Map, Value, json};

use crate::audio::AudioFormat;
use crate::chance::Chance;
use crate::dialect::Dialect;
use crate::ids::Ids;
use crate::line::{Dir, Line};
use crate::session::SessionOptions;
use crate::transcript::Pending;
use crate::usage::Context;

/// How the application is connected, which decides what audio events it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Audio travels in the events, and the application tells how much was played with `conversation.item.truncate`.
    WebSocket,
    /// Audio travels beside the events: no audio deltas, but `output_audio_buffer.started`, `.stopped` and `.cleared`,
    /// and the server truncates by itself. A SIP call with a sideband connection looks the same.
    WebRtc,
}

/// Builds a conversation. The same calls with the same seed give the same lines: the script reads no clock and draws no
/// randomness but from its seed.
#[derive(Clone, Debug)]
pub struct Script {
    pub(crate) dialect: Dialect,
    pub(crate) format: AudioFormat,
    pub(crate) transport: Transport,
    pub(crate) chance: Chance,
    pub(crate) ids: Ids,
    pub(crate) now: u64,
    pub(crate) options: SessionOptions,
    pub(crate) session_id: String,
    pub(crate) conversation_id: String,
    /// The items of the conversation, in order.
    pub(crate) items: Vec<String>,
    /// The newest item as it was last seen.
    pub(crate) newest: Value,
    /// The caller's words that have been said and not yet transcribed.
    pub(crate) pending: Option<Pending>,
    /// Voice activity detection creates the next response, so that the client need not ask for it.
    pub(crate) answer_due: bool,
    pub(crate) context: Context,
    pub(crate) microphone_ms: Option<u64>,
    pub(crate) thin: bool,
    lines: Vec<Line>,
}

impl Script {
    /// An empty script over a WebSocket. Most begin with [`Script::session`].
    #[must_use]
    pub fn new(dialect: Dialect, format: AudioFormat, seed: u64) -> Script {
        let mut ids = Ids::new(seed);
        Script {
            dialect,
            format,
            transport: Transport::WebSocket,
            chance: Chance::new(seed),
            session_id: ids.make("sess_"),
            conversation_id: ids.make("conv_"),
            ids,
            now: 0,
            options: SessionOptions::default(),
            items: Vec::new(),
            newest: Value::Null,
            pending: None,
            answer_due: false,
            context: Context::default(),
            microphone_ms: None,
            thin: false,
            lines: Vec::new(),
        }
    }

    /// Sets the transport; best before the first event.
    pub fn over(&mut self, transport: Transport) -> &mut Script {
        self.transport = transport;
        self
    }

    /// Sends what the caller says as `input_audio_buffer.append` events of `frame_ms` each, while the caller speaks.
    pub fn with_microphone(&mut self, frame_ms: u64) -> &mut Script {
        self.microphone_ms = Some(frame_ms.max(10));
        self
    }

    /// Gives every audio payload 20 milliseconds however long the speech, so that long samples stay small. Times and
    /// usage stay as they were; a recorder that measures payloads will find less audio.
    pub fn with_thin_audio(&mut self) -> &mut Script {
        self.thin = true;
        self
    }

    /// Lets time pass in which nothing happens.
    pub fn pause(&mut self, ms: u64) -> &mut Script {
        self.now += ms;
        self
    }

    /// Milliseconds since the start of the call.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.now
    }

    /// The id of the newest item, if there is one.
    #[must_use]
    pub fn last_item(&self) -> Option<&str> {
        self.items.last().map(String::as_str)
    }

    /// The lines, in the order of their time. A transcript that still waits for a response comes at the end.
    #[must_use]
    pub fn finish(mut self) -> Vec<Line> {
        self.settle_alone();
        self.lines.sort_by_key(|line| line.at_ms);
        self.lines
    }

    /// Pushes a server event. GA and beta differ in whether the type or the id comes first.
    pub(crate) fn server(&mut self, at_ms: u64, kind: &str, fields: Value) {
        let id = self.ids.make("event_");
        let mut event = Map::new();
        if self.dialect == Dialect::Mixed {
            event.insert("event_id".to_owned(), Value::String(id));
            event.insert("type".to_owned(), Value::String(kind.to_owned()));
        } else {
            event.insert("type".to_owned(), Value::String(kind.to_owned()));
            event.insert("event_id".to_owned(), Value::String(id));
        }
        self.push(at_ms, Dir::Server, event, fields);
    }

    /// Pushes a server event that has no id.
    pub(crate) fn server_without_id(&mut self, at_ms: u64, kind: &str, fields: Value) {
        let mut event = Map::new();
        event.insert("type".to_owned(), Value::String(kind.to_owned()));
        self.push(at_ms, Dir::Server, event, fields);
    }

    /// Pushes a client event.
    pub(crate) fn client(&mut self, at_ms: u64, kind: &str, fields: Value) {
        let mut event = Map::new();
        event.insert("type".to_owned(), Value::String(kind.to_owned()));
        self.push(at_ms, Dir::Client, event, fields);
    }

    fn push(&mut self, at_ms: u64, dir: Dir, mut event: Map<String, Value>, fields: Value) {
        if let Value::Object(fields) = fields {
            event.extend(fields);
        }
        self.lines.push(Line { at_ms, dir, event: Value::Object(event) });
    }

    /// Adds an item to the conversation: `.added`, or `.created` in the beta.
    pub(crate) fn item_added(&mut self, at_ms: u64, item: &Value) {
        let previous = self.items.last().cloned();
        if let Some(id) = item["id"].as_str() {
            self.items.push(id.to_owned());
        }
        self.newest = item.clone();
        let kind = if self.dialect.is_ga() { "conversation.item.added" } else { "conversation.item.created" };
        self.server(at_ms, kind, json!({ "previous_item_id": previous, "item": item }));
    }

    /// `conversation.item.done`, which only GA sends. `previous` is often null here, so it must not be relied on.
    pub(crate) fn item_done(&mut self, at_ms: u64, item: &Value, previous: Option<&str>) {
        self.newest = item.clone();
        if self.dialect.is_ga() {
            self.server(
                at_ms,
                "conversation.item.done",
                json!({ "previous_item_id": previous, "item": item }),
            );
        }
    }

    /// Adds an item that is complete at once, as all are that the client makes.
    pub(crate) fn item_whole(&mut self, at_ms: u64, item: &Value) {
        let previous = self.items.last().cloned();
        self.item_added(at_ms, item);
        self.item_done(at_ms, item, previous.as_deref());
    }

    /// The start of an item object: an id, and `object` where the dialect has it.
    pub(crate) fn item(&mut self, fields: Value) -> Value {
        let id = self.ids.make("item_");
        self.item_with(&id, fields)
    }

    /// As [`Script::item`], with an id that is already known.
    pub(crate) fn item_with(&self, id: &str, fields: Value) -> Value {
        let mut item = Map::new();
        item.insert("id".to_owned(), Value::String(id.to_owned()));
        if !self.dialect.is_ga() {
            item.insert("object".to_owned(), Value::String("realtime.item".to_owned()));
        }
        if let Value::Object(fields) = fields {
            item.extend(fields);
        }
        Value::Object(item)
    }

    pub(crate) fn is_mixed(&self) -> bool {
        self.dialect == Dialect::Mixed
    }

    /// The payload of `ms` of audio.
    pub(crate) fn payload(&self, ms: u64) -> String {
        self.format.silence(if self.thin { ms.min(20) } else { ms })
    }
}
