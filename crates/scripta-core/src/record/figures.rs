//! A conversation in numbers: what can be added up, compared and charted over many.

mod spans;
mod speech;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::speech::Speech;
use super::{Conversation, HistoryItem, ToolStatus, Turn, Usage, kind};

/// A conversation in numbers, made of its archived record alone. Times are milliseconds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Figures {
    /// From its begin to its end.
    pub duration_ms: u64,
    /// Items in the history: messages and calls.
    pub items: u64,
    /// Messages of the caller in the history, as in the summary's statistics.
    pub user_messages: u64,
    /// Messages of the agent, likewise.
    pub assistant_messages: u64,
    /// Turns of anybody.
    pub turns: u64,
    /// How often the caller cut the agent off.
    pub interruptions: u64,
    /// How long the caller spoke, as far as the wire told of audio.
    pub user_talk_ms: u64,
    /// How long the agent spoke, as far as it was played and the wire told of audio.
    pub assistant_talk_ms: u64,
    /// How long nobody spoke; 0 where nothing is known of anybody's speech.
    pub silence_ms: u64,
    /// From the end of the caller's speech to the first audio of each answer, in the order of the turns.
    pub response_latencies_ms: Vec<u64>,
    /// Tools that were called, by name.
    pub tools: BTreeMap<String, ToolFigures>,
    /// Speech of the caller that could not be transcribed.
    pub transcripts_failed: u64,
    /// Errors that the API or the SDK told.
    pub errors: u64,
    /// What was used.
    pub usage: Usage,
}

/// The calls of one tool.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ToolFigures {
    /// All calls.
    pub calls: u64,
    /// Those that failed.
    pub failed: u64,
    /// Those whose result was not seen.
    pub unanswered: u64,
    /// How long each took for which it is known, in the order of the calls.
    pub durations_ms: Vec<u64>,
}

impl Figures {
    /// The figures of a record.
    pub fn of(conversation: &Conversation) -> Self {
        let duration_ms = conversation.end_time.since(conversation.start_time);
        let speech = Speech::of(conversation);
        let messages = |role: &str| {
            let said = |item: &&HistoryItem| {
                item.kind == "message" && item.role.as_deref().is_some_and(|said| said == role)
            };
            conversation.history.iter().filter(said).count() as u64
        };
        let events =
            |kind: &str| conversation.events.iter().filter(|event| event.kind == kind).count() as u64;
        let mut figures = Self {
            duration_ms,
            items: conversation.history.len() as u64,
            user_messages: messages("user"),
            assistant_messages: messages("assistant"),
            turns: conversation.turns.len() as u64,
            user_talk_ms: speech.user.length(),
            assistant_talk_ms: speech.assistant.length(),
            silence_ms: speech.silence(duration_ms),
            transcripts_failed: events(kind::TRANSCRIPT_FAILED),
            errors: events(kind::ERROR),
            usage: conversation.usage.clone(),
            ..Self::default()
        };
        conversation.turns.iter().for_each(|turn| figures.add(turn));
        figures
    }

    fn add(&mut self, turn: &Turn) {
        self.interruptions += u64::from(turn.interruption.is_some());
        self.response_latencies_ms.extend(turn.response_latency_ms);
        for call in &turn.tool_calls {
            let tool = self.tools.entry(call.tool_name.clone()).or_default();
            tool.calls += 1;
            tool.failed += u64::from(call.status == ToolStatus::Failed);
            tool.unanswered += u64::from(call.status == ToolStatus::Unanswered);
            tool.durations_ms.extend(call.duration_ms);
        }
    }
}
