#![doc = include_str!("../README.md")]

mod arguments;
mod claim;
mod compiled;
mod dialogue;
mod echo;
mod extraction;
mod extractor;
mod fact;
mod heard;
mod lexicon;
mod outcome;
mod phrase;
mod profile;
mod read;
mod sign;
mod state;
mod subjects;
mod tool_name;
mod toolcall;
mod topics;
mod turn;
mod values;
mod vehicles;

pub use extraction::Extraction;
pub use extractor::Extractor;
pub use fact::{Change, Contradiction, Evidence, Fact, Personal, Replaced, Source, Speaker, Status};
pub use outcome::OutcomeEvidence;
pub use profile::{
    Bound, Field, FieldType, Finding, Outcome, Phrases, Profile, ProfileError, Report, Severity, Subject,
    Topic, Unit, Validators,
};
