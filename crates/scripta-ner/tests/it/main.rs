//! A model is loaded, asked, and redacts; and whatever can be wrong with its files is told.
//!
//! What needs ONNX Runtime runs only where `SCRIPTA_ONNXRUNTIME` names its library:
//!
//! ```text
//! pip install --no-deps --target onnxruntime onnxruntime
//! SCRIPTA_ONNXRUNTIME=onnxruntime/onnxruntime/capi/libonnxruntime.so.… cargo test -p scripta-ner
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and one that is skipped says so"
)]

mod model;
mod tiny;
mod without;
