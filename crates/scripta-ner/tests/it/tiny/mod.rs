//! The files of a tiny model, made by whoever tests or measures with it.

pub(crate) mod onnx;

use std::fs;
use std::path::{Path, PathBuf};

use onnx::Known;
use scripta_redact::NerConfig;

/// The words that the tokenizer knows; their places are their tokens.
pub(crate) const WORDS: [&str; 14] = [
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "<<ENT>>",
    "<<SEP>>",
    "person",
    "address",
    "Zyxqua",
    "Brundleby",
    "the",
    "Oldmill",
    "Row",
    "called",
    "from",
];

/// The labels of the configuration, in their order.
pub(crate) const ADDRESS: usize = 0;
pub(crate) const PERSON: usize = 1;

pub(crate) fn token(word: &str) -> usize {
    WORDS.iter().position(|known| *known == word).unwrap()
}

/// `Zyxqua` is a person, with the next word too if that is `Brundleby`'s; `the Oldmill Row` is an address.
pub(crate) fn known() -> [Known; 3] {
    [
        Known { token: token("Zyxqua"), words: 1, label: PERSON },
        Known { token: token("Brundleby"), words: 2, label: PERSON },
        Known { token: token("the"), words: 3, label: ADDRESS },
    ]
}

/// The files of a model, in a folder of their own.
pub(crate) struct Files {
    pub(crate) folder: tempfile::TempDir,
}

impl Files {
    pub(crate) fn new() -> Self {
        let files = Self { folder: tempfile::tempdir().unwrap() };
        files.write("tokenizer.json", tokenizer().as_bytes());
        files.write("model.onnx", &onnx::gliner(WORDS.len(), 2, &known(), ""));
        files
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn config(&self, runtime: Option<&Path>) -> NerConfig {
        let mut config = NerConfig::new(self.path("model.onnx"), self.path("tokenizer.json"));
        config.runtime = runtime.map(Path::to_owned);
        config
    }
}

/// A tokenizer of whole words.
fn tokenizer() -> String {
    let words: Vec<String> = WORDS.iter().enumerate().map(|(at, word)| format!("{word:?}: {at}")).collect();
    format!(
        r#"{{"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
            "pre_tokenizer": null, "post_processor": null, "decoder": null,
            "model": {{"type": "WordLevel", "vocab": {{{}}}, "unk_token": "[UNK]"}}}}"#,
        words.join(", ")
    )
}
