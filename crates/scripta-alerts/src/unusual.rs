//! Conversations unlike those of the weeks before.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::config::UnusualConfig;
use crate::reference::{Reference, Sum, volume};

const HOUR: i64 = 3600;
/// The windows that are held against the past, in hours.
const WINDOWS: [i64; 2] = [1, 6];
/// At most so many conversations are kept whole, of the longest window.
const RECENT: usize = 20_000;
/// At most so many topics are told apart; what comes later is not.
const TOPICS: usize = 40;
/// A window with fewer conversations says nothing about means and rates.
const LEAST: f64 = 8.0;
/// At most so many conversations are named.
const NAMED: usize = 20;
/// A single conversation this many standard deviations from the mean (of logarithms) is told of.
const EXTREME: f64 = 6.0;

/// What is known of the past: sums by hour and measure, and the conversations of the last hours.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Unusual {
    /// By measure, then by hour since 1970.
    hours: BTreeMap<String, BTreeMap<i64, Sum>>,
    /// By when they ended.
    recent: VecDeque<Call>,
    topics: Vec<String>,
    newest: i64,
    evaluated: i64,
    /// What is usual before an hour, by hour and measure; made again where it is missing.
    #[serde(skip)]
    usual: BTreeMap<(i64, String), Option<Reference>>,
}

/// A measure that is off.
pub(crate) struct Finding {
    pub(crate) measure: String,
    /// Enough for an alert to begin; otherwise only for one to go on.
    pub(crate) strong: bool,
    pub(crate) value: f64,
    pub(crate) usual: f64,
    pub(crate) summary: String,
    pub(crate) conversations: Vec<String>,
    score: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// Mean of logarithms.
    Mean,
    /// What happened, of all trials.
    Rate,
}

/// The measures of a conversation: name, form, value and number of trials.
fn measures(call: &Call, topics: &[String]) -> Vec<(String, Form, f64, f64)> {
    let log = |value: f64| value.max(0.0).ln_1p();
    let yes = |is: bool| f64::from(u8::from(is));
    let quiet = (call.silence_s / call.duration_s.max(1.0)).clamp(0.0, 1.0);
    let (tools, turns) = (f64::from(call.tool_calls), f64::from(call.turns));
    let mut all = vec![
        ("duration".to_owned(), Form::Mean, log(call.duration_s), 1.0),
        ("turns".to_owned(), Form::Mean, log(turns), 1.0),
        ("silence".to_owned(), Form::Mean, log(quiet), 1.0),
        ("interruptions".to_owned(), Form::Rate, f64::from(call.interruptions).min(turns), turns),
        ("tool_failures".to_owned(), Form::Rate, f64::from(call.tool_failures.min(call.tool_calls)), tools),
        ("nothing_extracted".to_owned(), Form::Rate, yes(!call.extracted), 1.0),
        ("not_completed".to_owned(), Form::Rate, yes(!call.completed), 1.0),
    ];
    all.extend(call.latency_s.map(|latency| ("latency".to_owned(), Form::Mean, log(latency), 1.0)));
    all.extend(topics.iter().map(|topic| {
        (format!("topic/{topic}"), Form::Rate, yes(call.topics.iter().any(|its| its == topic)), 1.0)
    }));
    all.retain(|(_, _, value, n)| value.is_finite() && *n > 0.0);
    all
}

