//! Writes the audit trail.

use scripta_catalog::audit::{Action, Draft, Outcome};
use scripta_core::Timestamp;
use serde_json::{Map, Value};

use crate::error::StewardError;
use crate::steward::Steward;

/// What is told of an access.
#[derive(Debug, Clone)]
pub struct Told {
    /// To what.
    pub target: String,
    /// How it went.
    pub outcome: Outcome,
    /// Counts, digests, names of settings.
    pub details: Map<String, Value>,
}

impl Steward {
    /// Writes down that something was done.
    ///
    /// # Errors
    /// [`StewardError::Unaudited`] where it cannot be; then its result must not be given out.
    pub async fn audit(&self, action: Action, told: Told) -> Result<(), StewardError> {
        let at = jiff::Timestamp::now().as_millisecond();
        let draft = Draft {
            at: Timestamp::from_millis(at),
            actor: self.access.actor.clone(),
            origin: self.access.origin.clone(),
            action,
            target: told.target,
            purpose: self.access.purpose.clone(),
            outcome: told.outcome,
            details: told.details,
        };
        let draft = self.redactor.redact(draft);
        self.catalog.audit_append(vec![draft]).await.map(drop).map_err(StewardError::Unaudited)
    }
}
