//! Who spoke when, as far as the archived record tells.
//!
//! The caller's speech is what the server heard begin and end. Where it detects none (push to talk), it is the audio that
//! was sent for the turn, up to the turn's end. The agent's is what was played: where the wire tells of playback (WebRTC,
//! SIP), exactly that; else the audio that came, as far as the caller let it be played, up to the turn's end. What was
//! typed, and audio that went by unseen, is in none of them.

use std::collections::{BTreeMap, BTreeSet};

use super::spans::{Span, Spans};
use crate::record::{Conversation, RecordedEvent, Speaker, Turn, kind};

/// Who spoke when, in milliseconds from the start of the conversation.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Speech {
    pub(super) user: Spans,
    pub(super) assistant: Spans,
}

impl Speech {
    pub(super) fn of(conversation: &Conversation) -> Self {
        let end = conversation.end_time.since(conversation.start_time);
        let (detected, items) = detected(conversation, end);
        let played = played(conversation, end);
        let audio = audio_by_item(conversation);
        let (mut user, mut assistant) = (detected, Vec::new());
        let is_told = |turn: &Turn| turn.item_ids.iter().any(|id| items.contains(id.as_str()));
        for turn in &conversation.turns {
            match turn.speaker {
                Speaker::User if !is_told(turn) => user.extend(sent(turn)),
                Speaker::Assistant if played.is_empty() => assistant.extend(heard(turn, &audio)),
                Speaker::User | Speaker::Assistant | Speaker::System => {}
            }
        }
        assistant.extend(played);
        Self { user: Spans::of(user, end), assistant: Spans::of(assistant, end) }
    }

    /// How long nobody spoke, of `duration`; 0 where nothing is known of anybody's speech.
    pub(super) fn silence(&self, duration: u64) -> u64 {
        if self.user.is_empty() && self.assistant.is_empty() {
            return 0;
        }
        duration.saturating_sub(self.user.union(&self.assistant).length())
    }
}

fn offset(conversation: &Conversation, event: &RecordedEvent) -> u64 {
    event.timestamp.since(conversation.start_time)
}

/// The caller's speech as the server detected it, and the items that it became.
fn detected(conversation: &Conversation, end: u64) -> (Vec<Span>, BTreeSet<&str>) {
    let (mut spans, mut items) = (Vec::new(), BTreeSet::new());
    let mut began: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for event in &conversation.events {
        let item = event.item_id.as_deref();
        match event.kind.as_str() {
            kind::SPEECH_STARTED => {
                items.extend(item);
                began.entry(item).or_insert_with(|| offset(conversation, event));
            }
            kind::SPEECH_STOPPED => {
                spans.extend(began.remove(&item).map(|from| (from, offset(conversation, event))));
            }
            _ => {}
        }
    }
    // Whoever was speaking when the record ended spoke until then.
    spans.extend(began.into_values().map(|from| (from, end)));
    (spans, items)
}

/// What the wire says that was played of the agent's audio.
fn played(conversation: &Conversation, end: u64) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut began: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for event in conversation.events.iter().filter(|event| event.kind == kind::PLAYBACK) {
        let response = event.response_id.as_deref();
        let at = offset(conversation, event);
        if event.data.get("state").and_then(|state| state.as_str()) == Some("started") {
            began.entry(response).or_insert(at);
        } else {
            spans.extend(began.remove(&response).map(|from| (from, at)));
        }
    }
    spans.extend(began.into_values().map(|from| (from, end)));
    spans
}

/// Milliseconds of the agent's audio by item.
fn audio_by_item(conversation: &Conversation) -> BTreeMap<&str, u64> {
    let mut audio: BTreeMap<&str, u64> = BTreeMap::new();
    for event in conversation.events.iter().filter(|event| event.kind == kind::AUDIO_RECEIVED) {
        let ms = event.data.get("milliseconds").and_then(serde_json::Value::as_u64);
        if let (Some(item), Some(ms)) = (event.item_id.as_deref(), ms) {
            let sum = audio.entry(item).or_default();
            *sum = sum.saturating_add(ms);
        }
    }
    audio
}

/// The caller's audio of a turn that the server did not detect by itself.
fn sent(turn: &Turn) -> Option<Span> {
    turn.audio_ms.map(|ms| (turn.end_ms.saturating_sub(ms), turn.end_ms))
}

/// What was played of a turn of the agent's: all of its audio but what came after the caller cut it off.
fn heard(turn: &Turn, audio: &BTreeMap<&str, u64>) -> Option<Span> {
    let all = turn.audio_ms?;
    let unheard = turn.interruption.as_ref().and_then(|cut| {
        let of_item = audio.get(cut.item_id.as_str()).copied().unwrap_or(all);
        // What was played before this item was cut off stays heard; without a position, the turn's own end tells.
        Some(of_item.saturating_sub(cut.audio_end_ms?))
    });
    let played = all.saturating_sub(unheard.unwrap_or(0));
    Some((turn.end_ms.saturating_sub(played).max(turn.start_ms), turn.end_ms))
}
