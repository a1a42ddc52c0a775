//! Spans, one by one.

use opentelemetry_proto::tonic::trace::v1::{
    Span, Status,
    span::{Event, SpanKind},
    status::StatusCode,
};
use scripta_core::record::{Conversation, RecordedEvent, Speaker, ToolCall, ToolStatus, Turn, TurnStatus};
use serde_json::Value;

use crate::attributes::Attributes;
use crate::config::{Config, Content, Conventions};
use crate::index::Index;
use crate::{ids, messages};

/// A span that has not its parent yet. Times are in milliseconds since 1970.
pub(crate) struct Made {
    span: Span,
    attributes: Attributes,
    start: i64,
    end: i64,
    pub(crate) children: Vec<Made>,
}

/// Makes the spans of a conversation.
pub(crate) struct Maker<'a> {
    pub(crate) conversation: &'a Conversation,
    pub(crate) index: &'a Index<'a>,
    pub(crate) id: &'a str,
    pub(crate) config: &'a Config,
}

impl Made {
    /// Adds an event, without what was said in it.
    pub(crate) fn happened(&mut self, event: &RecordedEvent) {
        let mut attributes = Attributes::default();
        for name in ["from", "to", "name", "code"] {
            if let Some(Value::String(value)) = event.data.get(name) {
                attributes.text(&format!("scripta.{name}"), value.as_str());
            }
        }
        self.span.events.push(Event {
            time_unix_nano: nanos(event.timestamp.as_millis()),
            name: format!("scripta.{}", event.kind),
            attributes: attributes.into_list(),
            ..Event::default()
        });
    }

    /// Itself and its children, in time that holds them.
    pub(crate) fn into_spans(mut self, trace: &[u8], parent: &[u8], spans: &mut Vec<Span>) -> (i64, i64) {
        let place = spans.len();
        spans.push(Span::default());
        for child in std::mem::take(&mut self.children) {
            let (start, end) = child.into_spans(trace, &self.span.span_id, spans);
            self.start = self.start.min(start);
            self.end = self.end.max(end);
        }
        self.end = self.end.max(self.start);
        let times = (self.start, self.end);
        if let Some(span) = spans.get_mut(place) {
            *span = Span {
                trace_id: trace.to_vec(),
                parent_span_id: parent.to_vec(),
                start_time_unix_nano: nanos(self.start),
                end_time_unix_nano: nanos(self.end),
                attributes: self.attributes.into_list(),
                ..self.span
            };
        }
        times
    }

    fn fails(&mut self, why: &str) {
        self.attributes.text("error.type", why);
        self.span.status = Some(Status { message: why.to_owned(), code: StatusCode::Error as i32 });
    }
}

