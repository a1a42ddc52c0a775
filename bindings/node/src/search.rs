//! Searching the archived conversations.

use scripta_catalog::query::{Expr, Label, Number};
use scripta_catalog::{Entry, Hit, Query, Search, Sort, SortError};
use scripta_redact::{Redactor, Scrub, Sensitive, StandIns};
use scripta_steward::Steward;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::promise::Answer;

/// What to search for, and how to give it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    /// In the query language.
    query: Option<String>,
    #[serde(default)]
    criteria: Criteria,
    limit: usize,
    after: Option<String>,
    sort: Option<String>,
    #[serde(default)]
    snippets: usize,
    pub(crate) actor: Option<String>,
    pub(crate) purpose: Option<String>,
}

/// All of them must hold. Times are milliseconds since 1970.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Criteria {
    session_id: Option<String>,
    conversation_id: Option<String>,
    start_time_after: Option<i64>,
    start_time_before: Option<i64>,
    min_history_length: Option<i64>,
    metadata: Map<String, Value>,
}

/// A session id as records have it.
pub(crate) struct SessionId(pub(crate) String);

impl Sensitive for SessionId {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.0);
    }
}

/// A session id as records have it.
///
/// # Errors
/// Where a mask stands in it that the ids of others have too.
pub(crate) fn session_of(session_id: String, redactor: &Redactor) -> Answer<String> {
    let recorded = redactor.redact(SessionId(session_id)).into_inner().0;
    own("sessionId", recorded, redactor)
}

/// A recorded value, where it tells its conversations from others.
fn own(name: &str, recorded: String, redactor: &Redactor) -> Answer<String> {
    if redactor.stand_ins(&recorded) == StandIns::Masks {
        return Err(format!(
            "{name} holds personal data, which records have a mask for that others share: archived conversations cannot be \
             told apart by it; name them by conversationId, or give the kind the policy `token`"
        ));
    }
    Ok(recorded)
}

impl Criteria {
    fn into_query(self, redactor: &Redactor) -> Answer<Query> {
        let mut all = Vec::new();
        if let Some(session_id) = self.session_id {
            all.push(is("session", &session_of(session_id, redactor)?));
        }
        if let Some(id) = self.conversation_id {
            // What is no id is nobody's.
            all.push(Uuid::parse_str(&id).map_or(Expr::Or(Vec::new()), |id| Expr::Id(id..=id)));
        }
        let after = self.start_time_after.map_or(i64::MIN, |time| time.saturating_add(1));
        let before = self.start_time_before.map_or(i64::MAX, |time| time.saturating_sub(1));
        if after > i64::MIN || before < i64::MAX {
            all.push(Expr::Began(after..=before));
        }
        if let Some(least) = self.min_history_length {
            all.push(Expr::Within(Number::History, least..=i64::MAX));
        }
        for (name, value) in redactor.redact(self.metadata).into_inner() {
            let value = match value {
                Value::String(text) => own(&format!("metadata.{name}"), text, redactor)?,
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                Value::Null | Value::Array(_) | Value::Object(_) => {
                    let told = "must be a string, a number or a boolean to be searched for";
                    return Err(format!("metadata.{name} {told}"));
                }
            };
            all.push(is(&format!("meta.{name}"), &value));
        }
        Ok(Query::of(Expr::And(all)))
    }
}

fn is(field: &str, value: &str) -> Expr {
    Expr::Is(Label { field: field.to_owned(), value: value.trim().to_lowercase(), prefix: false })
}

impl Request {
    /// Reads a request.
    pub(crate) fn read(json: &str) -> Answer<Self> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    /// Searches.
    pub(crate) async fn answer(self, steward: &Steward, redactor: &Redactor) -> Answer<Value> {
        let query = match &self.query {
            Some(text) => steward.query(text).await.map_err(|error| error.to_string())?,
            None => self.criteria.into_query(redactor)?,
        };
        let after = self
            .after
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|error: scripta_catalog::CursorError| error.to_string())?;
        let sort = self.sort.as_deref().map_or_else(|| Ok(Sort::default()), str::parse);
        let sort = sort.map_err(|error: SortError| format!("sort: {error}"))?;
        let search = Search { limit: self.limit, after, sort, snippets: self.snippets, ..Search::new(query) };
        let page = steward.search(&search).await.map_err(|error| error.to_string())?;
        Ok(json!({
            "conversations": page.hits.iter().map(found).collect::<Vec<_>>(),
            "total": page.total,
            "next": page.next.map(|cursor| cursor.to_string()),
        }))
    }
}

/// A conversation as it is told.
fn found(hit: &Hit) -> Value {
    let Hit { entry, snippets } = hit;
    let Entry { figures, .. } = entry;
    json!({
        "conversationId": entry.conversation_id,
        "sessionId": entry.session_id,
        "startTime": entry.start,
        "endTime": entry.end,
        "duration": scripta_core::Length::between(entry.start, entry.end),
        "historyLength": figures.items,
        "status": "archived",
        "outcome": entry.outcome,
        "topics": entry.topics,
        "completeness": entry.completeness.status,
        "interruptions": figures.interruptions,
        "metadata": entry.metadata,
        "snippets": snippets,
    })
}
