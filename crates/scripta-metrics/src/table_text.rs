//! The table of metrics as a page of documentation.

use crate::metric::{Kind, Label, Metric, Values};
use crate::table::{METRICS, RATIOS};

/// The table, in Markdown.
pub fn markdown() -> String {
    let mut text = "| metric | kind | unit | labels | meaning |\n|---|---|---|---|---|\n".to_owned();
    for metric in METRICS {
        let Metric { name, kind, unit, labels, meaning } = metric;
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge(_) => "gauge",
            Kind::Histogram(_) => "histogram",
        };
        let labels: Vec<String> = labels.iter().map(label).collect();
        text += &format!("| `{name}` | {kind} | {} | {} | {meaning} |\n", unit.word(), labels.join("; "));
    }
    text += "\n| rate | what it divides | meaning |\n|---|---|---|\n";
    for ratio in RATIOS {
        let over = ratio.over.name;
        text += &format!(
            "| `{}` | `{over}{{{}=\"{}\"}}` / `{over}` | {} |\n",
            ratio.name, ratio.label, ratio.part, ratio.meaning
        );
    }
    text
}

fn label(label: &Label) -> String {
    match label.values {
        Values::Of(values) => format!("`{}`: {}", label.name, values.join(", ")),
        Values::UpTo(most) => format!("`{}`: up to {most}", label.name),
    }
}
