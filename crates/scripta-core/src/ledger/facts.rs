//! Facts as they come up, each with its evidence.

use std::collections::BTreeMap;
use std::sync::Arc;

use scripta_extract::{Extractor, Found, Place, Speaker as Said, Utterance};
use serde_json::Value;

use super::item::Item;
use crate::record::{Evidence, EvidenceSource, Speaker};

/// Facts by field. A tool's arguments count more than speech, the caller's speech more than the agent's,
/// and of the same source the later one counts.
#[derive(Debug, Default, Clone)]
pub(super) struct Facts {
    by_field: BTreeMap<String, (Rank, String, Evidence)>,
    /// The values alone, shared by the snapshots since they last changed.
    values: Arc<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Agent,
    Caller,
    Tool,
}

impl Facts {
    /// Takes in what `item` says; `prompt` is what the other side said before it.
    pub(super) fn learn(&mut self, item: &Item, prompt: Option<&str>, extractor: &Extractor) {
        if item.is_call() {
            if let (Some(name), Some(arguments)) = (&item.name, item.arguments.as_deref().and_then(arguments))
            {
                self.take(
                    extractor.from_arguments(name, &arguments),
                    item,
                    Rank::Tool,
                    EvidenceSource::ToolArguments,
                );
            }
            return;
        }
        let (speaker, rank, source) = match item.speaker() {
            Speaker::User => (Said::User, Rank::Caller, EvidenceSource::User),
            Speaker::Assistant => (Said::Assistant, Rank::Agent, EvidenceSource::Assistant),
            Speaker::System => return,
        };
        for text in
            item.parts.values().filter_map(|part| part.text.as_deref()).filter(|text| !text.is_empty())
        {
            let found = extractor.from_speech(Utterance { speaker, text, prompt });
            self.take(found, item, rank, source);
        }
    }

    fn take(&mut self, found: Vec<Found>, item: &Item, rank: Rank, source: EvidenceSource) {
        for Found { field, value, place } in found {
            if self.by_field.get(&field).is_some_and(|(known, ..)| *known > rank) {
                continue;
            }
            let (pointer, span) = match place {
                Place::Argument { pointer } => (Some(pointer), None),
                Place::Span { start, end } => (None, Some((start, end))),
            };
            let evidence = Evidence { item_id: item.id.clone(), source, pointer, span };
            if self.values.get(&field) != Some(&value) {
                Arc::make_mut(&mut self.values).insert(field.clone(), value.clone());
            }
            self.by_field.insert(field, (rank, value, evidence));
        }
    }

    pub(super) fn values(&self) -> Arc<BTreeMap<String, String>> {
        Arc::clone(&self.values)
    }

    pub(super) fn evidence(self) -> BTreeMap<String, Evidence> {
        self.by_field.into_iter().map(|(field, (_, _, evidence))| (field, evidence)).collect()
    }
}

fn arguments(json: &str) -> Option<Value> {
    serde_json::from_str(json).ok()
}
