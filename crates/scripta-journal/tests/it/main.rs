//! The journal from outside: what it keeps, what it erases, and how it fails.

#![expect(clippy::unwrap_used, reason = "these are tests, their helpers included")]

mod crash;
mod damage;
mod erasure;
mod full;
mod model;
mod opening;
mod queue;
mod reading;
mod support;
mod versions;
