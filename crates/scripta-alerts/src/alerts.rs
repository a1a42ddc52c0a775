//! The alerts: readings and conversations in, notices out.

use std::collections::BTreeMap;

use scripta_metrics::Values;
use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::check::{Check, Rule};
use crate::config::{Config, ConfigError, Limit, Silence, UnusualConfig};
use crate::notice::{Kind, Notice, Severity};
use crate::reading::Readings;
use crate::unusual::{Finding, Unusual};

/// Of the state's format.
pub const VERSION: u32 = 1;

/// All alerts of a tenant.
#[derive(Debug, Clone)]
pub struct Alerts {
    repeat_s: i64,
    silences: Vec<Silence>,
    unusual: UnusualConfig,
    rules: Vec<Rule>,
    state: State,
}

/// What is to be kept between two runs. As JSON it is what [`Alerts::new`] goes on with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    version: u32,
    #[serde(default)]
    readings: Readings,
    #[serde(default)]
    alerts: BTreeMap<String, Alert>,
    #[serde(default)]
    unusual: Unusual,
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: VERSION,
            readings: Readings::default(),
            alerts: BTreeMap::new(),
            unusual: Unusual::default(),
        }
    }
}

/// Why a state cannot be gone on with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// It is not a state.
    #[error("the state of the alerts cannot be read: {0}; remove it, and they begin anew")]
    Unreadable(#[from] serde_json::Error),
    /// It is of another version.
    #[error(
        "the state of the alerts is of version {0}, and this program knows version 1; update it, or remove the state"
    )]
    Version(u32),
}

impl State {
    /// Reads what was written as JSON.
    pub fn read(json: &str) -> Result<Self, StateError> {
        let state: Self = serde_json::from_str(json)?;
        if state.version == VERSION { Ok(state) } else { Err(StateError::Version(state.version)) }
    }
}

/// Where one alert is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Alert {
    /// Since when it exceeds its limit.
    exceeds: Option<i64>,
    /// Since when it fires, and how badly.
    firing: Option<(i64, Severity)>,
    /// Since when it has been fine while it fires.
    fine: Option<i64>,
    /// What was told last of it, and when. Absent: told that it is over, or never told.
    told: Option<(i64, Severity)>,
    /// Since when it fired that what was told last is about.
    began: Option<i64>,
    last: Option<Measured>,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Measured {
    value: f64,
    limit: f64,
    summary: String,
    conversations: Vec<String>,
}

/// How long a value must stay.
struct Times {
    for_s: i64,
    resolve_for_s: i64,
}

enum Level {
    Fine,
    Between,
    Exceeds(Severity),
}

impl Alerts {
    /// Goes on with a state, or begins with `State::default()`.
    pub fn new(config: &Config, state: State) -> Result<Self, ConfigError> {
        let rules = config.rules()?;
        let (silences, unusual) = (config.silences.clone(), config.unusual.clone());
        Ok(Self { repeat_s: config.repeat_s, silences, unusual, rules, state })
    }

    /// What is to be kept.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Takes in a conversation that ended. One that was given before, or is older than the past that is kept, changes nothing.
    pub fn call(&mut self, call: &Call) {
        if self.unusual.enabled {
            self.state.unusual.take(call, self.unusual.past_days);
        }
    }

    /// Takes in the metrics at a moment (Unix seconds), and gives what is to be told. Between two readings there should be less
    /// than the shortest window; a minute is usual.
    pub fn read(&mut self, at: i64, values: &Values) -> Vec<Notice> {
        let longest = self.rules.iter().map(|rule| rule.window_s).max().unwrap_or(60);
        self.state.readings.take(at, values, longest);
        let mut notices = Vec::new();
        for rule in &self.rules {
            let times = Times { for_s: rule.for_s, resolve_for_s: rule.resolve_for_s };
            for (check, limit) in &rule.limits {
                let fingerprint = format!("{}/{}", rule.name, check.name());
                let alert = self.state.alerts.entry(fingerprint.clone()).or_default();
                let level = level(*check, *limit, rule, &self.state.readings, alert);
                step(alert, at, &level, &times);
                notices.extend(tell(alert, &fingerprint, at, self.repeat_s, &self.silences));
            }
        }
        if self.unusual.enabled {
            notices.extend(self.read_unusual(at));
        }
        self.forget(at, &mut notices);
        notices
    }

    /// The alerts that fire now, told of or silenced.
    pub fn firing(&self) -> Vec<Notice> {
        let firing = self.state.alerts.iter().filter_map(|(fingerprint, alert)| {
            let (since, severity) = alert.firing?;
            Some(notice(Kind::StillFiring, fingerprint, severity, since, since, alert.last.as_ref()?))
        });
        firing.collect()
    }

    /// What is missing before unusual conversations are looked for; absent where nothing is.
    pub fn warming_up(&self) -> Option<String> {
        if self.unusual.enabled { self.state.unusual.warming_up(&self.unusual) } else { None }
    }

