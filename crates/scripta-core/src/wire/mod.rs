//! The wire: events of the Realtime API, client's and server's, read into one vocabulary.
//!
//! Three dialects are one here. GA names (`response.output_audio.delta`, `conversation.item.added`), beta
//! names (`response.audio.delta`, `conversation.item.created`) and Azure Voice Live's mixture of both come
//! out as the same [`Event`]; GPT-Live's events are read as well. Parsing is permissive: an unknown type
//! is [`Event::Unknown`], an unknown member is in [`Received::unknown_fields`], a member that is missing or of the
//! wrong type is named in [`Received::lacks`]. Only what is no JSON object, or has no `type`, is an error,
//! and that too is for the caller to count rather than to fail on.
//!
//! Source: the API's reference as published in the `openai` package's types, and captured sessions where
//! they differ from it.

mod audio;
mod event;
mod fields;
mod line;
mod parse;

pub use audio::{AudioFormat, payload_bytes};
pub use event::{
    Event, PartRef, Phase, Previous, RawJson, RawText, Received, SessionPhase, SessionSettings, TextKind,
};
pub use fields::{Fields, elements, text, value};
pub use line::{Direction, Line, LineError, readable};
pub use parse::{ParseError, parse};
