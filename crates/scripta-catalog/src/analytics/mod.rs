//! Figures of one conversation and of many.
//!
//! They are computed in Rust from entries and documents, and not by a store: so both stores give the same figures, and
//! percentiles are exact (nearest rank), not estimated. Of many conversations an [`Analyzer`] makes them in one pass. What
//! it holds does not grow with the conversations but with the different values in them; two analyzers of parts,
//! [merged](Analyzer::merge), are the analyzer of the whole.

mod analyzer;
mod built_in;
mod completion;
mod cost;
mod group;
mod measures;
mod metrics;
mod one;
mod price;
mod report;
mod spread;
mod tally;
#[cfg(test)]
mod tests;
mod usd;

pub use self::analyzer::{Analyzer, Scope};
pub use self::completion::Completion;
pub use self::cost::{Cost, CostLine};
pub use self::group::{GroupBy, GroupByError};
pub use self::measures::{Measures, Rate, Talk, ToolMeasures};
pub use self::metrics::count;
pub use self::one::ConversationAnalytics;
pub use self::price::{Price, PriceError, PriceTable};
pub use self::report::{Change, Comparison, Group, Period, Report, TopicsOfDay};
pub use self::spread::{Percentiles, Spread};
pub use self::usd::Usd;
