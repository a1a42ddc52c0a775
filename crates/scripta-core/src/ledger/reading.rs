//! What of the items can be read for facts, in their order.

use scripta_redact::Revision;

use super::Ledger;
use super::item::{Item, Part};
use crate::entry::{Change, Entry, TextChange, TextOf, part_named};
use crate::record::Speaker;
use crate::time::Timestamp;

/// Whether an item can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readiness {
    /// It is whole, or says nothing.
    Ready,
    /// More of it may come.
    Waiting,
}

/// An item that may say something.
pub(crate) enum Readable<'l> {
    Call { item_id: &'l str, name: &'l str },
    Message { item_id: &'l str, speaker: Speaker },
}

impl Ledger {
    /// An item's place in the ledger, by its id in the record.
    pub(crate) fn index_of(&self, item_id: &str) -> Option<usize> {
        self.by_id.get(item_id).copied()
    }

    /// The item behind `item`; the first one behind nothing.
    pub(crate) fn after(&self, item: Option<usize>) -> Option<usize> {
        self.order.after(item)
    }

    /// All items in their order.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = usize> {
        self.order.iter()
    }

    /// What an item says by part, and its arguments, redacted.
    pub(crate) fn texts_of(&self, index: usize) -> (impl Iterator<Item = (u32, &str)>, Option<&str>) {
        let item = self.items.get(index);
        let parts = item.into_iter().flat_map(|item| &item.parts);
        let texts = parts.filter_map(|(index, part)| Some((*index, part.text.as_deref()?)));
        (texts, item.and_then(|item| item.arguments.as_deref()))
    }

    /// Whether a fact is known.
    pub(crate) fn has_fact(&self, field: &str, subject: usize) -> bool {
        self.facts.has(field, subject)
    }

    /// Whether so many items stand behind this one.
    pub(crate) fn has_behind(&self, item: usize, many: usize) -> bool {
        std::iter::successors(self.after(Some(item)), |item| self.after(Some(*item))).take(many).count()
            == many
    }

    pub(crate) fn readiness(&self, index: usize) -> Readiness {
        let Some(item) = self.items.get(index) else { return Readiness::Ready };
        let spoken = |part: &Part| part.is_spoken() && (part.text.is_none() || part.partial);
        let waiting = if item.is_call() {
            item.arguments.is_none() || item.name.is_none()
        } else if !item.is_message() {
            false
        } else if item.speaker() == Speaker::User {
            !self.transcription_off && !item.transcript_failed && item.parts.values().any(spoken)
        } else {
            !item.done
                && (item.parts.is_empty()
                    || item.parts.values().any(|part| part.text.is_none() || part.partial))
        };
        if waiting { Readiness::Waiting } else { Readiness::Ready }
    }

    /// What an item is to a reader; `None` for what nobody said in the conversation.
    pub(crate) fn readable(&self, index: usize) -> Option<Readable<'_>> {
        let item = self.items.get(index)?;
        if item.removed || self.is_aside(index) {
            return None;
        }
        let item_id = item.id.as_str();
        if item.is_call() {
            return item.name.as_deref().map(|name| Readable::Call { item_id, name });
        }
        let speaker = item.speaker();
        (item.is_message() && speaker != Speaker::System).then_some(Readable::Message { item_id, speaker })
    }

    /// Whether an item belongs to a response that was made beside the conversation.
    pub(crate) fn is_aside(&self, index: usize) -> bool {
        let response = self.items.get(index).and_then(|item| item.response_id.as_ref());
        response.and_then(|id| self.responses.get(id)).is_some_and(|response| response.aside)
    }

    /// The entry of a text that a later turn has shown in another light.
    pub(crate) fn revised(&self, revision: &Revision, at: Timestamp) -> Option<Entry> {
        let (item_id, index) = part_named(&revision.item)?;
        let item = self.items.get(self.index_of(item_id)?)?;
        let of = if item.speaker() == Speaker::User { TextOf::UserSpeech } else { TextOf::AgentSpeech };
        let text = revision.text.get().clone();
        let item_id = item_id.to_owned();
        let change =
            TextChange { item_id, index, of, text, complete: true, revised: true, ..TextChange::default() };
        Some(Entry { found: revision.counts.clone(), ..Entry::new(at, None, Change::Text(change)) })
    }

    /// What the agent said last before an item; before what is not in the conversation yet, what it said last.
    pub(crate) fn prompt(&self, item_id: &str) -> Option<String> {
        let index = self.index_of(item_id).filter(|index| self.order.is_linked(*index));
        let before = match index {
            Some(index) => self.order.before(index),
            None => self.order.last(),
        };
        std::iter::successors(before, |item| self.order.before(*item))
            .take(PROMPT_REACH)
            .filter_map(|index| self.items.get(index))
            .find(|item| item.is_message() && item.speaker() == Speaker::Assistant)
            .map(Item::words)
    }
}

/// Between a question and its answer there may be a call with its result, and what the caller said before.
const PROMPT_REACH: usize = 6;
