//! The commands, one a file.

pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod extract;
pub(crate) mod list;
pub(crate) mod profile;
pub(crate) mod recover;
pub(crate) mod redact;
pub(crate) mod replay;
pub(crate) mod show;
pub(crate) mod status;
