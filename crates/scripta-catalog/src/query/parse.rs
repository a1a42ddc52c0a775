//! Text to query.

use crate::query::{Fields, Query};

/// Why a text is no query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {message}")]
pub struct QueryError {
    /// Where, in characters from 1.
    pub at: usize,
    /// What, and what to do.
    pub message: String,
}

pub(super) fn parse(_text: &str, _fields: &Fields) -> Result<Query, QueryError> {
    Err(QueryError { at: 1, message: "queries are not built yet".to_owned() })
}
