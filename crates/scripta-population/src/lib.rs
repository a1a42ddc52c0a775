#![doc = include_str!("../README.md")]

mod case;
mod documents;
mod errand;
mod grammar;
mod market;
mod names;
mod population;
mod rhythm;
mod slots;
mod tape;

pub use documents::Documents;
pub use names::{NAMES, name};
pub use population::Population;