impl Unusual {
    pub(crate) fn take(&mut self, call: &Call, past_days: i64) {
        let end = call.end();
        // Whoever gives the same conversation again gives one of the last hours. Of more than are kept, the earliest are
        // taken for known.
        let first = self.recent.partition_point(|recent| recent.end() < end);
        let alike = self.recent.iter().skip(first).take_while(|recent| recent.end() == end);
        let known = alike.into_iter().any(|recent| recent.id == call.id)
            || (first == 0 && self.recent.len() == RECENT);
        if known || (self.newest > 0 && end < self.newest - past_days * 24 * HOUR) {
            return;
        }
        for topic in &call.topics {
            if self.topics.len() < TOPICS && !self.topics.contains(topic) {
                self.topics.push(topic.clone());
                // All that went before was not about it.
                let past = self.hours.get("volume").into_iter().flatten();
                let without = past.map(|(hour, sum)| (*hour, Sum { n: sum.n, x: 0.0, xx: 0.0 })).collect();
                self.hours.insert(format!("topic/{topic}"), without);
            }
        }
        let hour = end.div_euclid(HOUR);
        self.usual.retain(|(before, _), _| *before <= hour);
        for (name, _, x, n) in measures(call, &self.topics) {
            let sum = self.hours.entry(name).or_default().entry(hour).or_default();
            sum.add(&Sum { n, x, xx: x * x / n });
        }
        self.hours.entry("volume".to_owned()).or_default().entry(hour).or_default().n += 1.0;
        self.newest = self.newest.max(end);
        let at = self.recent.partition_point(|recent| recent.end() <= end);
        self.recent.insert(at, call.clone());
        while self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }

    pub(crate) fn warming_up(&self, config: &UnusualConfig) -> Option<String> {
        let hours = self.hours.get("volume");
        let calls: f64 = hours.map_or(0.0, |hours| hours.values().map(|sum| sum.n).sum());
        let mut days: Vec<i64> =
            hours.map_or(Vec::new(), |hours| hours.keys().map(|hour| hour.div_euclid(24)).collect());
        days.dedup();
        let (least_days, least) = (config.warm_up_days, config.warm_up_conversations);
        let warm = days.len() as i64 >= least_days && calls >= f64::from(least);
        let text = format!(
            "warming up: {calls} of {least} conversations, {} of {least_days} days with conversations",
            days.len()
        );
        (!warm).then_some(text)
    }

    /// What is off now. None where it was looked at less than five minutes ago, or is warming up.
    pub(crate) fn evaluate(&mut self, at: i64, config: &UnusualConfig) -> Option<Vec<Finding>> {
        self.evaluated = self.evaluated.min(at);
        if at - self.evaluated < 300 {
            return None;
        }
        self.evaluated = at;
        self.thin(at, config.past_days);
        let hour = at.div_euclid(HOUR);
        self.usual.retain(|(before, _), _| (hour - 8..=hour).contains(before));
        if self.warming_up(config).is_some() {
            return None;
        }
        let tests = (WINDOWS.len() * (10 + self.topics.len())) as f64;
        // A bound of the normal tail, for as many tests as there are in a week; windows that overlap count once an hour.
        let needed = (2.0 * (168.0 * tests / config.false_alarms_a_week).ln()).sqrt();
        let mut best: BTreeMap<String, Finding> = BTreeMap::new();
        for hours in WINDOWS {
            for finding in self.window(at, hours, needed, config) {
                let worse = best.get(&finding.measure).is_none_or(|best| finding.score > best.score);
                if worse {
                    best.insert(finding.measure.clone(), finding);
                }
            }
        }
        best.extend(self.extremes(at).map(|finding| (finding.measure.clone(), finding)));
        Some(best.into_values().collect())
    }

    /// Forgets what is older than the past.
    fn thin(&mut self, at: i64, past_days: i64) {
        let first = at.div_euclid(HOUR) - past_days * 24;
        for hours in self.hours.values_mut() {
            hours.retain(|hour, _| *hour >= first);
        }
        self.hours.retain(|_, hours| !hours.is_empty());
        let hours = &self.hours;
        let seen = |topic: &String| {
            hours.get(&format!("topic/{topic}")).is_some_and(|hours| hours.values().any(|sum| sum.x > 0.0))
        };
        self.topics.retain(seen);
        let longest = WINDOWS[WINDOWS.len() - 1] * HOUR;
        while self.recent.front().is_some_and(|call| call.end() <= at - longest) {
            self.recent.pop_front();
        }
    }

    fn past(&mut self, measure: &str, before: i64) -> Option<Reference> {
        let key = (before, measure.to_owned());
        if !self.usual.contains_key(&key) {
            let made = self.made(measure, before);
            self.usual.insert(key.clone(), made);
        }
        self.usual.get(&key).cloned().flatten()
    }

    fn made(&self, measure: &str, before: i64) -> Option<Reference> {
        let past = self.hours.get(measure)?.iter().filter(|(hour, _)| **hour < before);
        Reference::new(&past.map(|(hour, sum)| (*hour, *sum)).collect())
    }

