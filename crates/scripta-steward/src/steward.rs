//! The steward.

use std::fmt;
use std::sync::{Arc, OnceLock};

use scripta_archive::Archive;
use scripta_catalog::{Catalog, Fields};
use scripta_recorder::{Options, Recorder};
use scripta_redact::Redactor;

use crate::access::Access;
use crate::error::StewardError;
use crate::seal::{Seal, SealError};
use crate::trail::Archiving;

/// Looks after the records of one archive, in the name of who asks. Its futures need a Tokio runtime with time and I/O
/// enabled, always the same.
#[derive(Clone)]
pub struct Steward {
    pub(crate) access: Access,
    pub(crate) archive: Archive,
    pub(crate) catalog: Catalog,
    pub(crate) options: Options,
    /// That of this process, where it records: it knows of conversations that are still going on.
    pub(crate) recorder: Option<Recorder>,
    pub(crate) redactor: Redactor,
    pub(crate) archiving: Archiving,
    /// Made at first use.
    pub(crate) seal: Arc<OnceLock<Seal>>,
}

impl fmt::Debug for Steward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Steward").field(&self.archive).field(&self.catalog).finish()
    }
}

impl Steward {
    /// Opens the archive and the catalog that the options name. A catalog that is new goes on with the audit trail that
    /// the archive has of it.
    ///
    /// # Errors
    /// Why one of them cannot be opened, or, where the catalog is new, the archive cannot be read.
    pub async fn open(options: &Options, access: Access) -> Result<Self, StewardError> {
        let archive = Archive::open(&options.archive, &options.archive_options)?;
        let catalog = Catalog::open(&options.catalog).await?;
        let redactor = options.settings.redactor.clone();
        let (options, archiving, seal) = (options.clone(), Archiving::default(), Arc::default());
        let steward = Self { access, archive, catalog, options, recorder: None, redactor, archiving, seal };
        steward.take_trail_over().await?;
        Ok(steward)
    }

    /// Lets it know of the recorder of this process.
    #[must_use]
    pub fn with_recorder(self, recorder: Recorder) -> Self {
        Self { recorder: Some(recorder), ..self }
    }

    /// The same in another's name.
    #[must_use]
    pub fn acting_for(&self, access: Access) -> Self {
        Self { access, ..self.clone() }
    }

    /// The archive.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// The catalog. What is read by it directly is not audited.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// What a query may use: facts that occur, those that the profile looks for, and the time.
    ///
    /// # Errors
    /// Where the catalog fails.
    pub async fn query_fields(&self) -> Result<Fields, StewardError> {
        let mut fields = self.catalog.fields().await?;
        fields.facts.extend(self.options.settings.extractor.fields().map(str::to_owned));
        Ok(fields)
    }

    /// What receipts are signed with: the key of the options, else that of the data folder.
    pub(crate) fn seal(&self) -> Result<&Seal, SealError> {
        if let Some(seal) = self.seal.get() {
            return Ok(seal);
        }
        let seal = match &self.options.receipt_key {
            Some(key) => Seal::from_hex(key.expose(), "SCRIPTA_RECEIPT_KEY")?,
            None => Seal::of_folder(&self.options.data_dir)?,
        };
        Ok(self.seal.get_or_init(|| seal))
    }
}
