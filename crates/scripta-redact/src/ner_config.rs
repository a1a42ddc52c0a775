//! Which model of named entities to use.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

/// A model that finds names and addresses beside the rules, in TOML `[ner]`. It is data only: the model is loaded by
/// `scripta-ner`, and handed to [`Redactor::with_recognizer`](crate::Redactor::with_recognizer).
///
/// ```toml
/// [ner]
/// model = "gliner/model.onnx"
/// tokenizer = "gliner/tokenizer.json"
/// runtime = "/usr/lib/libonnxruntime.so"            # or ORT_DYLIB_PATH, or where the system finds it
/// threshold = 0.5
/// labels = { person = "name", address = "address" } # what the model is asked for, and as what it is masked
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NerConfig {
    /// The ONNX file of the model.
    pub model: PathBuf,
    /// Its `tokenizer.json`.
    pub tokenizer: PathBuf,
    /// The ONNX Runtime library. Unless given, `ORT_DYLIB_PATH` names it, or the system finds it.
    #[serde(default)]
    pub runtime: Option<PathBuf>,
    /// How certain the model must be, between 0 and 1.
    #[serde(default = "half")]
    pub threshold: f32,
    /// What the model is asked for, in the words that it was trained on, with the kind as which it is masked.
    #[serde(default = "person_and_address")]
    pub labels: BTreeMap<String, String>,
}

impl NerConfig {
    /// People's names and addresses, by a model and its tokenizer.
    pub fn new(model: impl Into<PathBuf>, tokenizer: impl Into<PathBuf>) -> Self {
        Self {
            model: model.into(),
            tokenizer: tokenizer.into(),
            runtime: None,
            threshold: half(),
            labels: person_and_address(),
        }
    }
}

fn half() -> f32 {
    0.5
}

fn person_and_address() -> BTreeMap<String, String> {
    let labels = [("person", "name"), ("address", "address")];
    labels.map(|(label, kind)| (label.to_owned(), kind.to_owned())).into()
}
