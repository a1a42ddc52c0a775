//! The values of metrics.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::metric::{Kind, Metric, OTHER, Ratio, Together, Values as Allowed};
use crate::table::METRICS;

/// Values of metrics at one moment. As JSON they are what a process leaves for others to read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values {
    /// By the metric's name, then by its labels' values.
    families: BTreeMap<String, Vec<Series>>,
}

/// One value of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The values of its labels, in the order of the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// What it is.
    #[serde(flatten)]
    pub value: Value,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Of a counter or a gauge.
    Number {
        /// The value.
        value: f64,
    },
    /// Of a histogram.
    Histogram(Histogram),
}

/// Counted values.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Histogram {
    /// How many fell into each bucket alone; the last has no upper bound.
    pub buckets: Vec<u64>,
    /// The sum of all.
    pub sum: f64,
}

impl Histogram {
    /// How many there are.
    pub fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }
}

impl Values {
    /// Adds to a counter. What is not a positive number adds nothing.
    pub fn add(&mut self, metric: &Metric, labels: &[&str], more: f64) {
        if let Value::Number { value } = self.at(metric, labels)
            && more > 0.0
            && more.is_finite()
        {
            *value += more;
        }
    }

    /// Adds one to a counter.
    pub fn count(&mut self, metric: &Metric, labels: &[&str]) {
        self.add(metric, labels, 1.0);
    }

    /// Sets a gauge.
    pub fn set(&mut self, metric: &Metric, labels: &[&str], to: f64) {
        if let Value::Number { value } = self.at(metric, labels) {
            *value = to;
        }
    }

    /// Adds a value to a histogram.
    pub fn observe(&mut self, metric: &Metric, labels: &[&str], observed: f64) {
        let Kind::Histogram(bounds) = metric.kind else { return };
        if let Value::Histogram(histogram) = self.at(metric, labels)
            && observed.is_finite()
        {
            histogram.buckets.resize(bounds.len() + 1, 0);
            let bucket = bounds.partition_point(|bound| *bound < observed);
            if let Some(count) = histogram.buckets.get_mut(bucket) {
                *count += 1;
            }
            histogram.sum += observed;
        }
    }

    /// The value with these labels, which begins with 0. Values of labels beyond their bound are `other`.
    fn at(&mut self, metric: &Metric, labels: &[&str]) -> &mut Value {
        if !self.families.contains_key(metric.name) {
            self.families.insert(metric.name.to_owned(), Vec::new());
        }
        let family = self.families.entry(metric.name.to_owned()).or_default();
        let same = |series: &Series| series.labels.iter().map(String::as_str).eq(labels.iter().copied());
        let at = family.iter().position(same).unwrap_or_else(|| {
            let labels = bounded(metric, family, labels);
            family.iter().position(|series| series.labels == labels).unwrap_or_else(|| {
                family.push(Series { labels, value: nothing(metric) });
                family.len() - 1
            })
        });
        &mut family[at].value
    }

    /// The values of a metric.
    pub fn of(&self, metric: &Metric) -> &[Series] {
        self.families.get(metric.name).map_or(&[], Vec::as_slice)
    }

    /// The sum of the numbers of a metric whose labels satisfy a condition.
    pub fn sum(&self, metric: &Metric, labels: impl Fn(&[String]) -> bool) -> f64 {
        let numbers = self.of(metric).iter().filter(|series| labels(&series.labels)).map(|series| {
            match &series.value {
                Value::Number { value } => *value,
                Value::Histogram(histogram) => histogram.sum,
            }
        });
        numbers.sum()
    }

    /// A ratio; absent where there is nothing to divide by.
    pub fn ratio(&self, ratio: &Ratio) -> Option<f64> {
        let at = ratio.over.labels.iter().position(|label| label.name == ratio.label)?;
        let part = self.sum(ratio.over, |labels| labels.get(at).is_some_and(|value| value == ratio.part));
        let all = self.sum(ratio.over, |_| true);
        (all > 0.0).then(|| part / all)
    }

