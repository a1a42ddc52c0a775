#![doc = include_str!("../README.md")]

mod config;
mod context;
mod counts;
mod detect;
mod gap;
mod json;
mod keys;
mod kind;
mod lexicon;
mod number;
mod quantity;
mod redacted;
mod redactor;
mod remap;
mod run;
mod scrub;
mod sensitive;
mod settle;
mod span;
mod token;

pub use config::{ConfigError, CustomPattern, RedactConfig};
pub use counts::Counts;
pub use redacted::Redacted;
pub use redactor::Redactor;
pub use remap::Remap;
pub use scrub::Scrub;
pub use sensitive::Sensitive;
pub use span::Span;
