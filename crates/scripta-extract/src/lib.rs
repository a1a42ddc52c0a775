#![doc = include_str!("../README.md")]

mod arguments;
mod extractor;
mod found;
mod gazetteer;
mod outcome;
mod profile;
mod speech;
mod tool_name;
mod topics;
mod vehicle;
mod word;
mod zip;

pub use extractor::Extractor;
pub use found::{Found, Place, Speaker, Utterance};
pub use outcome::OutcomeEvidence;
pub use profile::{Detector, Field, Outcome, Profile, ProfileError, Topic};
