//! What can go wrong with the catalog.

/// Why the catalog could not do what was asked. No message holds what was said, nor a credential.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// There is no catalog.
    #[error("there is no catalog: [catalog] kind = \"none\" turns it off")]
    Off,
    /// The configuration can't be right.
    #[error("the catalog cannot be used: {detail}")]
    Config {
        /// Why, and what to do.
        detail: String,
    },
    /// It can't be reached, or is busy for too long. Trying again may help.
    #[error("the catalog {place} is not available: {detail}")]
    Unavailable {
        /// Which.
        place: String,
        /// Why.
        detail: String,
    },
    /// It was made by a newer version of Scripta.
    #[error(
        "the catalog {place} was made by a newer version (format {found}, this one knows {known}): upgrade Scripta, or give another place"
    )]
    Newer {
        /// Which.
        place: String,
        /// Its version.
        found: i64,
        /// The latest that is known here.
        known: i64,
    },
    /// Its content can't be read.
    #[error(
        "the catalog {place} is damaged: {detail}; move it away and run `scripta reindex`, which makes it anew from the archive"
    )]
    Damaged {
        /// Which.
        place: String,
        /// What.
        detail: String,
    },
    /// The disk is full, or the folder can't be written.
    #[error("the catalog {place} cannot be written: {detail}")]
    Unwritable {
        /// Which.
        place: String,
        /// Why.
        detail: String,
    },
    /// Anything else that the store said.
    #[error("the catalog {place} failed: {detail}")]
    Store {
        /// Which.
        place: String,
        /// What it said.
        detail: String,
    },
}

impl CatalogError {
    /// Trying again may help.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::Unwritable { .. })
    }
}
