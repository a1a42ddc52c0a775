#![doc = include_str!("../README.md")]

mod access;
mod error;
mod steward;
mod trail;

pub use access::Access;
pub use error::StewardError;
pub use steward::Steward;
pub use trail::Accessed;
