#![doc = include_str!("../README.md")]

mod emf;
mod metric;
mod prometheus;
/// The metrics, one by one.
pub mod table;
mod table_text;
mod values;

pub use emf::{Datum, Place, cloudwatch, emf, name as cloudwatch_name};
pub use metric::{Kind, Label, Metric, OTHER, Ratio, Together, Unit, Values as LabelValues};
pub use prometheus::{CONTENT_TYPE, prometheus};
pub use table_text::markdown;
pub use values::{Histogram, Series, Value, Values};
