//! The recorder.

use futures::TryStreamExt;
use napi::Env;
use napi::bindgen_prelude::{Error, Object, Result};
use napi_derive::napi;
use scripta_archive::{Archive, ArchiveConfig, ArchiveError, Object as Stored, Segment};
use scripta_core::Timestamp;
use scripta_recorder::{Recorder, Start};
use scripta_redact::{Redactor, Scrub, Sensitive};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::conversation::{NativeConversation, millis};
use crate::promise::{Answer, promise};
use crate::{document, options};

/// Records conversations.
#[napi]
pub struct NativeRecorder {
    recorder: Recorder,
    redactor: Redactor,
    profile: String,
    description: String,
}

/// What is known when a conversation begins.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Begun {
    metadata: Map<String, Value>,
    sdk: Option<String>,
    tracing: Option<Value>,
}

/// A session id as records have it.
struct SessionId(String);

impl Sensitive for SessionId {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.0);
    }
}

#[napi]
impl NativeRecorder {
    /// Opens it. `told`: what `createRecorder` takes, as JSON.
    #[napi(constructor, catch_unwind)]
    pub fn new(told: String) -> Result<Self> {
        let options = options::read(&told).map_err(|error| Error::from_reason(error.to_string()))?;
        let redactor = options.settings.redactor.clone();
        let profile = options.settings.extractor.name().to_owned();
        let data_dir = options.data_dir.clone();
        let local = matches!(options.archive, ArchiveConfig::Local { .. });
        let recorder = Recorder::open(options).map_err(|error| Error::from_reason(error.to_string()))?;
        let archive = recorder.archive().describe();
        let description =
            json!({ "dataDir": data_dir, "archive": archive, "local": local, "profile": profile })
                .to_string();
        Ok(Self { recorder, redactor, profile, description })
    }

    /// Where it keeps its data, and what it looks for.
    #[napi(getter, catch_unwind)]
    pub fn description(&self) -> String {
        self.description.clone()
    }

    /// Begins the conversation of a session.
    #[napi(catch_unwind)]
    pub fn begin(&self, session_id: String, start: String) -> Result<NativeConversation> {
        let Begun { metadata, sdk, tracing } =
            serde_json::from_str(&start).map_err(|error| Error::from_reason(error.to_string()))?;
        let at = now();
        let start =
            Start { metadata: metadata.clone(), capture: "node".to_owned(), sdk, tracing, at: Some(at) };
        let conversation =
            self.recorder.begin(&session_id, start).map_err(|error| Error::from_reason(error.to_string()))?;
        Ok(NativeConversation {
            conversation,
            recorder: self.recorder.clone(),
            redactor: self.redactor.clone(),
            profile: self.profile.clone(),
            start: at,
            metadata: self.redactor.redact(metadata).into_inner(),
        })
    }

    /// Finishes what earlier processes left, in the background; gives how many conversations.
    #[napi(catch_unwind)]
    pub fn recover(&self) -> Result<u32> {
        let left =
            self.recorder.recover_in_background().map_err(|error| Error::from_reason(error.to_string()))?;
        Ok(u32::try_from(left).unwrap_or(u32::MAX))
    }

    /// How it stands.
    #[napi(catch_unwind)]
    pub fn status(&self) -> String {
        let status = self.recorder.status();
        let pending = status.pending.iter().map(
            |waiting| json!({ "conversationId": waiting.conversation_id, "lastError": waiting.last_error }),
        );
        json!({
            "active": status.active.len(),
            "pending": pending.collect::<Vec<_>>(),
            "journal": format!("{:?}", status.journal.condition),
            "archive": status.archive,
            "queuedBytes": status.queued_bytes,
        })
        .to_string()
    }

