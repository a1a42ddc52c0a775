//! What has changed since the period before.

use scripta_catalog::analytics::{Change, Comparison};

use super::columns::Columns;
use super::numbers::NOTHING;
use crate::figures::moment;
use crate::page::{DIM, Page, span};

/// What a figure is counted in.
enum Unit {
    Number,
    Share,
    Ms,
    Usd,
}

/// The figures in the order in which they are shown.
const SHOWN: [(&str, &str, Unit); 13] = [
    ("conversations", "conversations", Unit::Number),
    ("completionRate", "completed", Unit::Share),
    ("completeRecordRate", "complete records", Unit::Share),
    ("durationAverageMs", "duration, average", Unit::Ms),
    ("durationP50Ms", "duration, p50", Unit::Ms),
    ("durationP90Ms", "duration, p90", Unit::Ms),
    ("durationP99Ms", "duration, p99", Unit::Ms),
    ("latencyP50Ms", "answered after, p50", Unit::Ms),
    ("latencyP90Ms", "answered after, p90", Unit::Ms),
    ("interruptionsEach", "interruptions each", Unit::Number),
    ("toolFailureRate", "tool calls failed", Unit::Share),
    ("tokensEach", "tokens each", Unit::Number),
    ("costUsd", "cost, US$", Unit::Usd),
];

pub(super) fn put(page: &mut Page, comparison: &Comparison) {
    page.heading("Compared with the period before");
    if let (Some(since), Some(until)) = (comparison.period.since, comparison.period.until) {
        page.wrapped(2, &[span(DIM, format!("{} to {} UTC", moment(since), moment(until)))]);
    }
    let mut columns = Columns::new(&["", "before", "now", "difference", "times"]);
    for (name, label, unit) in &SHOWN {
        let Some(change) = comparison.changes.get(name) else { continue };
        let Change { before, now, difference, ratio } = *change;
        let told =
            |number: Option<f64>| number.map_or_else(|| NOTHING.to_owned(), |number| unit.told(number));
        let difference = difference.map_or_else(|| NOTHING.to_owned(), |number| unit.difference(number));
        let ratio = ratio.map_or_else(|| NOTHING.to_owned(), |ratio| format!("{ratio:.2}"));
        columns.row(vec![(*label).to_owned(), told(before), told(now), difference, ratio]);
    }
    columns.put(page);
}

impl Unit {
    fn told(&self, number: f64) -> String {
        match self {
            Self::Number if number.fract() == 0.0 => format!("{number:.0}"),
            Self::Number => format!("{number:.1}"),
            Self::Share => super::numbers::share(Some(number)),
            Self::Ms => super::numbers::mean(number),
            Self::Usd => format!("{number:.2}"),
        }
    }

    fn difference(&self, number: f64) -> String {
        let sign = match number {
            number if number > 0.0 => "+",
            number if number < 0.0 => "−",
            _ => "",
        };
        match self {
            Self::Share => format!("{sign}{:.1} points", number.abs() * 100.0),
            _ => format!("{sign}{}", self.told(number.abs())),
        }
    }
}
