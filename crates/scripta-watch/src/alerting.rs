//! The alerts of a data folder.

use std::path::{Path, PathBuf};

use scripta_alerts::{Alerts, Call, Config, ConfigError, Notice, State, StateError};
use scripta_catalog::analytics::Completion;
use scripta_catalog::query::Expr;
use scripta_catalog::{Catalog, CatalogError, Entry, Position, Query, Select, Sort, SortBy};
use scripta_core::Timestamp;
use scripta_metrics::Values;
use scripta_metrics::table::{ALERTS_FIRING, RULES};
use serde::{Deserialize, Serialize};

/// Conversations are looked at again for so long after they began, since they are indexed when they end.
const LATE_MS: i64 = 3 * 3_600_000;
const DAY_MS: i64 = 24 * 3_600_000;
/// Conversations that are read at once.
const PAGE: usize = 1_000;
const FILE: &str = "alerts.json";

/// The alerts of a data folder. Their state, and the notices that nobody took yet, are kept in it (`alerts.json`).
#[derive(Debug)]
pub struct Alerting {
    alerts: Alerts,
    completion: Completion,
    past_ms: i64,
    file: PathBuf,
    kept: Kept,
}

/// What is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    /// Up to when the conversations have been looked at.
    #[serde(default)]
    seen: Option<Timestamp>,
    /// Notices with the addressees that they could not be brought to.
    #[serde(default)]
    unsent: Vec<(usize, Notice)>,
    /// The state of [`Alerts`].
    alerts: Option<serde_json::Value>,
}

/// Why there are no alerts.
#[derive(Debug, thiserror::Error)]
pub enum AlertingError {
    /// The configuration cannot be right.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What was kept cannot be gone on with.
    #[error("{}: {source}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// Why.
        source: StateError,
    },
    /// It cannot be kept.
    #[error("{} cannot be written: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The catalog fails.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
}

impl Alerting {
    /// Goes on where it was.
    ///
    /// # Errors
    /// [`AlertingError`].
    pub fn open(config: &Config, completion: Completion, data_dir: &Path) -> Result<Self, AlertingError> {
        let file = data_dir.join(FILE);
        let unreadable = |source| AlertingError::State { path: file.clone(), source };
        let mut kept: Kept = match std::fs::read(&file) {
            Ok(json) => serde_json::from_slice(&json).map_err(|error| unreadable(error.into()))?,
            Err(_) => Kept::default(),
        };
        let state = kept.alerts.take().map(|state| State::read(&state.to_string()).map_err(unreadable));
        let alerts = Alerts::new(config, state.transpose()?.unwrap_or_default())?;
        let past_ms = config.unusual.past_days.saturating_mul(DAY_MS);
        Ok(Self { alerts, completion, past_ms, file, kept })
    }

    /// Takes in the metrics, and the conversations that came since. Gives what is to be told, and keeps where it stands.
    ///
    /// # Errors
    /// Where that cannot be kept. A catalog that fails is told beside the notices: rules over metrics do without it.
    pub async fn evaluate(
        &mut self,
        now: Timestamp,
        values: &Values,
        catalog: Option<&Catalog>,
    ) -> Result<(Vec<Notice>, Option<CatalogError>), AlertingError> {
        let looked = match catalog {
            Some(catalog) => self.look(now, catalog).await,
            None => Ok(()),
        };
        let notices = self.alerts.read(now.as_millis().div_euclid(1_000), values);
        self.keep()?;
        Ok((notices, looked.err()))
    }

    /// What fires now.
    pub fn firing(&self) -> Vec<Notice> {
        self.alerts.firing()
    }

    /// How many fire, by rule; 0 of those that do not.
    pub fn values(&self) -> Values {
        let mut values = Values::default();
        let firing = self.firing();
        for rule in RULES {
            let of_it = firing.iter().filter(|notice| notice.fingerprint.split('/').next() == Some(rule));
            let count = u32::try_from(of_it.count()).unwrap_or(u32::MAX);
            values.set(&ALERTS_FIRING, &[rule], f64::from(count));
        }
        values
    }

    /// What is missing before unusual conversations are looked for.
    pub fn warming_up(&self) -> Option<String> {
        self.alerts.warming_up()
    }

    /// Notices that could not be brought to an addressee, by its number; they are no longer kept.
    pub(crate) fn take_unsent(&mut self) -> Vec<(usize, Notice)> {
        std::mem::take(&mut self.kept.unsent)
    }

    pub(crate) fn keep_unsent(&mut self, unsent: Vec<(usize, Notice)>) -> Result<(), AlertingError> {
        self.kept.unsent = unsent;
        self.keep()
    }

    async fn look(&mut self, now: Timestamp, catalog: &Catalog) -> Result<(), CatalogError> {
        let from = self.kept.seen.map_or_else(
            || now.as_millis().saturating_sub(self.past_ms),
            |seen| seen.as_millis().saturating_sub(LATE_MS),
        );
        let query = Query::of(Expr::Began(from..=i64::MAX));
        let sort = Sort { by: SortBy::Start, descending: false };
        let mut after = None;
        loop {
            let select = Select { query: &query, sort, after, limit: PAGE, said: false };
            let entries = catalog.select(select).await?;
            for entry in &entries {
                self.alerts.call(&self.call(entry));
            }
            match entries.last() {
                Some(last) if entries.len() == PAGE => after = Some(Position::of(last, sort.by)),
                _ => break,
            }
        }
        self.kept.seen = Some(now);
        Ok(())
    }

    fn call(&self, entry: &Entry) -> Call {
        let figures = &entry.figures;
        let mut latencies = figures.response_latencies_ms.clone();
        latencies.sort_unstable();
        let few = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        Call {
            id: entry.conversation_id.to_string(),
            start: entry.start.as_millis().div_euclid(1_000),
            duration_s: seconds(figures.duration_ms),
            turns: few(figures.turns),
            interruptions: few(figures.interruptions),
            tool_calls: few(figures.tools.values().map(|tool| tool.calls).sum()),
            tool_failures: few(figures.tools.values().map(|tool| tool.failed + tool.unanswered).sum()),
            silence_s: seconds(figures.silence_ms),
            latency_s: latencies.get(latencies.len() / 2).copied().map(seconds),
            extracted: !entry.facts.is_empty(),
            completed: self.completion.holds(&entry.outcome),
            topics: entry.topics.clone(),
        }
    }

    fn keep(&self) -> Result<(), AlertingError> {
        let write = || {
            if let Some(folder) = self.file.parent() {
                scripta_recorder::create_folder(folder)?;
            }
            let kept = Kept {
                seen: self.kept.seen,
                unsent: self.kept.unsent.clone(),
                alerts: Some(serde_json::to_value(self.alerts.state())?),
            };
            scripta_recorder::write_file(&self.file, &serde_json::to_vec(&kept)?)
        };
        write().map_err(|source| AlertingError::Unwritable { path: self.file.clone(), source })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a duration needs no more digits")]
fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1_000.0
}
