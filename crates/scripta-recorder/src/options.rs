//! How a recorder is set up.

use std::path::PathBuf;
use std::time::Duration;

use scripta_archive::ArchiveConfig;
use scripta_catalog::CatalogConfig;
use scripta_catalog::analytics::{Completion, PriceTable};
use scripta_core::Settings;
use scripta_extract::{Extractor, Profile, ProfileError};
use scripta_redact::Redactor;

use crate::config::RetentionSection;
use crate::journals::JournalPlace;

/// How a recorder is set up. [`Config`](crate::Config) makes one from a file and the environment.
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// Where the journal is kept, and the archive where it is local.
    pub data_dir: PathBuf,
    /// Where records go.
    pub archive: ArchiveConfig,
    /// How patiently the archive is spoken to.
    pub archive_options: scripta_archive::Options,
    /// Where what is archived is indexed.
    pub catalog: CatalogConfig,
    /// How long conversations are kept, for `scripta-steward`.
    pub retention: RetentionSection,
    /// What receipts of erasures are signed with, in hexadecimal; a key in the data folder unless given.
    pub receipt_key: Option<scripta_archive::Secret>,
    /// How figures are made of what is recorded.
    pub analytics: AnalyticsOptions,
    /// How the journal commits.
    pub journal: scripta_journal::Options,
    /// Which of the data folder's journals it is.
    pub journal_place: JournalPlace,
    /// What all recordings share.
    pub settings: Settings,
    /// Threads that record. A conversation belongs to one of them.
    pub workers: usize,
    /// Bytes of events that may wait to be recorded, all conversations together. More are dropped, counted
    /// and named in the record.
    pub queue_bytes: usize,
    /// How long what could not be archived waits for the next attempt: from the first to the second, then
    /// doubled up to the second.
    pub retry: (Duration, Duration),
}

/// How figures are made of what is recorded.
#[derive(Debug, Clone, Default)]
pub struct AnalyticsOptions {
    /// What models cost.
    pub prices: PriceTable,
    /// Which outcomes count as completed.
    pub completion: Completion,
}

impl Options {
    /// The usual options: everything in `data_dir`, insurance profile.
    ///
    /// # Errors
    /// [`ProfileError`] where the built-in profile is at fault.
    pub fn local(data_dir: impl Into<PathBuf>) -> Result<Self, ProfileError> {
        let extractor = Extractor::new(&Profile::insurance())?;
        let data_dir = data_dir.into();
        Ok(Self {
            archive: ArchiveConfig::Local { folder: data_dir.clone() },
            archive_options: scripta_archive::Options::default(),
            catalog: CatalogConfig::Sqlite { folder: data_dir.join("catalog") },
            data_dir,
            retention: RetentionSection::default(),
            receipt_key: None,
            analytics: AnalyticsOptions::default(),
            journal: scripta_journal::Options::default(),
            journal_place: JournalPlace::default(),
            settings: Settings::new(Redactor::default(), extractor),
            workers: std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(1, 4)),
            queue_bytes: 64 * 1024 * 1024,
            retry: (Duration::from_secs(1), Duration::from_secs(60)),
        })
    }

    /// What is archived is indexed.
    pub(crate) fn has_catalog(&self) -> bool {
        self.catalog != CatalogConfig::None
    }
}
