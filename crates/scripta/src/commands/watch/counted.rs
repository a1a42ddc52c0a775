//! All that is counted: by recorders, in the audit trail, and of alerts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use scripta_catalog::{Catalog, CatalogConfig};
use scripta_metrics::Values;
use scripta_recorder::now;
use scripta_watch::{Trail, gather};

use crate::output::Output;
use crate::stewardship::is_there;

/// How often the audit trail is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// What is counted here, beside what recorders leave in the data folder.
pub(super) struct Counted {
    data_dir: PathBuf,
    here: Mutex<Here>,
}

#[derive(Default)]
struct Here {
    trail: Values,
    alerts: Values,
}

impl Counted {
    pub(super) fn new(data_dir: &Path) -> Self {
        Self { data_dir: data_dir.to_owned(), here: Mutex::default() }
    }

    /// All metrics, as they are now.
    pub(super) fn all(&self) -> Values {
        let mut values = gather(&self.data_dir, now());
        let here = self.here();
        values.merge(&here.trail);
        values.merge(&here.alerts);
        values
    }

    pub(super) fn set_alerts(&self, values: Values) {
        self.here().alerts = values;
    }

    fn here(&self) -> MutexGuard<'_, Here> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows the audit trail, and does not return.
    pub(super) async fn follow_trail(&self, config: &CatalogConfig, output: &Output) -> anyhow::Result<()> {
        let (mut trail, mut catalog) = (Trail::open(&self.data_dir), None);
        let mut warned = BTreeSet::new();
        loop {
            match follow(&mut trail, &mut catalog, config).await {
                Ok(()) => warned.clear(),
                Err(error) => {
                    let error = format!("the audit trail cannot be counted now: {error}");
                    if warned.insert(error.clone()) {
                        output.warn(&error);
                    }
                    // It may be another when it is opened again.
                    catalog = None;
                }
            }
            self.here().trail = trail.values().clone();
            tokio::time::sleep(LOOK).await;
        }
    }
}

async fn follow(
    trail: &mut Trail,
    catalog: &mut Option<Catalog>,
    config: &CatalogConfig,
) -> anyhow::Result<()> {
    if catalog.is_none() && is_there(config) {
        *catalog = Some(Catalog::open(config).await?);
    }
    match catalog {
        Some(catalog) => Ok(trail.follow(catalog).await?),
        None => Ok(()),
    }
}
