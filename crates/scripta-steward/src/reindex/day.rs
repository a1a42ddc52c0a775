//! What the archive holds of one day.

use std::collections::{BTreeMap, HashSet};

use futures::TryStreamExt;
use scripta_archive::{Archive, ArchiveError, Date, Key, Object};
use uuid::Uuid;

/// The conversations of one day that the archive holds whole.
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) records: BTreeMap<Uuid, Record>,
}

/// The objects of one conversation.
pub(super) struct Record {
    pub(super) conversation: Key,
    pub(super) summary: Option<Key>,
    pub(super) facts: Option<Key>,
}

impl Day {
    /// Lists a day. A conversation that is still being written is passed over: its own object comes last.
    pub(super) async fn list(archive: &Archive, date: Date) -> Result<Self, ArchiveError> {
        let mut conversations = Vec::new();
        let mut others: BTreeMap<Uuid, [Option<Key>; 2]> = BTreeMap::new();
        let mut keys = std::pin::pin!(archive.stream_day(date));
        while let Some(key) = keys.try_next().await? {
            let place = match key.object {
                Object::Conversation => {
                    conversations.push(key);
                    continue;
                }
                Object::Summary => 0,
                Object::Extracted { .. } => 1,
            };
            let of_conversation = others.entry(key.conversation).or_default();
            of_conversation[place] = Some(key);
        }
        let records = conversations.into_iter().map(|conversation| {
            let id = conversation.conversation;
            let [summary, facts] = others.remove(&id).unwrap_or_default();
            (id, Record { conversation, summary, facts })
        });
        Ok(Self { date, records: records.collect() })
    }

    /// Those of `known`, which the catalog has of this day, that the archive does not hold.
    pub(super) fn missing(&self, known: &HashSet<Uuid>) -> Vec<Uuid> {
        let mut missing: Vec<_> = known.iter().copied().filter(|id| !self.records.contains_key(id)).collect();
        missing.sort_unstable();
        missing
    }
}
