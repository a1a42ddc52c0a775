//! The text that Prometheus reads (exposition format 0.0.4).

use std::fmt::Write;

use crate::metric::{Kind, Metric};
use crate::table::METRICS;
use crate::values::{Histogram, Series, Value, Values};

/// The `Content-Type` of [`prometheus`].
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// All values, each metric with its meaning.
pub fn prometheus(values: &Values) -> String {
    let mut text = String::new();
    for metric in METRICS {
        let series = values.of(metric);
        if !series.is_empty() {
            // A string takes all that is written to it.
            let _ = family(&mut text, metric, series);
        }
    }
    text
}

fn family(text: &mut String, metric: &Metric, all: &[Series]) -> std::fmt::Result {
    let name = metric.name;
    let kind = match metric.kind {
        Kind::Counter => "counter",
        Kind::Gauge(_) => "gauge",
        Kind::Histogram(_) => "histogram",
    };
    writeln!(text, "# HELP {name} {}\n# TYPE {name} {kind}", metric.meaning.replace('\\', "\\\\"))?;
    for series in all {
        let labels = labels(metric, series);
        match &series.value {
            Value::Number { value } => writeln!(text, "{name}{} {}", braces(&labels, None), number(*value))?,
            Value::Histogram(histogram) => buckets(text, metric, &labels, histogram)?,
        }
    }
    Ok(())
}

fn buckets(text: &mut String, metric: &Metric, labels: &str, histogram: &Histogram) -> std::fmt::Result {
    let Kind::Histogram(bounds) = metric.kind else { return Ok(()) };
    let name = metric.name;
    let mut below = 0;
    let bounds = bounds.iter().map(|bound| number(*bound)).chain(["+Inf".to_owned()]);
    for (bound, count) in bounds.zip(&histogram.buckets) {
        below += count;
        writeln!(text, "{name}_bucket{} {below}", braces(labels, Some(&bound)))?;
    }
    writeln!(text, "{name}_sum{} {}", braces(labels, None), number(histogram.sum))?;
    writeln!(text, "{name}_count{} {}", braces(labels, None), histogram.count())
}

fn labels(metric: &Metric, series: &Series) -> String {
    let escaped = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let pairs = metric.labels.iter().zip(&series.labels);
    let pairs: Vec<String> =
        pairs.map(|(label, value)| format!("{}=\"{}\"", label.name, escaped(value))).collect();
    pairs.join(",")
}

fn braces(labels: &str, bound: Option<&str>) -> String {
    match (labels.is_empty(), bound) {
        (true, None) => String::new(),
        (false, None) => format!("{{{labels}}}"),
        (true, Some(bound)) => format!("{{le=\"{bound}\"}}"),
        (false, Some(bound)) => format!("{{{labels},le=\"{bound}\"}}"),
    }
}

fn number(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "+Inf".to_owned() } else { "-Inf".to_owned() }
    } else {
        value.to_string()
    }
}
