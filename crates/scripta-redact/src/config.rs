//! What a deployment adds to the built-in detectors, and what it does with what they find.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use crate::config_error::{ConfigError, ConfigProblem, line_at};
use crate::rules::Rules;
use crate::{NerConfig, Policy, TokenKey};

/// What to redact beyond the built-in kinds, what to do with each kind, and how much text to accept.
///
/// ```toml
/// policies = { phone = "token", vin = "keep" }    # mask unless given; drop, keep, token
/// masks = { name = "[CALLER]" }
/// tokenKey = "…"                                  # with token: 32 hexadecimal digits or more
/// keys = { policyHolder = "name" }                # or a list of names: ["policyHolder"]
///
/// [[patterns]]
/// name = "member"
/// regex = "MEM-\\d{6}"
///
/// [[keywords]]
/// name = "project"
/// words = ["Blue Heron", "Nightjar"]
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct RedactConfig {
    /// What is done with a kind, by its name. [`Policy::Mask`] unless given.
    pub policies: BTreeMap<String, Policy>,
    /// What stands in the place of a kind's values, instead of its own mask.
    pub masks: BTreeMap<String, String>,
    /// The secret that [`Policy::Token`] needs.
    #[serde(alias = "token_key")]
    pub token_key: Option<TokenKey>,
    /// Patterns searched for in all text, besides the built-in detectors.
    pub patterns: Vec<CustomPattern>,
    /// Words searched for in all text.
    pub keywords: Vec<KeywordList>,
    /// Names of JSON keys whose values are masked whole, with the kind that they are. The kind `key` is masked as
    /// `[REDACTED]`. Case and separators do not matter.
    #[serde(deserialize_with = "key_names")]
    pub keys: BTreeMap<String, String>,
    /// A model that finds names and addresses beside the rules; none unless given. See
    /// [`Redactor::with_recognizer`](crate::Redactor::with_recognizer).
    pub ner: Option<NerConfig>,
    /// Texts of more bytes than this are replaced whole by `[REDACTED: too long]`. 1 MiB unless set, at least 256.
    #[serde(alias = "max_text_bytes")]
    pub max_text_bytes: usize,
}

impl Default for RedactConfig {
    fn default() -> Self {
        Self {
            policies: BTreeMap::new(),
            masks: BTreeMap::new(),
            token_key: None,
            patterns: Vec::new(),
            keywords: Vec::new(),
            keys: BTreeMap::new(),
            ner: None,
            max_text_bytes: 1 << 20,
        }
    }
}

impl RedactConfig {
    /// Reads a configuration from TOML and tries whether it can be used, so that every mistake is told with its line. A
    /// model is not looked for.
    ///
    /// # Errors
    /// [`ConfigError`] with the line, the setting and what is wrong with it.
    pub fn parse(toml: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(toml).map_err(|error| {
            let line = error.span().map(|span| line_at(toml, span.start));
            ConfigError::new("", ConfigProblem::Toml(error.message().to_owned())).on(line)
        })?;
        Rules::new(&config).map_err(|error| error.located(toml, ""))?;
        Ok(config)
    }
}

/// A pattern of a deployment's own, such as its member numbers.
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

/// Words and phrases of a deployment's own; there may be thousands.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeywordList {
    /// The kind name under which they are counted.
    pub name: String,
    /// The words, each found only whole, in any case.
    pub words: Vec<String>,
    /// What stands in their place; `[NAME]`, with the name in upper case, unless given.
    #[serde(default)]
    pub mask: Option<String>,
}

/// A table of names and kinds, or a list of names.
fn key_names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a list of key names, or a table of key names and kinds")]
    enum Given {
        Names(Vec<String>),
        Kinds(BTreeMap<String, String>),
    }
    Ok(match Given::deserialize(deserializer)? {
        Given::Names(names) => names.into_iter().map(|name| (name, "key".to_owned())).collect(),
        Given::Kinds(kinds) => kinds,
    })
}
