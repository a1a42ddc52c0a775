#![doc = include_str!("../README.md")]

mod alerts;
mod call;
mod check;
mod config;
mod format;
mod notice;
mod reading;
mod reference;
mod signature;
mod unusual;

pub use alerts::{Alerts, State, StateError, VERSION};
pub use call::Call;
pub use config::{Config, ConfigError, Limit, RuleChange, Silence, UnusualConfig};
pub use format::{Labels, alertmanager, json, pagerduty, slack, sns};
pub use notice::{Kind, Notice, Severity};
pub use signature::{SIGNATURE_HEADER, TIMESTAMP_HEADER, sign};
