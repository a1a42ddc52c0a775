//! Erasing conversations.

use scripta_redact::Redactor;
use scripta_steward::{Erasure, Which};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::bare;
use crate::desk::Desk;
use crate::promise::Answer;
use crate::search::session_of;

/// What to erase.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    /// These, and all that the archive has of the session.
    #[serde(default)]
    conversation_ids: Vec<Uuid>,
    session_id: Option<String>,
    reason: Option<String>,
    /// Although a legal hold keeps them.
    #[serde(default)]
    override_hold: bool,
    actor: Option<String>,
    purpose: Option<String>,
}

/// What was erased, one by one. What is left of a conversation, or may be, is an error: it must not pass for erased.
pub(crate) async fn answer(desk: &Desk, redactor: &Redactor, request: &str) -> Answer<Value> {
    let request: Request = serde_json::from_str(request).map_err(|error| error.to_string())?;
    let Request { conversation_ids: mut ids, session_id, reason, override_hold, actor, purpose } = request;
    let session = session_id.map(|session| session_of(session, redactor)).transpose()?;
    if let Some(recorder) = desk.without_catalog() {
        if let Some(session) = session {
            ids.extend(bare::of_session(&recorder.archive(), &session).await?);
        }
        ids.sort_unstable();
        ids.dedup();
        return bare::delete(recorder, ids).await;
    }
    let steward = desk.steward(actor, purpose).await?;
    if let Some(session) = session {
        let found = steward.candidates(&Which::Session(session.clone())).await;
        for candidate in found.map_err(|error| error.to_string())? {
            // Upper and lower case are the same to the catalog, and not to us.
            if candidate.session_id.as_ref() == Some(&session) && !ids.contains(&candidate.conversation_id) {
                ids.push(candidate.conversation_id);
            }
        }
    }
    let mut erased = Vec::new();
    for id in ids {
        match steward.erase(id, reason.as_deref(), override_hold).await.map_err(|error| error.to_string())? {
            Erasure::Done(receipt) => erased.push(json!({
                "conversationId": id,
                "objects": receipt.receipt.objects,
                "bytes": receipt.receipt.bytes,
                "allVersions": receipt.receipt.all_versions,
                "receipt": receipt,
            })),
            Erasure::Pending { left, .. } => {
                return Err(format!(
                    "conversation {id} is not wholly erased yet, and is gone on with when it is asked for again: {}",
                    left.join("; ")
                ));
            }
            Erasure::NotFound { .. } => {}
        }
    }
    Ok(erased.into())
}
