//! Redacts the utterances of `$SCRIPTA_EVAL/utterances_10k.jsonl` one by one on one core, and prints how long one takes: the
//! median, the slowest hundredth, and what looking for personal data without masking it takes.
//!
//! `SCRIPTA_EVAL=… cargo run --release -p scripta-redact --example speed`
#![expect(clippy::print_stdout, reason = "an example's output is its purpose")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use scripta_redact::Redactor;
use serde_json::Value;

/// Each utterance is timed so often, and the quickest counts: the rest is the machine's.
const TIMES: usize = 9;

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::var("SCRIPTA_EVAL").map_err(|_| "set SCRIPTA_EVAL to the folder of the test data")?;
    let lines = std::fs::read_to_string(format!("{folder}/utterances_10k.jsonl"))?;
    let lines: Vec<Value> = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let texts: Vec<&str> = lines.iter().filter_map(|line| line.get("text").and_then(Value::as_str)).collect();
    let redactor = Redactor::default();
    report("found and masked", &texts, |text| {
        black_box(redactor.text(text));
    });
    report("found", &texts, |text| {
        black_box(redactor.find(text));
    });
    report("settled", &texts, |text| {
        black_box(redactor.settled(text));
    });
    Ok(())
}

/// Prints the time of one call, over all texts.
fn report(name: &str, texts: &[&str], call: impl Fn(&str)) {
    let quickest = |text: &&str| {
        let times = (0..TIMES).map(|_| {
            let started = Instant::now();
            call(text);
            started.elapsed()
        });
        times.min().unwrap_or_default()
    };
    texts.iter().for_each(|text| call(text));
    let mut times: Vec<_> = texts.iter().map(quickest).collect();
    times.sort_unstable();
    let at = |hundredths: usize| times.get(times.len() * hundredths / 100).copied().unwrap_or_default();
    println!(
        "{name}: median {} ns, slowest hundredth {} ns, {} utterances",
        at(50).as_nanos(),
        at(99).as_nanos(),
        texts.len()
    );
}
