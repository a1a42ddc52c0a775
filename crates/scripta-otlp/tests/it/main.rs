//! What is sent by OTLP.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod figures;
mod http;
mod spans;
