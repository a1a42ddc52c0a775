//! Figures as OTLP's metrics.

use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::metrics::v1::{
    AggregationTemporality, Gauge, Histogram as Buckets, HistogramDataPoint, Metric as Message,
    NumberDataPoint, Sum, metric::Data, number_data_point::Value as Number,
};
use scripta_metrics::table::METRICS;
use scripta_metrics::{Kind, Metric, Series, Unit, Value, Values};

use crate::attributes::Attributes;

/// The values, each metric once. Counters and histograms are cumulative, since a time that is not known: they go on
/// over restarts. `at_ms` is in milliseconds since 1970.
pub fn metrics(values: &Values, at_ms: u64) -> Vec<Message> {
    let at = at_ms.saturating_mul(1_000_000);
    let there = METRICS.iter().filter(|metric| !values.of(metric).is_empty());
    there.map(|metric| message(metric, values.of(metric), at)).collect()
}

/// A metric's name in OTLP. The unit and `_total` are left out: who writes it for Prometheus adds them.
pub fn name(metric: &Metric) -> String {
    let name = metric.name;
    let name = match metric.kind {
        Kind::Counter => name.strip_suffix("_total").unwrap_or(name),
        Kind::Gauge(_) | Kind::Histogram(_) => name,
    };
    let unit = match metric.unit {
        Unit::Seconds => "_seconds",
        Unit::Bytes => "_bytes",
        Unit::Count | Unit::Dollars => "",
    };
    name.strip_suffix(unit).unwrap_or(name).replacen('_', ".", 1)
}

fn message(metric: &Metric, all: &[Series], at: u64) -> Message {
    let numbers = || all.iter().filter_map(|series| number(metric, series, at)).collect();
    let cumulative = AggregationTemporality::Cumulative as i32;
    let data = match metric.kind {
        Kind::Counter => {
            Data::Sum(Sum { data_points: numbers(), aggregation_temporality: cumulative, is_monotonic: true })
        }
        Kind::Gauge(_) => Data::Gauge(Gauge { data_points: numbers() }),
        Kind::Histogram(bounds) => Data::Histogram(Buckets {
            data_points: all.iter().filter_map(|series| buckets(metric, bounds, series, at)).collect(),
            aggregation_temporality: cumulative,
        }),
    };
    // A gauge whose unit is `1` would become a `_ratio` in Prometheus; what is in braces is left out there.
    let unit = if metric.unit == Unit::Count { "{count}" } else { metric.unit.ucum() };
    Message {
        name: name(metric),
        description: metric.meaning.to_owned(),
        unit: unit.to_owned(),
        data: Some(data),
        ..Message::default()
    }
}

fn number(metric: &Metric, series: &Series, at: u64) -> Option<NumberDataPoint> {
    let Value::Number { value } = series.value else { return None };
    let attributes = labels(metric, series);
    let value = Some(Number::AsDouble(value));
    Some(NumberDataPoint { attributes, time_unix_nano: at, value, ..NumberDataPoint::default() })
}

fn buckets(metric: &Metric, bounds: &[f64], series: &Series, at: u64) -> Option<HistogramDataPoint> {
    let Value::Histogram(histogram) = &series.value else { return None };
    (histogram.buckets.len() == bounds.len() + 1).then(|| HistogramDataPoint {
        attributes: labels(metric, series),
        time_unix_nano: at,
        count: histogram.count(),
        sum: Some(histogram.sum),
        bucket_counts: histogram.buckets.clone(),
        explicit_bounds: bounds.to_vec(),
        ..HistogramDataPoint::default()
    })
}

fn labels(metric: &Metric, series: &Series) -> Vec<KeyValue> {
    let mut attributes = Attributes::default();
    for (label, value) in metric.labels.iter().zip(&series.labels) {
        attributes.text(label.name, value.as_str());
    }
    attributes.into_list()
}
