//! How patiently the archive's store is spoken to.

use std::time::Duration;

/// Retries and time-outs.
///
/// A call that fails for a passing reason is made again after a pause that doubles from `min_backoff` to
/// `max_backoff`, each with a random part added, until `attempts` are used up. A local folder isn't retried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How often a request is made at most, the first time included; at least 1.
    pub attempts: usize,
    /// The first pause. The random part of every pause is shorter than this.
    pub min_backoff: Duration,
    /// The longest pause, without its random part.
    pub max_backoff: Duration,
    /// How long one request without a body may take.
    pub timeout: Duration,
    /// How long one request that carries an object or a page of a listing may take.
    pub io_timeout: Duration,
    /// How long connecting may take.
    pub connect_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            attempts: 5,
            min_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(10),
            timeout: Duration::from_secs(20),
            io_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
        }
    }
}