    fn window(&mut self, at: i64, hours: i64, needed: f64, config: &UnusualConfig) -> Vec<Finding> {
        let begin = at - hours * HOUR;
        let ended = |call: &&Call| call.end() > begin && call.end() <= at;
        let calls: Vec<Call> = self.recent.iter().filter(ended).cloned().collect();
        let mut by: BTreeMap<String, (Form, Vec<Part<'_>>)> = BTreeMap::new();
        for call in &calls {
            let hour = call.end().div_euclid(HOUR);
            for (name, form, x, n) in measures(call, &self.topics) {
                by.entry(name).or_insert_with(|| (form, Vec::new())).1.push(Part { call, hour, x, n });
            }
        }
        // Until this hour is the past: not what the window itself holds.
        let before = begin.div_euclid(HOUR);
        let mut findings: Vec<Finding> = by
            .into_iter()
            .filter_map(|(name, (form, parts))| {
                let reference = match (self.past(&name, before), name.starts_with("topic/")) {
                    (Some(reference), _) => reference,
                    // A topic that never was: it is usual that it does not occur.
                    (None, true) => self.absent(before)?,
                    (None, false) => return None,
                };
                held(&name, form, &parts, &reference, hours, needed, config)
            })
            .collect();
        findings.extend(self.volume(at, hours, needed, config, &calls));
        findings
    }

    /// What is usual of something that has not been seen.
    fn absent(&self, before: i64) -> Option<Reference> {
        let past = self.hours.get("volume")?.iter().filter(|(hour, _)| **hour < before);
        Reference::new(&past.map(|(hour, sum)| (*hour, Sum { n: sum.n, x: 0.0, xx: 0.0 })).collect())
    }

    fn volume(
        &self,
        at: i64,
        hours: i64,
        needed: f64,
        config: &UnusualConfig,
        calls: &[Call],
    ) -> Option<Finding> {
        let counts = self.hours.get("volume")?;
        let before = (at - hours * HOUR).div_euclid(HOUR);
        let first = *counts.keys().next()?;
        let past = (first..before).map(|hour| (hour, counts.get(&hour).map_or(0.0, |sum| sum.n))).collect();
        // The first weekend is not held against the week before it, nor the first week against a weekend.
        let weekend = |hour: i64| crate::reference::class(hour) >= 24;
        let now = weekend(before) || weekend(at.div_euclid(HOUR));
        let alike = |is: bool| {
            (first.div_euclid(24)..before.div_euclid(24)).filter(|day| weekend(day * 24) == is).count()
        };
        if alike(now) < 2 || alike(weekend(before)) < 2 {
            return None;
        }
        let (means, spread) = volume(&past);
        // The window by hours of the clock, the first and the last in part.
        let begin = at - hours * HOUR;
        let expected: f64 = (before..=at.div_euclid(HOUR))
            .map(|hour| {
                let part = ((hour + 1) * HOUR).min(at) - (hour * HOUR).max(begin);
                means[crate::reference::class(hour)] * part.max(0) as f64 / HOUR as f64
            })
            .sum();
        let usual = expected.max(0.5);
        let seen = calls.len() as f64;
        let part = if seen > 0.0 { seen * (seen / usual).ln() } else { 0.0 };
        let off = (2.0 * (part - (seen - usual)).max(0.0) / spread).sqrt();
        let change = (seen - usual).abs() / usual;
        let enough = change >= config.least_change.max(0.5);
        let score = off / needed;
        let summary =
            format!("{seen:.0} conversations ended in the last {hours} h; {usual:.1} are usual at this time");
        let mut ids: Vec<String> = calls.iter().rev().take(NAMED).map(|call| call.id.clone()).collect();
        if seen < usual {
            ids.clear();
        }
        (enough && score >= 0.7).then(|| Finding {
            measure: "volume".to_owned(),
            strong: score >= 1.0,
            value: seen,
            usual,
            summary,
            conversations: ids,
            score,
        })
    }

    /// Single conversations that are much longer than any usual one.
    fn extremes(&mut self, at: i64) -> Option<Finding> {
        let before = at.div_euclid(HOUR) - WINDOWS[WINDOWS.len() - 1];
        let reference = self.past("duration", before)?;
        let usual = reference.mean.exp_m1();
        let mut far: Vec<(f64, &Call)> = self
            .recent
            .iter()
            .map(|call| (reference.mean_off(1.0, call.duration_s.max(0.0).ln_1p(), reference.mean), call))
            .filter(|(off, call)| *off >= EXTREME && call.duration_s >= 1800.0 && call.end() <= at)
            .collect();
        far.sort_by(|one, other| other.0.total_cmp(&one.0));
        let (_, longest) = far.first()?;
        let value = longest.duration_s;
        Some(Finding {
            measure: "extreme_duration".to_owned(),
            strong: true,
            value,
            usual,
            summary: format!("a conversation took {value:.0} s; {usual:.0} s are usual"),
            conversations: far.iter().take(NAMED).map(|(_, call)| call.id.clone()).collect(),
            score: 1.0,
        })
    }
}

struct Part<'a> {
    call: &'a Call,
    hour: i64,
    x: f64,
    n: f64,
}

