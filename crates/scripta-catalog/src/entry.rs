//! What the catalog holds of one conversation.

use std::collections::{BTreeMap, BTreeSet};

use scripta_core::Timestamp;
use scripta_core::record::{
    Completeness, CompletenessStatus, Conversation, Extracted, Figures, Speaker, Summary, kind,
};
use scripta_redact::{Scrub, Sensitive};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// What the catalog holds of one conversation: enough to find it, to count with it and to show where it matched.
/// It is made of the conversation's three archived documents and nothing else, so that
/// making the catalog anew gives the same entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The conversation.
    pub conversation_id: Uuid,
    /// The caller's name for the session, as archived.
    pub session_id: String,
    /// When it began.
    pub start: Timestamp,
    /// When it ended.
    pub end: Timestamp,
    /// How it ended: the summary's outcome.
    pub outcome: String,
    /// What it was about.
    pub topics: Vec<String>,
    /// Whether the record holds everything, and what it lacks.
    pub completeness: Completeness,
    /// How it was captured: `node`, `replay`, …
    pub capture: String,
    /// The model, as the session last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The model that transcribes the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcription_model: Option<String>,
    /// Agents that took part and whose names are known, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<String>,
    /// What the caller gave.
    pub metadata: Map<String, Value>,
    /// Extracted facts by field, as in the archived `_<profile>_data.json`.
    pub facts: BTreeMap<String, String>,
    /// How many values of each kind were masked.
    pub redactions: BTreeMap<String, u64>,
    /// Types of event that occurred.
    pub events: BTreeSet<String>,
    /// The conversation in numbers.
    pub figures: Figures,
    /// What was said, turn by turn. Stores keep it apart, and leave it out where it was not asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Said>,
}

/// What one side said in a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// Who.
    pub speaker: Speaker,
    /// Milliseconds from the start of the conversation.
    pub start_ms: u64,
    /// What, without personal data.
    pub text: String,
}

impl Entry {
    /// The entry of an archived conversation.
    pub fn of(conversation: &Conversation, summary: &Summary, extracted: Option<&Extracted>) -> Self {
        let said = conversation.turns.iter().filter_map(|turn| {
            let text = turn.transcript.clone().filter(|text| !text.is_empty())?;
            Some(Said { speaker: turn.speaker, start_ms: turn.start_ms, text })
        });
        Self {
            conversation_id: conversation.conversation_id,
            session_id: conversation.session_id.clone(),
            start: conversation.start_time,
            end: conversation.end_time,
            outcome: summary.outcome.clone(),
            topics: summary.topics.clone(),
            completeness: conversation.completeness.clone(),
            capture: conversation.source.capture.clone(),
            model: conversation.source.model.clone(),
            transcription_model: conversation.source.transcription_model.clone(),
            agents: agents(conversation),
            metadata: conversation.metadata.clone(),
            facts: extracted.map(|extracted| extracted.facts.clone()).unwrap_or_default(),
            redactions: conversation.redactions.iter().map(|(kind, n)| (kind.to_owned(), n)).collect(),
            events: conversation.events.iter().map(|event| event.kind.clone()).collect(),
            figures: Figures::of(conversation),
            said: said.collect(),
        }
    }

    /// True where nothing is missing in the record.
    pub fn is_complete(&self) -> bool {
        self.completeness.status == CompletenessStatus::Complete
    }
}

/// Events that name the agent under which they happened, besides handoffs.
pub(crate) const NAMING_AN_AGENT: [&str; 6] = [
    kind::AGENT_STARTED,
    "agent_tool_start",
    "agent_tool_end",
    kind::GUARDRAIL_TRIPPED,
    "tool_approval_requested",
    "mcp_tool_call_completed",
];

/// Agents that are named by events, in order.
fn agents(conversation: &Conversation) -> Vec<String> {
    let mut agents: Vec<String> = Vec::new();
    let names = conversation.events.iter().flat_map(|event| match event.kind.as_str() {
        kind::AGENT_HANDOFF => [event.data.get("from"), event.data.get("to")],
        kind if NAMING_AN_AGENT.contains(&kind) => [event.data.get("agent"), None],
        _ => [None, None],
    });
    for name in names.flatten().filter_map(Value::as_str).filter(|name| !name.is_empty()) {
        if !agents.iter().any(|known| known == name) {
            agents.push(name.to_owned());
        }
    }
    agents
}

/// The documents were redacted before they were archived; this finds nothing more unless an archive was written by
/// somebody else, or under weaker rules.
impl Sensitive for Entry {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.session_id);
        scrub.text(&mut self.outcome);
        self.metadata.scrub(scrub);
        for (field, value) in &mut self.facts {
            scrub.named(field, value);
        }
        for said in &mut self.said {
            scrub.text(&mut said.text);
        }
    }
}
