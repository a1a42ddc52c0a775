#![doc = include_str!("../README.md")]

mod batch;
mod error;
mod fault;
mod folder;
mod format;
mod health;
mod journal;
mod lock;
mod options;
mod reader;
mod shared;
mod store;
mod stored;
mod writer;

pub use batch::{Batch, OnCommit, Reason, Write};
pub use error::{FlushError, OpenError, Place, ReadError, Refusal, Refused, WriteError};
pub use health::{Condition, Health};
pub use journal::Journal;
pub use lock::holder;
pub use options::{Durability, Options};
pub use reader::Reader;
pub use stored::{Entry, State, Stored};
