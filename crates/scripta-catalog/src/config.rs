//! Where the catalog is kept.

use std::fmt;
use std::path::PathBuf;

/// Where the catalog is kept.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CatalogConfig {
    /// In a file of this machine. Several processes may use it at once.
    Sqlite {
        /// The folder that the file `catalog.db` is in; made where it is missing.
        folder: PathBuf,
    },
    /// In a PostgreSQL database, 14 or later, which recorders and servers share.
    Postgres {
        /// `postgres://user:password@host/database?sslmode=require`
        url: String,
        /// The schema that the tables are in; made where it is missing.
        schema: String,
    },
    /// There is none: nothing is indexed, and searching is an error that says so.
    None,
}

impl CatalogConfig {
    /// The schema unless another is given.
    pub const SCHEMA: &'static str = "scripta";
}

/// Without the password.
impl fmt::Debug for CatalogConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { folder } => f.debug_struct("Sqlite").field("folder", folder).finish(),
            Self::Postgres { schema, .. } => {
                f.debug_struct("Postgres").field("schema", schema).finish_non_exhaustive()
            }
            Self::None => f.write_str("None"),
        }
    }
}
