//! Handing out the documents of an archived conversation.

use scripta_archive::{Key, Object as Stored};
use scripta_catalog::audit::Action;
use scripta_catalog::query::{Expr, Label};
use scripta_catalog::{Position, Query, Select, Sort};
use scripta_redact::Redactor;
use scripta_steward::{Accessed, Documents, Steward};
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::bare;
use crate::desk::Desk;
use crate::document;
use crate::promise::Answer;
use crate::search::session_of;

/// Whose documents.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    conversation_id: Option<Uuid>,
    session_id: Option<String>,
    actor: Option<String>,
    purpose: Option<String>,
}

/// The documents as JSON; null where the archive has none.
pub(crate) async fn answer(desk: &Desk, redactor: &Redactor, request: &str) -> Answer<Value> {
    let request: Request = serde_json::from_str(request).map_err(|error| error.to_string())?;
    let session = request.session_id.map(|session| session_of(session, redactor)).transpose()?;
    if let Some(recorder) = desk.without_catalog() {
        let archive = recorder.archive();
        let id = match (request.conversation_id, session) {
            (None, Some(session)) => bare::of_session(&archive, &session).await?.first().copied(),
            (id, _) => id,
        };
        let Some(id) = id else { return Ok(Value::Null) };
        let documents = Documents::read(&archive, id, None, "").await;
        return told(documents.map_err(|error| error.to_string())?);
    }
    let steward = desk.steward(request.actor, request.purpose).await?;
    let id = match (request.conversation_id, session) {
        (None, Some(session)) => latest(&steward, &session).await?,
        (id, _) => id,
    };
    let documents = match id {
        Some(id) => steward.documents(id).await,
        None => steward.audited(Action::Read, "a session", async { Ok(Accessed::not_found(None)) }).await,
    };
    told(documents.map_err(|error| error.to_string())?)
}

/// The latest conversation of a session.
async fn latest(steward: &Steward, session: &str) -> Answer<Option<Uuid>> {
    let value = session.trim().to_lowercase();
    let query = Query::of(Expr::Is(Label { field: "session".to_owned(), value, prefix: false }));
    // Upper and lower case are the same to the catalog, and not to us.
    let (sort, mut after) = (Sort::default(), None);
    loop {
        let select = Select { query: &query, sort, after, limit: 50, said: false };
        let found = steward.catalog().select(select).await.map_err(|error| error.to_string())?;
        if let Some(entry) = found.iter().find(|entry| entry.session_id == session) {
            return Ok(Some(entry.conversation_id));
        }
        let Some(last) = found.last() else { return Ok(None) };
        after = Some(Position::of(last, sort.by));
    }
}

fn told(documents: Option<Documents>) -> Answer<Value> {
    let Some(Documents { conversation, summary, extracted }) = documents else { return Ok(Value::Null) };
    let mut told = Map::new();
    for (key, body) in [Some(conversation), Some(summary), extracted].into_iter().flatten() {
        let (name, document) = read_document(&key, &body);
        let document = document.map_err(|error| format!("{} is no document of ours: {error}", key.path()))?;
        told.insert(name, document);
    }
    Ok(told.into())
}

/// A document, by the name that JavaScript has for it. A mistake is told by its place.
fn read_document(key: &Key, body: &[u8]) -> (String, Result<Value, String>) {
    let (name, read) = match &key.object {
        Stored::Conversation => {
            ("conversation".to_owned(), serde_json::from_slice(body).map(document::conversation))
        }
        Stored::Summary => ("summary".to_owned(), serde_json::from_slice(body)),
        Stored::Extracted { profile } => {
            (document::extracted_name(&profile.to_string()), serde_json::from_slice(body))
        }
    };
    (name, read.map_err(|error| format!("line {}, column {}", error.line(), error.column())))
}
