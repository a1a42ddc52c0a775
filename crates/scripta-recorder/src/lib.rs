#![doc = include_str!("../README.md")]

mod ack;
mod ask;
mod budget;
mod clock;
mod config;
mod conversation;
mod delete;
mod documents;
mod error;
mod flush;
mod folder;
mod journals;
mod live;
mod load;
mod options;
mod outcome;
mod quiet;
mod recorder;
mod recover;
mod registry;
mod shutdown;
mod status;
mod stop;
mod upload;
mod worker;

pub use config::{Config, ConfigError};
pub use conversation::{Conversation, Ending, Ticket};
pub use delete::{DeleteError, Deleted};
pub use error::{BeginError, Dropped, OpenError, RecoverError, ShutdownError};
pub use journals::{JournalPlace, journal_folder, journals};
pub use options::Options;
pub use outcome::{Archived, NotArchived};
pub use recorder::{Recorder, Start};
pub use recover::Recovery;
pub use scripta_core::entry::End;
pub use status::{Active, Status, Waiting};
