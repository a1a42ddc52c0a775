//! The rules, as an operator writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::check::{Check, Rule, rules};

/// What `[alerts]` holds. All of it has a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// A firing alert is told again after so many seconds; 0: never.
    pub repeat_s: i64,
    /// What is not to be told.
    pub silences: Vec<Silence>,
    /// Conversations that do not reach the archive.
    pub failed_saves: RuleChange,
    /// Conversations that go wrong.
    pub error_rate: RuleChange,
    /// Conversations that cannot be found yet.
    pub catalog_lagging: RuleChange,
    /// No conversations at all. Off, since not every tenant has calls at night.
    pub quiet: RuleChange,
    /// Conversations unlike those of the weeks before.
    pub unusual: UnusualConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            repeat_s: 4 * 3600,
            silences: Vec::new(),
            failed_saves: RuleChange::default(),
            error_rate: RuleChange::default(),
            catalog_lagging: RuleChange::default(),
            quiet: RuleChange::default(),
            unusual: UnusualConfig::default(),
        }
    }
}

/// What is to be different from the rule's default.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleChange {
    /// Whether it is evaluated.
    pub enabled: Option<bool>,
    /// Over how many seconds counters are counted.
    pub window_s: Option<i64>,
    /// How many seconds a limit must be exceeded before it fires.
    pub for_s: Option<i64>,
    /// It resolves below this part of its limit, from 0 to 1.
    pub resolve_below: Option<f64>,
    /// How many seconds it must be below before it resolves.
    pub resolve_for_s: Option<i64>,
    /// A rate counts from so many conversations (or calls of tools) in the window on.
    pub at_least: Option<f64>,
    /// The limits, by check.
    pub limits: BTreeMap<String, Limit>,
}

/// A limit. A value at it exceeds it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limit {
    /// Where a warning begins; none where absent.
    pub warning: Option<f64>,
    /// Where it is critical; never where absent.
    pub critical: Option<f64>,
}

/// How what is unusual is looked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UnusualConfig {
    /// Whether it is.
    pub enabled: bool,
    /// How many days of the past say what is usual.
    pub past_days: i64,
    /// Until there are conversations of so many days, it is warming up.
    pub warm_up_days: i64,
    /// And until there are so many conversations.
    pub warm_up_conversations: u32,
    /// How many false alarms a week chance may make, all measures together.
    pub false_alarms_a_week: f64,
    /// A change below this part of what is usual is not told, however certain it is.
    pub least_change: f64,
}

impl Default for UnusualConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            past_days: 14,
            warm_up_days: 5,
            warm_up_conversations: 200,
            false_alarms_a_week: 0.1,
            least_change: 0.25,
        }
    }
}

/// Notices that are held back. The alerts themselves go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    /// A fingerprint, or the beginning of several, with a `*` after it.
    pub matches: String,
    /// Until when, in Unix seconds.
    pub until: i64,
    /// Why.
    pub why: String,
}

impl Silence {
    pub(crate) fn holds(&self, fingerprint: &str, at: i64) -> bool {
        let matches = match self.matches.strip_suffix('*') {
            Some(beginning) => fingerprint.starts_with(beginning),
            None => fingerprint == self.matches,
        };
        matches && at < self.until
    }
}

/// What is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A check that does not exist.
    #[error("alerts.{rule}.limits.{check}: there is no such check; there are {known}")]
    UnknownCheck {
        /// The rule.
        rule: &'static str,
        /// The name.
        check: String,
        /// The names that there are.
        known: String,
    },
    /// A number out of its range.
    #[error("alerts.{what}: it must be {must}")]
    Range {
        /// Which.
        what: String,
        /// What it must be.
        must: &'static str,
    },
}

impl Config {
    /// The rules that are on.
    pub(crate) fn rules(&self) -> Result<Vec<Rule>, ConfigError> {
        self.check_own()?;
        let mut rules = rules();
        for rule in &mut rules {
            let change = match rule.name {
                "failed_saves" => &self.failed_saves,
                "error_rate" => &self.error_rate,
                "catalog_lagging" => &self.catalog_lagging,
                _ => &self.quiet,
            };
            apply(rule, change)?;
        }
        rules.retain(|rule| rule.enabled);
        Ok(rules)
    }

    fn check_own(&self) -> Result<(), ConfigError> {
        let unusual = &self.unusual;
        require(self.repeat_s >= 0, "repeat_s", "0 or more")?;
        require((2..=60).contains(&unusual.past_days), "unusual.past_days", "from 2 to 60")?;
        let warm = (2..=unusual.past_days).contains(&unusual.warm_up_days);
        require(warm, "unusual.warm_up_days", "from 2 to past_days")?;
        let rate = unusual.false_alarms_a_week;
        require(rate > 0.0 && rate <= 10.0, "unusual.false_alarms_a_week", "above 0, at most 10")?;
        let least = unusual.least_change;
        require((0.0..=10.0).contains(&least), "unusual.least_change", "from 0 to 10")
    }
}

fn require(fine: bool, what: &str, must: &'static str) -> Result<(), ConfigError> {
    if fine { Ok(()) } else { Err(ConfigError::Range { what: what.to_owned(), must }) }
}

fn apply(rule: &mut Rule, change: &RuleChange) -> Result<(), ConfigError> {
    let name = rule.name;
    rule.enabled = change.enabled.unwrap_or(rule.enabled);
    rule.window_s = change.window_s.unwrap_or(rule.window_s);
    rule.for_s = change.for_s.unwrap_or(rule.for_s);
    rule.resolve_for_s = change.resolve_for_s.unwrap_or(rule.resolve_for_s);
    rule.resolve_below = change.resolve_below.unwrap_or(rule.resolve_below);
    rule.at_least = change.at_least.unwrap_or(rule.at_least);
    let day = 0..=7 * 86_400;
    require((60..=7 * 86_400).contains(&rule.window_s), &format!("{name}.window_s"), "from 60 to 604800")?;
    require(day.contains(&rule.for_s), &format!("{name}.for_s"), "from 0 to 604800")?;
    require(day.contains(&rule.resolve_for_s), &format!("{name}.resolve_for_s"), "from 0 to 604800")?;
    require((0.0..=1.0).contains(&rule.resolve_below), &format!("{name}.resolve_below"), "from 0 to 1")?;
    require(rule.at_least >= 0.0, &format!("{name}.at_least"), "0 or more")?;
    for (check, limit) in &change.limits {
        let Some(known) = rule.limits.iter_mut().find(|(known, _)| known.name() == check) else {
            let known: Vec<&str> = rule.limits.iter().map(|(check, _)| Check::name(*check)).collect();
            return Err(ConfigError::UnknownCheck {
                rule: name,
                check: check.clone(),
                known: known.join(", "),
            });
        };
        let positive = |limit: Option<f64>| limit.is_none_or(|limit| limit > 0.0);
        let fine = positive(limit.warning) && positive(limit.critical);
        require(fine, &format!("{name}.limits.{check}"), "above 0")?;
        known.1 = *limit;
    }
    Ok(())
}
