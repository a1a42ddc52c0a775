//! The end: what is left gets its place and is told.

use super::Ledger;
use super::snapshots::HISTORY_UPDATED;
use crate::entry::End;
use crate::record::{Problem, ProblemKind};
use crate::time::Timestamp;

impl Ledger {
    pub(super) fn finish(&mut self, end: &End, at: Timestamp) {
        if self.end.is_some() {
            return;
        }
        self.place_leftovers(at);
        for index in 0..self.items.len() {
            self.tell_now(index, at);
            self.tell_audio(index, true);
        }
        self.events.tell_heard(None);
        self.metadata.extend(end.metadata.iter().map(|(name, value)| (name.clone(), value.clone())));
        self.completion_reason.clone_from(&end.completion_reason);
        self.snapshot(HISTORY_UPDATED.into(), at);
        self.end = Some(at);
    }

    /// Items that said something and that nothing placed belong at the end, unless their response was made
    /// beside the conversation.
    pub(super) fn place_leftovers(&mut self, at: Timestamp) {
        for index in 0..self.items.len() {
            let Some(item) = self.items.get(index) else { continue };
            if self.order.is_linked(index)
                || item.removed
                || self.is_aside(index)
                || (item.words().is_empty() && item.name.is_none())
            {
                continue;
            }
            let problem = Problem::of_item(ProblemKind::SequenceGap, &item.id);
            self.problems.add(problem.with_detail("nothing said where it belongs"));
            self.order.push_last(index);
            self.count(index, true);
            self.changed.push(index);
            self.tell(index, at);
        }
    }
}
