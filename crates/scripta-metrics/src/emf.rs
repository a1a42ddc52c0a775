//! CloudWatch's Embedded Metric Format: lines of JSON that CloudWatch Logs turns into metrics.

use serde_json::{Map, Value as Json, json};

use crate::metric::{Kind, Metric, Values as Allowed};
use crate::table::METRICS;
use crate::values::{Value, Values};

/// As many metrics may stand in one line.
const MOST: usize = 100;

/// Where metrics go in CloudWatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The namespace.
    pub namespace: String,
    /// Dimensions with their values, the same for all.
    pub dimensions: Vec<(String, String)>,
}

/// A value in CloudWatch.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum {
    /// The metric's name there.
    pub name: String,
    /// Its unit there.
    pub unit: &'static str,
    /// The value.
    pub value: f64,
}

/// Values as CloudWatch has them, where each combination of dimensions is paid for: counters as what was added in the
/// interval, of which `values` is made ([`Values::since`]); labels with a fixed set of values in the name
/// (`UploadsResultFailed`), and no others; histograms as `…Sum` and `…Count`, whose quotient is the average.
pub fn cloudwatch(values: &Values) -> Vec<Datum> {
    METRICS.iter().flat_map(|metric| data(metric, values)).collect()
}

fn data(metric: &Metric, values: &Values) -> Vec<Datum> {
    let name = name(metric);
    let unit = metric.unit.cloudwatch();
    let series = values.of(metric);
    if series.is_empty() {
        return Vec::new();
    }
    if matches!(metric.kind, Kind::Histogram(_)) {
        let count = series.iter().map(|series| match &series.value {
            Value::Histogram(histogram) => histogram.count(),
            Value::Number { .. } => 0,
        });
        let count = count.sum::<u64>() as f64;
        return vec![
            Datum { name: format!("{name}Sum"), unit, value: values.sum(metric, |_| true) },
            Datum { name: format!("{name}Count"), unit: "Count", value: count },
        ];
    }
    let mut data = vec![Datum { name: name.clone(), unit, value: values.sum(metric, |_| true) }];
    for (at, label) in metric.labels.iter().enumerate() {
        let Allowed::Of(allowed) = label.values else { continue };
        for value in allowed {
            let sum = values.sum(metric, |labels| labels.get(at).is_some_and(|its| its == value));
            data.push(Datum {
                name: format!("{name}{}{}", camel(label.name), camel(value)),
                unit,
                value: sum,
            });
        }
    }
    data
}

/// The name of a metric in CloudWatch: `scripta_uploads_total` is `Uploads`.
pub fn name(metric: &Metric) -> String {
    camel(metric.name.trim_start_matches("scripta_").trim_end_matches("_total"))
}

fn camel(snake: &str) -> String {
    let words = snake.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    });
    words.collect()
}

/// Lines of JSON for standard output, or a log group.
pub fn emf(values: &Values, place: &Place, at_ms: i64) -> Vec<String> {
    cloudwatch(values).chunks(MOST).map(|data| line(data, place, at_ms)).collect()
}

fn line(data: &[Datum], place: &Place, at_ms: i64) -> String {
    let mut members = Map::new();
    let names: Vec<&str> = place.dimensions.iter().map(|(name, _)| name.as_str()).collect();
    let metrics: Vec<Json> =
        data.iter().map(|datum| json!({ "Name": datum.name, "Unit": datum.unit })).collect();
    let directive = json!({ "Namespace": place.namespace, "Dimensions": [names], "Metrics": metrics });
    members.insert("_aws".to_owned(), json!({ "Timestamp": at_ms, "CloudWatchMetrics": [directive] }));
    members.extend(place.dimensions.iter().map(|(name, value)| (name.clone(), Json::from(value.as_str()))));
    members.extend(data.iter().map(|datum| (datum.name.clone(), Json::from(datum.value))));
    Json::Object(members).to_string()
}