    fn read_unusual(&mut self, at: i64) -> Vec<Notice> {
        let Some(findings) = self.state.unusual.evaluate(at, &self.unusual) else { return Vec::new() };
        let times = Times { for_s: 0, resolve_for_s: 1800 };
        let mut found: BTreeMap<String, Finding> =
            findings.into_iter().map(|finding| (format!("unusual/{}", finding.measure), finding)).collect();
        let known: Vec<String> = self.state.alerts.keys().cloned().collect();
        let known =
            known.into_iter().filter(|name| name.starts_with("unusual/") && !found.contains_key(name));
        let fingerprints: Vec<String> = known.chain(found.keys().cloned()).collect();
        let mut notices = Vec::new();
        for fingerprint in fingerprints {
            let alert = self.state.alerts.entry(fingerprint.clone()).or_default();
            let level = found.remove(&fingerprint).map_or(Level::Fine, |finding| {
                let level = if finding.strong { Level::Exceeds(Severity::Warning) } else { Level::Between };
                let Finding { value, usual: limit, summary, conversations, .. } = finding;
                alert.last = Some(Measured { value, limit, summary, conversations });
                level
            });
            step(alert, at, &level, &times);
            notices.extend(tell(alert, &fingerprint, at, self.repeat_s, &self.silences));
        }
        notices
    }

    /// Alerts that are quiet need no place; those of rules that were switched off are over.
    fn forget(&mut self, at: i64, notices: &mut Vec<Notice>) {
        for (fingerprint, alert) in &mut self.state.alerts {
            let rule = fingerprint.split('/').next().unwrap_or_default();
            let on = match rule {
                "unusual" => self.unusual.enabled,
                _ => self.rules.iter().any(|known| known.name == rule),
            };
            if !on {
                alert.firing = None;
                alert.exceeds = None;
                notices.extend(tell(alert, fingerprint, at, self.repeat_s, &self.silences));
            }
        }
        self.state
            .alerts
            .retain(|_, alert| alert.firing.is_some() || alert.exceeds.is_some() || alert.told.is_some());
    }
}

fn level(check: Check, limit: Limit, rule: &Rule, readings: &Readings, alert: &mut Alert) -> Level {
    let Some(value) = check.value(readings, rule) else { return Level::Fine };
    let over = |limit: Option<f64>| limit.is_some_and(|limit| value >= limit);
    let Some(lowest) = limit.warning.or(limit.critical) else { return Level::Fine };
    let held = if over(limit.critical) { limit.critical.unwrap_or(lowest) } else { lowest };
    let summary = check.sentence(value, held, rule.window_s);
    alert.last = Some(Measured { value, limit: held, summary, conversations: Vec::new() });
    if over(limit.critical) {
        Level::Exceeds(Severity::Critical)
    } else if over(limit.warning) {
        Level::Exceeds(Severity::Warning)
    } else if value >= lowest * rule.resolve_below && value > 0.0 {
        Level::Between
    } else {
        Level::Fine
    }
}

/// What a level makes of an alert. Moments that lie ahead, since the clock went back, become now.
fn step(alert: &mut Alert, at: i64, level: &Level, times: &Times) {
    alert.exceeds = alert.exceeds.map(|since| since.min(at));
    alert.fine = alert.fine.map(|since| since.min(at));
    alert.firing = alert.firing.map(|(since, severity)| (since.min(at), severity));
    alert.told = alert.told.map(|(told, severity)| (told.min(at), severity));
    match level {
        Level::Exceeds(severity) => {
            let since = *alert.exceeds.get_or_insert(at);
            alert.fine = None;
            match &mut alert.firing {
                Some((_, worst)) => *worst = (*worst).max(*severity),
                None if at - since >= times.for_s => alert.firing = Some((since, *severity)),
                None => {}
            }
        }
        Level::Between => {
            alert.fine = None;
            if alert.firing.is_none() {
                alert.exceeds = None;
            }
        }
        Level::Fine => {
            alert.exceeds = None;
            let since = *alert.fine.get_or_insert(at);
            if at - since >= times.resolve_for_s {
                alert.firing = None;
            }
        }
    }
}

/// What has to be told so that whoever hears the notices knows what is so. A silence holds that back, and what is over when it
/// ends is never told.
fn tell(alert: &mut Alert, name: &str, at: i64, repeat_s: i64, silences: &[Silence]) -> Option<Notice> {
    if silences.iter().any(|silence| silence.holds(name, at)) {
        return None;
    }
    let kind = match (alert.told, alert.firing) {
        (None, None) => return None,
        (None, Some(_)) => Kind::Fired,
        (Some(_), None) => Kind::Resolved,
        (Some((told, was)), Some((_, is))) => {
            // What is about to be over is not told again.
            let repeat = repeat_s > 0 && at - told >= repeat_s && alert.fine.is_none();
            if !repeat && is <= was {
                return None;
            }
            Kind::StillFiring
        }
    };
    let measured = alert.last.clone().unwrap_or_default();
    let (since, severity) = match (alert.firing, alert.told) {
        (Some(firing), _) => firing,
        (None, told) => told.map(|(told, severity)| (alert.began.unwrap_or(told), severity))?,
    };
    alert.began = alert.firing.map(|(since, _)| since);
    alert.told = alert.firing.map(|(_, severity)| (at, severity));
    Some(notice(kind, name, severity, at, since, &measured))
}

fn notice(kind: Kind, name: &str, severity: Severity, at: i64, since: i64, measured: &Measured) -> Notice {
    Notice {
        version: 1,
        kind,
        fingerprint: name.to_owned(),
        severity,
        at,
        since,
        value: measured.value,
        limit: measured.limit,
        summary: measured.summary.clone(),
        conversations: measured.conversations.clone(),
    }
}
