#![doc = include_str!("../README.md")]

mod access;
mod configuration;
mod error;
mod export;
mod reindex;
mod steward;
mod trail;

pub use access::Access;
pub use configuration::Settings;
pub use error::StewardError;
pub use export::{Exported, Selection};
pub use reindex::{Reindex, ReindexNote, ReindexProgress, Reindexed, Unreadable};
pub use steward::Steward;
pub use trail::{Accessed, Entries, EntryFilter, Pace};
