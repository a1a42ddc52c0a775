//! Prints a sample as a wire log, one event a line, for tests that are not written in Rust.
//!
//! ```sh
//! wire_log insurance                # the demo's call
//! wire_log repeated ITEMS           # a long session
//! wire_log random SEED              # any shape
//! wire_log marked VALUES SEED       # personal data in every place where it can hide; its first line: {"marks": […]}
//! wire_log spoken VALUES SEED       # personal data said in words; the same first line
//! wire_log metadata VALUES SEED     # {"metadata": {…}, "marks": […]}
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a tool of the terminal")]

use std::process::ExitCode;

use scripta_sample::{
    Dialect, Line, Marked, START_EPOCH_MS, insurance_call, marked_call, marked_metadata, random_call,
    repeated, spoken_call, to_jsonl,
};
use serde_json::{Value, json};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(text) = sample(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) else {
        eprintln!("wire_log: expected insurance, repeated N, random N, or marked, spoken or metadata N SEED");
        return ExitCode::from(2);
    };
    print!("{text}");
    ExitCode::SUCCESS
}

fn sample(arguments: &[&str]) -> Option<String> {
    let number = |text: &str| text.parse::<u64>().ok();
    let count = |text: &str| text.parse::<usize>().ok();
    let (lines, marks) = match *arguments {
        ["insurance"] => (insurance_call(), None),
        ["repeated", items] => (repeated(count(items)?, Dialect::Ga), None),
        ["random", seed] => (random_call(number(seed)?), None),
        ["marked", values, seed] => with_marks(marked_call(count(values)?, number(seed)?)),
        ["spoken", values, seed] => with_marks(spoken_call(count(values)?, number(seed)?)),
        ["metadata", values, seed] => {
            let (metadata, marks) = marked_metadata(count(values)?, number(seed)?);
            return Some(format!("{}\n", json!({ "metadata": metadata, "marks": told(&marks) })));
        }
        _ => return None,
    };
    let first = marks.map_or_else(String::new, |marks| format!("{}\n", json!({ "marks": told(&marks) })));
    Some(first + &to_jsonl(&lines, START_EPOCH_MS))
}

fn with_marks((lines, marks): (Vec<Line>, Vec<Marked>)) -> (Vec<Line>, Option<Vec<Marked>>) {
    (lines, Some(marks))
}

fn told(marks: &[Marked]) -> Value {
    let told =
        marks.iter().map(|mark| json!({ "kind": mark.kind, "value": mark.value, "saidAs": mark.said_as }));
    told.collect()
}
