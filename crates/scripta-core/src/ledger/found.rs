//! What the redactor found, counted once.

use std::collections::BTreeMap;

use scripta_redact::Counts as Found;

use crate::entry::{Change, ItemChange};

/// Redactions by what they were found in, so that a text that is told twice counts once.
#[derive(Debug, Default)]
pub(super) struct FoundBy {
    by_text: BTreeMap<String, Found>,
    rest: Found,
}

impl FoundBy {
    pub(super) fn add(&mut self, change: &Change, found: &Found) {
        let text = match change {
            Change::Text(text) => format!("{}/{}", text.item_id, text.index),
            Change::Item(ItemChange { call_id: Some(call_id), output: Some(_), .. }) => {
                format!("result {call_id}")
            }
            Change::Result { call_id, .. } => format!("result {call_id}"),
            Change::Item(item) => item.item_id.clone(),
            // Counted where it was said.
            Change::Facts(_) => return,
            _ => return self.rest.merge(found),
        };
        if found.is_empty() {
            // What replaces a text may have nothing in it.
            if matches!(change, Change::Text(_)) {
                self.by_text.remove(&text);
            }
            return;
        }
        self.by_text.insert(text, found.clone());
    }

    pub(super) fn total(&self) -> Found {
        let mut total = self.rest.clone();
        self.by_text.values().for_each(|found| total.merge(found));
        total
    }
}
