//! What asking a model adds by itself: tokens, tensors and ONNX Runtime's call, with a model that is one table.
//!
//! `SCRIPTA_ONNXRUNTIME=…/libonnxruntime.so… cargo run --release -p scripta-ner --example overhead`
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "this is a tool of the terminal")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use scripta_ner::Model;
use scripta_redact::{RedactConfig, Redactor};

#[path = "../tests/it/tiny/mod.rs"]
mod tiny;

const ROUNDS: u32 = 2_000;

fn main() {
    let Some(runtime) = std::env::var_os("SCRIPTA_ONNXRUNTIME").map(PathBuf::from) else {
        println!("SCRIPTA_ONNXRUNTIME names no library of ONNX Runtime");
        return;
    };
    let start = Instant::now();
    let model = Model::load(&tiny::Files::new().config(Some(&runtime))).unwrap();
    println!("{:>9.2?} to load the library and the model", start.elapsed());
    let with = Redactor::with_recognizer(&RedactConfig::default(), Arc::new(model)).unwrap();
    let texts = [
        (
            "an utterance of 15 words",
            "so we have two cars the older one is a Camry with low mileage".to_owned(),
        ),
        (
            "with a name of the model's",
            "yes Zyxqua called from the garage about the older car with low mileage".to_owned(),
        ),
        ("a text of 1,000 words", "we have two cars and the older one is blue ".repeat(100)),
    ];
    for (what, text) in texts {
        for (how, redactor) in [("rules", &Redactor::default()), ("rules and model", &with)] {
            let rounds = ROUNDS / u32::try_from(1 + text.len() / 100).unwrap();
            let start = Instant::now();
            for _ in 0..rounds {
                std::hint::black_box(redactor.text(&text));
            }
            println!("{:>9.2?} {what}, {how}", start.elapsed() / rounds);
        }
    }
}
