//! What the agent says and writes.
//!
//! Speech is generated faster than it is played: the response is done long before the caller has heard it, and the
//! script's clock stands at the end of the playback.

use serde_json::{Value, json};

use crate::audio::spoken_ms;
use crate::ids::obfuscation;
use crate::pieces::tokens;
use crate::response::{Open, Status};
use crate::script::{Script, Transport};

/// How many times faster than speech the model generates it.
const FASTER: u64 = 4;

/// The audio of one delta.
const CHUNK_MS: u64 = 400;

/// What a response of speech was, for what follows it.
#[derive(Debug)]
pub(crate) struct Spoken {
    pub(crate) item_id: String,
    pub(crate) response_id: String,
    /// When the playback began.
    pub(crate) first_audio_at: u64,
    /// When the whole has been played, if nothing cuts it off.
    pub(crate) played_at: u64,
}

/// What to say, how much of it, and how it ends.
#[derive(Debug)]
pub(crate) struct Saying<'a> {
    pub(crate) text: &'a str,
    /// When the last of it is generated, in milliseconds after the first audio; `None`: at the model's own speed.
    pub(crate) until_ms: Option<u64>,
    pub(crate) status: Status,
}

impl Script {
    /// The agent speaks, and is heard to the end.
    pub fn agent_says(&mut self, text: &str) -> &mut Script {
        let spoken = self.say(&Saying { text, until_ms: None, status: Status::Completed });
        self.play_out(&spoken);
        self
    }

    /// The agent writes: a response of text and no audio.
    pub fn agent_writes(&mut self, text: &str) -> &mut Script {
        let open = self.open_response();
        self.now += self.chance.between(150, 400);
        let (id, previous) = self.begin_message(&open, "text");
        let at = Part { open: &open, item_id: &id };
        for token in tokens(text) {
            self.now += self.chance.between(5, 25);
            self.delta(self.now, "text.delta", &at, &token, true);
        }
        let done = self.dialect.output("text.done");
        self.part_event(self.now, &done, &at, json!({ "text": text }));
        self.part_event(
            self.now,
            "response.content_part.done",
            &at,
            json!({ "part": { "type": "text", "text": text } }),
        );
        let content = json!([{ "type": self.dialect.text_content(), "text": text }]);
        let item = self.message(&id, "completed", &content);
        self.output_done(self.now, &open, 0, &item, previous.as_deref());
        let usage = self.usage(text, 0);
        self.close_response(&open, self.now, &Status::Completed, &[item], &usage);
        self
    }

    /// A spoken response from its creation to its end; the clock stands at `response.done`.
    pub(crate) fn say(&mut self, saying: &Saying<'_>) -> Spoken {
        let Saying { text, until_ms, status } = saying;
        let open = self.open_response();
        self.now += self.chance.between(180, 420);
        let (id, previous) = self.begin_message(&open, "audio");
        let at = Part { open: &open, item_id: &id };
        self.now += self.chance.between(60, 160);
        let first_audio_at = self.now;
        let audio_ms = spoken_ms(text);
        let done_at = first_audio_at + until_ms.unwrap_or(audio_ms / FASTER);
        if self.transport == Transport::WebRtc {
            self.server(first_audio_at, "output_audio_buffer.started", json!({ "response_id": open.id }));
        }
        self.stream(&at, text, first_audio_at, done_at);
        for (kind, fields) in
            [("audio.done", json!({})), ("audio_transcript.done", json!({ "transcript": text }))]
        {
            let kind = self.dialect.output(kind);
            self.part_event(done_at, &kind, &at, fields);
        }
        self.part_event(
            done_at,
            "response.content_part.done",
            &at,
            json!({ "part": { "type": "audio", "transcript": text } }),
        );
        let content = json!([{ "type": self.dialect.audio_content(), "transcript": text }]);
        let item = self.message(&id, status.of_item(), &content);
        self.output_done(done_at, &open, 0, &item, previous.as_deref());
        let usage = self.usage(text, audio_ms);
        self.close_response(&open, done_at, status, &[item], &usage);
        Spoken { item_id: id, response_id: open.id, first_audio_at, played_at: first_audio_at + audio_ms }
    }

    /// The playback comes to its end.
    pub(crate) fn play_out(&mut self, spoken: &Spoken) {
        self.now = self.now.max(spoken.played_at);
        if self.transport == Transport::WebRtc {
            self.server(
                self.now,
                "output_audio_buffer.stopped",
                json!({ "response_id": spoken.response_id }),
            );
        }
    }

    pub(crate) fn usage(&mut self, text: &str, audio_ms: u64) -> Value {
        let reasoning = self.is_mixed();
        self.context.respond(text, audio_ms, reasoning)
    }

    /// A message item and its content part begin.
    fn begin_message(&mut self, open: &Open, part: &str) -> (String, Option<String>) {
        let item = self.item(json!({
            "type": "message",
            "status": "in_progress",
            "role": "assistant",
            "content": [],
        }));
        let id = item["id"].as_str().unwrap_or_default().to_owned();
        let previous = self.output_added(self.now, open, 0, &item);
        let empty = if part == "audio" {
            json!({ "type": "audio", "transcript": "" })
        } else {
            json!({ "type": "text", "text": "" })
        };
        let at = Part { open, item_id: &id };
        self.part_event(self.now, "response.content_part.added", &at, json!({ "part": empty }));
        (id, previous)
    }

    fn message(&self, id: &str, status: &str, content: &Value) -> Value {
        self.item_with(
            id,
            json!({ "type": "message", "status": status, "role": "assistant", "content": content }),
        )
    }

    /// The deltas: those of the transcript run ahead of those of the audio.
    fn stream(&mut self, at: &Part<'_>, text: &str, from: u64, until: u64) {
        let words = tokens(text);
        let length = until - from;
        for (i, word) in words.iter().enumerate() {
            let when = from + length * 3 / 4 * i as u64 / words.len() as u64;
            self.delta(when, "audio_transcript.delta", at, word, true);
        }
        if self.transport == Transport::WebRtc {
            return;
        }
        let audio_ms = spoken_ms(text);
        let chunks = audio_ms.div_ceil(CHUNK_MS);
        for i in 0..chunks {
            let payload = self.payload(CHUNK_MS.min(audio_ms - i * CHUNK_MS));
            self.delta(from + length * i / chunks, "audio.delta", at, &payload, false);
        }
    }

    fn delta(&mut self, at_ms: u64, kind: &str, at: &Part<'_>, delta: &str, padded: bool) {
        let mut fields = json!({ "delta": delta });
        if padded && self.dialect.is_ga() {
            fields["obfuscation"] = json!(obfuscation(&mut self.chance, delta));
        }
        let kind = self.dialect.output(kind);
        self.part_event(at_ms, &kind, at, fields);
    }

    /// An event about the one content part of the one item of a response.
    fn part_event(&mut self, at_ms: u64, kind: &str, at: &Part<'_>, fields: Value) {
        let mut event = json!({
            "response_id": at.open.id,
            "item_id": at.item_id,
            "output_index": 0,
            "content_index": 0,
        });
        if let (Some(event), Value::Object(fields)) = (event.as_object_mut(), fields) {
            event.extend(fields);
        }
        self.server(at_ms, kind, event);
    }
}

/// Where a content part is.
#[derive(Debug)]
struct Part<'a> {
    open: &'a Open,
    item_id: &'a str,
}
