//! Both stores do the same: what `Query::matches`, in a few lines of Rust, says that a query means. PostgreSQL is a server of
//! the tests' own, with a schema for each; where it is not installed, a notice says so.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

#[macro_use]
mod behaviours;

mod order;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;
