//! What the audit trail tells, counted.

use std::path::{Path, PathBuf};

use scripta_catalog::audit::{Action, AuditEntry, Outcome};
use scripta_catalog::{Catalog, CatalogError};
use scripta_metrics::{Values, table};
use serde::{Deserialize, Serialize};

/// Entries that are read at once.
const PAGE: usize = 1_000;

/// The counts of the audit trail, up to an entry. They are kept in the data folder (`metrics/trail.json`), so that an entry counts
/// once.
#[derive(Debug, Default)]
pub struct Trail {
    file: PathBuf,
    counted: Counted,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Counted {
    /// The number of the last entry.
    number: u64,
    values: Values,
}

/// Why the trail could not be counted.
#[derive(Debug, thiserror::Error)]
pub enum TrailError {
    /// The catalog fails.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The counts cannot be kept.
    #[error("{} cannot be written: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl Trail {
    /// As it was counted last. A file that cannot be read is as none.
    pub fn open(data_dir: &Path) -> Self {
        let file = data_dir.join("metrics").join("trail.json");
        let json = std::fs::read(&file).unwrap_or_default();
        Self { counted: serde_json::from_slice(&json).unwrap_or_default(), file }
    }

    /// Counts what has come since.
    ///
    /// # Errors
    /// [`TrailError`]. What was counted by then stays.
    pub async fn follow(&mut self, catalog: &Catalog) -> Result<(), TrailError> {
        let before = self.counted.number;
        loop {
            let rows = catalog.audit_read(self.counted.number + 1, PAGE).await?;
            let Some(last) = rows.last() else { break };
            let number = last.number;
            rows.iter().filter_map(scripta_catalog::audit::Row::entry).for_each(|entry| self.count(&entry));
            self.counted.number = number;
        }
        if self.counted.number == before { Ok(()) } else { self.keep() }
    }

    /// The counts.
    pub fn values(&self) -> &Values {
        &self.counted.values
    }

    fn count(&mut self, entry: &AuditEntry) {
        let values = &mut self.counted.values;
        let failed = matches!(entry.draft.outcome, Outcome::Failed | Outcome::Refused);
        let done = entry.draft.outcome == Outcome::Done;
        match entry.draft.action {
            Action::Erase if done => values.count(&table::ERASURES, &["erased"]),
            Action::Erase if failed => values.count(&table::ERASURES, &["failed"]),
            Action::Retain if done && entry.draft.target == "apply" => {
                values.count(&table::RETENTIONS, &["done"]);
            }
            Action::Retain if failed => values.count(&table::RETENTIONS, &["failed"]),
            _ => {}
        }
        if failed {
            values.count(&table::ACCESS_FAILED, &[]);
        }
    }

    fn keep(&self) -> Result<(), TrailError> {
        let write = || {
            if let Some(folder) = self.file.parent() {
                scripta_recorder::create_folder(folder)?;
            }
            scripta_recorder::write_file(&self.file, &serde_json::to_vec(&self.counted)?)
        };
        write().map_err(|source| TrailError::Unwritable { path: self.file.clone(), source })
    }
}