    /// Waits until all that was handed over is committed, and all that ended is archived.
    #[napi(catch_unwind, ts_return_type = "Promise<boolean>")]
    pub fn flush<'env>(&self, env: &'env Env, timeout_ms: f64) -> Result<Object<'env>> {
        let (settle, promise) = promise(env, Ok(false))?;
        let recorder = self.recorder.clone();
        spawn(move || settle.with(Ok(recorder.flush(millis(timeout_ms)))))?;
        Ok(promise)
    }

    /// Ends what is open, archives what it can and closes. Gives what is amiss, or null.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
    pub fn shutdown<'env>(&self, env: &'env Env, timeout_ms: f64) -> Result<Object<'env>> {
        let (settle, promise) = promise(env, Ok(Some("the recorder could not be shut down".to_owned())))?;
        let recorder = self.recorder.clone();
        spawn(move || settle.with(Ok(shut_down(&recorder, timeout_ms))))?;
        Ok(promise)
    }

    /// The same for a process that is about to exit, which has no time for promises.
    #[napi(catch_unwind)]
    pub fn shutdown_sync(&self, timeout_ms: f64) -> Option<String> {
        shut_down(&self.recorder, timeout_ms)
    }

    /// The documents of an archived conversation, with the full history of each snapshot; null where the archive
    /// has none.
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn read<'env>(&self, env: &'env Env, conversation_id: String) -> Result<Object<'env>> {
        let archive = self.recorder.archive();
        self.answer(env, async move {
            let Ok(id) = Uuid::parse_str(&conversation_id) else { return Ok(Value::Null) };
            read(&archive, id).await
        })
    }

    /// The ids of the archived conversations of a session, the latest first.
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn find<'env>(&self, env: &'env Env, session_id: String) -> Result<Object<'env>> {
        let archive = self.recorder.archive();
        let session = Segment::new(&self.redactor.redact(SessionId(session_id)).into_inner().0);
        self.answer(env, async move {
            let keys: Vec<_> = archive
                .list()
                .try_filter(|key| {
                    let found = key.object == Stored::Conversation && key.session == session;
                    std::future::ready(found)
                })
                .try_collect()
                .await
                .map_err(|error: ArchiveError| error.to_string())?;
            Ok(keys.iter().map(|key| key.conversation.to_string()).collect())
        })
    }

    /// Takes a conversation out of the recording, the journal and the archive.
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn delete<'env>(&self, env: &'env Env, conversation_id: String) -> Result<Object<'env>> {
        let recorder = self.recorder.clone();
        self.answer(env, async move {
            let id = Uuid::parse_str(&conversation_id)
                .map_err(|_| format!("{conversation_id:?} is no conversation id, which is a UUID"))?;
            let deleted = recorder.delete(id).await.map_err(|error| error.to_string())?;
            Ok(json!({
                "wasActive": deleted.was_active,
                "objects": deleted.objects,
                "bytes": deleted.bytes,
                "allVersions": deleted.all_versions,
            }))
        })
    }

    /// A JSON value as a record would have it.
    #[napi(catch_unwind)]
    pub fn redact(&self, value: String) -> Result<String> {
        let value: Value =
            serde_json::from_str(&value).map_err(|error| Error::from_reason(error.to_string()))?;
        Ok(self.redactor.redact(value).into_inner().to_string())
    }
}

impl NativeRecorder {
    /// A promise of what some work on the archive's thread comes to, as JSON.
    fn answer<'env>(
        &self,
        env: &'env Env,
        work: impl Future<Output = Answer<Value>> + Send + 'static,
    ) -> Result<Object<'env>> {
        let (settle, promise) = promise(env, Err("the recorder has shut down".to_owned()))?;
        self.recorder.run(async move { settle.with(work.await.map(|value| value.to_string())) });
        Ok(promise)
    }
}

async fn read(archive: &Archive, id: Uuid) -> Answer<Value> {
    let mut documents = Map::new();
    for key in archive.find(id).await.map_err(|error| error.to_string())? {
        let body = archive.get(&key).await.map_err(|error| error.to_string())?;
        let unreadable = |error: serde_json::Error| format!("{} is no document of ours: {error}", key.path());
        let (name, document) = match &key.object {
            Stored::Conversation => {
                let conversation = serde_json::from_slice(&body).map_err(unreadable)?;
                ("conversation".to_owned(), document::conversation(conversation))
            }
            Stored::Summary => ("summary".to_owned(), serde_json::from_slice(&body).map_err(unreadable)?),
            Stored::Extracted { profile } => (
                document::extracted_name(&profile.to_string()),
                serde_json::from_slice(&body).map_err(unreadable)?,
            ),
        };
        documents.insert(name, document);
    }
    // The conversation is written last: without it the record is not there yet.
    Ok(if documents.contains_key("conversation") { documents.into() } else { Value::Null })
}

fn shut_down(recorder: &Recorder, timeout_ms: f64) -> Option<String> {
    recorder.shutdown(millis(timeout_ms)).err().map(|error| error.to_string())
}

/// Runs what waits on a thread of its own: Node's few are for its files and names.
fn spawn(work: impl FnOnce() + Send + 'static) -> Result<()> {
    let thread = std::thread::Builder::new().name("scripta-wait".to_owned()).spawn(work);
    thread.map(drop).map_err(|error| Error::from_reason(error.to_string()))
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
