#![doc = include_str!("../README.md")]

mod gather;
mod serve;
mod trail;

pub use gather::gather;
pub use serve::{Source, serve};
pub use trail::{Trail, TrailError};
