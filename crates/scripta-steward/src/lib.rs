#![doc = include_str!("../README.md")]

mod access;
mod error;
mod reindex;
mod steward;
mod trail;

pub use access::Access;
pub use error::StewardError;
pub use reindex::{Reindex, ReindexNote, ReindexProgress, Reindexed, Unreadable};
pub use steward::Steward;
pub use trail::{Accessed, Entries, EntryFilter, Pace};
