//! What a configuration compiles to.

use std::sync::Arc;

use crate::NerConfig;
use crate::Recognizer;
use crate::config::{CustomPattern, KeywordList, RedactConfig};
use crate::config_error::{ConfigError, ConfigProblem};
use crate::detect::{self, Mode};
use crate::keys::Keys;
use crate::kind::{BUILT_IN, Kind};
use crate::lexicon::Traits;
use crate::opening::Openings;
use crate::pattern::{Keywords, Pattern};
use crate::policy::{Policies, Policy};
use crate::pseudonym;

/// Shorter limits would not even hold the masks.
const LEAST_TEXT_BYTES: usize = 256;

/// What a configuration compiles to.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) keywords: Keywords,
    pub(crate) keys: Keys,
    pub(crate) policies: Policies,
    /// How the masks begin.
    pub(crate) masks: Openings,
    pub(crate) max_text_bytes: usize,
    /// Whether some kind has this policy: most deployments have none but masks.
    pub(crate) keeps: bool,
    pub(crate) drops: bool,
    /// What finds entities beside these rules.
    pub(crate) recognizer: Option<Arc<dyn Recognizer>>,
}

impl Default for Rules {
    /// The built-in kinds, all masked.
    fn default() -> Self {
        let policies = Policies::default();
        Self {
            patterns: Vec::new(),
            keywords: Keywords::default(),
            keys: Keys::default(),
            masks: Openings::of(policies.own_masks()),
            policies,
            max_text_bytes: RedactConfig::default().max_text_bytes,
            keeps: false,
            drops: false,
            recognizer: None,
        }
    }
}

impl Rules {
    pub(crate) fn new(config: &RedactConfig) -> Result<Self, ConfigError> {
        let mut policies = Policies::new(config.token_key.clone());
        let mut patterns = Vec::new();
        for (at, CustomPattern { name, regex, mask }) in config.patterns.iter().enumerate() {
            let path = format!("patterns[{at}]");
            let kind = add_kind(&mut policies, &path, name, mask.as_deref())?;
            let pattern = Pattern::compile(kind, regex);
            patterns.push(pattern.map_err(|problem| ConfigError::new(format!("{path}.regex"), problem))?);
        }
        let mut lists: Vec<(Kind, &KeywordList)> = Vec::new();
        for (at, list) in config.keywords.iter().enumerate() {
            let kind = add_kind(&mut policies, &format!("keywords[{at}]"), &list.name, list.mask.as_deref())?;
            lists.push((kind, list));
        }
        let keywords = Keywords::compile(&lists)
            .map_err(|(at, problem)| ConfigError::new(format!("keywords[{at}].words"), problem))?;
        set_policies(&mut policies, config)?;
        let keys = keys(&policies, config)?;
        config.ner.as_ref().map_or(Ok(()), |ner| check_model(&policies, ner))?;
        if config.max_text_bytes < LEAST_TEXT_BYTES {
            return Err(ConfigError::new("maxTextBytes", ConfigProblem::Limit(config.max_text_bytes)));
        }
        let (keeps, drops) = (policies.any(Policy::Keep), policies.any(Policy::Drop));
        let max_text_bytes = config.max_text_bytes;
        let masks = Openings::of(policies.own_masks());
        let recognizer = None;
        let rules =
            Self { patterns, keywords, keys, policies, masks, max_text_bytes, keeps, drops, recognizer };
        rules.check_masks(config)?;
        Ok(rules)
    }

    pub(crate) fn name(&self, kind: Kind) -> &str {
        self.policies.name(kind)
    }

    pub(crate) fn mask(&self, kind: Kind) -> &str {
        self.policies.mask(kind)
    }

    pub(crate) fn is_kept(&self, kind: Kind) -> bool {
        self.keeps && self.policies.policy(kind) == Policy::Keep
    }

    /// Whether the configuration has patterns or words of its own.
    pub(crate) fn has_custom(&self) -> bool {
        !self.patterns.is_empty() || !self.keywords.is_empty()
    }

    /// Writes what stands in the place of a value.
    pub(crate) fn stand_in(&self, kind: Kind, value: &str, out: &mut String) {
        match (self.policies.policy(kind), &self.policies.token_key) {
            (Policy::Keep, _) => out.push_str(value),
            (Policy::Drop, _) => {}
            (Policy::Token, Some(key)) => out.push_str(&pseudonym::token(self, key, kind, value)),
            (Policy::Token, None) | (Policy::Mask, _) => out.push_str(self.mask(kind)),
        }
    }

    /// Whether a text is nothing but a mask or a token.
    pub(crate) fn is_mask(&self, text: &str) -> bool {
        pseudonym::length(text) == Some(text.len())
            || BUILT_IN.iter().any(|kind| kind.mask() == text)
            || self.policies.own_masks().any(|mask| mask == text)
    }

