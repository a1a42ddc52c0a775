//! Snapshots as they are held in memory: what changed since the one before, in versions of items that are
//! shared, so that a snapshot costs what changed and not what is there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Ledger;
use super::item::Item;
use crate::record::{ConversationState, HistoryChange, HistoryItem, Snapshot};
use crate::time::Timestamp;

/// The snapshot that is taken by itself.
pub(super) const HISTORY_UPDATED: &str = "history_updated";

/// What changed in the history.
#[derive(Debug, Clone)]
pub(super) enum Difference {
    Put { after: Option<String>, item: Arc<HistoryItem> },
    Remove { item_id: String },
}

/// A snapshot.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) at: Timestamp,
    pub(super) event_type: String,
    pub(super) differences: Vec<Difference>,
    pub(super) counts: Counts,
    pub(super) facts: Arc<BTreeMap<String, String>>,
}

/// Items by what they count as.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(super) user: u64,
    pub(super) assistant: u64,
    pub(super) other: u64,
    pub(crate) tool_calls: u64,
}

impl Counts {
    pub(crate) fn messages(self) -> u64 {
        self.user + self.assistant + self.other
    }

    fn state(self, data: &str, facts: &BTreeMap<String, String>) -> ConversationState {
        ConversationState {
            total_messages: self.messages(),
            user_messages: self.user,
            assistant_messages: self.assistant,
            tool_calls: self.tool_calls,
            data: [(format!("{data}Data"), facts.clone())].into_iter().collect(),
        }
    }
}

/// All snapshots of a conversation. A clone shares the versions of the items.
#[derive(Debug, Default, Clone)]
pub(super) struct Snapshots(Vec<Taken>);

impl Snapshots {
    /// Adds one, unless it equals the one before.
    pub(super) fn take(&mut self, taken: Taken) {
        let same = taken.differences.is_empty()
            && self.0.last().map_or(taken.event_type == HISTORY_UPDATED, |last| {
                last.event_type == taken.event_type
                    && last.facts == taken.facts
                    && last.counts == taken.counts
            });
        if !same {
            self.0.push(taken);
        }
    }

    /// The words of an item, first seen at `since`, are masked in another way: also where they stood before.
    pub(super) fn revise(&mut self, item: &HistoryItem, since: Timestamp) {
        let taken = self.0.iter_mut().rev().take_while(|taken| taken.at >= since);
        for difference in taken.flat_map(|taken| &mut taken.differences) {
            let Difference::Put { item: old, .. } = difference else { continue };
            if old.item_id != item.item_id {
                continue;
            }
            for (old, new) in Arc::make_mut(old).content.iter_mut().zip(&item.content) {
                if old.text.is_some() || old.transcript.is_some() {
                    old.clone_from(new);
                }
            }
        }
    }

    /// Facts became known at this time: they belong to a snapshot that was taken of the same.
    pub(super) fn learn(&mut self, at: Timestamp, facts: &Arc<BTreeMap<String, String>>) {
        if let Some(last) =
            self.0.last_mut().filter(|last| last.at == at && last.event_type == HISTORY_UPDATED)
        {
            last.facts = Arc::clone(facts);
        }
    }

    /// The snapshots as they are stored: with their full histories while these together are under `limit`
    /// bytes of JSON, then with changes, and the last one with its full history again. `data` is the
    /// profile's name. Item versions that nobody shares are moved rather than copied.
    pub(super) fn into_stored(self, limit: usize, data: &str) -> Vec<Snapshot> {
        let mut stored = self.full(limit, data);
        let last = self.0.len().saturating_sub(1);
        let at_end = (stored.len() <= last).then(|| self.history_at_end());
        let mut at_end = at_end.filter(|_| !self.0.is_empty());
        for (index, taken) in self.0.into_iter().enumerate().skip(stored.len()) {
            let history = if index == last { at_end.take() } else { None };
            let changes = history
                .is_none()
                .then(|| taken.differences.into_iter().map(Difference::into_stored).collect());
            stored.push(Snapshot {
                timestamp: taken.at,
                event_type: taken.event_type,
                history,
                changes,
                conversation_state: taken.counts.state(data, &taken.facts),
            });
        }
        stored
    }

