//! Lines in CloudWatch's Embedded Metric Format, held against what its specification demands of one.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use proptest::prelude::*;
use scripta_metrics::table::METRICS;
use scripta_metrics::{Place, Values, emf};
use serde_json::{Value as Json, json};

const UNITS: &[&str] = &[
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];
/// A log event's size, in bytes.
const LARGEST: usize = 256 * 1024;

/// What the specification demands, as a schema.
fn specification() -> jsonschema::Validator {
    let text = |longest: u32| json!({ "type": "string", "minLength": 1, "maxLength": longest });
    let dimensions = json!({ "type": "array", "maxItems": 30, "items": text(250) });
    let definition = json!({
        "type": "object",
        "required": ["Name"],
        "additionalProperties": false,
        "properties": {
            "Name": text(1024),
            "Unit": { "enum": UNITS },
            "StorageResolution": { "enum": [1, 60] },
        },
    });
    let directive = json!({
        "type": "object",
        "required": ["Namespace", "Dimensions", "Metrics"],
        "additionalProperties": false,
        "properties": {
            "Namespace": text(1024),
            "Dimensions": { "type": "array", "minItems": 1, "items": dimensions },
            "Metrics": { "type": "array", "maxItems": 100, "items": definition },
        },
    });
    let metadata = json!({
        "type": "object",
        "required": ["Timestamp", "CloudWatchMetrics"],
        "properties": {
            "Timestamp": { "type": "integer" },
            "CloudWatchMetrics": { "type": "array", "items": directive },
        },
    });
    let root = json!({ "type": "object", "required": ["_aws"], "properties": { "_aws": metadata } });
    jsonschema::validator_for(&root).unwrap()
}

/// What the schema cannot say: each dimension and each metric that is named is a member beside `_aws`.
fn assert_targets(line: &Json) {
    for directive in line["_aws"]["CloudWatchMetrics"].as_array().unwrap() {
        for dimension in
            directive["Dimensions"].as_array().unwrap().iter().flat_map(|set| set.as_array().unwrap())
        {
            let value = line[dimension.as_str().unwrap()].as_str().unwrap();
            assert!((1..=1024).contains(&value.len()), "{dimension}: {value}");
        }
        let mut names = std::collections::BTreeSet::new();
        for metric in directive["Metrics"].as_array().unwrap() {
            let name = metric["Name"].as_str().unwrap();
            assert!(names.insert(name), "{name} stands twice");
            assert!(line[name].as_f64().is_some_and(f64::is_finite), "{name}: {}", line[name]);
        }
    }
}

fn place() -> Place {
    Place { namespace: "Scripta".to_owned(), dimensions: vec![("Service".to_owned(), "quotes".to_owned())] }
}

fn assert_valid(values: &Values, validator: &jsonschema::Validator) -> usize {
    let lines = emf(values, &place(), 1_700_000_000_000);
    for line in &lines {
        assert!(line.len() <= LARGEST && !line.contains('\n'));
        let line: Json = serde_json::from_str(line).unwrap();
        if let Err(error) = validator.validate(&line) {
            panic!("{error} at {}: {line}", error.instance_path());
        }
        assert_targets(&line);
    }
    lines.len()
}

#[test]
fn lines_with_all_metrics_are_as_the_specification_demands() {
    let mut values = Values::default();
    for metric in METRICS {
        let labels: Vec<&str> = metric.labels.iter().map(|_| "anything \"at\" all\n").collect();
        values.add(metric, &labels, 1.5);
        values.observe(metric, &labels, 1e300);
    }
    assert!(assert_valid(&values, &specification()) > 0);
}

#[test]
fn what_breaks_the_specification_is_found() {
    let mut values = Values::default();
    values.count(METRICS[1], &[]);
    let line = emf(&values, &place(), 0).remove(0);
    for (from, to) in [
        ("\"Unit\":\"Count\"", "\"Unit\":\"Things\""),
        ("\"Timestamp\":0", "\"Timestamp\":\"0\""),
        ("\"Namespace\":\"Scripta\"", "\"Namespace\":\"\""),
        ("[[\"Service\"]]", "[]"),
    ] {
        let broken = line.replace(from, to);
        assert_ne!(broken, line, "{from}: {line}");
        assert!(!specification().is_valid(&serde_json::from_str(&broken).unwrap()), "{broken}");
    }
}

proptest! {
    #[test]
    fn lines_of_any_values_are_as_the_specification_demands(
        counted in prop::collection::vec((0..METRICS.len(), "\\PC{0,40}", any::<f64>()), 0..60)
    ) {
        let mut values = Values::default();
        for (metric, label, value) in &counted {
            let metric = METRICS[*metric];
            let labels: Vec<&str> = metric.labels.iter().map(|_| label.as_str()).collect();
            values.add(metric, &labels, *value);
            values.set(metric, &labels, *value);
            values.observe(metric, &labels, *value);
        }
        assert_valid(&values, &specification());
    }
}
