#![doc = include_str!("../README.md")]

mod attributes;
mod config;
mod ids;
mod index;
mod messages;
mod metrics;
mod send;
mod spans;
mod trace;

pub use config::{Config, ConfigError, Content, Conventions, Traces};
pub use metrics::{metrics, name as metric_name};
pub use send::{Otlp, Rejected, SendError, send_conversation, send_metrics};
pub use trace::trace;