    /// Takes in those of another process.
    pub fn merge(&mut self, other: &Self) {
        for metric in METRICS {
            for series in other.of(metric) {
                let labels: Vec<&str> = series.labels.iter().map(String::as_str).collect();
                together(metric.kind, self.at(metric, &labels), &series.value);
            }
        }
    }

    /// Only what counts on after a restart: no gauges, and nothing that the table does not know.
    pub fn lasting(&self) -> Self {
        let mut lasting = Self::default();
        for metric in METRICS.iter().filter(|metric| !matches!(metric.kind, Kind::Gauge(_))) {
            for series in self.of(metric).iter().filter(|series| fits(metric, series)) {
                lasting.families.entry(metric.name.to_owned()).or_default().push(series.clone());
            }
        }
        lasting
    }

    /// What was added since `before`, of counters and histograms; gauges as they are. Where one is smaller than before it began
    /// anew, and all of it was added.
    pub fn since(&self, before: &Self) -> Self {
        let mut since = self.clone();
        for metric in METRICS.iter().filter(|metric| !matches!(metric.kind, Kind::Gauge(_))) {
            for series in since.families.get_mut(metric.name).into_iter().flatten() {
                let earlier = before.of(metric).iter().find(|earlier| earlier.labels == series.labels);
                if let Some(earlier) = earlier {
                    subtract(&mut series.value, &earlier.value);
                }
            }
        }
        since
    }
}

fn nothing(metric: &Metric) -> Value {
    match metric.kind {
        Kind::Counter | Kind::Gauge(_) => Value::Number { value: 0.0 },
        Kind::Histogram(bounds) => {
            Value::Histogram(Histogram { buckets: vec![0; bounds.len() + 1], sum: 0.0 })
        }
    }
}

/// The labels' values, within their bounds.
fn bounded(metric: &Metric, family: &[Series], labels: &[&str]) -> Vec<String> {
    let bounded = metric.labels.iter().enumerate().map(|(at, label)| {
        let value = labels.get(at).copied().unwrap_or_default();
        let fits = match label.values {
            Allowed::Of(values) => values.contains(&value),
            Allowed::UpTo(most) => {
                let mut known: Vec<&str> =
                    family.iter().filter_map(|series| series.labels.get(at)).map(String::as_str).collect();
                known.sort_unstable();
                known.dedup();
                known.contains(&value) || known.len() < most
            }
        };
        if fits { value } else { OTHER }
    });
    bounded.map(str::to_owned).collect()
}

fn fits(metric: &Metric, series: &Series) -> bool {
    let value = match (&series.value, metric.kind) {
        (Value::Number { value }, Kind::Counter) => value.is_finite(),
        (Value::Histogram(histogram), Kind::Histogram(bounds)) => histogram.buckets.len() == bounds.len() + 1,
        _ => false,
    };
    value && series.labels.len() == metric.labels.len()
}

fn together(kind: Kind, one: &mut Value, other: &Value) {
    match (one, other) {
        (Value::Number { value }, Value::Number { value: other }) => match kind {
            Kind::Gauge(Together::Greatest) => *value = value.max(*other),
            _ => *value += other,
        },
        (Value::Histogram(one), Value::Histogram(other)) => {
            one.sum += other.sum;
            one.buckets.iter_mut().zip(&other.buckets).for_each(|(one, other)| *one += other);
        }
        _ => {}
    }
}

fn subtract(now: &mut Value, before: &Value) {
    match (now, before) {
        (Value::Number { value }, Value::Number { value: before }) if *value >= *before => *value -= before,
        (Value::Histogram(now), Value::Histogram(before)) => {
            let grew = now.buckets.iter().zip(&before.buckets).all(|(now, before)| now >= before);
            if grew && now.buckets.len() == before.buckets.len() {
                now.buckets.iter_mut().zip(&before.buckets).for_each(|(now, before)| *now -= before);
                now.sum -= before.sum;
            }
        }
        _ => {}
    }
}
