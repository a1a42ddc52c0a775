//! What a recorder counts.
//!
//! Counters go on where the last process that had the journal left them: they are kept in the data folder, a file for each
//! journal (`metrics/<journal>.json`), and so others can read them beside the recorder, and after it. The file is written every
//! few seconds, and when the recorder ends; what was counted since is lost with a process that dies.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use scripta_catalog::Entry;
use scripta_catalog::analytics::count;
use scripta_core::Timestamp;
use scripta_journal::Condition;
use scripta_metrics::{Values, table};
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::options::AnalyticsOptions;
use crate::recorder::{Inner, Recorder};

/// Between two writings of the file.
const PAUSE: Duration = Duration::from_secs(5);
const FORMAT: u32 = 1;

/// See the module.
#[derive(Default)]
pub(crate) struct Meters {
    /// Apart from the others since there is one of them for each event.
    events: AtomicU64,
    dropped: AtomicU64,
    values: Mutex<Values>,
    /// As they were written last.
    written: Mutex<Values>,
    analytics: AnalyticsOptions,
}

impl Meters {
    /// Goes on with what was counted before.
    pub(crate) fn new(before: Option<Metrics>, analytics: AnalyticsOptions) -> Self {
        let values = Mutex::new(before.map(|before| before.values.lasting()).unwrap_or_default());
        Self { values, analytics, ..Self::default() }
    }

    pub(crate) fn event(&self) {
        self.events.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn dropped(&self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn begun(&self) {
        self.values().count(&table::CONVERSATIONS_BEGUN, &[]);
    }

    /// A conversation was archived, in so much time.
    pub(crate) fn archived(&self, took: Duration, entry: &Entry, unknown_events: u64) {
        let mut values = self.values();
        values.count(&table::UPLOADS, &["archived"]);
        values.observe(&table::UPLOAD_TIME, &[], took.as_secs_f64());
        values.add(&table::EVENTS_UNKNOWN, &[], number(unknown_events));
        count(entry, &self.analytics.completion, &self.analytics.prices, &mut values);
    }

    pub(crate) fn not_archived(&self) {
        self.values().count(&table::UPLOADS, &["failed"]);
    }

    pub(crate) fn indexed(&self, conversations: usize) {
        self.values().add(&table::INDEXED_TOTAL, &["indexed"], number(conversations as u64));
    }

    pub(crate) fn not_indexed(&self) {
        self.values().count(&table::INDEXED_TOTAL, &["failed"]);
    }

    fn values(&self) -> MutexGuard<'_, Values> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Values {
        let mut values = self.values();
        for (metric, since) in [(&table::EVENTS, &self.events), (&table::EVENTS_DROPPED, &self.dropped)] {
            values.add(metric, &[], number(since.swap(0, Ordering::Relaxed)));
        }
        values.clone()
    }
}

#[expect(clippy::cast_precision_loss, reason = "sixteen digits are enough for a metric")]
fn number(count: u64) -> f64 {
    count as f64
}

/// The metrics of a recorder, at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metrics {
    format: u32,
    /// When they were so.
    pub at: Timestamp,
    /// The values.
    pub values: Values,
}

impl Metrics {
    /// Those that the last recorder of a journal left in the data folder. What cannot be read is none.
    pub fn read(data_dir: &Path, journal: &Path) -> Option<Self> {
        let json = std::fs::read(file(data_dir, journal)).ok()?;
        serde_json::from_slice(&json).ok().filter(|metrics: &Self| metrics.format == FORMAT)
    }

    fn write(&self, data_dir: &Path, journal: &Path) -> std::io::Result<()> {
        let file = file(data_dir, journal);
        if let Some(folder) = file.parent() {
            crate::folder::create(folder)?;
        }
        crate::folder::write(&file, &serde_json::to_vec(self)?)
    }
}

fn file(data_dir: &Path, journal: &Path) -> PathBuf {
    let name = journal.file_name().unwrap_or_default();
    data_dir.join("metrics").join(name).with_extension("json")
}

impl Recorder {
    /// What it has counted, with what its predecessors counted, and how it stands.
    pub fn metrics(&self) -> Metrics {
        self.inner.metrics()
    }

