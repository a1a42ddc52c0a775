//! GPT-Live: speech with no items. Consecutive pieces of one speaker are made into an item of our own.

use serde_json::Map;

use super::{Intake, value};
use crate::entry::{Change, ItemChange, PartChange, Place, TextOf};
use crate::record::kind;
use crate::time::Timestamp;
use crate::wire::{Event, PartRef, parse};

/// Who is speaking, and in which item.
#[derive(Debug, Default)]
pub(super) struct Live {
    current: Option<(bool, String)>,
    items: u64,
}

impl Intake {
    pub(super) fn live_event(&mut self, event: &Event<'_>, at: Timestamp, id: Option<&str>) {
        match event {
            Event::LiveTranscript { user, delta, start_ms, end_ms } => {
                self.live_transcript(*user, &delta.0, *start_ms, *end_ms, at);
            }
            Event::LiveAudio { bytes } => {
                let item_id = self.live_item(false, None, at);
                self.spoken.entry((item_id, 0)).or_default().add(*bytes, at, self.observed);
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
                if let Ok(inner) = parse(event.0.get())
                    && !matches!(inner.event, Event::LiveResponse { .. })
                {
                    self.received(&inner, at);
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
        let part = PartRef { item_id: item_id.clone().into(), index: 0, response_id: None };
        let audio_ms = (!user)
            .then(|| self.spoken.get(&(item_id.clone(), 0)).map_or(0, |tally| tally.millis(self.output)));
        self.delta((item_id.clone(), 0, of), &part, delta, audio_ms, at);
        if let (true, Some(end_ms)) = (user, end_ms) {
            self.speech(&item_id, false, Some(end_ms), at, None);
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
        let (role, part) = if user { ("user", "input_audio") } else { ("assistant", "output_audio") };
        let change = ItemChange {
            item_id: item_id.clone(),
            place: Some(Place::Last),
            firm: true,
            kind: Some("message".into()),
            role: Some(role.into()),
            status: Some("in_progress".into()),
            parts: vec![PartChange { index: 0, kind: part.into(), text: None }],
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
        self.settle(&(item_id.clone(), 0, of), at, None);
        self.spoken_done(&item_id, 0, at, None);
        let change =
            ItemChange { item_id, done: true, status: Some("completed".into()), ..ItemChange::default() };
        self.push(at, None, Change::Item(change));
    }
}
