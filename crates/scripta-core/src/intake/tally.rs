//! Audio that goes by, counted.

use crate::record::AudioInfo;
use crate::time::Timestamp;
use crate::wire::AudioFormat;

/// The audio of one part, or of the caller since the last item.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Bytes in all.
    bytes: u64,
    /// Bytes and chunks that no entry tells of yet.
    pending: (u64, u64),
    first_at: Timestamp,
    /// The first observation that no entry tells of yet.
    pub(super) first_pending: Option<u64>,
}

impl Tally {
    pub(super) fn add(&mut self, bytes: u64, at: Timestamp, seq: u64) {
        if self.bytes == 0 && self.pending.1 == 0 {
            self.first_at = at;
        }
        self.bytes = self.bytes.saturating_add(bytes);
        self.pending.0 = self.pending.0.saturating_add(bytes);
        self.pending.1 += 1;
        self.first_pending.get_or_insert(seq);
    }

    /// Milliseconds so far.
    pub(super) fn millis(&self, format: AudioFormat) -> u64 {
        format.millis(self.bytes)
    }

    /// Nothing more, where entries have told of all of it; `None` where there is nothing.
    pub(super) fn told(&self) -> Option<(Timestamp, AudioInfo)> {
        (self.bytes > 0).then(|| (self.first_at, AudioInfo::default()))
    }

    /// What no entry tells of yet; nothing is pending afterwards. Milliseconds are counted on the total, so
    /// that rounding does not add up.
    pub(super) fn take(&mut self, format: AudioFormat) -> Option<(Timestamp, AudioInfo)> {
        self.first_pending.take()?;
        let (bytes, chunks) = std::mem::take(&mut self.pending);
        let before = format.millis(self.bytes - bytes.min(self.bytes));
        let milliseconds = format.millis(self.bytes).saturating_sub(before);
        Some((self.first_at, AudioInfo { audio_length: bytes, chunks, milliseconds }))
    }
}
