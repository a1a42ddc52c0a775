//! Why a model cannot be used.

use std::path::PathBuf;

use thiserror::Error;

/// Why a model cannot be used, and what to do. All of it is told when the model is loaded.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// There is no model.
    #[error(
        "there is no model at {}: `model` must name the ONNX file of a GLiNER model in span mode (model.onnx)",
        .0.display()
    )]
    NoModel(PathBuf),
    /// There is no tokenizer.
    #[error(
        "there is no tokenizer at {}: `tokenizer` must name the tokenizer.json that belongs to the model",
        .0.display()
    )]
    NoTokenizer(PathBuf),
    /// The tokenizer is none.
    #[error("the tokenizer {} cannot be used: {reason}", path.display())]
    Tokenizer {
        /// Its file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is no library to run the model.
    #[error(
        "there is no ONNX Runtime library at {}: `runtime`, or else ORT_DYLIB_PATH, must name libonnxruntime.so of ONNX \
         Runtime 1.20 or later; the package onnxruntime of PyPI has it in onnxruntime/capi",
        .0.display()
    )]
    NoRuntime(PathBuf),
    /// The library cannot be loaded.
    #[error(
        "ONNX Runtime cannot be loaded from {}: {reason}; set `runtime`, or ORT_DYLIB_PATH, to libonnxruntime.so of ONNX \
         Runtime 1.20 or later",
        path.display()
    )]
    Runtime {
        /// Its file, or the name that the system was asked for.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A process has one ONNX Runtime.
    #[error(
        "this process has ONNX Runtime from {}, or tried to, so that {} cannot be loaded: name one for all models, and \
         start again",
        loaded.display(), wanted.display()
    )]
    OtherRuntime {
        /// What is loaded.
        loaded: PathBuf,
        /// What was asked for.
        wanted: PathBuf,
    },
    /// The file is no ONNX model, or one that the runtime does not know how to run.
    #[error("the model {} cannot be loaded: {reason}", path.display())]
    Model {
        /// Its file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It is a model, but of something else.
    #[error(
        "the model {} is no GLiNER model in span mode: {}", path.display(), differences(.missing, .unknown, *.logits)
    )]
    NoGliner {
        /// Its file.
        path: PathBuf,
        /// The inputs of a GLiNER model that it does not have.
        missing: Vec<String>,
        /// Inputs that it has and a GLiNER model does not.
        unknown: Vec<String>,
        /// Whether it gives `logits`.
        logits: bool,
    },
    /// It can be loaded, and gives nothing that can be read.
    #[error("the model {} fails on a sample text, so it or its tokenizer is of another kind: {reason}", path.display())]
    Sample {
        /// Its file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

fn differences(missing: &[String], unknown: &[String], logits: bool) -> String {
    let mut told = Vec::new();
    if !missing.is_empty() {
        told.push(format!("it has no input {}", missing.join(", ")));
    }
    if !unknown.is_empty() {
        told.push(format!("it wants {}", unknown.join(", ")));
    }
    if !logits {
        told.push("it gives no output logits".to_owned());
    }
    told.join("; ")
}
