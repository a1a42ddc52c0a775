//! One item of a conversation, as far as it is known.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::entry::{ItemChange, TextChange, TextOf};
use crate::record::{AudioInfo, ContentPart, HistoryItem, Speaker};
use crate::time::Timestamp;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) response_id: Option<String>,
    pub(super) previous: Option<String>,
    /// The server's own word for its place has come.
    pub(super) firm: bool,
    pub(super) removed: bool,
    pub(super) done: bool,
    pub(super) kind: Option<String>,
    pub(super) role: Option<String>,
    pub(super) status: Option<String>,
    pub(super) name: Option<String>,
    pub(super) call_id: Option<String>,
    pub(super) arguments: Option<String>,
    pub(super) output: Option<String>,
    pub(super) parts: BTreeMap<u32, Part>,
    pub(super) extra: Map<String, Value>,
    pub(super) times: Times,
    /// Its audio, that of all parts.
    pub(super) audio: AudioInfo,
    /// The event that tells of its audio.
    pub(super) audio_told: Option<usize>,
    pub(super) truncated: Option<Truncation>,
    /// The event that tells of its interruption.
    pub(super) interrupted: Option<usize>,
    pub(super) transcript_failed: bool,
    pub(super) call_told: bool,
    /// The item as it stands in snapshots; absent while it has changed since.
    pub(super) version: Option<Arc<HistoryItem>>,
}

/// A part of an item's content.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) kind: String,
    pub(super) text: Option<String>,
    /// More of the text was still to come.
    pub(super) partial: bool,
    pub(super) marks: Vec<(u32, u32)>,
    pub(super) confidence: Option<f64>,
    /// The event that tells of it.
    pub(super) told: Option<usize>,
}

/// When things happened to an item.
#[derive(Debug, Default)]
pub(super) struct Times {
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
    pub(super) speech_started: Option<Timestamp>,
    pub(super) speech_stopped: Option<Timestamp>,
    pub(super) committed: Option<Timestamp>,
    pub(super) audio: Option<Timestamp>,
    pub(super) text: Option<Timestamp>,
    pub(super) called: Option<Timestamp>,
}

/// Where an item was cut off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Truncation {
    pub(super) index: u32,
    pub(super) audio_end_ms: u64,
    pub(super) at: Timestamp,
}

impl Item {
    pub(super) fn new(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }

    /// Something was observed of it.
    pub(super) fn touch(&mut self, at: Timestamp) {
        self.times.first.get_or_insert(at);
        self.times.last = Some(at);
        self.version = None;
    }

    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.as_deref() == Some(kind)
    }

    pub(super) fn is_message(&self) -> bool {
        self.is("message")
    }

    /// A call of a function or of an MCP tool.
    pub(super) fn is_call(&self) -> bool {
        self.is("function_call") || self.is("mcp_call")
    }

    /// Whose item it is: everything but messages of others is the agent's.
    pub(super) fn speaker(&self) -> Speaker {
        if self.is_message() {
            Speaker::of_role(self.role.as_deref().unwrap_or("assistant"))
        } else {
            Speaker::Assistant
        }
    }

    /// Takes in what an event said of it; place and completion are the ledger's.
    pub(super) fn change(&mut self, change: &ItemChange) {
        for (old, new) in [
            (&mut self.response_id, &change.response_id),
            (&mut self.kind, &change.kind),
            (&mut self.role, &change.role),
            (&mut self.status, &change.status),
            (&mut self.name, &change.name),
            (&mut self.call_id, &change.call_id),
            (&mut self.arguments, &change.arguments),
            (&mut self.output, &change.output),
        ] {
            if new.is_some() {
                old.clone_from(new);
            }
        }
        for part in &change.parts {
            let known = self.parts.entry(part.index).or_default();
            known.kind.clone_from(&part.kind);
            if part.text.is_some() {
                known.text.clone_from(&part.text);
                known.partial = false;
            }
        }
        self.extra.extend(change.extra.iter().map(|(name, value)| (name.clone(), value.clone())));
        self.done |= change.done;
    }

    /// Takes in text that came by events of its own.
    pub(super) fn text(&mut self, change: &TextChange, at: Timestamp) {
        if change.of == TextOf::Arguments {
            self.arguments = Some(change.text.clone());
            return;
        }
        let (kind, role) = match change.of {
            TextOf::UserSpeech => ("input_audio", "user"),
            TextOf::AgentSpeech => ("output_audio", "assistant"),
            TextOf::AgentText | TextOf::Arguments => ("output_text", "assistant"),
        };
        self.kind.get_or_insert_with(|| "message".into());
        self.role.get_or_insert_with(|| role.into());
        if self.response_id.is_none() {
            self.response_id.clone_from(&change.response_id);
        }
        self.times.text.get_or_insert(at);
        let part = self.parts.entry(change.index).or_default();
        if part.kind.is_empty() {
            part.kind = kind.into();
        }
        part.text = Some(change.text.clone());
        part.partial = !change.complete;
        if !change.marks.is_empty() {
            part.marks.clone_from(&change.marks);
        }
        part.confidence = change.confidence.or(part.confidence);
    }

    /// Everything that it says, parts joined by a space.
    pub(super) fn words(&self) -> String {
        let texts =
            self.parts.values().filter_map(|part| part.text.as_deref()).filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join(" ")
    }

    /// True where the caller's speech in it has no transcript.
    pub(super) fn lacks_transcript(&self) -> bool {
        self.is_untranscribed(|part| part.text.is_none())
    }

    /// True where only the beginning of the transcript of the caller's speech came.
    pub(super) fn lacks_end_of_transcript(&self) -> bool {
        self.is_untranscribed(|part| part.partial)
    }

    fn is_untranscribed(&self, lacks: impl Fn(&Part) -> bool) -> bool {
        self.speaker() == Speaker::User
            && !self.transcript_failed
            && self.parts.values().any(|part| part.kind == "input_audio" && lacks(part))
    }

    /// The item as the history has it.
    pub(super) fn as_history(&self) -> HistoryItem {
        HistoryItem {
            item_id: self.id.clone(),
            previous_item_id: self.previous.clone(),
            kind: self.kind.clone().unwrap_or_else(|| "message".into()),
            role: self.role.clone(),
            status: self.status.clone(),
            content: self.parts.values().map(Part::as_content).collect(),
            name: self.name.clone(),
            call_id: self.call_id.clone(),
            arguments: self.arguments.clone(),
            output: self.output.clone(),
            audio_end_ms: self.truncated.map(|truncation| truncation.audio_end_ms),
            extra: self.extra.clone(),
        }
    }

    /// The same, shared with the snapshots that have it already.
    pub(super) fn version(&mut self) -> Arc<HistoryItem> {
        let version = self.version.take().unwrap_or_else(|| Arc::new(self.as_history()));
        self.version.insert(version).clone()
    }
}

impl Part {
    pub(super) fn is_spoken(&self) -> bool {
        self.kind.ends_with("audio")
    }

    fn as_content(&self) -> ContentPart {
        let text = self.text.clone();
        let (text, transcript) = if self.is_spoken() { (None, text) } else { (text, None) };
        ContentPart { kind: self.kind.clone(), text, transcript }
    }
}
