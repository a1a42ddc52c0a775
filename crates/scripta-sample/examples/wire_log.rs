//! Prints a sample as a wire log, one event a line, for tests that are not written in Rust.
//!
//! ```sh
//! wire_log insurance                # the demo's call
//! wire_log repeated ITEMS           # a long session
//! wire_log random SEED              # any shape
//! wire_log marked VALUES SEED       # personal data in every place where it can hide
//! wire_log marks VALUES SEED        # that data: [{"kind": …, "forms": […]}]
//! wire_log metadata VALUES SEED     # {"metadata": {…}, "marks": […]}
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a tool of the terminal")]

use std::process::ExitCode;

use scripta_sample::{
    Dialect, Marked, START_EPOCH_MS, insurance_call, marked_call, marked_metadata, random_call, repeated,
    to_jsonl,
};
use serde_json::{Value, json};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(text) = sample(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) else {
        eprintln!("wire_log: expected insurance, repeated N, random N, or marked, marks or metadata N SEED");
        return ExitCode::from(2);
    };
    print!("{text}");
    ExitCode::SUCCESS
}

fn sample(arguments: &[&str]) -> Option<String> {
    let number = |text: &str| text.parse::<u64>().ok();
    let count = |text: &str| text.parse::<usize>().ok();
    let lines = match *arguments {
        ["insurance"] => insurance_call(),
        ["repeated", items] => repeated(count(items)?, Dialect::Ga),
        ["random", seed] => random_call(number(seed)?),
        ["marked", values, seed] => marked_call(count(values)?, number(seed)?).0,
        ["marks", values, seed] => {
            return Some(format!("{}\n", forms(&marked_call(count(values)?, number(seed)?).1)));
        }
        ["metadata", values, seed] => {
            let (metadata, marks) = marked_metadata(count(values)?, number(seed)?);
            return Some(format!("{}\n", json!({ "metadata": metadata, "marks": forms(&marks) })));
        }
        _ => return None,
    };
    Some(to_jsonl(&lines, START_EPOCH_MS))
}

fn forms(marks: &[Marked]) -> Value {
    marks.iter().map(|mark| json!({ "kind": mark.kind, "forms": mark.said_as })).collect()
}
