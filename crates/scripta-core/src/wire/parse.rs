//! From an event's JSON to the vocabulary: one table of names, one row a type.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::audio::{AudioFormat, payload_bytes};
use super::event::{
    Event, PartRef, Phase, Previous, RawJson, RawText, Received, SessionPhase, SessionSettings, TextKind,
};
use super::fields::{Fields, text};
use super::line::category;

/// Why an event cannot be read at all. Shows nothing of what it says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// It is no JSON object.
    #[error("the event is not a JSON object: {0} at column {1}")]
    NotAnObject(&'static str, usize),
    /// It has no `type`, or one that is not a string.
    #[error("the event has no \"type\"")]
    NoType,
}

/// Reads one event, the client's or the server's.
///
/// # Errors
/// [`ParseError`] where it is no JSON object with a `type`. Everything else is kept.
pub fn parse(json: &str) -> Result<Received<'_>, ParseError> {
    let fields =
        Fields::parse(json).map_err(|error| ParseError::NotAnObject(category(&error), error.column()))?;
    let name = fields.text("type").ok_or(ParseError::NoType)?;
    let event_id = fields.text("event_id").filter(|id| !id.is_empty());
    let mut reader = Reader { fields: &fields, lacks: None };
    let (event, known) = reader.read(&name);
    let lacks = reader.lacks;
    Ok(Received { event_id, name, event, known, lacks, fields })
}

/// Members of the events that speak of a part of an item.
const PART: [&str; 8] =
    ["response_id", "item_id", "output_index", "content_index", "delta", "transcript", "text", "logprobs"];

struct Reader<'f, 'a> {
    fields: &'f Fields<'a>,
    lacks: Option<&'static str>,
}

