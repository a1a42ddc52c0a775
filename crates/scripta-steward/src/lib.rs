#![doc = include_str!("../README.md")]

mod access;
mod analytics;
mod configuration;
mod documents;
mod erase;
mod error;
mod export;
mod receipt;
mod reindex;
mod retention;
mod seal;
mod search;
mod steward;
mod trail;

pub use access::Access;
pub use analytics::{Analyzed, Uploads, Wanted};
pub use configuration::Settings;
pub use documents::Documents;
pub use erase::{Candidate, Erasure, Paper, Place, Standing, Verified, Weight, Which};
pub use error::StewardError;
pub use export::{Exported, Selection};
pub use receipt::{Exported as ExportedBefore, Receipt, SignedReceipt};
pub use reindex::{Reindex, ReindexNote, ReindexProgress, Reindexed, Unreadable};
pub use retention::{Due, RetentionError, RetentionPlan};
pub use seal::SealError;
pub use steward::Steward;
pub use trail::{Accessed, Entries, EntryFilter, Pace};
