#![doc = include_str!("../README.md")]

mod archive;
mod aside;
mod check;
mod config;
mod delete;
mod error;
mod folder;
mod key;
mod list;
mod options;
mod record;
mod segment;
mod store;

pub use jiff::civil::Date;

pub use crate::archive::Archive;
pub use crate::aside::{Added, Aside};
pub use crate::check::{Checked, Step};
pub use crate::config::{ArchiveConfig, Credentials, Encryption, S3Config, Secret};
pub use crate::delete::Deleted;
pub use crate::error::ArchiveError;
pub use crate::key::{Key, KeyError, Object};
pub use crate::options::Options;
pub use crate::record::{RecordObjects, StoredObject};
pub use crate::segment::Segment;
pub use crate::store::{client, client_builder};
