//! A model that finds what no rule can know.

use std::fmt;

use thiserror::Error;

/// Finds names, addresses and the like in a text, as a model of named entities does. What it finds is masked beside what
/// the rules find; see [`Redactor::with_recognizer`](crate::Redactor::with_recognizer).
///
/// The same text must give the same entities, or redacting twice is not redacting once. It may take its time: everything
/// that is redacted waits for it.
pub trait Recognizer: fmt::Debug + Send + Sync {
    /// The entities of a text, in any order. They may overlap.
    ///
    /// # Errors
    /// [`Unrecognized`] where the text could not be looked at. It is then replaced whole, as it is after a panic.
    fn recognize(&self, text: &str) -> Result<Vec<Entity<'_>>, Unrecognized>;
}

/// A stretch of a text that a model takes for personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entity<'r> {
    /// The kind as which it is masked, such as `name`; one of the configuration's own may be given too.
    pub kind: &'r str,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

/// A model could not look at a text. It does not say why: what a model says of a text may quote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the model of named entities failed")]
pub struct Unrecognized;