    /// The patterns and words of the configuration in a text; they may overlap.
    pub(crate) fn custom<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Kind, usize, usize)> + 't {
        let patterns = self.patterns.iter().flat_map(move |pattern| {
            let found = pattern.regex.find_iter(text).filter(|found| !found.is_empty());
            found.map(move |found| (pattern.kind, found.start(), found.end()))
        });
        patterns.chain(self.keywords.find(text))
    }

    /// No mask may be masked again, or redacting twice would not be the same as once.
    fn check_masks(&self, config: &RedactConfig) -> Result<(), ConfigError> {
        let built_in = Self::default();
        let masks = self.policies.own_masks().chain(BUILT_IN.iter().map(|kind| kind.mask()));
        for mask in masks {
            let by = match self.custom(mask).next() {
                Some((kind, ..)) => kind,
                // Not by these rules, which know the mask for one.
                None => match detect::find(&built_in, mask, Mode::Text, Traits::NONE).first() {
                    Some(candidate) => candidate.kind,
                    None => continue,
                },
            };
            let path = path_of_mask(config, mask).or_else(|| path_of_kind(config, self.name(by)));
            let problem = ConfigProblem::MaskMatches { mask: mask.to_owned(), by: self.name(by).to_owned() };
            return Err(ConfigError::new(path.unwrap_or_default(), problem));
        }
        Ok(())
    }
}

/// Adds a kind of the configuration, under a name that no other has.
fn add_kind(
    policies: &mut Policies,
    path: &str,
    name: &str,
    mask: Option<&str>,
) -> Result<Kind, ConfigError> {
    let name = name.trim();
    if name.is_empty() || policies.kind(name).is_some() {
        return Err(ConfigError::new(format!("{path}.name"), ConfigProblem::Name(name.to_owned())));
    }
    let mask = match mask {
        Some(mask) => check_form(&format!("{path}.mask"), mask)?.to_owned(),
        None => format!("[{}]", name.to_uppercase()),
    };
    Ok(policies.add(name.to_owned(), mask))
}

fn check_form<'m>(path: &str, mask: &'m str) -> Result<&'m str, ConfigError> {
    if mask.is_empty() || mask.trim() != mask {
        return Err(ConfigError::new(path, ConfigProblem::MaskForm(mask.to_owned())));
    }
    Ok(mask)
}

fn set_policies(policies: &mut Policies, config: &RedactConfig) -> Result<(), ConfigError> {
    for (name, mask) in &config.masks {
        let path = format!("masks.{name}");
        let kind = known(policies, &path, name)?;
        policies.set_mask(kind, check_form(&path, mask)?);
    }
    for (name, policy) in &config.policies {
        let path = format!("policies.{name}");
        let kind = known(policies, &path, name)?;
        if *policy == Policy::Token && config.token_key.is_none() {
            return Err(ConfigError::new(path, ConfigProblem::NoTokenKey));
        }
        policies.set(kind, *policy);
    }
    Ok(())
}

fn keys(policies: &Policies, config: &RedactConfig) -> Result<Keys, ConfigError> {
    let mut keys = Keys::default();
    for (key, name) in &config.keys {
        let path = format!("keys.{key}");
        let kind = known(policies, &path, name)?;
        if !keys.add(key, kind) {
            return Err(ConfigError::new(path, ConfigProblem::KeyName(key.clone())));
        }
    }
    Ok(keys)
}

fn check_model(policies: &Policies, ner: &NerConfig) -> Result<(), ConfigError> {
    if !(ner.threshold > 0.0 && ner.threshold < 1.0) {
        return Err(ConfigError::new("ner.threshold", ConfigProblem::Threshold(ner.threshold)));
    }
    if ner.labels.is_empty() {
        return Err(ConfigError::new("ner.labels", ConfigProblem::NoLabels));
    }
    for (label, kind) in &ner.labels {
        known(policies, &format!("ner.labels.{label}"), kind)?;
    }
    Ok(())
}

/// The kind of a name that can have a policy.
fn known(policies: &Policies, path: &str, name: &str) -> Result<Kind, ConfigError> {
    let problem = match policies.kind(name) {
        Some(kind) if !kind.is_placeholder() => return Ok(kind),
        Some(_) => ConfigProblem::Placeholder(name.to_owned()),
        None => ConfigProblem::UnknownKind { name: name.to_owned(), near: near(policies, name) },
    };
    Err(ConfigError::new(path, problem))
}

/// The kind's name that is most like a given one, if any is like it at all.
fn near(policies: &Policies, name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let like = |known: &str| {
        let changes = changes(&name, &known.to_lowercase());
        let within = known.starts_with(&name) || name.starts_with(known);
        (changes <= 2 || within).then_some(changes)
    };
    let scored = policies.names().filter_map(|known| like(known).map(|changes| (changes, known)));
    scored.min().map(|(_, known)| known.to_owned())
}

/// How many letters must be changed, put in or taken out to make one word of the other (Levenshtein).
fn changes(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut last = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, b) in row.iter_mut().skip(1).zip(other.chars()) {
            let changed = (last + usize::from(a != b)).min(left + 1).min(*cell + 1);
            last = std::mem::replace(cell, changed);
            left = changed;
        }
    }
    row.last().copied().unwrap_or(0)
}

fn path_of_mask(config: &RedactConfig, mask: &str) -> Option<String> {
    let own = config.masks.iter().find(|(_, own)| *own == mask).map(|(name, _)| format!("masks.{name}"));
    let is = |given: &Option<String>| given.as_deref() == Some(mask);
    own.or_else(|| config.patterns.iter().position(|p| is(&p.mask)).map(|at| format!("patterns[{at}].mask")))
        .or_else(|| config.keywords.iter().position(|k| is(&k.mask)).map(|at| format!("keywords[{at}].mask")))
}

fn path_of_kind(config: &RedactConfig, name: &str) -> Option<String> {
    let pattern = config.patterns.iter().position(|p| p.name.trim() == name);
    pattern.map(|at| format!("patterns[{at}].regex")).or_else(|| {
        config.keywords.iter().position(|k| k.name.trim() == name).map(|at| format!("keywords[{at}].words"))
    })
}
