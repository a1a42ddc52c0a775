//! Why a configuration cannot be used, and where it says so.

use std::fmt;

use thiserror::Error;
use toml::de::{DeTable, DeValue};

/// Why a configuration cannot be used: which setting, on which line of its file, and what to correct.
#[derive(Debug)]
pub struct ConfigError {
    path: String,
    line: Option<usize>,
    problem: ConfigProblem,
}

/// What is wrong with a setting. None of them shows the token key.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigProblem {
    /// It is no TOML, or not of the form that a configuration has.
    #[error("{0}")]
    Toml(String),
    /// A pattern or list has no name, or one that another kind has.
    #[error("{0:?} is no name for a kind of one's own: give one that is neither empty nor another kind's")]
    Name(String),
    /// The regular expression does not compile.
    #[error("it is no regular expression: {0}")]
    Regex(#[source] Box<regex::Error>),
    /// The regular expression or word matches the empty text, so it would match everywhere.
    #[error("it matches empty text: make it require at least one character")]
    MatchesEmpty,
    /// A keyword list has no word, or too much of them.
    #[error("it cannot be used as a list of words: {0}")]
    Words(String),
    /// No kind has this name.
    #[error("no kind is named {name:?}{}", meant(.near))]
    UnknownKind {
        /// The name as given.
        name: String,
        /// The kind with the most similar name.
        near: Option<String>,
    },
    /// What stands for text that could not be looked at has no policy.
    #[error("{0:?} stands for text that could not be looked at: it is always masked")]
    Placeholder(String),
    /// A mask is empty, or begins or ends with a space.
    #[error(
        "the mask {0:?} cannot be told from the text around it: give at least one character, and no space at its ends"
    )]
    MaskForm(String),
    /// A mask would be masked again, so that redacting twice would not be the same as once.
    #[error("the mask {mask:?} is itself matched by {by:?}: change the mask or the pattern")]
    MaskMatches {
        /// The mask.
        mask: String,
        /// The pattern, list or built-in kind that matches.
        by: String,
    },
    /// A kind is to be replaced by tokens, and no key is given.
    #[error(
        "tokens need a key: set tokenKey to 32 hexadecimal digits or more, such as `openssl rand -hex 32` gives"
    )]
    NoTokenKey,
    /// A key name has no letters.
    #[error("{0:?} has no letters by which a key could be known")]
    KeyName(String),
    /// A model is configured, and none was given.
    #[error(
        "no model of named entities was loaded: build with the feature `ner` (`--features ner`), or take this section out"
    )]
    NoModel,
    /// The model is to be certain by something else than a probability.
    #[error("{0} is no threshold: set a number between 0 and 1, such as 0.5")]
    Threshold(f32),
    /// The model is asked for nothing.
    #[error("the model is asked for nothing: give a label, such as `person = \"name\"`")]
    NoLabels,
    /// The length limit is too small to hold a mask.
    #[error("{0} is too little: set at least 256")]
    Limit(usize),
}

fn meant(near: &Option<String>) -> String {
    near.as_ref().map(|near| format!(": did you mean {near:?}?")).unwrap_or_default()
}

impl ConfigError {
    pub(crate) fn new(path: impl Into<String>, problem: ConfigProblem) -> Self {
        Self { path: path.into(), line: None, problem }
    }

    pub(crate) fn on(self, line: Option<usize>) -> Self {
        Self { line, ..self }
    }

    /// Which setting, such as `patterns[1].regex`; empty where it is the file as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line of the file, from 1, where it is known.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// What is wrong with it.
    pub fn problem(&self) -> &ConfigProblem {
        &self.problem
    }

    /// The same error with its line in the file that the configuration was read from; `under` is the table of that file
    /// which holds it, such as `redact`, or empty.
    #[must_use]
    pub fn located(self, toml: &str, under: &str) -> Self {
        let path = match (under, self.path.as_str()) {
            ("", path) => path.to_owned(),
            (under, "") => under.to_owned(),
            (under, path) => format!("{under}.{path}"),
        };
        let line = self.line.or_else(|| line_of(toml, &path));
        Self { path, line, ..self }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        self.problem.fmt(f)
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.problem.source()
    }
}

/// The line, from 1, of a byte of a text.
pub(crate) fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The line on which a setting is, or the nearest one around it that the file has.
fn line_of(toml: &str, path: &str) -> Option<usize> {
    let root = DeTable::parse(toml).ok()?;
    let mut at = None;
    let mut value: Option<&DeValue<'_>> = None;
    for step in steps(path) {
        let next = match (step, value) {
            (Step::Name(name), None) => root.get_ref().get(name).map(|v| (v.span(), v.get_ref())),
            (Step::Name(name), Some(of)) => {
                of.as_table().and_then(|table| table.get(name)).map(|v| (v.span(), v.get_ref()))
            }
            (Step::Place(place), Some(of)) => match of {
                DeValue::Array(list) => list.get(place).map(|v| (v.span(), v.get_ref())),
                // Keys may be a list of names as well as a table.
                _ => None,
            },
            (Step::Place(_), None) => None,
        };
        let Some((span, found)) = next else { break };
        (at, value) = (Some(span.start), Some(found));
    }
    at.map(|at| line_at(toml, at))
}

enum Step<'p> {
    Name(&'p str),
    Place(usize),
}

/// The steps of a path such as `patterns[1].regex`. A name with a dot in it is not found, and its table is named instead.
fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split('.').flat_map(|part| {
        let (name, place) = part.split_once('[').unwrap_or((part, ""));
        let place = place.strip_suffix(']').and_then(|place| place.parse().ok()).map(Step::Place);
        std::iter::once(Step::Name(name)).chain(place)
    })
}

#[cfg(test)]
mod tests {
    use super::line_of;

    #[test]
    fn a_setting_is_found_on_its_line() {
        let toml = "[redact]\nkeys = [\"a\"]\n\n[[redact.patterns]]\nname = \"x\"\n[[redact.patterns]]\nname = \"y\"\nregex = \"(\"\n";
        assert_eq!(line_of(toml, "redact.patterns[1].regex"), Some(8));
        assert_eq!(line_of(toml, "redact.patterns[1].mask"), Some(6));
        assert_eq!(line_of(toml, "redact.keys[0]"), Some(2));
        assert_eq!(line_of("maxTextBytes = 1", "maxTextBytes"), Some(1));
        assert_eq!(line_of("a = 1", "maxTextBytes"), None);
    }
}
