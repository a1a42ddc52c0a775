//! Redacts the utterances of `$SCRIPTA_EVAL/utterances_10k.jsonl` on one core and prints the speed.
//!
//! `SCRIPTA_EVAL=… cargo run --release -p scripta-redact --example throughput`
#![expect(clippy::print_stdout, reason = "an example's output is its purpose")]

use std::error::Error;
use std::time::{Duration, Instant};

use scripta_redact::{Redactor, Scrub, Sensitive};
use serde_json::Value;

struct Text<'a>(&'a mut String);

impl Sensitive for Text<'_> {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.text(self.0);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::var("SCRIPTA_EVAL").map_err(|_| "set SCRIPTA_EVAL to the folder of the test data")?;
    let lines = std::fs::read_to_string(format!("{folder}/utterances_10k.jsonl"))?;
    let lines: Vec<Value> = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let (mut clean, mut personal) = (Vec::new(), Vec::new());
    for line in &lines {
        let text = line.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        let none = line.get("spans").and_then(Value::as_array).is_none_or(Vec::is_empty);
        if none { clean.push(text) } else { personal.push(text) }
    }
    let redactor = Redactor::default();
    for (name, texts) in [("clean", &clean), ("with personal data", &personal)] {
        let mut best = Duration::MAX;
        for _ in 0..20 {
            let mut texts = texts.clone();
            let start = Instant::now();
            for text in &mut texts {
                redactor.redact(Text(text));
            }
            best = best.min(start.elapsed());
        }
        let each = best.as_secs_f64() / texts.len() as f64;
        println!("{name}: {} utterances, {:.2} µs each, {:.0}/s", texts.len(), each * 1e6, 1.0 / each);
    }
    Ok(())
}
