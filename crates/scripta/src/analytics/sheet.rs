//! Figures as CSV: one row a group, so that a spreadsheet can go on from there.

use scripta_catalog::analytics::{ConversationAnalytics, Measures, Percentiles, Usd};
use scripta_steward::Analyzed;
use serde_json::Value;

/// Rows of groups, or the one row of all of them.
pub(crate) fn of_many(analyzed: &Analyzed) -> anyhow::Result<String> {
    let report = &analyzed.report;
    let by = report.group_by.map_or("group", |by| by.name());
    let fields: Vec<&String> = report.total.extraction.keys().collect();
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let names = cells(&report.total).into_iter().map(|(name, _)| name.to_owned());
    let found = fields.iter().map(|field| format!("found_{field}"));
    sheet.write_record([by.to_owned()].into_iter().chain(names).chain(found).map(|cell| harmless(&cell)))?;
    let groups = report.groups.iter().map(|group| (group.key.as_str(), &group.measures));
    let all = report.group_by.is_none().then_some(("all", &report.total));
    for (key, measures) in groups.chain(all) {
        let found =
            fields.iter().map(|field| number(measures.extraction.get(*field).and_then(|found| found.rate)));
        let row = [key.to_owned()].into_iter().chain(cells(measures).into_iter().map(|(_, cell)| cell));
        sheet.write_record(row.chain(found).map(|cell| harmless(&cell)))?;
    }
    text(sheet)
}

/// A row for each figure, named as in the JSON.
pub(crate) fn of_one(figures: &ConversationAnalytics) -> anyhow::Result<String> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    sheet.write_record(["figure", "value"])?;
    let mut rows = Vec::new();
    flatten(String::new(), &serde_json::to_value(figures)?, &mut rows);
    for (name, value) in rows {
        sheet.write_record([harmless(&name), harmless(&value)])?;
    }
    text(sheet)
}

fn text(sheet: csv::Writer<Vec<u8>>) -> anyhow::Result<String> {
    let bytes = sheet.into_inner().map_err(|error| anyhow::anyhow!("{}", error.error()))?;
    Ok(String::from_utf8(bytes)?)
}

fn flatten(name: String, value: &Value, rows: &mut Vec<(String, String)>) {
    let dot = |member: &str| if name.is_empty() { member.to_owned() } else { format!("{name}.{member}") };
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                flatten(dot(member), value, rows);
            }
        }
        Value::Array(all) => {
            for (at, value) in all.iter().enumerate() {
                flatten(dot(&at.to_string()), value, rows);
            }
        }
        Value::String(text) => rows.push((name, text.clone())),
        Value::Null => rows.push((name, String::new())),
        other => rows.push((name, other.to_string())),
    }
}

fn cells(measures: &Measures) -> Vec<(&'static str, String)> {
    let of = |found: Option<Percentiles>, which: fn(&Percentiles) -> u64| {
        found.as_ref().map(which).map_or_else(String::new, |ms| ms.to_string())
    };
    let Measures { duration, latency, .. } = *measures;
    vec![
        ("conversations", measures.conversations.to_string()),
        ("completed", measures.completed.count.to_string()),
        ("completion_rate", number(measures.completed.rate)),
        ("complete_record_rate", number(measures.complete_records.rate)),
        ("duration_average_ms", number(duration.map(|found| found.average))),
        ("duration_p50_ms", of(duration, |found| found.p50)),
        ("duration_p90_ms", of(duration, |found| found.p90)),
        ("duration_p99_ms", of(duration, |found| found.p99)),
        ("latency_p50_ms", of(latency, |found| found.p50)),
        ("latency_p90_ms", of(latency, |found| found.p90)),
        ("latency_p99_ms", of(latency, |found| found.p99)),
        ("interruptions", measures.interruptions.to_string()),
        ("tool_calls", measures.tool_failures.of.to_string()),
        ("tool_failures", measures.tool_failures.count.to_string()),
        ("tool_failure_rate", number(measures.tool_failures.rate)),
        ("errors", measures.errors.to_string()),
        ("transcripts_failed", measures.transcripts_failed.to_string()),
        ("input_tokens", measures.input_tokens.to_string()),
        ("cached_tokens", measures.cached_tokens.to_string()),
        ("output_tokens", measures.output_tokens.to_string()),
        ("cost_usd", number(measures.cost.map(Usd::dollars))),
        ("priced", measures.priced.count.to_string()),
    ]
}

fn number(number: Option<f64>) -> String {
    number.map_or_else(String::new, |number| ((number * 1e6).round() / 1e6).to_string())
}

/// A cell that no spreadsheet takes for a formula. Numbers of ours are never negative.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!([harmless("quote_completed"), harmless("")], ["quote_completed", ""]);
    }
}
