#![doc = include_str!("../README.md")]

#[expect(missing_docs, reason = "the members of a change are named as the wire and the record name them")]
pub mod entry;
mod hash;
mod intake;
mod ledger;
mod reader;
pub mod record;
mod recording;
mod time;
#[expect(missing_docs, reason = "the members of an event are named as the wire names them")]
pub mod wire;

pub use recording::{Record, Recording, ReplayError, Settings, Standing};
pub use time::{Length, Timestamp, TimestampError};
