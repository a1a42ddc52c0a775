//! A conversation on its worker.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use scripta_core::entry::{Begin, Change, Entry};
use scripta_core::{Recording, Settings};
use scripta_journal::{Batch, Journal, Refusal, Write};
use scripta_redact::Redacted;
use tokio::sync::oneshot;

use crate::clock::{OwnTime, When};
use crate::conversation::Shared;

/// Bytes of entries that are handed to the journal at once: a batch must fit in its queue.
const HEAVY: usize = 1024 * 1024;

/// A conversation on its worker.
pub(crate) struct Live {
    pub(crate) shared: Arc<Shared>,
    pub(crate) recording: Recording,
    pub(crate) time: OwnTime,
    /// The next entry's place.
    seq: u64,
    /// Entries that are not yet handed to the journal, and their bytes.
    pending: Vec<Write>,
    pending_bytes: usize,
}

impl Live {
    pub(crate) fn begin(settings: Settings, shared: Arc<Shared>, begin: Begin, at: When) -> Self {
        let (time, at) = OwnTime::from(at);
        let redactor = settings.redactor.clone();
        let (recording, entry) = Recording::begin(settings, begin, at);
        let session_id = redactor.redact(recording.session_id().to_owned());
        let begin = entry.to_json().map(|body| Write::Begin { session_id, at: at.as_millis(), body });
        let pending = begin.into_iter().collect();
        Self { shared, recording, time, seq: 1, pending, pending_bytes: 0 }
    }

    /// Adds what an observation came to.
    pub(crate) fn add(&mut self, entries: &[Redacted<Entry>]) {
        for entry in entries {
            // An entry of ours can always be written as JSON.
            let Ok(body) = entry.to_json() else { continue };
            let (seq, at) = (self.seq, entry.get().at.as_millis());
            self.seq += 1;
            self.pending_bytes += body.get().len();
            let ends = matches!(entry.get().change, Change::End(_));
            self.pending.push(if ends {
                Write::End { seq, at, body }
            } else {
                Write::Entry { seq, at, body }
            });
        }
    }

    /// True where what is pending should not wait for more.
    pub(crate) fn is_heavy(&self) -> bool {
        self.pending_bytes >= HEAVY
    }

    /// Hands what is pending to the journal; gives the batch back where the journal's queue is full.
    pub(crate) fn hand_over(
        &mut self,
        journal: &Journal,
        committed: Option<oneshot::Sender<()>>,
    ) -> Option<Batch> {
        let shared = &self.shared;
        let settled = self.recording.settled();
        let standing = self.recording.standing();
        *shared.standing.lock().unwrap_or_else(PoisonError::into_inner) = Some(standing);
        self.pending_bytes = 0;
        let writes = std::mem::take(&mut self.pending);
        // The recording goes on in memory. What the journal has is a true beginning, and stays one: nothing
        // is added behind a gap.
        if shared.acks.is_broken() {
            return None;
        }
        if writes.is_empty() {
            shared.acks.settled(settled);
            return None;
        }
        shared.acks.submitted(settled);
        let told = Arc::clone(shared);
        let batch = Batch::new(shared.id, writes).on_commit(move |result| match result {
            Ok(()) => {
                told.acks.committed(settled);
                committed.map(|committed| committed.send(()));
            }
            Err(_) => told.acks.failed(),
        });
        let refused = journal.append(batch).err()?;
        if matches!(refused.why, Refusal::Full { .. }) {
            return Some(refused.batch);
        }
        shared.acks.failed();
        None
    }

    /// Hands over what was given back, waiting for room for as long as `patience`; tells whether there was.
    pub(crate) fn hand_over_again(&self, journal: &Journal, batch: Batch, patience: Duration) -> bool {
        let taken = journal.append_waiting(batch, patience).is_ok();
        if !taken {
            self.shared.acks.failed();
        }
        taken
    }

    /// Hands over what is pending of a recording that failed: true as far as it goes, and not acknowledged.
    /// `committed` is told once all that was handed over is committed.
    pub(crate) fn hand_over_last(&mut self, journal: &Journal, committed: oneshot::Sender<()>) {
        if self.shared.acks.is_broken() {
            return;
        }
        let batch = Batch::new(self.shared.id, std::mem::take(&mut self.pending)).on_commit(move |result| {
            if result.is_ok() {
                let _ = committed.send(());
            }
        });
        drop(journal.append(batch));
    }
}
