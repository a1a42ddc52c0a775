//! What is pending becomes entries.

use super::Intake;
use crate::entry::{AudioChange, Change, TextChange, TextOf};
use crate::record::AudioInfo;
use crate::time::Timestamp;

/// The beginning of what is still being said, and counts of audio, become entries this often.
const FLUSH_MS: u64 = 250;

impl Intake {
    pub(super) fn flush_if_due(&mut self, at: Timestamp) {
        match self.flushed_at {
            // A clock that was set back must not hold it up.
            Some(last) if at >= last && at.since(last) < FLUSH_MS => {}
            Some(_) => self.flush(at),
            None => self.flushed_at = Some(at),
        }
    }

    /// Makes entries of what is pending: audio counted so far, and of each text as much as no continuation
    /// can change. (Arguments wait until they are whole: half an object cannot be redacted.)
    pub(super) fn flush(&mut self, at: Timestamp) {
        self.flushed_at = Some(at);
        let mut changes = Vec::new();
        for (item_id, open) in &mut self.open {
            for (index, of, stream) in open.texts_mut() {
                if of == TextOf::Arguments || stream.first_pending().is_none() {
                    continue;
                }
                let settled = self.redactor.settled(&stream.text);
                if !stream.is_news(settled) {
                    continue;
                }
                let Some(text) = stream.text.get(..settled) else { continue };
                changes.push(Change::Text(TextChange {
                    item_id: item_id.clone(),
                    index,
                    of,
                    response_id: stream.response_id.clone(),
                    text: text.to_owned(),
                    marks: stream.marks_within(settled),
                    ..TextChange::default()
                }));
                stream.covered(settled);
            }
        }
        for (item_id, open) in &mut self.open {
            for tally in open.audios_mut() {
                if let Some(taken) = tally.take(self.output) {
                    changes.push(spoken(item_id, Some(taken), true));
                }
            }
        }
        changes.into_iter().for_each(|change| self.push(at, None, change));
        self.flush_heard(None, at, true);
    }

    /// Tells of the caller's audio that no entry tells of yet.
    pub(super) fn flush_heard(&mut self, item_id: Option<&str>, at: Timestamp, unfinished: bool) {
        let taken = match self.heard.take(self.input) {
            // Whoever claims it claims what was told before as well, though nothing has come since.
            None if !unfinished => self.heard.told(),
            taken => taken,
        };
        if !unfinished {
            self.heard = super::Tally::default();
        }
        if let Some((first_at, info)) = taken {
            let item_id = item_id.filter(|id| !id.is_empty()).map(str::to_owned);
            let change =
                AudioChange { output: false, item_id, response_id: None, first_at, info, unfinished };
            self.push(at, None, Change::Audio(change));
        }
    }

    /// The agent's audio for a part is whole.
    pub(super) fn spoken_done(&mut self, item_id: &str, index: u32, at: Timestamp, id: Option<&str>) {
        let Some(open) = self.open.get_mut(item_id) else { return };
        let Some(mut tally) = open.take_audio(index) else { return };
        if open.is_empty() {
            self.open.remove(item_id);
        }
        let taken = tally.take(self.output);
        self.push(at, id, spoken(item_id, taken, false));
    }
}

fn spoken(item_id: &str, taken: Option<(Timestamp, AudioInfo)>, unfinished: bool) -> Change {
    let (first_at, info) = taken.unwrap_or_default();
    Change::Audio(AudioChange {
        output: true,
        item_id: Some(item_id.to_owned()),
        response_id: None,
        first_at,
        info,
        unfinished,
    })
}
