//! What is sent by OTLP.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod config;
mod figures;
mod http;
mod phoenix;
mod recorded;
mod spans;
