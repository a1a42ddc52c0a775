//! The commands, one a file.

pub(crate) mod alerts;
pub(crate) mod analytics;
pub(crate) mod audit;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod extract;
pub(crate) mod list;
pub(crate) mod metrics;
pub(crate) mod profile;
pub(crate) mod recover;
pub(crate) mod redact;
pub(crate) mod reindex;
pub(crate) mod replay;
pub(crate) mod retention;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod status;
pub(crate) mod traces;
pub(crate) mod watch;
