use opentelemetry_proto::tonic::metrics::v1::{metric::Data, number_data_point::Value as Number};
use scripta_metrics::table::METRICS;
use scripta_metrics::table::{LATENCY, UPLOADS, UPLOADS_PENDING};
use scripta_metrics::{Kind, Unit, Values};
use scripta_otlp::{metric_name, metrics};

#[test]
fn a_prometheus_exporter_gives_back_the_names_of_the_table() {
    for metric in METRICS {
        let mut name = metric_name(metric).replace('.', "_");
        let unit = match metric.unit {
            Unit::Seconds => "_seconds",
            Unit::Bytes => "_bytes",
            Unit::Count | Unit::Dollars => "",
        };
        if !name.ends_with(unit) {
            name.push_str(unit);
        }
        if metric.kind == Kind::Counter {
            name.push_str("_total");
        }
        assert_eq!(name, metric.name);
    }
}

#[test]
fn counters_gauges_and_histograms_are_sent_as_such() {
    let mut values = Values::default();
    values.add(&UPLOADS, &["archived"], 3.0);
    values.set(&UPLOADS_PENDING, &[], 2.0);
    values.observe(&LATENCY, &[], 0.6);
    values.observe(&LATENCY, &[], 99.0);
    let sent = metrics(&values, 1_000);
    let data =
        |name: &str| sent.iter().find(|metric| metric.name == name).and_then(|metric| metric.data.clone());
    let Some(Data::Sum(sum)) = data("scripta.uploads") else { panic!("no counter") };
    assert!(sum.is_monotonic && sum.aggregation_temporality == 2);
    let point = &sum.data_points[0];
    assert_eq!((point.value, point.time_unix_nano), (Some(Number::AsDouble(3.0)), 1_000_000_000));
    assert_eq!(point.attributes[0].key, "result");
    let Some(Data::Gauge(gauge)) = data("scripta.uploads_pending") else { panic!("no gauge") };
    assert_eq!(gauge.data_points[0].value, Some(Number::AsDouble(2.0)));
    let Some(Data::Histogram(histogram)) = data("scripta.response_latency") else { panic!("no histogram") };
    let point = &histogram.data_points[0];
    assert_eq!(point.bucket_counts.len(), point.explicit_bounds.len() + 1);
    assert_eq!((point.count, point.bucket_counts.last(), point.sum), (2, Some(&1), Some(99.6)));
}
