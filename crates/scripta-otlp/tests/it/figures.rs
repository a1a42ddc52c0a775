use scripta_metrics::table::METRICS;
use scripta_metrics::{Kind, Unit};
use scripta_otlp::metric_name;

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
