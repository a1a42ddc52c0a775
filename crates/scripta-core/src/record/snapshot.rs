//! The history as it stood at a moment.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::history::HistoryItem;
use crate::time::Timestamp;

/// The history as it stood when it settled, or when somebody asked.
///
/// It has either the full `history` or, where all snapshots together would be too large, the `changes`
/// since the snapshot before; the last one always has the full history. [`Snapshot::expand`] gives the
/// full history of each, whichever form is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// When it was taken.
    pub timestamp: Timestamp,
    /// `history_updated`, or what the caller named it.
    pub event_type: String,
    /// All items, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<HistoryItem>>,
    /// What changed since the snapshot before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<HistoryChange>>,
    /// Counts and facts at that moment.
    pub conversation_state: ConversationState,
}

/// How a history differs from the one before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "change")]
#[expect(clippy::large_enum_variant, reason = "nearly all are `Put`; a box would cost one allocation each")]
pub enum HistoryChange {
    /// The item was put after that item (absent: first); an item of the same id is replaced.
    Put {
        /// Behind which it stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
        /// The item.
        item: HistoryItem,
    },
    /// The item was taken out.
    Remove {
        /// Which.
        item_id: String,
    },
}

/// Counts and facts at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationState {
    /// Messages of anybody.
    pub total_messages: u64,
    /// Messages of the caller.
    pub user_messages: u64,
    /// Messages of the agent.
    pub assistant_messages: u64,
    /// Calls of functions and MCP tools.
    pub tool_calls: u64,
    /// Facts so far, by field, under the profile's name: `insuranceData`.
    #[serde(flatten)]
    pub data: BTreeMap<String, BTreeMap<String, String>>,
}

impl Snapshot {
    /// Gives every snapshot its full history.
    ///
    /// Work and memory are the size of what comes out; for one snapshot of a long conversation use
    /// [`Snapshot::history_at`].
    pub fn expand(snapshots: &[Snapshot]) -> Vec<Snapshot> {
        let mut history = Vec::new();
        let full = snapshots.iter().map(|snapshot| {
            snapshot.advance(&mut history);
            Snapshot { history: Some(history.clone()), changes: None, ..snapshot.clone() }
        });
        full.collect()
    }

    /// The full history of the snapshot at `index`; `None` where there is no such snapshot.
    pub fn history_at(snapshots: &[Snapshot], index: usize) -> Option<Vec<HistoryItem>> {
        let upto = snapshots.get(..=index)?;
        let from = upto.iter().rposition(|snapshot| snapshot.history.is_some()).unwrap_or(0);
        let mut history = Vec::new();
        upto.get(from..)?.iter().for_each(|snapshot| snapshot.advance(&mut history));
        Some(history)
    }

    /// Brings `history` from the snapshot before to this one.
    fn advance(&self, history: &mut Vec<HistoryItem>) {
        if let Some(full) = &self.history {
            history.clone_from(full);
        }
        for change in self.changes.iter().flatten() {
            let id = match change {
                HistoryChange::Put { item, .. } => &item.item_id,
                HistoryChange::Remove { item_id } => item_id,
            };
            // From the back: what changes is mostly new.
            if let Some(at) = history.iter().rposition(|item| item.item_id == *id) {
                history.remove(at);
            }
            if let HistoryChange::Put { after, item } = change {
                let at = after.as_ref().map_or(0, |after| {
                    history.iter().rposition(|item| item.item_id == *after).map_or(history.len(), |at| at + 1)
                });
                history.insert(at, item.clone());
            }
        }
    }
}
