#![doc = include_str!("../README.md")]

mod error;
mod model;
mod runtime;
mod window;

pub use error::LoadError;
pub use model::Model;