impl Maker<'_> {
    /// The conversation.
    pub(crate) fn root(&self) -> Made {
        let times = (self.conversation.start_time.as_millis(), self.conversation.end_time.as_millis());
        let mut made = self.made("conversation", "", "invoke_agent".to_owned(), times);
        made.attributes.text("gen_ai.operation.name", "invoke_agent");
        self.model(&mut made);
        self.inference(&mut made, "AGENT");
        let usage = &self.conversation.usage;
        made.attributes.number("scripta.usage.input_tokens", usage.input_tokens);
        made.attributes.number("scripta.usage.output_tokens", usage.output_tokens);
        made.attributes.number("scripta.turns", self.conversation.turns.len() as u64);
        made
    }

    /// A turn, with its tool calls.
    pub(crate) fn turn(&self, at: usize, turn: &Turn) -> Made {
        let start = self.conversation.start_time.as_millis();
        let offset = |ms: u64| start.saturating_add(i64::try_from(ms).unwrap_or(i64::MAX));
        let times = (offset(turn.start_ms), offset(turn.end_ms));
        let name = format!("turn {}", turn.speaker.name());
        let mut made = self.made("turn", &at.to_string(), name, times);
        made.attributes.number("scripta.turn.number", at as u64);
        made.attributes.text("scripta.turn.speaker", turn.speaker.name());
        if let Some(latency) = turn.response_latency_ms {
            made.attributes.number("scripta.turn.response_latency_ms", latency);
        }
        if let Some(interruption) = &turn.interruption {
            made.attributes.number("scripta.turn.interrupted_at_ms", interruption.at_ms);
        }
        if turn.status == TurnStatus::Failed {
            made.fails("failed");
        }
        self.inference(&mut made, "CHAIN");
        let said = if turn.speaker == Speaker::Assistant { "output.value" } else { "input.value" };
        if let Some(transcript) = turn.transcript.as_deref().filter(|_| self.content()) {
            made.attributes.text(if self.open() { said } else { "scripta.turn.transcript" }, transcript);
        }
        made.children = turn.tool_calls.iter().map(|call| self.tool(call, times.0)).collect();
        made
    }

    /// A tool call. Where no event says when it was asked for, it begins with its turn.
    fn tool(&self, call: &ToolCall, turn: i64) -> Made {
        let start = self.index.asked(&call.item_id).unwrap_or(turn);
        let took = i64::try_from(call.duration_ms.unwrap_or(0)).unwrap_or(i64::MAX);
        let name = format!("execute_tool {}", call.tool_name);
        let mut made = self.made("tool", &call.item_id, name, (start, start.saturating_add(took)));
        made.attributes.text("gen_ai.operation.name", "execute_tool");
        made.attributes.text("gen_ai.tool.name", call.tool_name.as_str());
        let id = call.call_id.as_deref().unwrap_or(&call.item_id);
        made.attributes.text("gen_ai.tool.call.id", id);
        self.inference(&mut made, "TOOL");
        if self.open() {
            made.attributes.text("tool.name", call.tool_name.as_str());
        }
        if self.content() {
            let result = call.result.as_ref().map(Value::to_string);
            let names =
                [("gen_ai.tool.call.arguments", "input.value"), ("gen_ai.tool.call.result", "output.value")];
            for ((name, open), value) in names.into_iter().zip([Some(call.arguments.to_string()), result]) {
                let Some(value) = value else { continue };
                if self.open() {
                    made.attributes.text(open, value.as_str());
                }
                made.attributes.text(name, value);
            }
        }
        match call.status {
            ToolStatus::Succeeded => {}
            ToolStatus::Failed => made.fails("tool_failed"),
            ToolStatus::Unanswered => made.fails("tool_unanswered"),
        }
        made
    }

    /// A response of the model.
    pub(crate) fn response(&self, at: usize, event: &RecordedEvent, begun: i64, turn: Option<usize>) -> Made {
        let model = self.conversation.source.model.as_deref();
        let name = model
            .map_or_else(|| "realtime_inference".to_owned(), |model| format!("realtime_inference {model}"));
        let mut made = self.made("response", &at.to_string(), name, (begun, event.timestamp.as_millis()));
        made.span.kind = SpanKind::Client as i32;
        made.attributes.text("gen_ai.operation.name", "realtime_inference");
        if let Some(response) = &event.response_id {
            made.attributes.text("gen_ai.response.id", response.as_str());
        }
        self.model(&mut made);
        self.inference(&mut made, "LLM");
        self.tokens(&mut made, event);
        if self.content() {
            self.said(&mut made, at, event, turn);
        }
        let status = event.data.get("status").and_then(Value::as_str).unwrap_or("completed");
        made.attributes.text("scripta.response.status", status);
        if status == "failed" {
            let code = event.data.get("error").and_then(|error| error.get("code")).and_then(Value::as_str);
            made.fails(code.unwrap_or("failed"));
        }
        made
    }

    fn said(&self, made: &mut Made, at: usize, event: &RecordedEvent, turn: Option<usize>) {
        let input = messages::input(self.conversation, at, turn);
        let output = messages::output(event, self.index.calls(event));
        let sides = [
            ("gen_ai.input.messages", "input.value", input),
            ("gen_ai.output.messages", "output.value", output.into_iter().collect()),
        ];
        for (name, open, messages) in sides.into_iter().filter(|(.., messages)| !messages.is_empty()) {
            let json = Value::from(messages).to_string();
            if self.open() {
                made.attributes.text(open, json.as_str());
                made.attributes.text(&open.replace("value", "mime_type"), "application/json");
            }
            made.attributes.text(name, json);
        }
    }

    fn tokens(&self, made: &mut Made, event: &RecordedEvent) {
        let Some(usage) = event.data.get("usage") else { return };
        for (pointer, name, open) in TOKENS {
            if let Some(tokens) = usage.pointer(pointer).and_then(Value::as_u64) {
                made.attributes.number(name, tokens);
                if let (true, Some(open)) = (self.open(), open) {
                    made.attributes.number(open, tokens);
                }
            }
        }
    }

    fn made(&self, kind: &str, id: &str, name: String, (start, end): (i64, i64)) -> Made {
        let mut attributes = Attributes::default();
        attributes.text("gen_ai.conversation.id", self.id);
        if self.open() {
            attributes.text("session.id", self.id);
        }
        let span_id = ids::span(self.id, kind, id);
        let span = Span { span_id, name, kind: SpanKind::Internal as i32, ..Span::default() };
        Made { span, attributes, start, end, children: Vec::new() }
    }

    fn model(&self, made: &mut Made) {
        made.attributes.text("gen_ai.provider.name", "openai");
        if let Some(model) = self.conversation.source.model.as_deref() {
            made.attributes.text("gen_ai.request.model", model);
            if self.open() {
                made.attributes.text("llm.model_name", model);
            }
        }
    }

    fn inference(&self, made: &mut Made, kind: &str) {
        if self.open() {
            made.attributes.text("openinference.span.kind", kind);
        }
    }

    fn open(&self) -> bool {
        self.config.conventions == Conventions::OpenInference
    }

    fn content(&self) -> bool {
        self.config.content == Content::Redacted
    }
}

/// Where a response's usage has tokens, their name, and OpenInference's.
const TOKENS: [(&str, &str, Option<&str>); 7] = [
    ("/inputTokens", "gen_ai.usage.input_tokens", Some("llm.token_count.prompt")),
    ("/outputTokens", "gen_ai.usage.output_tokens", Some("llm.token_count.completion")),
    ("/totalTokens", "scripta.usage.total_tokens", Some("llm.token_count.total")),
    (
        "/inputTokenDetails/cachedTokens",
        "gen_ai.usage.cache_read.input_tokens",
        Some("llm.token_count.prompt_details.cache_read"),
    ),
    (
        "/inputTokenDetails/audioTokens",
        "scripta.usage.input_audio_tokens",
        Some("llm.token_count.prompt_details.audio"),
    ),
    (
        "/outputTokenDetails/audioTokens",
        "scripta.usage.output_audio_tokens",
        Some("llm.token_count.completion_details.audio"),
    ),
    ("/outputTokenDetails/textTokens", "scripta.usage.output_text_tokens", None),
];

fn nanos(ms: i64) -> u64 {
    u64::try_from(ms).unwrap_or(0).saturating_mul(1_000_000)
}
