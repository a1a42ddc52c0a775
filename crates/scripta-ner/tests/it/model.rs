//! A tiny model, made here, in a real ONNX Runtime.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use scripta_ner::Model;
use scripta_redact::{Recognizer, RedactConfig, Redactor};

use crate::tiny::onnx::{Known, gliner};
use crate::tiny::{Files, PERSON, WORDS, known, token};

/// The library, where there is one.
fn runtime() -> Option<PathBuf> {
    let named = std::env::var_os("SCRIPTA_ONNXRUNTIME").filter(|path| !path.is_empty());
    if named.is_none() {
        println!("skipped: SCRIPTA_ONNXRUNTIME names no library of ONNX Runtime");
    }
    named.map(PathBuf::from)
}

fn redactor(files: &Files, runtime: &Path) -> Redactor {
    let model = Model::load(&files.config(Some(runtime))).unwrap();
    Redactor::with_recognizer(&RedactConfig::default(), Arc::new(model)).unwrap()
}

#[test]
fn what_the_model_finds_is_masked() {
    let Some(runtime) = runtime() else { return };
    let redactor = redactor(&Files::new(), &runtime);
    let cases = [
        ("Zyxqua called from 555-123-4567", "[NAME] called from XXX-XXX-XXXX"),
        ("so Brundleby Vlork called, é, from the Oldmill Row.", "so [NAME] called, é, from [ADDRESS]."),
        ("the called from", "[ADDRESS]"),
        // At the end of a text there is no room for the second word.
        ("called Brundleby", "called Brundleby"),
        ("nobody called", "nobody called"),
        ("[NAME] called Zyxqua", "[NAME] called [NAME]"),
        ("", ""),
    ];
    for (raw, masked) in cases {
        let (text, _) = redactor.text(raw);
        assert_eq!(text.get(), masked);
        let found = redactor.find(raw);
        assert_eq!(found.is_empty(), raw == masked, "{raw}");
        assert_eq!(redactor.text(masked).0.get(), masked);
    }
}

#[test]
fn entities_are_at_their_bytes_wherever_they_are_in_a_long_text() {
    let Some(runtime) = runtime() else { return };
    let model = Model::load(&Files::new().config(Some(&runtime))).unwrap();
    let filler = "called from éé ".repeat(300);
    let text = format!("Zyxqua {filler}Zyxqua {} {filler}Zyxqua", "x".repeat(5_000));
    let mut found = model.recognize(&text).unwrap();
    found.sort_by_key(|entity| entity.start);
    found.dedup();
    let expected: Vec<_> =
        text.match_indices("Zyxqua").map(|(start, name)| (start, start + name.len())).collect();
    assert_eq!(found.iter().map(|entity| (entity.start, entity.end)).collect::<Vec<_>>(), expected);
    assert!(found.iter().all(|entity| entity.kind == "name"));
}

#[test]
fn the_threshold_and_the_labels_are_those_of_the_configuration() {
    let Some(runtime) = runtime() else { return };
    let files = Files::new();
    let mut config = files.config(Some(&runtime));
    // The model is certain by 0.982.
    config.threshold = 0.99;
    assert_eq!(Model::load(&config).unwrap().recognize("Zyxqua called").unwrap(), []);
    config.threshold = 0.9;
    config.labels = [("address", "address"), ("person", "policyholder")]
        .map(|(label, kind)| (label.to_owned(), kind.to_owned()))
        .into();
    let model = Model::load(&config).unwrap();
    assert_eq!(model.recognize("Zyxqua called").unwrap()[0].kind, "policyholder");
}

#[test]
fn a_file_that_is_no_model_is_named() {
    let Some(runtime) = runtime() else { return };
    let files = Files::new();
    files.write("model.onnx", b"not a model at all");
    let told = Model::load(&files.config(Some(&runtime))).unwrap_err().to_string();
    assert!(told.starts_with("the model ") && told.contains("model.onnx cannot be loaded: "), "{told}");
}

#[test]
fn a_model_of_something_else_is_told_by_its_inputs() {
    let Some(runtime) = runtime() else { return };
    let files = Files::new();
    for (without, told) in [("span_idx", "it has no input span_idx"), ("logits", "it gives no output logits")]
    {
        files.write("model.onnx", &gliner(WORDS.len(), 2, &known(), without));
        let error = Model::load(&files.config(Some(&runtime))).unwrap_err().to_string();
        assert!(error.contains("is no GLiNER model in span mode: ") && error.ends_with(told), "{error}");
    }
}

#[test]
fn a_model_that_gives_something_else_is_told_when_it_is_loaded() {
    let Some(runtime) = runtime() else { return };
    let files = Files::new();
    let person = Known { token: token("Zyxqua"), words: 1, label: PERSON };
    files.write("model.onnx", &gliner(WORDS.len(), 3, &[person], ""));
    let told = Model::load(&files.config(Some(&runtime))).unwrap_err().to_string();
    assert!(told.contains("model.onnx fails on a sample text"), "{told}");
}

#[test]
fn one_process_has_one_runtime() {
    let Some(runtime) = runtime() else { return };
    let files = Files::new();
    Model::load(&files.config(Some(&runtime))).unwrap();
    Model::load(&files.config(None)).unwrap();
    files.write("other.so", b"");
    let other = Model::load(&files.config(Some(&files.path("other.so")))).unwrap_err().to_string();
    assert!(other.contains("other.so cannot be loaded: name one for all models"), "{other}");
}

#[test]
fn threads_share_a_model() {
    let Some(runtime) = runtime() else { return };
    let redactor = redactor(&Files::new(), &runtime);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let (text, _) = redactor.text("Zyxqua called from the Oldmill Row");
                    assert_eq!(text.get(), "[NAME] called from [ADDRESS]");
                }
            });
        }
    });
    println!("200 texts in {:?}", start.elapsed());
}
