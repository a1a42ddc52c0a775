//! The audit trail, and handing out conversations: what is done is written down, nothing of it can be changed unnoticed,
//! and it holds nobody's data.

#![expect(clippy::unwrap_used, reason = "these are tests, their helpers included")]

mod configuration;
mod export;
mod place;
mod privacy;
mod tampering;
mod trail;
