//! The redactor: compiled once, shared by all.

use std::sync::Arc;

use crate::config::RedactConfig;
use crate::config_error::ConfigError;
use crate::config_error::ConfigProblem;
use crate::detect::{Candidate, Mode};
use crate::lexicon::Traits;
use crate::{Counts, Dialogue, Recognizer, Redacted, Scrub, Sensitive, Span, Speaker, Stream, found, settle};

pub(crate) use crate::rules::Rules;

/// The only maker of [`Redacted`] values. Compile it once; a clone shares what was compiled, across threads too.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    pub(crate) rules: Arc<Rules>,
}

impl Redactor {
    /// Compiles a configuration. [`Redactor::default`] has the built-in kinds, all masked.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the setting that cannot be used, and says why.
    pub fn new(config: &RedactConfig) -> Result<Self, ConfigError> {
        let rules = Rules::new(config)?;
        match config.ner {
            Some(_) => Err(ConfigError::new("ner", ConfigProblem::NoModel)),
            None => Ok(Self { rules: Arc::new(rules) }),
        }
    }

    /// Compiles a configuration, with a model that finds names and addresses which the rules do not know. It is asked about
    /// every text and every string in JSON, but not about identifiers and keys. Both find for themselves, and what either
    /// finds is masked; where they overlap, as one. Where the model fails, by an error or a panic, the text becomes
    /// `[REDACTED: error]` and is counted.
    ///
    /// No part of a text is certain before its end then: [`Redactor::settled`] is 0, and a [`Stream`] gives all it has
    /// when it is finished.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the setting that cannot be used, and says why.
    pub fn with_recognizer(
        config: &RedactConfig,
        recognizer: Arc<dyn Recognizer>,
    ) -> Result<Self, ConfigError> {
        let rules = Rules { recognizer: Some(recognizer), ..Rules::new(config)? };
        Ok(Self { rules: Arc::new(rules) })
    }

    /// What is personal in a text: in ascending order, apart. It is what [`Redactor::text`] masks there. A text that is
    /// replaced whole is one span.
    pub fn find(&self, text: &str) -> Vec<Span<'_>> {
        let spans = match found::find(&self.rules, text, Mode::Text, Traits::NONE) {
            Ok(found) => found.spans,
            Err(kind) => vec![Candidate { start: 0, end: text.len(), kind, rule: "whole" }],
        };
        let span = |candidate: Candidate| Span {
            kind: self.rules.name(candidate.kind),
            start: candidate.start,
            end: candidate.end,
            rule: candidate.rule,
        };
        spans.into_iter().map(span).collect()
    }

    /// Redacts a value. What was masked is counted only as far as `T` keeps it; see [`Redactor::redact_counted`].
    pub fn redact<T: Sensitive>(&self, value: T) -> Redacted<T> {
        self.redact_counted(value).0
    }

    /// Redacts a value, and says how much was masked.
    pub fn redact_counted<T: Sensitive>(&self, mut value: T) -> (Redacted<T>, Counts) {
        let mut scrub = Scrub::new(&self.rules);
        value.scrub(&mut scrub);
        (Redacted::new(value), scrub.take_counts())
    }

    /// Redacts a value as a part of a conversation: what it hands to [`Scrub::said`] is read with the turns before it in
    /// mind. The dialogue is one of [`Redactor::dialogue`].
    pub fn redact_in<T: Sensitive>(&self, dialogue: &mut Dialogue, mut value: T) -> Redacted<T> {
        value.scrub(&mut Scrub::within(&self.rules, dialogue));
        Redacted::new(value)
    }

    /// Redacts one free text.
    pub fn text(&self, text: &str) -> (Redacted<String>, Counts) {
        self.redact_counted(text.to_owned())
    }

    /// What the policy of a kind says of a value that is known to be of it, such as one that was extracted: its mask, a
    /// token, nothing, or the value itself. A kind that is not known is masked as `[REDACTED]`.
    pub fn value(&self, kind: &str, value: &str) -> Redacted<String> {
        let mut value = value.to_owned();
        Scrub::new(&self.rules).value(kind, &mut value);
        Redacted::new(value)
    }

    /// The length in bytes of a prefix of an unfinished text that no continuation can change any more: for every `c`,
    /// `redact(text[..n])` is a prefix of `redact(text + c)`.
    ///
    /// Used while a transcript is still streaming: the prefix may be written down, what is after it stays in memory. The
    /// law holds while the text stays within the length limit of the configuration; beyond it the whole text is replaced.
    /// A custom pattern whose matches have no greatest length, such as `\d+`, the policy `drop` and a [`Recognizer`] keep
    /// the whole text waiting (0).
    pub fn settled(&self, text: &str) -> usize {
        settle::settled(&self.rules, text, Traits::NONE)
    }

    /// Like [`Redactor::settled`], for [`Scrub::saying`].
    pub fn settled_in(&self, dialogue: &Dialogue, speaker: Speaker, text: &str) -> usize {
        settle::settled(&self.rules, text, dialogue.prior(&self.rules, speaker))
    }

    /// Redacts a text that comes in pieces.
    pub fn stream(&self) -> Stream {
        Stream::new(Arc::clone(&self.rules))
    }

    /// Redacts a conversation turn by turn.
    pub fn dialogue(&self) -> Dialogue {
        Dialogue::new(Arc::clone(&self.rules))
    }
}

const fn assert_shareable<T: Send + Sync + Clone>() {}
const _: () = assert_shareable::<Redactor>();
