//! A library that cannot be loaded is an error, not a panic. It is in a process of its own, which then has no other.

use std::fs;

use scripta_ner::{LoadError, Model};
use scripta_redact::NerConfig;

const TOKENIZER: &str = r#"{"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": null,
    "post_processor": null, "decoder": null, "model": {"type": "WordLevel", "vocab": {"[UNK]": 0}, "unk_token": "[UNK]"}}"#;

#[test]
fn a_library_that_cannot_be_loaded_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("model.onnx"), b"").unwrap();
    fs::write(path("tokenizer.json"), TOKENIZER).unwrap();
    fs::write(path("libonnxruntime.so"), b"no library").unwrap();
    fs::write(path("other.so"), b"no library").unwrap();
    let mut config = NerConfig::new(path("model.onnx"), path("tokenizer.json"));
    config.runtime = Some(path("libonnxruntime.so"));
    // Twice: what failed once may be asked for again.
    for _ in 0..2 {
        let told = Model::load(&config).unwrap_err().to_string();
        let named = format!("ONNX Runtime cannot be loaded from {}: ", path("libonnxruntime.so").display());
        assert!(told.starts_with(&named) && told.contains("ORT_DYLIB_PATH"), "{told}");
    }
    config.runtime = Some(path("other.so"));
    let error = Model::load(&config).unwrap_err();
    let LoadError::OtherRuntime { loaded, wanted } = error else { panic!("{error}") };
    assert_eq!((loaded, wanted), (path("libonnxruntime.so"), path("other.so")));
}
