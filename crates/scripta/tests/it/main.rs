//! The program from outside: run as a user runs it, in a folder of its own.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a failed step fails its test, and figures are for whoever reads the log"
)]

mod alerts;
mod analytics;
mod audit;
mod aws;
mod captures;
mod crash;
mod demo;
mod deploy;
mod drill;
mod erase;
mod folder;
mod garbage;
mod http;
mod lookup;
mod metrics;
mod ner;
mod program;
mod reindex;
mod retention;
mod s3;
mod scale;
mod search;
mod tools;
mod traces;
