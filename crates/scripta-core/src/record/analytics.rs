//! A conversation in figures.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Conversation;
use crate::time::Length;

/// A conversation in figures, ended or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Analytics {
    /// Messages of anybody, as in the summary's statistics.
    pub total_messages: u64,
    /// Items of the history by type: `message`, `function_call`, `mcp_call`, … A call and its result are one.
    pub message_types: BTreeMap<String, u64>,
    /// Who did how much.
    pub conversation_flow: ConversationFlow,
    /// From its begin to its end, or to the last event.
    pub duration: Length,
    /// How often the caller cut the agent off.
    pub interruptions: u64,
}

/// Who did how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationFlow {
    /// Messages of the caller.
    pub user_initiated: u64,
    /// Messages of the agent.
    pub agent_initiated: u64,
    /// Calls of functions and MCP tools.
    pub tool_calls: u64,
}

impl Analytics {
    /// The figures of a record: those that its [`Recording`](crate::Recording) gave at its end.
    pub fn of(conversation: &Conversation) -> Self {
        let mut message_types: BTreeMap<String, u64> = BTreeMap::new();
        let mut flow = ConversationFlow::default();
        let mut total_messages = 0;
        for item in conversation.history.iter().filter(|item| item.kind != "function_call_output") {
            *message_types.entry(item.kind.clone()).or_default() += 1;
            match (item.kind.as_str(), item.role.as_deref()) {
                ("message", role) => {
                    total_messages += 1;
                    flow.user_initiated += u64::from(role == Some("user"));
                    flow.agent_initiated += u64::from(role == Some("assistant"));
                }
                ("function_call" | "mcp_call", _) => flow.tool_calls += 1,
                _ => {}
            }
        }
        Self {
            total_messages,
            message_types,
            conversation_flow: flow,
            duration: conversation.duration.clone(),
            interruptions: conversation.turns.iter().filter(|turn| turn.interruption.is_some()).count()
                as u64,
        }
    }
}
