//! The table, and its rows for programs.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::engine::{Growth, SIZES};
use crate::score::{Score, Tally, ratio};
use crate::utterance::Form;

/// A score of one engine in one row.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Figures {
    pub(crate) recall: Option<f64>,
    /// Recall with the very kind.
    pub(crate) exact: Option<f64>,
    pub(crate) precision: Option<f64>,
    pub(crate) f1: Option<f64>,
    /// Letters and digits covered beside what is personal, per span that is there.
    pub(crate) outside: Option<f64>,
}

impl From<&Tally> for Figures {
    fn from(tally: &Tally) -> Figures {
        Figures {
            recall: tally.recall(),
            exact: tally.exact_recall(),
            precision: tally.precision(),
            f1: tally.f1(),
            outside: ratio(tally.outside, tally.right),
        }
    }
}

/// A kind in a set.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) set: String,
    pub(crate) kind: String,
    pub(crate) gold: usize,
    pub(crate) scripta: Figures,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) presidio: Option<Figures>,
}

/// The utterances of a set that hold nothing personal.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Clean {
    pub(crate) set: String,
    pub(crate) utterances: usize,
    pub(crate) alarmed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) presidio_alarmed: Option<usize>,
}

/// A field of the extraction.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FieldRow {
    pub(crate) set: String,
    pub(crate) field: String,
    pub(crate) gold: usize,
    pub(crate) recall: Option<f64>,
    pub(crate) precision: Option<f64>,
    pub(crate) f1: Option<f64>,
}

/// Times in microseconds an utterance, on one core.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Speed {
    pub(crate) of: String,
    pub(crate) median: f64,
    pub(crate) mean: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) presidio_median: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) presidio_mean: Option<f64>,
}

impl Speed {
    /// The middle and the mean of `times`; none where there are no times.
    pub(crate) fn of(what: &str, times: Vec<Duration>, presidio: Option<Vec<Duration>>) -> Option<Speed> {
        let presidio = presidio.and_then(middle_and_mean);
        let (median, mean) = middle_and_mean(times)?;
        Some(Speed {
            of: what.to_owned(),
            median,
            mean,
            presidio_median: presidio.map(|(median, _)| median),
            presidio_mean: presidio.map(|(_, mean)| mean),
        })
    }
}

/// In microseconds.
fn middle_and_mean(mut times: Vec<Duration>) -> Option<(f64, f64)> {
    times.sort_unstable();
    let count = u32::try_from(times.len()).ok()?;
    let middle = times.get(times.len() / 2)?.as_secs_f64() * 1e6;
    Some((middle, times.iter().sum::<Duration>().as_secs_f64() * 1e6 / f64::from(count)))
}

/// All that was measured.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) redaction: Vec<Row>,
    pub(crate) clean: Vec<Clean>,
    pub(crate) extraction: Vec<FieldRow>,
    pub(crate) speed: Vec<Speed>,
    pub(crate) growth: Vec<Growth>,
}

impl Report {
    pub(crate) fn add(&mut self, set: &str, scripta: &Score, presidio: Option<&Score>) {
        for ((kind, form), tally) in scripta.kinds.iter().filter(|(_, tally)| tally.gold + tally.found > 0) {
            let both = [Form::Written, Form::Spoken].iter().all(|form| {
                scripta.kinds.get(&(*kind, *form)).is_some_and(|tally| tally.gold + tally.found > 0)
            });
            let suffix = match form {
                Form::Spoken => " spoken",
                Form::Written if both => " written",
                Form::Written => "",
            };
            let other = presidio
                .map(|score| score.kinds.get(&(*kind, *form)).map_or_else(Figures::default, Figures::from))
                .map(|figures| Figures { recall: figures.recall.or(ratio(0, tally.gold)), ..figures });
            self.redaction.push(Row {
                set: set.to_owned(),
                kind: format!("{}{suffix}", kind.name()),
                gold: tally.gold,
                scripta: tally.into(),
                presidio: other,
            });
        }
        let (all, of_all) = (scripta.all(), presidio.map(Score::all));
        if all.gold > 0 {
            self.redaction.push(Row {
                set: set.to_owned(),
                kind: "all".to_owned(),
                gold: all.gold,
                scripta: (&all).into(),
                presidio: of_all.as_ref().map(Figures::from),
            });
        }
        if scripta.clean > 0 {
            self.clean.push(Clean {
                set: set.to_owned(),
                utterances: scripta.clean,
                alarmed: scripta.alarmed,
                presidio_alarmed: presidio.map(|score| score.alarmed),
            });
        }
    }

