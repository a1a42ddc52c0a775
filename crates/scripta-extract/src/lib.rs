#![doc = include_str!("../README.md")]

mod arguments;
mod extraction;
mod extractor;
mod fact;
mod found;
mod gazetteer;
mod outcome;
mod profile;
mod read;
mod speech;
mod tool_name;
mod topics;
mod vehicle;
mod word;
mod zip;

pub use extraction::Extraction;
pub use extractor::Extractor;
pub use fact::{Change, Contradiction, Evidence, Fact, Personal, Replaced, Source, Speaker, Status};
pub use found::{Found, Place, Utterance};
pub use outcome::OutcomeEvidence;
pub use profile::{Detector, Field, Outcome, Profile, ProfileError, Topic};
