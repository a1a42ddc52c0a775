//! What a deployment adds to the built-in detectors.

use regex::Regex;
use regex_syntax::hir::Hir;
use serde::Deserialize;
use thiserror::Error;

use crate::kind::BUILT_IN;

/// Shorter limits would not even hold the masks.
const LEAST_TEXT_BYTES: usize = 256;

/// What to redact beyond the built-in kinds, and how much text to accept.
///
/// ```toml
/// keys = ["policyHolder"]
/// [[patterns]]
/// name = "member"
/// regex = "MEM-\\d{6}"
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct RedactConfig {
    /// Patterns searched for in all text, besides the built-in detectors.
    pub patterns: Vec<CustomPattern>,
    /// Names of JSON keys whose values are masked whole as `[REDACTED]`. Case and separators do not matter.
    pub keys: Vec<String>,
    /// Texts of more bytes than this are replaced whole by `[REDACTED: too long]`. 1 MiB unless set, at least 256.
    #[serde(alias = "max_text_bytes")]
    pub max_text_bytes: usize,
}

impl Default for RedactConfig {
    fn default() -> Self {
        Self { patterns: Vec::new(), keys: Vec::new(), max_text_bytes: 1 << 20 }
    }
}

/// A pattern of a deployment's own, such as its policy numbers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomPattern {
    /// The kind name under which matches are counted.
    pub name: String,
    /// What to look for, in the syntax of the `regex` crate. It must not match the empty text.
    pub regex: String,
    /// What stands in the place of a match; `[NAME]`, with the name in upper case, unless given.
    #[serde(default)]
    pub mask: Option<String>,
}

/// Why a configuration cannot be used. Every variant names the pattern or setting to correct.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The pattern has no name, or one that a built-in kind has.
    #[error(
        "redaction pattern {index} is named {name:?}: give it a name that is neither empty nor a built-in kind's"
    )]
    Name {
        /// Its place in the list, from 0.
        index: usize,
        /// The name as given.
        name: String,
    },
    /// The regular expression does not compile.
    #[error("redaction pattern {name:?} is no regular expression: {source}")]
    Regex {
        /// The pattern's name.
        name: String,
        /// What is wrong with it.
        #[source]
        source: Box<regex::Error>,
    },
    /// The regular expression matches the empty text, so it would match everywhere.
    #[error("redaction pattern {name:?} matches empty text: make it require at least one character")]
    MatchesEmpty {
        /// The pattern's name.
        name: String,
    },
    /// A mask would be masked again, so that redacting twice would not be the same as once.
    #[error(
        "the mask {mask:?} is itself matched by the redaction of {name:?}: change the mask or the pattern"
    )]
    MaskMatches {
        /// The pattern or built-in kind that matches.
        name: String,
        /// The mask.
        mask: String,
    },
    /// The length limit is too small to hold a mask.
    #[error("maxTextBytes is {given}: set at least 256")]
    Limit {
        /// The limit as given, in bytes.
        given: usize,
    },
}

/// A custom pattern, compiled.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) name: String,
    pub(crate) regex: Regex,
    pub(crate) mask: String,
    /// The length in bytes of the longest possible match; `None` where there is no limit.
    pub(crate) longest: Option<usize>,
}

impl Pattern {
    pub(crate) fn compile(index: usize, given: &CustomPattern) -> Result<Self, ConfigError> {
        let name = given.name.trim().to_owned();
        if name.is_empty() || BUILT_IN.iter().any(|kind| kind.name().eq_ignore_ascii_case(&name)) {
            return Err(ConfigError::Name { index, name });
        }
        let regex = Regex::new(&given.regex)
            .map_err(|source| ConfigError::Regex { name: name.clone(), source: Box::new(source) })?;
        let hir = regex_syntax::parse(&given.regex).unwrap_or_else(|_| Hir::fail());
        if regex.is_match("") || hir.properties().minimum_len() == Some(0) {
            return Err(ConfigError::MatchesEmpty { name });
        }
        let mask = given.mask.clone().unwrap_or_else(|| format!("[{}]", name.to_uppercase()));
        Ok(Self { name, regex, mask, longest: hir.properties().maximum_len() })
    }
}

pub(crate) fn check_limit(config: &RedactConfig) -> Result<usize, ConfigError> {
    match config.max_text_bytes {
        given if given < LEAST_TEXT_BYTES => Err(ConfigError::Limit { given }),
        given => Ok(given),
    }
}
