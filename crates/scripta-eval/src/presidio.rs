//! Presidio, for comparison: its regular-expression recognizers in a Python of their own (`presidio.py`).

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use crate::kind::Kind;
use crate::score::Found;
use crate::utterance::{Set, Utterance};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/presidio.py");

/// Presidio gives what fits a weak pattern a score near 0, and leaves it to context to raise it. Without context such
/// finds say little: they count in its own test cases only, which expect them.
const LEAST_SCORE: f64 = 0.3;

/// What Presidio found in the utterances of a set, and how long it took for each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers {
    pub(crate) found: Vec<Vec<Found>>,
    pub(crate) times: Vec<Duration>,
}

#[derive(Deserialize)]
struct Answer {
    spans: Vec<(String, usize, usize, f64)>,
    seconds: f64,
}

/// Runs Presidio over all sets, in one process.
pub(crate) fn run(python: &Path, sets: &[Set]) -> Result<Vec<Answers>> {
    let mut child = Command::new(python)
        .arg(SCRIPT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} could not be started", python.display()))?;
    let mut lines = String::new();
    for utterance in sets.iter().flat_map(|set| &set.utterances) {
        lines += &format!("{}\n", json!({ "text": utterance.text }));
    }
    // The script reads all of its input before it writes, so that neither side waits for the other.
    child.stdin.take().context("no standard input")?.write_all(lines.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("presidio.py ended with {}", output.status);
    }
    let text = String::from_utf8(output.stdout).context("presidio.py does not answer in UTF-8")?;
    let mut answers = text.lines();
    let of_set = |set| answers_of(set, &mut answers).context("presidio.py");
    sets.iter().map(of_set).collect()
}

fn answers_of<'a>(set: &Set, lines: &mut impl Iterator<Item = &'a str>) -> Result<Answers> {
    let least = if set.name == "presidio" { 0.0 } else { LEAST_SCORE };
    let mut answers = Answers::default();
    for utterance in &set.utterances {
        let answer: Answer = serde_json::from_str(lines.next().context("too few answers")?)?;
        answers.times.push(Duration::from_secs_f64(answer.seconds));
        let spans = answer.spans.iter().filter(|(.., score)| *score >= least);
        answers.found.push(
            spans.filter_map(|(entity, start, end, _)| found(utterance, entity, *start, *end)).collect(),
        );
    }
    Ok(answers)
}

/// A span in bytes; none for what is not measured here. Presidio looks for any date and any link, we for those that are
/// personal: its other ones are no mistake.
fn found(utterance: &Utterance, entity: &str, start: usize, end: usize) -> Option<Found> {
    let byte = |n| utterance.text.char_indices().nth(n).map_or(utterance.text.len(), |(at, _)| at);
    let kind = match entity {
        "ABA_ROUTING_NUMBER" => Kind::Account,
        entity => Kind::of_engine(entity),
    };
    let found = Found { kind, start: byte(start), end: byte(end) };
    let beside = !utterance.gold.iter().any(|gold| found.start < gold.end && gold.start < found.end);
    let left_out = kind == Kind::Other || (beside && matches!(kind, Kind::Dob | Kind::Url));
    (!left_out).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_finds_and_plain_dates_are_left_out() {
        let mut utterance = Utterance::plain("é 04/01: ");
        utterance.push(Kind::Ip, "10.0.0.1");
        let set = Set { name: "x".to_owned(), utterances: vec![utterance] };
        let line = r#"{"spans": [["DATE_TIME", 2, 7, 0.6], ["IP_ADDRESS", 9, 17, 0.6], ["US_SSN", 9, 17, 0.05]], "seconds": 1.0}"#;
        let answers = answers_of(&set, &mut [line].into_iter()).unwrap();
        assert_eq!(answers.found, [vec![Found { kind: Kind::Ip, start: 10, end: 18 }]]);
        assert_eq!(answers.times, [Duration::from_secs(1)]);
    }

    #[test]
    fn a_missing_answer_is_an_error() {
        let set = Set { name: "x".to_owned(), utterances: vec![Utterance::plain("x")] };
        assert!(answers_of(&set, &mut std::iter::empty()).is_err());
    }
}
