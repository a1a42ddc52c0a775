//! The crate from outside: sessions in, records out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

mod behaviour;
mod conformance;
mod documents;
mod figures;
mod laws;
mod ready_items;
mod sdk;
mod support;
