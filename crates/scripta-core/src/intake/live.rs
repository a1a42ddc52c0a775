//! GPT-Live: speech with no items. Consecutive pieces of one speaker are made into an item of our own.

use serde_json::Map;

use super::{Intake, value, without_payload};
use crate::entry::{Change, ItemChange, PartChange, Place, TextChange, TextOf};
use crate::record::kind;
use crate::time::Timestamp;
use crate::wire::{Event, parse};

/// Who is speaking, and in which item.
#[derive(Debug, Default)]
pub(super) struct Live {
    current: Option<(bool, String)>,
    /// The agent's newest item.
    agent: Option<String>,
    items: u64,
    /// The end of what the caller has said, in the session's audio and when it came.
    heard_until: Option<(Option<u64>, Timestamp)>,
}

impl Intake {
    pub(super) fn live_event(&mut self, event: &Event<'_>, at: Timestamp, id: Option<&str>) {
        match event {
            Event::LiveTranscript { user, delta, start_ms, end_ms } => {
                self.live_transcript(*user, &delta.0, *start_ms, *end_ms, at);
            }
            Event::LiveAudio { bytes } => {
                // The agent's audio goes on while the caller speaks, so it does not say who does.
                let item_id = match &self.live.agent {
                    Some(item_id) => item_id.clone(),
                    None => self.live_item(false, None, at),
                };
                self.audio(&item_id, 0, *bytes, at);
            }
            Event::LiveUsage { usage } => self.push(at, id, Change::LiveUsage { usage: value(usage.0) }),
            Event::LiveClosed { reason, usage } => {
                if let Some(usage) = usage {
                    self.push(at, None, Change::LiveUsage { usage: value(usage.0) });
                }
                let mut data = Map::new();
                data.extend(reason.as_deref().map(|reason| ("reason".to_owned(), reason.into())));
                self.other(kind::SESSION_CLOSED, None, None, data, at, id);
            }
            Event::LiveResponse { event } => {
                // Wrapped once; a wrap within a wrap is not followed.
                match parse(event.0.get()) {
                    Ok(inner) if !matches!(inner.event, Event::LiveResponse { .. }) => {
                        self.received(&inner, at);
                    }
                    _ => {
                        let data = [("event".to_owned(), without_payload(*event))].into_iter().collect();
                        self.other(kind::UNKNOWN, None, None, data, at, id);
                    }
                }
            }
            _ => {}
        }
    }

    fn live_transcript(
        &mut self,
        user: bool,
        delta: &str,
        start_ms: Option<u64>,
        end_ms: Option<u64>,
        at: Timestamp,
    ) {
        let item_id = self.live_item(user, start_ms, at);
        let of = if user { TextOf::UserSpeech } else { TextOf::AgentSpeech };
        self.delta(&item_id, (0, of), None, delta, at);
        if user {
            self.live.heard_until = Some((end_ms, at));
        }
    }

    /// The item of who is speaking; another one begins when the speaker changes.
    fn live_item(&mut self, user: bool, start_ms: Option<u64>, at: Timestamp) -> String {
        if let Some((speaker, item_id)) = &self.live.current
            && *speaker == user
        {
            return item_id.clone();
        }
        self.finish_live(at);
        self.live.items += 1;
        let item_id = format!("live_{}", self.live.items);
        self.live.current = Some((user, item_id.clone()));
        if !user {
            self.live.agent = Some(item_id.clone());
        }
        let (role, part) = if user { ("user", "input_audio") } else { ("assistant", "output_audio") };
        let change = ItemChange {
            item_id: item_id.clone(),
            place: Some(Place::Last),
            firm: true,
            kind: Some("message".into()),
            role: Some(role.into()),
            status: Some("in_progress".into()),
            parts: vec![PartChange { kind: part.into(), ..PartChange::default() }],
            ..ItemChange::default()
        };
        self.push(at, None, Change::Item(change));
        if user {
            self.speech(&item_id, true, start_ms, at, None);
        }
        item_id
    }

    pub(super) fn finish_live(&mut self, at: Timestamp) {
        let Some((user, item_id)) = self.live.current.take() else { return };
        let of = if user { TextOf::UserSpeech } else { TextOf::AgentSpeech };
        if let Some((end_ms, heard_at)) = self.live.heard_until.take() {
            self.speech(&item_id, false, end_ms, heard_at, None);
        }
        self.settle_live(&item_id, of, at);
        self.spoken_done(&item_id, 0, at, None);
        let change =
            ItemChange { item_id, done: true, status: Some("completed".into()), ..ItemChange::default() };
        self.push(at, None, Change::Item(change));
    }

    /// A piece of speech is over: nothing but the change of speakers says so.
    fn settle_live(&mut self, item_id: &str, of: TextOf, at: Timestamp) {
        let Some(stream) = self.take_stream(item_id, 0, of).filter(|stream| !stream.text.is_empty()) else {
            return;
        };
        self.push(
            at,
            None,
            Change::Text(TextChange {
                item_id: item_id.to_owned(),
                of,
                text: stream.text,
                marks: stream.marks,
                complete: true,
                ..TextChange::default()
            }),
        );
    }
}
