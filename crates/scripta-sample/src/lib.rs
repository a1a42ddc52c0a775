#![doc = include_str!("../README.md")]

mod agent;
mod audio;
mod caller;
mod chance;
mod cut;
mod dialect;
mod ids;
mod insurance;
mod line;
mod mark;
mod marked;
mod mcp;
mod mishap;
mod pieces;
mod random;
mod repeated;
mod response;
mod script;
mod session;
mod tool;
mod transcript;
mod usage;

pub use audio::AudioFormat;
pub use caller::{Speech, SpeechUsage, Split, Timing};
pub use cut::{Cut, Heard};
pub use dialect::Dialect;
pub use insurance::{INSTRUCTIONS, insurance_call};
pub use line::{Dir, Line, START_EPOCH_MS, to_jsonl};
pub use mark::Marked;
pub use marked::{marked_call, marked_metadata};
pub use mishap::Shortfall;
pub use random::random_call;
pub use repeated::repeated;
pub use script::{Script, Transport};
pub use session::SessionOptions;
