//! What is sent by OTLP.

mod figures;
mod http;
mod spans;
