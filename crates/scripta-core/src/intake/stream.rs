//! Text that is still being said: raw, in memory only, until enough of it is known to redact it.

use std::collections::VecDeque;

use super::tally::Tally;
use crate::entry::TextOf;

/// What is under way in one item.
#[derive(Default)]
pub(super) struct Open {
    texts: Vec<(u32, TextOf, Stream)>,
    /// The agent's audio, by part.
    audio: Vec<(u32, Tally)>,
}

impl Open {
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.audio.is_empty()
    }

    /// The text of a part; it begins if it is not there.
    pub(super) fn text(&mut self, index: u32, of: TextOf) -> &mut Stream {
        let known = self.texts.iter().position(|(part, what, _)| (*part, *what) == (index, of));
        let place = known.unwrap_or_else(|| {
            self.texts.push((index, of, Stream::default()));
            self.texts.len() - 1
        });
        &mut self.texts[place].2
    }

    pub(super) fn has_text(&self, index: u32, of: TextOf) -> bool {
        self.texts.iter().any(|(part, what, _)| (*part, *what) == (index, of))
    }

    /// The texts under way.
    pub(super) fn texts(&self) -> impl Iterator<Item = (u32, TextOf, &Stream)> {
        self.texts.iter().map(|(index, of, stream)| (*index, *of, stream))
    }

    pub(super) fn texts_mut(&mut self) -> impl Iterator<Item = (u32, TextOf, &mut Stream)> {
        self.texts.iter_mut().map(|(index, of, stream)| (*index, *of, stream))
    }

    pub(super) fn take_text(&mut self, index: u32, of: TextOf) -> Option<Stream> {
        let place = self.texts.iter().position(|(part, what, _)| (*part, *what) == (index, of))?;
        Some(self.texts.swap_remove(place).2)
    }

    /// The audio of a part; it begins if it is not there.
    pub(super) fn audio(&mut self, index: u32) -> &mut Tally {
        let known = self.audio.iter().position(|(part, _)| *part == index);
        let place = known.unwrap_or_else(|| {
            self.audio.push((index, Tally::default()));
            self.audio.len() - 1
        });
        &mut self.audio[place].1
    }

    pub(super) fn audio_of(&self, index: u32) -> Option<&Tally> {
        self.audio.iter().find(|(part, _)| *part == index).map(|(_, tally)| tally)
    }

    pub(super) fn audios(&self) -> impl Iterator<Item = (u32, &Tally)> {
        self.audio.iter().map(|(index, tally)| (*index, tally))
    }

    pub(super) fn audios_mut(&mut self) -> impl Iterator<Item = &mut Tally> {
        self.audio.iter_mut().map(|(_, tally)| tally)
    }

    pub(super) fn take_audio(&mut self, index: u32) -> Option<Tally> {
        let place = self.audio.iter().position(|(part, _)| *part == index)?;
        Some(self.audio.swap_remove(place).1)
    }

    /// The first observation that no entry covers.
    pub(super) fn first_pending(&self) -> Option<u64> {
        let texts = self.texts.iter().filter_map(|(_, _, stream)| stream.first_pending());
        texts.chain(self.audio.iter().filter_map(|(_, tally)| tally.first_pending)).min()
    }
}

/// The text of one part, as its deltas arrive.
#[derive(Default)]
pub(super) struct Stream {
    pub(super) text: String,
    /// `(byte offset at which a delta began, milliseconds of audio that had arrived)`.
    pub(super) marks: Vec<(u32, u32)>,
    /// Observations not wholly covered by an entry: `(its number, where its text ends)`.
    pending: VecDeque<(u64, usize)>,
    /// How much of it the last entry has.
    told: usize,
    pub(super) response_id: Option<String>,
}

/// Of a text longer than this no more is taken in until it is whole: memory stays bounded when a stream
/// never ends. A spoken hour is about 60 kB.
pub(super) const LONGEST: usize = 256 * 1024;

impl Stream {
    /// Adds a piece; false where the text is too long to take it in.
    pub(super) fn push(&mut self, delta: &str, audio_ms: Option<u64>, seq: u64) -> bool {
        if self.text.len() + delta.len() > LONGEST {
            return false;
        }
        if let Some(ms) = audio_ms {
            let offset = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
            self.marks.push((offset, u32::try_from(ms).unwrap_or(u32::MAX)));
        }
        self.text.push_str(delta);
        self.pending.push_back((seq, self.text.len()));
        true
    }

    /// The text as it stands now, where the wire repeats it whole rather than piece by piece.
    pub(super) fn replace(&mut self, text: &str, seq: u64) {
        if self.text != text {
            text.clone_into(&mut self.text);
            self.told = 0;
            self.pending.push_back((seq, self.text.len()));
        }
    }

    /// The first observation that no entry covers.
    pub(super) fn first_pending(&self) -> Option<u64> {
        self.pending.front().map(|(seq, _)| *seq)
    }

    /// True where `length` bytes are more than the last entry has.
    pub(super) fn is_news(&self, length: usize) -> bool {
        length > self.told
    }

    /// An entry covers the first `length` bytes.
    pub(super) fn covered(&mut self, length: usize) {
        self.told = length;
        while self.pending.front().is_some_and(|(_, end)| *end <= length) {
            self.pending.pop_front();
        }
    }

    /// The marks that lie in the first `length` bytes.
    pub(super) fn marks_within(&self, length: usize) -> Vec<(u32, u32)> {
        self.marks.iter().copied().filter(|(offset, _)| *offset as usize <= length).collect()
    }
}
