//! Figures of one conversation.

use std::collections::BTreeMap;

use scripta_core::record::{Analytics, Conversation, Figures, Usage};
use serde::Serialize;
use uuid::Uuid;

use super::cost::{Cost, Used};
use super::measures::{Talk, ToolMeasures};
use super::price::PriceTable;
use super::spread::{Percentiles, Spread};
use super::tally::Tally;

/// Figures of one conversation. Times are milliseconds unless they are named otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationAnalytics {
    /// The conversation.
    pub conversation_id: Uuid,
    /// Messages, items by type, who did how much, duration, interruptions.
    #[serde(flatten)]
    pub analytics: Analytics,
    /// Who spoke how long; absent where the wire told nothing of it.
    pub talk: Option<Talk>,
    /// From the end of the caller's speech to the first audio of the answer; absent where there was none.
    pub latency: Option<Percentiles>,
    /// The tools, by name.
    pub tools: BTreeMap<String, ToolMeasures>,
    /// Errors that the API or the SDK told.
    pub errors: u64,
    /// Speech that could not be transcribed.
    pub transcripts_failed: u64,
    /// What was used.
    pub usage: Usage,
    /// What that cost.
    pub cost: Cost,
}

impl ConversationAnalytics {
    /// The figures of an archived conversation.
    pub fn of(conversation: &Conversation, prices: &PriceTable) -> Self {
        let figures = Figures::of(conversation);
        let used = Used {
            at: conversation.start_time,
            model: conversation.source.model.as_deref(),
            transcription_model: conversation.source.transcription_model.as_deref(),
            figures: &figures,
        };
        let cost = Cost::of(used, prices);
        let mut tally = Tally::default();
        tally.add_tools(&figures);
        Self {
            conversation_id: conversation.conversation_id,
            analytics: Analytics::of(conversation),
            talk: (figures.user_talk_ms + figures.assistant_talk_ms > 0).then_some(Talk {
                conversations: 1,
                user_ms: figures.user_talk_ms,
                assistant_ms: figures.assistant_talk_ms,
                silence_ms: figures.silence_ms,
            }),
            latency: figures.response_latencies_ms.iter().copied().collect::<Spread>().percentiles(),
            tools: tally.tools.iter().map(|(name, tool)| (name.clone(), ToolMeasures::of(tool))).collect(),
            errors: figures.errors,
            transcripts_failed: figures.transcripts_failed,
            usage: figures.usage,
            cost,
        }
    }
}
