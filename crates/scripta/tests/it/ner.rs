//! A model of named entities, built in with the feature `ner`.

use crate::program::Program;

const CONFIG: &str = "\n[redact.ner]\nmodel = \"none.onnx\"\ntokenizer = \"none.json\"\n";

#[cfg(not(feature = "ner"))]
#[test]
fn a_build_without_models_says_how_to_build_one_with_them() {
    let program = Program::new();
    program.file("scripta.toml", CONFIG);
    let run = program.run_with_input(&["redact"], b"hi");
    assert_ne!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.is_empty(), "{run:?}");
    let told = "scripta.toml: line 2: redact.ner: no model of named entities was loaded: build with the feature `ner`";
    assert!(run.stderr.contains(told), "{run:?}");
}

#[cfg(feature = "ner")]
#[path = "../../../scripta-ner/tests/it/tiny/mod.rs"]
mod tiny;

#[cfg(feature = "ner")]
mod built_in {
    use super::{CONFIG, Program, tiny};

    #[test]
    fn a_model_that_is_missing_is_named_before_anything_is_read() {
        let program = Program::new();
        program.file("scripta.toml", CONFIG);
        let run = program.run_with_input(&["redact"], b"call 555-123-4567");
        assert_ne!(run.code, Some(0), "{run:?}");
        assert!(run.stdout.is_empty(), "{run:?}");
        let told =
            "scripta.toml: [redact.ner]: there is no model at none.onnx: `model` must name the ONNX file";
        assert!(run.stderr.contains(told), "{run:?}");
    }

    #[test]
    fn a_text_is_redacted_by_rules_and_model() {
        let Some(runtime) = std::env::var_os("SCRIPTA_ONNXRUNTIME").filter(|path| !path.is_empty()) else {
            println!("skipped: SCRIPTA_ONNXRUNTIME names no library of ONNX Runtime");
            return;
        };
        let program = Program::new();
        let files = tiny::Files::new();
        let ner = files.config(Some(runtime.as_ref()));
        let config = format!(
            "[redact.ner]\nmodel = {:?}\ntokenizer = {:?}\nruntime = {:?}\n",
            ner.model,
            ner.tokenizer,
            ner.runtime.unwrap(),
        );
        program.file("scripta.toml", &config);
        let run = program.run_with_input(&["redact"], b"Zyxqua called from the Oldmill Row, 555-123-4567\n");
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(run.stdout, "[NAME] called from [ADDRESS], XXX-XXX-XXXX\n");
        assert!(run.stderr.contains("masked: address: 1, name: 1, phone: 1"), "{run:?}");
        let run = program.run(&["doctor"]);
        // Its lines are broken at the width of the terminal.
        let told = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("a model for address and person"), "{run:?}");
    }
}
