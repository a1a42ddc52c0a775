//! Writes the audit trail.
//!
//! An entry is written into the catalog before the result is given to who asked; where that fails, it is not given. From
//! the catalog it is taken to the archive: see [`archiving`](self::archiving).

mod archiving;
mod reading;
mod taking_over;
mod verifying;

use scripta_catalog::audit::{Action, Draft, Outcome};
use scripta_core::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

pub use self::archiving::Pace;
pub use self::reading::{Entries, EntryFilter};

pub(crate) use self::archiving::Archiving;
use crate::error::StewardError;
use crate::steward::Steward;

/// What came of an access, with what the trail is to tell of it.
#[derive(Debug)]
pub struct Accessed<T> {
    /// What is given to who asked.
    pub value: T,
    /// How it went.
    pub outcome: Outcome,
    /// The conversations that were handed out or erased, where they are known one by one.
    pub conversations: Vec<Uuid>,
    /// Counts, digests, names of settings.
    pub details: Map<String, Value>,
}

impl<T> Accessed<T> {
    /// It was done.
    pub fn done(value: T) -> Self {
        Self { value, outcome: Outcome::Done, conversations: Vec::new(), details: Map::new() }
    }

    /// There was nothing to do it to.
    pub fn not_found(value: T) -> Self {
        Self { outcome: Outcome::NotFound, ..Self::done(value) }
    }

    /// Tells more of it.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// Names the conversations that were handed out or erased.
    #[must_use]
    pub fn naming(self, conversations: Vec<Uuid>) -> Self {
        Self { conversations, ..self }
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
            Ok(Accessed { value, outcome, conversations, details }) => {
                self.write_down(vec![self.draft(action, target, outcome, conversations, details)]).await?;
                Ok(value)
            }
            Err(error) => {
                let mut details = Map::new();
                details.insert("error".to_owned(), error.cause().into());
                self.audit(action, target, error.outcome(), details).await?;
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
        self.write_down(vec![self.draft(action, target, outcome, Vec::new(), details)]).await
    }

    pub(crate) fn draft(
        &self,
        action: Action,
        target: &str,
        outcome: Outcome,
        conversations: Vec<Uuid>,
        details: Map<String, Value>,
    ) -> Draft {
        Draft {
            at: Timestamp::from_millis(jiff::Timestamp::now().as_millisecond()),
            actor: self.access.actor.clone(),
            origin: self.access.origin.clone(),
            action,
            target: target.to_owned(),
            purpose: self.access.purpose.clone(),
            outcome,
            conversations,
            details,
        }
    }

    /// Appends entries to the trail; on their way to the archive they may be behind.
    pub(crate) async fn write_down(&self, drafts: Vec<Draft>) -> Result<(), StewardError> {
        let drafts = drafts.into_iter().map(|draft| self.redactor.redact(draft)).collect();
        let entries = self.catalog.audit_append(drafts).await.map_err(StewardError::Unaudited)?;
        if let Some(last) = entries.last() {
            self.remember_trail(last.trail);
        }
        self.archive_in_time().await;
        Ok(())
    }
}
