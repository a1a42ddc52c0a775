//! The redactor: compiled once, shared by all.

use std::sync::Arc;

use crate::config::{ConfigError, Pattern, RedactConfig, check_limit};
use crate::detect::{self, Mode};
use crate::keys::Keys;
use crate::kind::{BUILT_IN, Kind};
use crate::lexicon::Traits;
use crate::{Counts, Redacted, Scrub, Sensitive, Span, settle};

/// The only maker of [`Redacted`] values. Compile it once; a clone shares what was compiled, across threads too.
#[derive(Debug, Clone)]
pub struct Redactor {
    pub(crate) rules: Arc<Rules>,
}

/// What a configuration compiles to.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) keys: Keys,
    pub(crate) max_text_bytes: usize,
}

impl Rules {
    pub(crate) fn name(&self, kind: Kind) -> &str {
        match kind {
            Kind::Custom(at) => self.patterns.get(at).map_or("custom", |pattern| pattern.name.as_str()),
            built_in => built_in.name(),
        }
    }

    pub(crate) fn mask(&self, kind: Kind) -> &str {
        match kind {
            Kind::Custom(at) => self.patterns.get(at).map_or("[REDACTED]", |pattern| pattern.mask.as_str()),
            built_in => built_in.mask(),
        }
    }
}

impl Default for Redactor {
    /// The built-in kinds, no custom pattern.
    fn default() -> Self {
        let max_text_bytes = RedactConfig::default().max_text_bytes;
        let keys = Keys::default();
        let rules = Rules { patterns: Vec::new(), keys, max_text_bytes };
        Self { rules: Arc::new(rules) }
    }
}

impl Redactor {
    /// Compiles a configuration.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the pattern or setting that cannot be used, and says why.
    pub fn new(config: &RedactConfig) -> Result<Self, ConfigError> {
        let patterns = config
            .patterns
            .iter()
            .enumerate()
            .map(|(index, pattern)| Pattern::compile(index, pattern))
            .collect::<Result<Vec<_>, _>>()?;
        let rules = Rules { patterns, keys: Keys::new(&config.keys), max_text_bytes: check_limit(config)? };
        rules.check_masks()?;
        Ok(Self { rules: Arc::new(rules) })
    }

    /// What is personal in a text: in ascending order, apart.
    pub fn find(&self, text: &str) -> Vec<Span<'_>> {
        let found = detect::find(&self.rules, text, Mode::Text, Traits::NONE);
        let span = |candidate: detect::Candidate| Span {
            kind: self.rules.name(candidate.kind),
            start: candidate.start,
            end: candidate.end,
            rule: candidate.rule,
        };
        found.into_iter().map(span).collect()
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

    /// Redacts one free text.
    pub fn text(&self, text: &str) -> (Redacted<String>, Counts) {
        self.redact_counted(text.to_owned())
    }

    /// The length in bytes of the longest prefix of an unfinished text that no continuation can change any more: for
    /// every `c`, `redact(text[..n])` is a prefix of `redact(text + c)`.
    ///
    /// Used while a transcript is still streaming: the prefix may be written down, what is after it stays in memory. The
    /// law holds while the text stays within the length limit of the configuration; beyond it the whole text is replaced.
    /// A custom pattern whose matches have no greatest length, such as `\d+`, keeps the whole text waiting (0).
    pub fn settled(&self, text: &str) -> usize {
        settle::settled(&self.rules, text)
    }
}

impl Rules {
    /// No mask may be masked again, or redacting twice would not be the same as once.
    fn check_masks(&self) -> Result<(), ConfigError> {
        let built_in = Redactor::default();
        let masks = BUILT_IN.iter().map(|kind| kind.mask());
        let custom = self.patterns.iter().map(|pattern| pattern.mask.as_str());
        for mask in masks.chain(custom) {
            let by_pattern = self.patterns.iter().find(|pattern| pattern.regex.is_match(mask));
            let name = match by_pattern {
                Some(pattern) => pattern.name.as_str(),
                None => match detect::find(&built_in.rules, mask, Mode::Text, Traits::NONE).first() {
                    Some(candidate) => self.name(candidate.kind),
                    None => continue,
                },
            };
            return Err(ConfigError::MaskMatches { name: name.to_owned(), mask: mask.to_owned() });
        }
        Ok(())
    }
}

const fn assert_shareable<T: Send + Sync + Clone>() {}
const _: () = assert_shareable::<Redactor>();