/// Holds the parts of a window against what is usual.
fn held(
    name: &str,
    form: Form,
    parts: &[Part<'_>],
    reference: &Reference,
    hours: i64,
    needed: f64,
    config: &UnusualConfig,
) -> Option<Finding> {
    let n: f64 = parts.iter().map(|part| part.n).sum();
    let x: f64 = parts.iter().map(|part| part.x).sum();
    let expected = parts.iter().map(|part| part.n * reference.expected(part.hour)).sum::<f64>() / n;
    if (parts.len() as f64) < LEAST {
        return None;
    }
    let (off, value, usual) = match form {
        Form::Mean => (reference.mean_off(n, x / n, expected), (x / n).exp_m1(), expected.exp_m1()),
        Form::Rate => (reference.rate_off(n, x, expected), x / n, expected),
    };
    let change = (value - usual).abs() / usual.max(1e-6);
    let certain = change >= config.least_change && (form == Form::Mean || x >= 3.0 || off < 0.0);
    let score = off.abs() / needed;
    if !certain || score < 0.7 {
        return None;
    }
    let mut order: Vec<(f64, &Part<'_>)> = parts
        .iter()
        .map(|part| ((part.x - part.n * reference.expected(part.hour)) * off.signum(), part))
        .collect();
    order.sort_by(|one, other| other.0.total_cmp(&one.0));
    let ids = order.iter().filter(|(off, _)| *off > 0.0).take(NAMED).map(|(_, part)| part.call.id.clone());
    Some(Finding {
        measure: name.to_owned(),
        strong: score >= 1.0,
        value,
        usual,
        summary: sentence(name, form, value, usual, hours, parts.len()),
        conversations: ids.collect(),
        score,
    })
}

fn sentence(name: &str, form: Form, value: f64, usual: f64, hours: i64, calls: usize) -> String {
    let percent = |part: f64| format!("{:.1} %", part * 100.0);
    let (what, value, usual) = match (name, form) {
        ("duration", _) => ("typical duration".to_owned(), format!("{value:.0} s"), format!("{usual:.0} s")),
        ("latency", _) => {
            ("typical time to an answer".to_owned(), format!("{value:.2} s"), format!("{usual:.2} s"))
        }
        ("silence", _) => ("share of silence".to_owned(), percent(value), percent(usual)),
        ("turns", _) => ("typical number of turns".to_owned(), format!("{value:.1}"), format!("{usual:.1}")),
        ("interruptions", _) => ("interruptions of turns".to_owned(), percent(value), percent(usual)),
        ("tool_failures", _) => ("tool calls that failed".to_owned(), percent(value), percent(usual)),
        (other, _) => (
            other.strip_prefix("topic/").map_or_else(
                || format!("conversations with {}", other.replace('_', " ")),
                |topic| format!("conversations about {topic}"),
            ),
            percent(value),
            percent(usual),
        ),
    };
    format!("{what}: {value} in the last {hours} h ({calls} conversations); {usual} is usual")
}
