//! What is told before ONNX Runtime is needed.

use scripta_ner::Model;

use crate::tiny::Files;

fn told(config: &scripta_redact::NerConfig) -> String {
    Model::load(config).unwrap_err().to_string()
}

#[test]
fn a_model_that_is_missing_is_named() {
    let mut config = Files::new().config(None);
    config.model = "models/there-is-none.onnx".into();
    let told = told(&config);
    assert!(told.starts_with("there is no model at models/there-is-none.onnx: `model` must name"), "{told}");
}

#[test]
fn a_tokenizer_that_is_missing_is_named() {
    let files = Files::new();
    let mut config = files.config(None);
    config.tokenizer = files.path("none.json");
    let told = told(&config);
    assert!(
        told.starts_with("there is no tokenizer at ") && told.contains("none.json: `tokenizer` must"),
        "{told}"
    );
}

#[test]
fn a_folder_is_no_model() {
    let files = Files::new();
    let mut config = files.config(None);
    config.model = files.folder.path().to_owned();
    assert!(told(&config).starts_with("there is no model at "));
}

#[test]
fn a_file_that_is_no_tokenizer_is_named() {
    let files = Files::new();
    files.write("tokenizer.json", b"{\"version\": \"1.0\"}");
    let told = told(&files.config(None));
    assert!(told.contains("tokenizer.json cannot be used: "), "{told}");
}

#[test]
fn a_library_that_is_missing_is_named() {
    let files = Files::new();
    let told = told(&files.config(Some(&files.path("libnone.so"))));
    assert!(
        told.starts_with("there is no ONNX Runtime library at ") && told.contains("libnone.so: `runtime`"),
        "{told}"
    );
}
