//! A conversation being recorded.

use std::time::Duration;

use napi::Env;
use napi::bindgen_prelude::{Object, Result};
use napi_derive::napi;
use scripta_archive::{Key, Object as Stored};
use scripta_core::Timestamp;
use scripta_core::record::{Problem, ProblemKind};
use scripta_recorder::{Archived, Conversation, End, NotArchived, Recorder};
use scripta_redact::Redactor;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::document;
use crate::promise::promise;

/// A conversation being recorded. The verbs that are called for each event hand over and return.
#[napi]
pub struct NativeConversation {
    pub(crate) conversation: Conversation,
    pub(crate) recorder: Recorder,
    pub(crate) redactor: Redactor,
    pub(crate) profile: String,
    pub(crate) start: Timestamp,
    /// Without personal data.
    pub(crate) metadata: Map<String, Value>,
}

/// What is told at the end.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Ended {
    metadata: Map<String, Value>,
    completion_reason: Option<String>,
    /// Nobody closed the connection.
    no_clean_close: bool,
}

#[napi]
impl NativeConversation {
    /// Names the conversation for good.
    #[napi(getter, catch_unwind)]
    pub fn id(&self) -> String {
        self.conversation.id().to_string()
    }

    /// As it was given.
    #[napi(getter, catch_unwind)]
    pub fn session_id(&self) -> String {
        self.conversation.session_id().to_owned()
    }

    /// RFC 3339 in UTC, with milliseconds.
    #[napi(getter, catch_unwind)]
    pub fn start_time(&self) -> String {
        self.start.to_string()
    }

    /// One event of the wire; false where it is dropped.
    #[napi(catch_unwind)]
    pub fn observe(&self, event: String) -> bool {
        self.conversation.observe(event, None).is_ok()
    }

    /// One item of an SDK's history; false where it is dropped.
    #[napi(catch_unwind)]
    pub fn item(&self, item: String) -> bool {
        self.conversation.item(item, None).is_ok()
    }

    /// An event that the wire does not have. `data`: its members, as JSON.
    #[napi(catch_unwind)]
    pub fn note(&self, event: String, data: String) -> bool {
        let data = match serde_json::from_str(&data) {
            Ok(Value::Object(members)) => members,
            Ok(other) => [("value".to_owned(), other)].into_iter().collect(),
            Err(_) => return false,
        };
        self.conversation.note(&event, data, None).is_ok()
    }

    /// A snapshot of the history as it stands, under a name.
    #[napi(catch_unwind)]
    pub fn snapshot(&self, event_type: String) -> bool {
        self.conversation.snapshot(&event_type, None).is_ok()
    }

    /// How it stood when something was last recorded.
    #[napi(catch_unwind)]
    pub fn standing(&self) -> String {
        let standing = self.conversation.standing();
        let standing = standing.as_ref();
        let (messages, calls) = standing.map_or((0, 0), |standing| (standing.messages, standing.tool_calls));
        json!({
            "observed": standing.map_or(0, |standing| standing.observed),
            "acknowledged": self.conversation.acknowledged().0,
            "dropped": self.conversation.dropped(),
            "messages": messages,
            "toolCalls": calls,
            "items": messages + calls,
            "lastActivity": standing.map_or(self.start, |standing| standing.last),
        })
        .to_string()
    }

    /// The conversation in figures, with all that was handed over; null where they are not there in time.
    #[napi(catch_unwind)]
    pub fn analytics(&self, timeout_ms: f64) -> Option<String> {
        let analytics = self.conversation.analytics(millis(timeout_ms))?;
        serde_json::to_string(&analytics).ok()
    }

    /// Its documents as things stand; null where it has ended.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
    pub fn record<'env>(&self, env: &'env Env) -> Result<Object<'env>> {
        let (settle, promise) = promise(env, Ok(None))?;
        let profile = self.profile.clone();
        self.conversation
            .record_then(move |record| settle.with(Ok(Some(document::record(record, &profile).to_string()))));
        Ok(promise)
    }

    /// Ends the conversation, and tells when the archive has it.
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn end<'env>(&self, env: &'env Env, end: String, timeout_ms: f64) -> Result<Object<'env>> {
        let Ended { metadata, completion_reason, no_clean_close } =
            serde_json::from_str(&end).unwrap_or_default();
        let mut told = self.metadata.clone();
        told.extend(self.redactor.redact(metadata.clone()).into_inner());
        if no_clean_close {
            self.conversation.problem(Problem::new(ProblemKind::NoCleanClose));
        }
        let ending = self.conversation.end(End { completion_reason, metadata }, None);
        let outcome = Outcome {
            conversation_id: self.conversation.id().to_string(),
            session_id: self.conversation.session_id().to_owned(),
            metadata: told,
        };
        let stopped = outcome.pending("the recorder has shut down; it is archived at the next start");
        let (settle, promise) = promise(env, Ok(stopped))?;
        let deadline = millis(timeout_ms);
        self.recorder.run(async move {
            settle.with(Ok(match ending.done(deadline).await {
                Ok(archived) => outcome.archived(&archived),
                Err(error) => outcome.failed(&error),
            }));
        });
        Ok(promise)
    }
}

/// What is told of a conversation that has ended.
struct Outcome {
    conversation_id: String,
    session_id: String,
    metadata: Map<String, Value>,
}

impl Outcome {
    fn archived(&self, archived: &Archived) -> String {
        let mut objects: Vec<Value> = archived
            .objects
            .iter()
            .map(|stored| {
                let object = Key::parse(&stored.key).map(|key| name(&key.object)).unwrap_or_default();
                json!({ "object": object, "key": stored.key, "url": stored.url, "bytes": stored.bytes })
            })
            .collect();
        // The conversation first: it is written last.
        objects.reverse();
        self.told("archived", &objects, None)
    }

    fn failed(&self, error: &NotArchived) -> String {
        let status = if matches!(error, NotArchived::Deleted { .. }) { "deleted" } else { "pending" };
        self.told(status, &[], Some(error.to_string()))
    }

    fn pending(&self, error: &str) -> String {
        self.told("pending", &[], Some(error.to_owned()))
    }

    fn told(&self, status: &str, objects: &[Value], error: Option<String>) -> String {
        let mut told = json!({
            "status": status,
            "conversationId": self.conversation_id,
            "sessionId": self.session_id,
            "objects": objects,
            "metadata": self.metadata,
        });
        if let (Some(error), Some(members)) = (error, told.as_object_mut()) {
            members.insert("error".to_owned(), error.into());
        }
        told.to_string()
    }
}

/// An object's name: `conversation`, `summary`, `insurance_data`.
fn name(object: &Stored) -> String {
    match object {
        Stored::Conversation => "conversation".to_owned(),
        Stored::Summary => "summary".to_owned(),
        Stored::Extracted { profile } => format!("{profile}_data"),
        #[expect(unreachable_patterns, reason = "other objects may come")]
        _ => String::new(),
    }
}

pub(crate) fn millis(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1000.0).unwrap_or_default()
}
