//! Text that is still being said: raw, in memory only, until enough of it is known to redact it.

use std::collections::VecDeque;

/// The text of one part, as its deltas arrive.
#[derive(Default)]
pub(super) struct Stream {
    pub(super) text: String,
    /// `(byte offset at which a delta began, milliseconds of audio that had arrived)`.
    pub(super) marks: Vec<(u32, u32)>,
    /// Observations not wholly covered by an entry: `(its number, where its text ends)`.
    pending: VecDeque<(u64, usize)>,
    pub(super) response_id: Option<String>,
}

/// A text longer than this is settled as it is, whatever is still to come: memory stays bounded when a
/// stream never ends. A spoken hour is about 60 kB.
pub(super) const LONGEST: usize = 256 * 1024;

impl Stream {
    pub(super) fn push(&mut self, delta: &str, audio_ms: Option<u64>, seq: u64) {
        if let Some(ms) = audio_ms {
            let offset = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
            self.marks.push((offset, u32::try_from(ms).unwrap_or(u32::MAX)));
        }
        self.text.push_str(delta);
        self.pending.push_back((seq, self.text.len()));
    }

    /// The first observation that no entry covers.
    pub(super) fn first_pending(&self) -> Option<u64> {
        self.pending.front().map(|(seq, _)| *seq)
    }

    /// An entry covers the first `length` bytes.
    pub(super) fn covered(&mut self, length: usize) {
        while self.pending.front().is_some_and(|(_, end)| *end <= length) {
            self.pending.pop_front();
        }
    }

    /// The marks that lie in the first `length` bytes.
    pub(super) fn marks_within(&self, length: usize) -> Vec<(u32, u32)> {
        self.marks.iter().copied().filter(|(offset, _)| *offset as usize <= length).collect()
    }
}
