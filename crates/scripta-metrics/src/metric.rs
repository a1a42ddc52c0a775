//! What a metric is.

/// Something that is measured.
#[derive(Debug, PartialEq)]
pub struct Metric {
    /// Its name in Prometheus. In CloudWatch and OTLP it is written their way.
    pub name: &'static str,
    /// How it behaves.
    pub kind: Kind,
    /// In what it is measured.
    pub unit: Unit,
    /// By what it is told apart.
    pub labels: &'static [Label],
    /// What it says.
    pub meaning: &'static str,
}

/// How a metric behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// It only grows, also over restarts.
    Counter,
    /// It goes up and down.
    Gauge(Together),
    /// Values, counted by the bucket they fall into. The upper bounds of all but the last, which has none.
    Histogram(&'static [f64]),
}

/// What the values of several processes are together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Together {
    /// Their sum.
    Sum,
    /// The greatest.
    Greatest,
}

/// In what something is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A number of things.
    Count,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// US dollars.
    Dollars,
}

impl Unit {
    /// As CloudWatch writes it.
    pub fn cloudwatch(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Seconds => "Seconds",
            Self::Bytes => "Bytes",
            Self::Dollars => "None",
        }
    }

    /// As UCUM and so OTLP write it.
    pub fn ucum(self) -> &'static str {
        match self {
            Self::Count => "1",
            Self::Seconds => "s",
            Self::Bytes => "By",
            Self::Dollars => "{USD}",
        }
    }

    /// As the documentation writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "",
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
            Self::Dollars => "US dollars",
        }
    }
}

/// By what the values of a metric are told apart. No label says who called, or what was said.
#[derive(Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name.
    pub name: &'static str,
    /// The values it has.
    pub values: Values,
}

/// The values of a label. There is a bound to them always.
#[derive(Debug, PartialEq, Eq)]
pub enum Values {
    /// These.
    Of(&'static [&'static str]),
    /// What somebody configured or a model is named, up to so many; all more are `other`.
    UpTo(usize),
}

/// What stands for values of a label that are too many.
pub const OTHER: &str = "other";

/// A part of a whole: what of `over` has a label's value.
#[derive(Debug, PartialEq)]
pub struct Ratio {
    /// Its name.
    pub name: &'static str,
    /// The counter whose parts these are.
    pub over: &'static Metric,
    /// The label that tells them apart.
    pub label: &'static str,
    /// Its value in the part.
    pub part: &'static str,
    /// What it says.
    pub meaning: &'static str,
}
