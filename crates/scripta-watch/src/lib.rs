#![doc = include_str!("../README.md")]

mod addressee;
mod alerting;
#[cfg(feature = "aws")]
mod aws;
mod gather;
mod notifying;
mod serve;
mod traces;
mod trail;

pub use alerting::{Alerting, AlertingError};
#[cfg(feature = "aws")]
pub use aws::{CloudWatch, CloudWatchError};
pub use gather::gather;
pub use notifying::{Addressees, NotifyError, Undelivered};
pub use serve::{Source, serve};
pub use traces::{Sent, Traces, TracesError, send_traces};
pub use trail::{Trail, TrailError};
