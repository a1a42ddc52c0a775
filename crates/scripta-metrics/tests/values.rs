//! Values, and the formats in which they go out.

use std::collections::BTreeSet;

use proptest::prelude::*;
use scripta_metrics::table::{
    CONVERSATIONS_ACTIVE, DURATION, EVENTS, METRICS, RATIOS, TOOL_CALLS, UPLOAD, UPLOADS, UPLOADS_OLDEST,
};
use scripta_metrics::{
    Kind, LabelValues, Metric, Place, Value, Values, cloudwatch, emf, markdown, prometheus,
};
use serde_json::Value as Json;

#[test]
fn the_table_follows_the_rules_of_names() {
    let mut names = BTreeSet::new();
    for metric in METRICS {
        let Metric { name, kind, labels, meaning, .. } = metric;
        assert!(names.insert(*name), "{name} stands twice");
        assert!(
            name.starts_with("scripta_") && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
            "{name}"
        );
        assert_eq!(name.ends_with("_total"), *kind == Kind::Counter, "{name}");
        assert!(meaning.ends_with('.') && !meaning.contains('\n'), "{name}: {meaning}");
        let bound: usize = labels
            .iter()
            .map(|label| match label.values {
                LabelValues::Of(values) => values.len() + 1,
                LabelValues::UpTo(most) => most + 1,
            })
            .product();
        assert!(bound <= 200, "{name} may have {bound} series");
    }
    for ratio in RATIOS {
        let label = ratio.over.labels.iter().find(|label| label.name == ratio.label).unwrap();
        assert!(
            matches!(label.values, LabelValues::Of(values) if values.contains(&ratio.part)),
            "{}",
            ratio.name
        );
    }
}

#[test]
fn the_documentation_has_the_table() {
    let page = include_str!("../../../docs/metrics.md");
    assert!(
        page.contains(&markdown()),
        "docs/metrics.md is behind: put in what `scripta metrics --table` prints"
    );
}

#[test]
fn labels_have_a_bound() {
    let mut values = Values::default();
    for number in 0..500 {
        values.count(&TOOL_CALLS, &[&format!("tool_{number}"), "ok"]);
    }
    values.count(&TOOL_CALLS, &["tool_1", "anything"]);
    let series = values.of(&TOOL_CALLS);
    assert_eq!(series.len(), 62);
    assert_eq!(values.sum(&TOOL_CALLS, |labels| labels[0] == "other"), 440.0);
    assert_eq!(values.sum(&TOOL_CALLS, |labels| labels[1] == "other"), 1.0);
    assert_eq!(values.sum(&TOOL_CALLS, |_| true), 501.0);
}