    /// Writes the metrics into the data folder now and again.
    pub(crate) fn keep_metrics(&self) {
        self.inner.runtime.spawn(keep(Arc::downgrade(&self.inner)));
    }
}

async fn keep(inner: Weak<Inner>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let Some(inner) = inner.upgrade() else { return };
        // Where it fails, the next writing makes up for it.
        let _ = tokio::task::spawn_blocking(move || inner.write_metrics()).await;
    }
}

impl Inner {
    /// Writes them where they are not as they were.
    pub(crate) fn write_metrics(&self) -> std::io::Result<()> {
        let metrics = self.metrics();
        let mut written = self.common.meters.written.lock().unwrap_or_else(PoisonError::into_inner);
        if *written != metrics.values {
            metrics.write(&self.options.data_dir, &self.common.journal.folder())?;
            *written = metrics.values;
        }
        Ok(())
    }

    fn metrics(&self) -> Metrics {
        let mut values = self.common.meters.now();
        let health = self.common.journal.health();
        let (active, ended) = self.standing();
        let oldest = ended.iter().max().copied().unwrap_or_default();
        let stuck = match &health.condition {
            Condition::Retrying { since, .. } | Condition::Poisoned { since, .. } => {
                since.elapsed().unwrap_or_default()
            }
            _ => Duration::ZERO,
        };
        let gauges = [
            (&table::CONVERSATIONS_ACTIVE, number(active as u64)),
            (&table::UPLOADS_PENDING, number(ended.len() as u64)),
            (&table::UPLOADS_OLDEST, oldest.as_secs_f64()),
            (&table::INDEX_PENDING, number(self.common.indexing.now().waiting as u64)),
            (&table::QUEUE_BYTES, number(self.common.budget.in_use() as u64)),
            (&table::JOURNAL_BYTES, number(bytes(&self.common.journal.folder()))),
            (&table::JOURNAL_QUEUE_BYTES, number(health.queue_bytes as u64)),
            (&table::JOURNAL_COMMIT, health.last_commit.unwrap_or_default().as_secs_f64()),
            (&table::JOURNAL_STUCK, stuck.as_secs_f64()),
        ];
        for (metric, value) in gauges {
            values.set(metric, &[], value);
        }
        values.set(&table::BUILD, &[env!("CARGO_PKG_VERSION")], 1.0);
        Metrics { format: FORMAT, at: clock::now(), values }
    }

    /// How many are being recorded, and how long each that is ended waits for the archive.
    fn standing(&self) -> (usize, Vec<Duration>) {
        let registry = self.common.registry();
        let waits =
            registry.all().filter(|shared| !shared.outcome.is_archived() && !shared.unwanted.is_marked());
        (registry.active().count(), waits.filter_map(|shared| shared.ended_for()).collect())
    }
}

/// What the files of a folder take.
fn bytes(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the first version left it.
    const FIRST: &str = r#"{"format":1,"at":"2024-01-15T10:30:00.000Z","values":{
        "scripta_uploads_total":[{"labels":["archived"],"value":7.0},{"labels":["failed"],"value":2.0}],
        "scripta_uploads_pending":[{"value":3.0}],
        "scripta_conversation_duration_seconds":[{"buckets":[0,0,1,2,0,0,0,0,0,0,0,0],"sum":150.5}]}}"#;

    #[test]
    fn metrics_of_the_first_version_are_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("journal-2");
        std::fs::create_dir(folder.path().join("metrics")).unwrap();
        std::fs::write(file(folder.path(), &journal), FIRST).unwrap();
        let before = Metrics::read(folder.path(), &journal);
        assert!(before.is_some());
        let meters = Meters::new(before, AnalyticsOptions::default());
        meters.not_archived();
        let now = meters.now();
        assert_eq!(now.sum(&table::UPLOADS, |labels| labels[0] == "failed"), 3.0);
        assert_eq!(now.sum(&table::UPLOADS, |labels| labels[0] == "archived"), 7.0);
        assert_eq!(now.sum(&table::DURATION, |_| true), 150.5);
        assert!(now.of(&table::UPLOADS_PENDING).is_empty(), "what waits is not what waited");
        let other = FIRST.replace("\"format\":1", "\"format\":2");
        std::fs::write(file(folder.path(), &journal), other).unwrap();
        assert_eq!(Metrics::read(folder.path(), &journal), None);
    }
}
