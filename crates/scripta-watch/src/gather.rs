//! The metrics of a data folder.

use std::path::Path;

use scripta_core::Timestamp;
use scripta_journal::{Reader, State, holder};
use scripta_metrics::{Values, table};
use scripta_recorder::{Metrics, Unindexed, journals};

/// The metrics of all recorders that record into a data folder, or did. What cannot be read is left out.
pub fn gather(data_dir: &Path, now: Timestamp) -> Values {
    let mut values = Values::default();
    for journal in journals(data_dir) {
        let metrics = Metrics::read(data_dir, &journal).map(|metrics| metrics.values).unwrap_or_default();
        if holder(&journal).is_some() {
            values.merge(&metrics);
        } else {
            values.merge(&metrics.lasting());
            values.merge(&left(&journal, now));
        }
    }
    if let Some(unindexed) = Unindexed::read(data_dir) {
        let mut waiting = Values::default();
        waiting.set(&table::INDEX_PENDING, &[], number(unindexed.conversations));
        values.merge(&waiting);
    }
    values
}

/// What a journal holds that nobody writes: all of it waits for somebody to archive it.
fn left(journal: &Path, now: Timestamp) -> Values {
    let mut values = Values::default();
    let conversations = Reader::open(journal).ok().flatten().and_then(|reader| reader.conversations().ok());
    let Some(conversations) = conversations else { return values };
    let open = conversations.iter().filter(|stored| stored.state == State::Open).count() as u64;
    let oldest = conversations.iter().map(|stored| stored.last_at).min();
    let waits = oldest.map_or(0, |oldest| now.since(Timestamp::from_millis(oldest)));
    values.set(&table::UPLOADS_PENDING, &[], number(conversations.len() as u64));
    values.set(&table::ABANDONED, &[], number(open));
    values.set(&table::UPLOADS_OLDEST, &[], number(waits) / 1000.0);
    values
}

#[expect(clippy::cast_precision_loss, reason = "sixteen digits are enough for a metric")]
fn number(count: u64) -> f64 {
    count as f64
}
