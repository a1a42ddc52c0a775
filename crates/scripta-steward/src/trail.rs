//! Writes the audit trail.

use scripta_catalog::audit::{Action, Draft, Outcome};
use scripta_core::Timestamp;
use serde_json::{Map, Value};

use crate::error::StewardError;
use crate::steward::Steward;

/// What came of an access, with what the trail is to tell of it.
#[derive(Debug)]
pub struct Accessed<T> {
    /// What is given to who asked.
    pub value: T,
    /// How it went.
    pub outcome: Outcome,
    /// Counts, digests, names of settings.
    pub details: Map<String, Value>,
}

impl<T> Accessed<T> {
    /// It was done.
    pub fn done(value: T) -> Self {
        Self { value, outcome: Outcome::Done, details: Map::new() }
    }

    /// There was nothing to do it to.
    pub fn not_found(value: T) -> Self {
        Self { value, outcome: Outcome::NotFound, details: Map::new() }
    }

    /// Tells more of it.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }
}

impl Steward {
    /// Does something, and writes down that it was done, or that it failed, before the result is given.
    ///
    /// # Errors
    /// Those of `work`, and [`StewardError::Unaudited`] where it cannot be written down.
    pub async fn audited<T>(
        &self,
        action: Action,
        target: &str,
        work: impl Future<Output = Result<Accessed<T>, StewardError>>,
    ) -> Result<T, StewardError> {
        match work.await {
            Ok(Accessed { value, outcome, details }) => {
                self.audit(action, target, outcome, details).await?;
                Ok(value)
            }
            Err(error) => {
                let mut details = Map::new();
                details.insert("error".to_owned(), error.to_string().into());
                self.audit(action, target, Outcome::Failed, details).await?;
                Err(error)
            }
        }
    }

    /// Writes down that something was done.
    ///
    /// # Errors
    /// [`StewardError::Unaudited`] where it cannot be; then its result must not be given out.
    pub async fn audit(
        &self,
        action: Action,
        target: &str,
        outcome: Outcome,
        details: Map<String, Value>,
    ) -> Result<(), StewardError> {
        let draft = Draft {
            at: Timestamp::from_millis(jiff::Timestamp::now().as_millisecond()),
            actor: self.access.actor.clone(),
            origin: self.access.origin.clone(),
            action,
            target: target.to_owned(),
            purpose: self.access.purpose.clone(),
            outcome,
            conversations: Vec::new(),
            details,
        };
        let draft = self.redactor.redact(draft);
        self.catalog.audit_append(vec![draft]).await.map(drop).map_err(StewardError::Unaudited)
    }
}
