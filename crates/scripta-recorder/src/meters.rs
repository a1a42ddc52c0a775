//! What a recorder counts.
//!
//! Counters go on where the last process that had the journal left them: they are kept in the data folder, a file for each
//! journal (`metrics/<journal>.json`), and so others can read them beside the recorder, and after it. The file is written within
//! a few seconds of what an operator waits for, and of mere traffic once a minute; and when the recorder ends. What was counted
//! since is lost with a process that dies.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use scripta_catalog::Entry;
use scripta_catalog::analytics::count;
use scripta_core::Timestamp;
use scripta_journal::{Condition, Health};
use scripta_metrics::{Metric, Values, table};
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::options::AnalyticsOptions;
use crate::recorder::{Inner, Recorder};

/// Between two looks whether the file must be written.
const PAUSE: Duration = Duration::from_secs(5);
/// Between two writings where only events came: a call alone would pay for more than for being recorded.
const TRAFFIC_PAUSE: Duration = Duration::from_secs(60);
const FORMAT: u32 = 1;

/// See the module.
#[derive(Default)]
pub(crate) struct Meters {
    /// Apart from the others since there is one of them for each event.
    events: AtomicU64,
    dropped: AtomicU64,
    /// How often anything was counted but events.
    changes: AtomicU64,
    /// Entries of this journal that are in the values.
    entries: AtomicU64,
    values: Mutex<Values>,
    written: Mutex<Option<Written>>,
    analytics: AnalyticsOptions,
}

/// What the file was made of.
struct Written {
    at: Instant,
    changes: u64,
    state: [f64; STATE.len()],
}

/// What an operator waits for.
const STATE: [&Metric; 5] = [
    &table::CONVERSATIONS_ACTIVE,
    &table::UPLOADS_PENDING,
    &table::UPLOADS_OLDEST,
    &table::INDEX_PENDING,
    &table::JOURNAL_STUCK,
];

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
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn begun(&self) {
        self.counting().count(&table::CONVERSATIONS_BEGUN, &[]);
    }

    /// A conversation was archived, in so much time.
    pub(crate) fn archived(&self, took: Duration, entry: &Entry, unknown_events: u64) {
        let mut values = self.counting();
        values.count(&table::UPLOADS, &["archived"]);
        values.observe(&table::UPLOAD_TIME, &[], took.as_secs_f64());
        values.add(&table::EVENTS_UNKNOWN, &[], number(unknown_events));
        count(entry, &self.analytics.completion, &self.analytics.prices, &mut values);
    }

    pub(crate) fn not_archived(&self) {
        self.counting().count(&table::UPLOADS, &["failed"]);
    }

    pub(crate) fn indexed(&self, conversations: usize) {
        self.counting().add(&table::INDEXED_TOTAL, &["indexed"], number(conversations as u64));
    }

    pub(crate) fn not_indexed(&self) {
        self.counting().count(&table::INDEXED_TOTAL, &["failed"]);
    }

    fn written(&self) -> MutexGuard<'_, Option<Written>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn counting(&self) -> MutexGuard<'_, Values> {
        self.changes.fetch_add(1, Ordering::Relaxed);
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `entries`: those that the journal committed since it was opened.
    fn now(&self, entries: u64) -> Values {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let more = entries.saturating_sub(self.entries.swap(entries, Ordering::Relaxed));
        values.add(&table::JOURNAL_ENTRIES, &[], number(more));
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
        let _ = tokio::task::spawn_blocking(move || inner.keep_metrics()).await;
    }
}

impl Inner {
    /// Writes them where something changed that somebody waits for, or traffic has gone by for a while.
    fn keep_metrics(&self) -> std::io::Result<()> {
        let meters = &self.common.meters;
        let changes = meters.changes.load(Ordering::Relaxed);
        let is_so = |written: &Written| {
            let traffic = meters.events.load(Ordering::Relaxed) > 0 && written.at.elapsed() >= TRAFFIC_PAUSE;
            written.changes == changes
                && written.state == self.state(&self.common.journal.health())
                && !traffic
        };
        if meters.written().as_ref().is_some_and(is_so) {
            return Ok(());
        }
        self.write_metrics()
    }

    /// Writes them.
    pub(crate) fn write_metrics(&self) -> std::io::Result<()> {
        let meters = &self.common.meters;
        let mut written = meters.written();
        // What is counted from here on is written the next time.
        let changes = meters.changes.load(Ordering::Relaxed);
        let state = self.state(&self.common.journal.health());
        self.metrics().write(&self.options.data_dir, &self.common.journal.folder())?;
        *written = Some(Written { at: Instant::now(), changes, state });
        Ok(())
    }

    /// The values of [`STATE`].
    fn state(&self, health: &Health) -> [f64; STATE.len()] {
        let (active, ended) = self.standing();
        let oldest = ended.iter().max().copied().unwrap_or_default();
        let stuck = match &health.condition {
            Condition::Retrying { since, .. } | Condition::Poisoned { since, .. } => {
                since.elapsed().unwrap_or_default()
            }
            _ => Duration::ZERO,
        };
        [
            number(active as u64),
            number(ended.len() as u64),
            oldest.as_secs_f64(),
            number(self.common.indexing.now().waiting as u64),
            stuck.as_secs_f64(),
        ]
    }

    fn metrics(&self) -> Metrics {
        let health = self.common.journal.health();
        let mut values = self.common.meters.now(health.entries);
        for (metric, value) in STATE.into_iter().zip(self.state(&health)) {
            values.set(metric, &[], value);
        }
        let traffic = [
            (&table::QUEUE_BYTES, number(self.common.budget.in_use() as u64)),
            (&table::JOURNAL_BYTES, number(bytes(&self.common.journal.folder()))),
            (&table::JOURNAL_QUEUE_BYTES, number(health.queue_bytes as u64)),
            (&table::JOURNAL_COMMIT, health.last_commit.unwrap_or_default().as_secs_f64()),
        ];
        for (metric, value) in traffic {
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
        let now = meters.now(0);
        assert_eq!(now.sum(&table::UPLOADS, |labels| labels[0] == "failed"), 3.0);
        assert_eq!(now.sum(&table::UPLOADS, |labels| labels[0] == "archived"), 7.0);
        assert_eq!(now.sum(&table::DURATION, |_| true), 150.5);
        assert!(now.of(&table::UPLOADS_PENDING).is_empty(), "what waits is not what waited");
        let other = FIRST.replace("\"format\":1", "\"format\":2");
        std::fs::write(file(folder.path(), &journal), other).unwrap();
        assert_eq!(Metrics::read(folder.path(), &journal), None);
    }
}