    /// The snapshots from the first on that are stored with their full histories.
    fn full(&self, limit: usize, data: &str) -> Vec<Snapshot> {
        let mut history: Vec<Arc<HistoryItem>> = Vec::new();
        let (mut sizes, mut total) = (Sizes::default(), 0);
        let mut full = Vec::new();
        for taken in &self.0 {
            taken.differences.iter().for_each(|difference| apply(&mut history, difference));
            total += SNAPSHOT_BYTES + history.iter().map(|item| sizes.of(item)).sum::<usize>();
            if total > limit {
                break;
            }
            full.push(Snapshot {
                timestamp: taken.at,
                event_type: taken.event_type.clone(),
                history: Some(history.iter().map(|item| HistoryItem::clone(item)).collect()),
                changes: None,
                conversation_state: taken.counts.state(data, &taken.facts),
            });
        }
        full
    }

    /// The history of the last snapshot, in time linear in the differences.
    fn history_at_end(&self) -> Vec<HistoryItem> {
        let mut order = super::order::Order::default();
        let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
        let mut items: Vec<Option<&HistoryItem>> = Vec::new();
        for difference in self.0.iter().flat_map(|taken| &taken.differences) {
            match difference {
                Difference::Put { after, item } => {
                    let next = items.len();
                    let index = *ids.entry(&item.item_id).or_insert(next);
                    if index == next {
                        items.push(None);
                    }
                    if let Some(slot) = items.get_mut(index) {
                        *slot = Some(item);
                    }
                    let after = after.as_ref().map(|after| ids.get(after.as_str()).copied());
                    match after {
                        Some(Some(after)) if after != index && order.is_linked(after) => {
                            order.insert_after(after, index);
                        }
                        Some(_) => order.push_last(index),
                        None => order.push_first(index),
                    }
                }
                Difference::Remove { item_id } => {
                    if let Some(index) = ids.get(item_id.as_str()) {
                        order.remove(*index);
                    }
                }
            }
        }
        order.iter().filter_map(|index| items.get(index).copied().flatten()).cloned().collect()
    }
}

impl Ledger {
    /// Takes a snapshot of what changed since the last one.
    pub(super) fn snapshot(&mut self, event_type: String, at: Timestamp) {
        let mut differences: Vec<Difference> =
            self.removed.drain(..).map(|item_id| Difference::Remove { item_id }).collect();
        let mut changed = std::mem::take(&mut self.changed);
        changed.retain(|index| self.order.is_linked(*index));
        let pending: std::collections::BTreeSet<usize> = changed.iter().copied().collect();
        let mut put = std::collections::BTreeSet::new();
        for index in changed {
            // What an item stands behind is put before it.
            let chain: Vec<usize> = std::iter::successors(Some(index), |index| self.order.before(*index))
                .take_while(|index| pending.contains(index) && !put.contains(index))
                .collect();
            for index in chain.into_iter().rev() {
                put.insert(index);
                let before = self.order.before(index).and_then(|before| self.items.get(before));
                let after = before.map(|before| before.id.clone());
                if let Some(item) = self.items.get_mut(index).map(Item::version) {
                    differences.push(Difference::Put { after, item });
                }
            }
        }
        // What was counted before the wire said that it belongs to the history is no difference.
        if differences.is_empty() && event_type == HISTORY_UPDATED {
            return;
        }
        let facts = self.facts.values();
        self.snapshots.take(Taken { at, event_type, differences, counts: self.counts, facts });
    }
}

/// What a snapshot takes besides its history: time, type and state.
const SNAPSHOT_BYTES: usize = 300;

impl Difference {
    fn into_stored(self) -> HistoryChange {
        match self {
            Self::Put { after, item } => HistoryChange::Put { after, item: Arc::unwrap_or_clone(item) },
            Self::Remove { item_id } => HistoryChange::Remove { item_id },
        }
    }
}

fn apply(history: &mut Vec<Arc<HistoryItem>>, difference: &Difference) {
    let id = match difference {
        Difference::Put { item, .. } => &item.item_id,
        Difference::Remove { item_id } => item_id,
    };
    if let Some(at) = history.iter().rposition(|item| item.item_id == *id) {
        history.remove(at);
    }
    if let Difference::Put { after, item } = difference {
        let at = after.as_ref().map_or(0, |after| {
            history.iter().rposition(|item| item.item_id == *after).map_or(history.len(), |at| at + 1)
        });
        history.insert(at, Arc::clone(item));
    }
}

/// Bytes of JSON of each version of an item, counted once.
#[derive(Default)]
struct Sizes(crate::hash::Map<*const HistoryItem, usize>);

impl Sizes {
    fn of(&mut self, item: &Arc<HistoryItem>) -> usize {
        *self
            .0
            .entry(Arc::as_ptr(item))
            .or_insert_with(|| serde_json::to_vec(&**item).map_or(0, |json| json.len() + 1))
    }
}