impl<'a> Reader<'_, 'a> {
    /// The event, and the members that its type is known to have.
    #[expect(clippy::too_many_lines, reason = "one table: a row an event type")]
    fn read(&mut self, name: &str) -> (Event<'a>, &'static [&'static str]) {
        match name {
            "session.created" | "session.started" => (self.session(SessionPhase::Created), &["session"]),
            "session.updated" | "transcription_session.updated" => {
                (self.session(SessionPhase::Updated), &["session"])
            }
            "session.update" | "session.start" | "transcription_session.update" => {
                (self.session(SessionPhase::Requested), &["session"])
            }

            "conversation.item.added" | "conversation.item.created" => {
                self.item(|previous, item, json| Event::ItemAdded { previous, item, json })
            }
            "conversation.item.done" | "conversation.item.retrieved" => {
                self.item(|previous, item, json| Event::ItemDone { previous, item, json })
            }
            "conversation.item.create" => self.item(|_, item, _| Event::ItemRequested { item }),
            "conversation.item.deleted" => (Event::ItemDeleted { item_id: self.item_id() }, &["item_id"]),
            "conversation.item.truncated" => {
                let audio_end_ms = self.number("audio_end_ms");
                (
                    Event::ItemTruncated { part: self.part(), audio_end_ms },
                    &["item_id", "content_index", "audio_end_ms"],
                )
            }

            "conversation.item.input_audio_transcription.delta" => {
                (Event::TranscriptDelta { part: self.part(), delta: self.said_if_any("delta") }, &PART)
            }
            "conversation.item.input_audio_transcription.completed" => (
                self.transcript_completed(),
                &["item_id", "content_index", "transcript", "usage", "logprobs", "languages"],
            ),
            "conversation.item.input_audio_transcription.failed" => {
                let error = self.fields.object("error");
                (Event::TranscriptFailed { part: self.part(), error }, &["item_id", "content_index", "error"])
            }
            "conversation.item.input_audio_transcription.segment" => (
                self.transcript_segment(),
                &["id", "item_id", "content_index", "text", "speaker", "start", "end"],
            ),

            "input_audio_buffer.append" | "session.input_audio.append" => {
                (Event::InputAudio { bytes: self.payload("audio") }, &["audio"])
            }
            "input_audio_buffer.committed" => {
                let previous = self.previous();
                (
                    Event::InputCommitted { item_id: self.item_id(), previous },
                    &["item_id", "previous_item_id"],
                )
            }
            "input_audio_buffer.speech_started" => {
                let audio_start_ms = self.fields.whole("audio_start_ms");
                (
                    Event::SpeechStarted { item_id: self.item_id(), audio_start_ms },
                    &["item_id", "audio_start_ms"],
                )
            }
            "input_audio_buffer.speech_stopped" => {
                let audio_end_ms = self.fields.whole("audio_end_ms");
                (Event::SpeechStopped { item_id: self.item_id(), audio_end_ms }, &["item_id", "audio_end_ms"])
            }
            "input_audio_buffer.timeout_triggered" => (
                Event::IdleTimeout {
                    item_id: self.fields.text("item_id"),
                    audio_start_ms: self.fields.whole("audio_start_ms"),
                    audio_end_ms: self.fields.whole("audio_end_ms"),
                },
                &["item_id", "audio_start_ms", "audio_end_ms"],
            ),
            "input_audio_buffer.dtmf_event_received" => {
                (Event::Dtmf { digit: self.said("event") }, &["event", "received_at"])
            }

            "output_audio_buffer.started" => self.output_buffer(Phase::Started),
            "output_audio_buffer.stopped" => self.output_buffer(Phase::Completed),
            "output_audio_buffer.cleared" => self.output_buffer(Phase::Failed),

            "response.created" => (Event::ResponseStarted { response: self.response() }, &["response"]),
            "response.done" => (Event::ResponseDone { response: self.response() }, &["response"]),
            "response.output_item.added" => self.output_item(false),
            "response.output_item.done" => self.output_item(true),
            "response.content_part.added" | "response.content_part.done" => {
                // Azure repeats the part as `content`.
                let content = self.object("part");
                (
                    Event::Part { part: self.part(), content, done: name.ends_with("done") },
                    &["response_id", "item_id", "output_index", "content_index", "part", "content"],
                )
            }
            "response.output_text.delta" | "response.text.delta" => self.text_delta(TextKind::Written),
            "response.output_text.done" | "response.text.done" => self.text_done(TextKind::Written, "text"),
            "response.output_audio_transcript.delta" | "response.audio_transcript.delta" => {
                self.text_delta(TextKind::Spoken)
            }
            "response.output_audio_transcript.done" | "response.audio_transcript.done" => {
                self.text_done(TextKind::Spoken, "transcript")
            }
            "response.function_call_arguments.delta" => self.text_delta(TextKind::Arguments),
            "response.function_call_arguments.done" => self.text_done(TextKind::Arguments, "arguments"),
            "response.mcp_call_arguments.delta" => self.text_delta(TextKind::McpArguments),
            "response.mcp_call_arguments.done" => self.text_done(TextKind::McpArguments, "arguments"),
            "response.output_audio.delta" | "response.audio.delta" => {
                let bytes = self.payload("delta");
                (Event::OutputAudio { part: self.part(), bytes }, &PART)
            }
            "response.output_audio.done" | "response.audio.done" => {
                (Event::OutputAudioDone { part: self.part() }, &PART)
            }

            "response.mcp_call.in_progress" => self.mcp_call(Phase::Started),
            "response.mcp_call.completed" => self.mcp_call(Phase::Completed),
            "response.mcp_call.failed" => self.mcp_call(Phase::Failed),
            "mcp_list_tools.in_progress" => self.mcp_tools(Phase::Started),
            "mcp_list_tools.completed" => self.mcp_tools(Phase::Completed),
            "mcp_list_tools.failed" => self.mcp_tools(Phase::Failed),

            "rate_limits.updated" => {
                (Event::RateLimits { limits: self.json("rate_limits") }, &["rate_limits"])
            }
            "error" => (Event::Error { error: self.json("error") }, &["error"]),

            "session.input_transcript.delta" => self.live_transcript(true),
            "session.output_transcript.delta" => self.live_transcript(false),
            "session.output_audio.delta" => {
                (Event::LiveAudio { bytes: self.payload("delta") }, &["delta", "start_ms", "end_ms"])
            }
            "session.usage.updated" => {
                (Event::LiveUsage { usage: self.json("usage") }, &["usage", "context_window"])
            }
            "session.closed" => (
                Event::LiveClosed {
                    reason: self.fields.text("reason"),
                    usage: self.fields.get("usage").map(RawJson),
                },
                &["reason", "usage", "session"],
            ),
            "response.event" => {
                (Event::LiveResponse { event: self.json("event") }, &["event", "delegation_id"])
            }

            // What the client asks for is answered by the server, and the answer is what is recorded.
            "conversation.created" => (Event::Noted, &["conversation"]),
            "conversation.item.delete" | "conversation.item.retrieve" => (Event::Noted, &["item_id"]),
            "conversation.item.truncate" => (Event::Noted, &["item_id", "content_index", "audio_end_ms"]),
            "input_audio_buffer.clear"
            | "input_audio_buffer.commit"
            | "output_audio_buffer.clear"
            | "input_audio_buffer.cleared"
            | "session.close"
            | "decision.create" => (Event::Noted, &[]),
            "response.cancel" => (Event::Noted, &["response_id"]),
            "response.create" => (Event::Noted, &["response"]),

            "session.input_audio.mute" | "session.input_audio.muted" => self.other("input_muted"),
            "session.input_audio.unmute" | "session.input_audio.unmuted" => self.other("input_unmuted"),
            "session.instructions.append" | "session.instructions.appended" => {
                self.other("instructions_appended")
            }
            "session.commentary.append" | "session.commentary.appended" => self.other("commentary_appended"),
            "session.thinking.append" | "session.thinking.appended" => self.other("thinking_appended"),
            "session.delegation.created" => self.other("delegation_created"),
            "decision.event"
            | "decision.item.create"
            | "decision.item.created"
            | "decision.item.delete"
            | "decision.item.deleted" => self.other("decision"),
            "response.item.create" => self.other("response_item"),
            // Plays a test recording in the place of speech: its `audio` is measured and dropped.
            "session.output_audio.fixture.play"
            | "session.output_audio.fixture.played"
            | "session.output_audio.fixture.playing" => (Event::Noted, &["audio"]),
            _ => (Event::Unknown, &[]),
        }
    }

    fn session(&mut self, phase: SessionPhase) -> Event<'a> {
        let all = self.json("session");
        Event::Session { phase, settings: SessionSettings::read(all) }
    }

    fn item(
        &mut self,
        event: impl FnOnce(Previous<'a>, Fields<'a>, RawJson<'a>) -> Event<'a>,
    ) -> (Event<'a>, &'static [&'static str]) {
        let (previous, json, item) = (self.previous(), self.json("item"), self.object("item"));
        let event = event(previous, item, json);
        if let Event::ItemAdded { item, .. } | Event::ItemDone { item, .. } = &event {
            self.needs_id(item, "item.id");
        }
        (event, &["item", "previous_item_id"])
    }

    fn output_item(&mut self, done: bool) -> (Event<'a>, &'static [&'static str]) {
        let (item, json) = (self.object("item"), self.json("item"));
        self.needs_id(&item, "item.id");
        let response_id = self.fields.text("response_id");
        (Event::OutputItem { done, response_id, item, json }, &["response_id", "output_index", "item"])
    }

    fn transcript_completed(&mut self) -> Event<'a> {
        Event::TranscriptCompleted {
            part: self.part(),
            transcript: self.said("transcript"),
            confidence: confidence(&self.fields.array("logprobs")),
            usage: self.fields.get("usage").map(RawJson),
        }
    }

    fn transcript_segment(&mut self) -> Event<'a> {
        Event::TranscriptSegment {
            part: self.part(),
            text: self.said("text"),
            speaker: self.fields.text("speaker"),
            start: self.fields.get("start").and_then(|raw| raw.get().parse().ok()),
            end: self.fields.get("end").and_then(|raw| raw.get().parse().ok()),
        }
    }

    fn text_delta(&mut self, kind: TextKind) -> (Event<'a>, &'static [&'static str]) {
        let known =
            &["response_id", "item_id", "output_index", "content_index", "delta", "logprobs", "call_id"];
        (Event::TextDelta { kind, part: self.part(), delta: self.said_if_any("delta") }, known)
    }

    fn text_done(&mut self, kind: TextKind, member: &'static str) -> (Event<'a>, &'static [&'static str]) {
        let known = &[
            "response_id",
            "item_id",
            "output_index",
            "content_index",
            "text",
            "transcript",
            "arguments",
            "name",
            "call_id",
            "logprobs",
        ];
        let (name, call_id) = (self.fields.text("name"), self.fields.text("call_id"));
        (Event::TextDone { kind, part: self.part(), text: self.said(member), name, call_id }, known)
    }

    fn response(&mut self) -> Fields<'a> {
        let response = self.object("response");
        self.needs_id(&response, "response.id");
        response
    }

    /// Nothing can be said of what has no name.
    fn needs_id(&mut self, object: &Fields<'a>, member: &'static str) {
        if object.text("id").is_none_or(|id| id.is_empty()) {
            self.lacks.get_or_insert(member);
        }
    }

    fn output_buffer(&mut self, phase: Phase) -> (Event<'a>, &'static [&'static str]) {
        (Event::OutputBuffer { phase, response_id: self.fields.text("response_id") }, &["response_id"])
    }

    fn mcp_call(&mut self, phase: Phase) -> (Event<'a>, &'static [&'static str]) {
        (Event::McpCall { item_id: self.item_id(), phase }, &["item_id", "output_index"])
    }

    fn mcp_tools(&mut self, phase: Phase) -> (Event<'a>, &'static [&'static str]) {
        (Event::McpTools { item_id: self.item_id(), phase }, &["item_id"])
    }

    fn live_transcript(&mut self, user: bool) -> (Event<'a>, &'static [&'static str]) {
        let (start_ms, end_ms) = (self.fields.whole("start_ms"), self.fields.whole("end_ms"));
        (
            Event::LiveTranscript { user, delta: self.said("delta"), start_ms, end_ms },
            &["delta", "start_ms", "end_ms"],
        )
    }

    fn other(&self, kind: &'static str) -> (Event<'a>, &'static [&'static str]) {
        (Event::Other { kind }, &[])
    }

    fn item_id(&mut self) -> Cow<'a, str> {
        let id = self.fields.text("item_id").filter(|id| !id.is_empty());
        self.or_lacks("item_id", id)
    }

    fn part(&mut self) -> PartRef<'a> {
        let index = self.fields.whole("content_index").unwrap_or(0);
        PartRef {
            item_id: self.item_id(),
            index: u32::try_from(index).unwrap_or(u32::MAX),
            response_id: self.fields.text("response_id"),
        }
    }

    fn previous(&self) -> Previous<'a> {
        match self.fields.raw("previous_item_id") {
            None => Previous::Unsaid,
            Some(raw) => match text(raw) {
                Some(id) if id == "root" => Previous::First,
                Some(id) => Previous::After(id),
                None if raw.get() == "null" => Previous::First,
                None => Previous::Unsaid,
            },
        }
    }

    fn said(&mut self, member: &'static str) -> RawText<'a> {
        let said = self.fields.text(member);
        RawText(self.or_lacks(member, said))
    }

    /// Like `said`, where the published types allow the member to be absent.
    fn said_if_any(&mut self, member: &'static str) -> RawText<'a> {
        match self.fields.get(member) {
            None => RawText::default(),
            Some(_) => self.said(member),
        }
    }

    fn number(&mut self, member: &'static str) -> u64 {
        let number = self.fields.whole(member);
        self.or_lacks(member, number)
    }

    fn object(&mut self, member: &'static str) -> Fields<'a> {
        let object = self.fields.object(member);
        self.or_lacks(member, object)
    }

    fn json(&mut self, member: &'static str) -> RawJson<'a> {
        let json = self.fields.get(member);
        RawJson(json.unwrap_or_else(|| {
            self.lacks.get_or_insert(member);
            RawValue::NULL
        }))
    }

    fn payload(&mut self, member: &'static str) -> u64 {
        let measured = self.fields.get(member).and_then(payload_bytes);
        self.or_lacks(member, measured)
    }

    fn or_lacks<T: Default>(&mut self, member: &'static str, found: Option<T>) -> T {
        found.unwrap_or_else(|| {
            self.lacks.get_or_insert(member);
            T::default()
        })
    }
}

impl<'a> SessionSettings<'a> {
    /// Reads GA (`audio.input.format`, `audio.output.voice`) and beta members (`input_audio_format`,
    /// `voice`, `input_audio_transcription`); Voice Live's `voice` is an object with a `name`.
    fn read(all: RawJson<'a>) -> Self {
        let session = Fields::of(all.0).unwrap_or_default();
        let audio = session.object("audio").unwrap_or_default();
        let input = audio.object("input").unwrap_or_default();
        let output = audio.object("output").unwrap_or_default();
        let rate = session.whole("input_audio_sampling_rate").and_then(|rate| u32::try_from(rate).ok());
        let voice = output.get("voice").or_else(|| session.get("voice"));
        let transcription = input.raw("transcription").or_else(|| session.raw("input_audio_transcription"));
        Self {
            id: session.text("id"),
            model: session.text("model"),
            voice: voice.and_then(|raw| match Fields::of(raw) {
                Some(object) => object.text("name").or_else(|| object.text("id")),
                None => text(raw),
            }),
            input: input
                .get("format")
                .or_else(|| session.get("input_audio_format"))
                .and_then(|raw| AudioFormat::read(raw, rate)),
            output: output
                .get("format")
                .or_else(|| session.get("output_audio_format"))
                .and_then(|raw| AudioFormat::read(raw, None)),
            transcription: transcription
                .map(|raw| Fields::of(raw).map(|object| object.string("model").unwrap_or_default())),
            all,
        }
    }
}

/// exp of the mean log-probability: the geometric mean of the probabilities of the tokens.
fn confidence(logprobs: &[&RawValue]) -> Option<f64> {
    let logprobs: Vec<f64> = logprobs
        .iter()
        .filter_map(|raw| Fields::of(raw)?.get("logprob")?.get().parse().ok())
        .filter(|logprob: &f64| logprob.is_finite())
        .collect();
    if logprobs.is_empty() {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a transcript has fewer than 2^52 tokens")]
    let mean = logprobs.iter().sum::<f64>() / logprobs.len() as f64;
    Some((mean.exp().clamp(0.0, 1.0) * 10_000.0).round() / 10_000.0)
}
