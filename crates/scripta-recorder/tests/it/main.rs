//! The recorder from outside: what becomes of a conversation, whatever happens to it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "these are tests, their helpers included")]

mod archive;
mod catalog;
mod config;
mod crash;
mod journal;
mod order;
mod personal_data;
mod queue;
mod records;
mod shutdown;
mod support;
mod verbs;
