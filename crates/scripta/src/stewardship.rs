//! The steward, for a program without threads of its own.

use std::path::Path;

use scripta_archive::ArchiveConfig;
use scripta_catalog::Query;
use scripta_catalog::{Catalog, CatalogConfig};
use scripta_steward::{Steward, StewardError};
use tokio::runtime::Runtime;

use crate::setup::Setup;
use crate::usage;

/// Whether there is a catalog, so that looking makes none.
pub(crate) fn is_there(catalog: &CatalogConfig) -> bool {
    match catalog {
        CatalogConfig::None => false,
        CatalogConfig::Sqlite { folder } => folder.join("catalog.db").exists(),
        _ => true,
    }
}

/// A runtime and the catalog, without access to any conversation in it; `None` where there is no catalog yet.
pub(crate) fn catalog_alone(setup: &Setup) -> anyhow::Result<Option<(Runtime, Catalog)>> {
    if !is_there(&setup.options.catalog) {
        return Ok(None);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let catalog = runtime.block_on(Catalog::open(&setup.options.catalog))?;
    Ok(Some((runtime, catalog)))
}

/// A steward and the runtime that its connections live in.
pub(crate) struct Stewardship {
    runtime: Runtime,
    pub(crate) steward: Steward,
}

impl Stewardship {
    /// Opens the archive and the catalog; `None` where nothing was ever recorded, so that looking makes nothing.
    pub(crate) fn open(setup: &Setup) -> anyhow::Result<Option<Self>> {
        if let ArchiveConfig::Local { folder } = &setup.options.archive
            && !Path::new(folder).is_dir()
        {
            return Ok(None);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let steward = runtime.block_on(async {
            let steward = Steward::open(&setup.options, setup.access.clone()).await?;
            steward.configured(&setup.source(), &setup.settings).await?;
            Ok::<_, StewardError>(steward)
        })?;
        Ok(Some(Self { runtime, steward }))
    }

    /// Waits for what the steward is asked.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Reads a query; one that cannot be read is a mistake of the command line, told with its place.
    pub(crate) fn query(&self, text: &str) -> anyhow::Result<Query> {
        match self.wait(self.steward.query(text)) {
            Err(StewardError::Query(error)) => {
                Err(usage(format!("the query cannot be read\n{}", error.show(text))))
            }
            other => Ok(other?),
        }
    }
}
