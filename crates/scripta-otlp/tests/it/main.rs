//! What is sent by OTLP.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it leaves out"
)]

mod config;
mod figures;
mod http;
mod phoenix;
mod recorded;
mod spans;
