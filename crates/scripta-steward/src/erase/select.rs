//! Which conversations to erase.

use scripta_catalog::audit::Action;
use scripta_catalog::query::{Expr, Label};
use scripta_catalog::{Position, Query, Select, Sort, SortBy};
use scripta_core::Timestamp;
use scripta_redact::StandIns;
use serde::Serialize;
use uuid::Uuid;

use crate::error::StewardError;
use crate::steward::Steward;
use crate::trail::Accessed;

/// Entries that are read at once.
const PAGE: usize = 500;

/// Which conversations to erase.
#[derive(Debug, Clone, PartialEq)]
pub enum Which {
    /// That one.
    Conversation(Uuid),
    /// All of a session, by the caller's name for it.
    Session(String),
    /// All whose metadata have that value.
    Metadata {
        /// The name, such as `customerId`.
        key: String,
        /// The value.
        value: String,
    },
    /// All that satisfy a query.
    Query(Query),
}

/// A conversation that would be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The conversation.
    pub conversation_id: Uuid,
    /// The caller's name for the session, as archived; absent where the catalog does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Timestamp>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

impl Which {
    /// For the audit trail: no value of somebody's.
    fn target(&self) -> String {
        match self {
            Self::Conversation(id) => id.to_string(),
            Self::Session(_) => "session".to_owned(),
            Self::Metadata { key, .. } => format!("meta.{key}"),
            Self::Query(query) => query.for_audit(),
        }
    }
}

impl Steward {
    /// The conversations that are meant, the earliest first. Nothing is done to them; that they were looked for is written
    /// down. Those that only a journal or the archive
    /// has, and not the catalog, are found by their id alone.
    ///
    /// # Errors
    /// Where the catalog fails, a value of metadata is masked in the records, or it cannot be written down.
    pub async fn candidates(&self, which: &Which) -> Result<Vec<Candidate>, StewardError> {
        self.audited(Action::Search, &which.target(), async {
            let found = self.meant(which).await?;
            let ids: Vec<Uuid> = found.iter().map(|found| found.conversation_id).collect();
            let hits = ids.len();
            Ok(Accessed::done(found).with("hits", hits).naming(ids))
        })
        .await
    }

    async fn meant(&self, which: &Which) -> Result<Vec<Candidate>, StewardError> {
        let query = match which {
            Which::Conversation(id) => Query { expr: Expr::Id(*id..=*id) },
            Which::Session(session) => return self.of_session(session).await,
            Which::Metadata { key, value } => {
                let wanted = self.of_subject(key, value).await?;
                let ids = wanted.into_iter().map(|wanted| Expr::Id(wanted.id..=wanted.id));
                Query { expr: Expr::Or(ids.collect()) }
            }
            Which::Query(query) => query.clone(),
        };
        let mut found = self.all_that_satisfy(&query).await?;
        if let (Which::Conversation(id), true) = (which, found.is_empty()) {
            found.push(Candidate { conversation_id: *id, session_id: None, start_time: None, outcome: None });
        }
        Ok(found)
    }

    /// Those of a session, by its id as archived.
    async fn of_session(&self, session: &str) -> Result<Vec<Candidate>, StewardError> {
        let recorded = self.redactor.redact(SessionId(session.to_owned())).into_inner().0;
        if recorded != session && matches!(self.redactor.stand_ins(&recorded), StandIns::Masks) {
            return Err(StewardError::SharedMask { key: "session".to_owned() });
        }
        let value = recorded.trim().to_lowercase();
        let query = Query { expr: Expr::Is(Label { field: "session".to_owned(), value, prefix: false }) };
        let mut found = self.all_that_satisfy(&query).await?;
        // Labels are folded: `AB-1` is found with `ab-1`, and may be somebody else's.
        found.retain(|found| found.session_id.as_deref() == Some(recorded.as_str()));
        Ok(found)
    }

    /// All conversations that satisfy a query, the earliest first.
    pub(crate) async fn all_that_satisfy(&self, query: &Query) -> Result<Vec<Candidate>, StewardError> {
        let sort = Sort { by: SortBy::Start, descending: false };
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let entries =
                self.catalog.select(Select { query, sort, after, limit: PAGE, said: false }).await?;
            after = entries.last().map(|last| Position::of(last, sort.by));
            let full = entries.len() == PAGE;
            found.extend(entries.into_iter().map(|entry| Candidate {
                conversation_id: entry.conversation_id,
                session_id: Some(entry.session_id),
                start_time: Some(entry.start),
                outcome: Some(entry.outcome),
            }));
            if !full {
                return Ok(found);
            }
        }
    }
}

/// A session id, redacted as in a record.
struct SessionId(String);

impl scripta_redact::Sensitive for SessionId {
    fn scrub(&mut self, scrub: &mut scripta_redact::Scrub<'_>) {
        scrub.id(&mut self.0);
    }
}