#[test]
fn prometheus_text_is_as_its_format_says() {
    let mut values = Values::default();
    values.add(&EVENTS, &[], 1e21);
    values.count(&TOOL_CALLS, &["a \"b\"\\\n", "ok"]);
    values.observe(&DURATION, &[], 5.0);
    values.observe(&DURATION, &[], 5.1);
    values.observe(&DURATION, &[], 1e9);
    values.observe(&DURATION, &[], f64::NAN);
    let text = prometheus(&values);
    assert!(
        text.contains("# TYPE scripta_events_total counter\nscripta_events_total 1000000000000000000000\n")
    );
    assert!(text.contains(r#"scripta_tool_calls_total{tool="a \"b\"\\\n",result="ok"} 1"#), "{text}");
    for line in [
        "scripta_conversation_duration_seconds_bucket{le=\"5\"} 1",
        "scripta_conversation_duration_seconds_bucket{le=\"15\"} 2",
        "scripta_conversation_duration_seconds_bucket{le=\"3600\"} 2",
        "scripta_conversation_duration_seconds_bucket{le=\"+Inf\"} 3",
        "scripta_conversation_duration_seconds_count 3",
    ] {
        assert!(text.lines().any(|its| its == line), "{line} in {text}");
    }
}

#[test]
fn lines_for_cloudwatch_name_each_of_their_metrics_and_no_other() {
    let mut values = Values::default();
    for metric in METRICS {
        let labels: Vec<&str> = metric.labels.iter().map(|_| "x").collect();
        match metric.kind {
            Kind::Histogram(_) => values.observe(metric, &labels, 2.5),
            Kind::Gauge(_) => values.set(metric, &labels, 2.0),
            Kind::Counter => values.add(metric, &labels, 3.0),
        }
    }
    values.count(&UPLOADS, &["failed"]);
    let place = Place {
        namespace: "Scripta".to_owned(),
        dimensions: vec![("Service".to_owned(), "quotes".to_owned())],
    };
    let mut names = BTreeSet::new();
    for line in emf(&values, &place, 1_705_314_600_000) {
        let line: Json = serde_json::from_str(&line).unwrap();
        let members = line.as_object().unwrap();
        assert_eq!(line["_aws"]["Timestamp"], 1_705_314_600_000_i64);
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "Scripta");
        assert_eq!(directive["Dimensions"], serde_json::json!([["Service"]]));
        assert_eq!(line["Service"], "quotes");
        let metrics = directive["Metrics"].as_array().unwrap();
        assert!((1..=100).contains(&metrics.len()));
        assert_eq!(members.len(), metrics.len() + 2);
        for metric in metrics {
            let name = metric["Name"].as_str().unwrap();
            assert!(members[name].is_number(), "{name}");
            assert!(["Count", "Seconds", "Bytes", "None"].contains(&metric["Unit"].as_str().unwrap()));
            assert!(names.insert(name.to_owned()), "{name} stands twice");
        }
    }
    assert!(
        names.contains("UploadsResultFailed") && names.contains("ConversationDurationSecondsSum"),
        "{names:?}"
    );
    let value = |name: &str| cloudwatch(&values).into_iter().find(|datum| datum.name == name).unwrap().value;
    assert_eq!((value("Uploads"), value("UploadsResultFailed")), (4.0, 1.0));
    assert_eq!(value("ConversationDurationSecondsCount"), 1.0);
}

/// What happens to a few metrics.
fn some() -> impl Strategy<Value = Values> {
    prop::collection::vec((0_usize..4, 0_u32..1000), 0..40).prop_map(|steps| {
        let mut values = Values::default();
        for (what, number) in steps {
            match what {
                0 => values.count(&UPLOADS, &[if number % 2 == 0 { "archived" } else { "failed" }]),
                1 => values.observe(&DURATION, &[], f64::from(number)),
                2 => values.set(&UPLOADS_OLDEST, &[], f64::from(number)),
                _ => values.set(&CONVERSATIONS_ACTIVE, &[], f64::from(number)),
            }
        }
        values
    })
}

fn number(values: &Values, metric: &Metric) -> f64 {
    values.sum(metric, |_| true)
}

fn counts(values: &Values) -> u64 {
    values
        .of(&DURATION)
        .iter()
        .map(|series| match &series.value {
            Value::Histogram(histogram) => histogram.count(),
            Value::Number { .. } => 0,
        })
        .sum()
}

proptest! {
    #[test]
    fn several_processes_add_up(one in some(), other in some()) {
        let (mut both, mut turned) = (one.clone(), other.clone());
        both.merge(&other);
        turned.merge(&one);
        for metric in [&UPLOADS, &DURATION, &CONVERSATIONS_ACTIVE] {
            prop_assert_eq!(number(&both, metric), number(&one, metric) + number(&other, metric));
            prop_assert_eq!(number(&both, metric), number(&turned, metric));
        }
        prop_assert_eq!(counts(&both), counts(&one) + counts(&other));
        let greatest = number(&one, &UPLOADS_OLDEST).max(number(&other, &UPLOADS_OLDEST));
        prop_assert_eq!(number(&both, &UPLOADS_OLDEST), greatest);
    }

    #[test]
    fn what_came_since_and_what_was_before_are_what_is(before in some(), more in some()) {
        let mut now = before.clone();
        now.merge(&more);
        let since = now.since(&before);
        prop_assert_eq!(number(&since, &UPLOADS), number(&more, &UPLOADS));
        prop_assert_eq!(counts(&since), counts(&more));
        // One that began anew.
        prop_assert_eq!(number(&more.since(&now), &UPLOADS) <= number(&more, &UPLOADS), true);
    }

    #[test]
    fn they_are_the_same_after_json_and_what_lasts_has_no_gauge(values in some()) {
        let json = serde_json::to_string(&values).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Values>(&json).unwrap(), &values);
        let lasting = values.lasting();
        prop_assert!(lasting.of(&CONVERSATIONS_ACTIVE).is_empty() && lasting.of(&UPLOADS_OLDEST).is_empty());
        prop_assert_eq!(lasting.ratio(&UPLOAD), values.ratio(&UPLOAD));
    }
}