    pub(crate) fn add_fields(&mut self, set: &str, fields: &BTreeMap<String, Tally>) {
        self.extraction.extend(fields.iter().map(|(field, tally)| FieldRow {
            set: set.to_owned(),
            field: field.clone(),
            gold: tally.gold,
            recall: tally.recall(),
            precision: tally.precision(),
            f1: tally.f1(),
        }));
    }

    /// The table as text.
    pub(crate) fn table(&self) -> String {
        let mut table = Vec::new();
        if !self.redaction.is_empty() {
            table.push(Self::redaction_head());
            table.extend(self.redaction.iter().map(row));
        }
        table.extend(self.clean.iter().map(clean));
        table.extend(self.extraction.iter().map(field));
        table.extend(self.speed.iter().map(speed));
        table.extend(self.growth.iter().map(growth));
        table.join("\n") + "\n"
    }

    fn redaction_head() -> String {
        format!(
            "{:<19}{:<17}{:>6} {}\n{:<19}{:<17}{:>6} {}",
            "",
            "",
            "",
            "|       Scripta: recall by any kind and by   | Presidio",
            "data",
            "what",
            "gold",
            "|  recall   exact precis.      F1  beside    |  recall precis.      F1"
        )
    }
}

fn row(row: &Row) -> String {
    let ours = &row.scripta;
    let mut line = format!(
        "{:<19}{:<17}{:>6} |{:>8}{:>8}{:>8}{:>8}{:>8}    |",
        row.set,
        row.kind,
        row.gold,
        share(ours.recall),
        share(ours.exact),
        share(ours.precision),
        share(ours.f1),
        ours.outside.map_or_else(|| "-".to_owned(), |outside| format!("{outside:.2}")),
    );
    if let Some(other) = &row.presidio {
        line += &format!("{:>8}{:>8}{:>8}", share(other.recall), share(other.precision), share(other.f1));
    }
    line
}

fn clean(clean: &Clean) -> String {
    let told = |alarmed: usize| match clean.utterances.checked_div(alarmed) {
        Some(every) => format!("{alarmed} alarmed, 1 in {every}"),
        None => "0 alarmed".to_owned(),
    };
    let other = clean.presidio_alarmed.map(|alarmed| format!(" {}", told(alarmed))).unwrap_or_default();
    format!(
        "{:<19}{:<17}{:>6} | {:<43}|{other}",
        clean.set,
        "nothing personal",
        clean.utterances,
        told(clean.alarmed)
    )
}

fn field(field: &FieldRow) -> String {
    format!(
        "{:<19}{:<17}{:>6} |{:>8}{:>8}{:>8}{:>8}",
        field.set,
        field.field,
        field.gold,
        share(field.recall),
        "",
        share(field.precision),
        share(field.f1),
    )
}

fn speed(speed: &Speed) -> String {
    let mut line = format!(
        "{:<42} | median {:.2} µs, mean {:.2} µs",
        format!("speed {}", speed.of),
        speed.median,
        speed.mean
    );
    if let (Some(median), Some(mean)) = (speed.presidio_median, speed.presidio_mean) {
        line += &format!(
            " | Presidio median {median:.0} µs, mean {mean:.0} µs: {:.0} and {:.0} times ours",
            median / speed.median,
            mean / speed.mean
        );
    }
    line
}

fn growth(growth: &Growth) -> String {
    let points: Vec<String> = growth
        .nanoseconds
        .iter()
        .zip(SIZES)
        .map(|(time, size)| {
            let time = time.map_or_else(|| "refused".to_owned(), |time| format!("{time:.1}"));
            format!("{time} at {} KB", size / 1000)
        })
        .collect();
    format!("{:<42} | ns a byte: {}", format!("growth {}", growth.of), points.join(", "))
}

/// Three decimals, and 1.00 only for all of them.
fn share(value: Option<f64>) -> String {
    match value {
        None => "-".to_owned(),
        Some(value) if value >= 1.0 => "1.000".to_owned(),
        Some(value) => format!("{:.3}", (value * 1000.0).floor() / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn almost_all_is_not_all() {
        assert_eq!(share(Some(0.99999)), "0.999");
        assert_eq!(share(Some(1.0)), "1.000");
        assert_eq!(share(None), "-");
    }
}
