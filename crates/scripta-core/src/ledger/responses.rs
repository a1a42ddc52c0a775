//! Responses, and their playback.

use serde_json::Value;

use super::Ledger;
use super::item::Part;
use super::snapshots::HISTORY_UPDATED;
use crate::entry::{Playback, ResponseChange};
use crate::record::kind;
use crate::time::Timestamp;

/// A response.
#[derive(Debug, Default)]
pub(super) struct Response {
    pub(super) done: bool,
    pub(super) aside: bool,
    pub(super) status: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) playback_started: Option<Timestamp>,
    /// When it stopped or was cut.
    pub(super) playback_ended: Option<Timestamp>,
    pub(super) audio_tokens: Option<u64>,
    pub(super) items: Vec<usize>,
}

impl Response {
    /// It made that item; telling so again changes nothing.
    pub(super) fn made(&mut self, item: usize) {
        if !self.items.contains(&item) {
            self.items.push(item);
        }
    }

    /// The caller began to speak while it was being made.
    fn was_cut_off(&self) -> bool {
        self.status.as_deref() == Some("cancelled") && self.reason.as_deref() == Some("turn_detected")
    }
}

impl Ledger {
    pub(super) fn response(&mut self, change: &ResponseChange, at: Timestamp) {
        let items: Vec<usize> = change.item_ids.iter().map(|id| self.entry(id)).collect();
        let response = self.responses.entry(change.response_id.clone()).or_default();
        response.aside |= change.aside;
        items.into_iter().for_each(|item| response.made(item));
        if !change.done || std::mem::replace(&mut response.done, true) {
            return;
        }
        response.status.clone_from(&change.status);
        response.reason.clone_from(&change.reason);
        if let Some(usage) = &change.usage {
            self.usage.add_response(usage);
            let audio = usage.pointer("/output_token_details/audio_tokens");
            response.audio_tokens = audio.and_then(Value::as_u64);
        }
        self.tell_response(change);
        let cut_off = self.responses.get(&change.response_id).is_some_and(Response::was_cut_off);
        if cut_off {
            self.response_cut_off(&change.response_id);
        }
        self.snapshot(HISTORY_UPDATED.into(), at);
    }

    /// Tells of an interruption, unless a truncation has told already.
    pub(super) fn response_cut_off(&mut self, response_id: &str) {
        let items =
            self.responses.get(response_id).map(|response| response.items.clone()).unwrap_or_default();
        let spoken = |item: &&usize| {
            self.items
                .get(**item)
                .is_some_and(|item| item.is_message() && item.parts.values().any(Part::is_spoken))
        };
        if items.iter().any(|item| self.items.get(*item).is_some_and(|item| item.interrupted.is_some())) {
            return;
        }
        if let Some(last) = items.iter().rev().find(spoken).copied() {
            self.tell_interruption(last, None);
        }
    }

    pub(super) fn playback(&mut self, response_id: &str, state: Playback, at: Timestamp) {
        if !response_id.is_empty() {
            let response = self.responses.entry(response_id.to_owned()).or_default();
            match state {
                Playback::Started => response.playback_started.get_or_insert(at),
                Playback::Stopped | Playback::Cleared => response.playback_ended.insert(at),
            };
        }
        let state = match state {
            Playback::Started => "started",
            Playback::Stopped => "stopped",
            Playback::Cleared => "cleared",
        };
        let data = [("state".to_owned(), state.into())].into_iter().collect();
        self.events.push(kind::PLAYBACK, None, Some(response_id).filter(|id| !id.is_empty()), data);
    }
}
