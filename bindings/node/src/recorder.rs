//! The recorder.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use napi::Env;
use napi::bindgen_prelude::{Error, Object, Result};
use napi_derive::napi;
use scripta_archive::ArchiveConfig;
use scripta_core::Timestamp;
use scripta_metrics::{Place, Values, emf, prometheus};
use scripta_recorder::{Recorder, Start};
use scripta_redact::Redactor;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::conversation::{NativeConversation, millis};
use crate::desk::Desk;
use crate::promise::{Answer, promise};
use crate::search::Request;
use crate::{erasing, options, reading};

/// How long a search waits for what has just been archived to be in the catalog.
const INDEXED_WITHIN: Duration = Duration::from_millis(100);

/// Records conversations.
#[napi]
pub struct NativeRecorder {
    recorder: Recorder,
    redactor: Redactor,
    profile: String,
    description: String,
    desk: Desk,
    /// What was counted when metrics were told last, for lines that tell what came since.
    told: Mutex<Values>,
}

/// What is known when a conversation begins.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Begun {
    metadata: Map<String, Value>,
    sdk: Option<String>,
    tracing: Option<Value>,
}

#[napi]
impl NativeRecorder {
    /// Opens it. `told`: what `createRecorder` takes, as JSON.
    #[napi(constructor, catch_unwind)]
    pub fn new(told: String) -> Result<Self> {
        let (options, actor) = options::read(&told).map_err(|error| Error::from_reason(error.to_string()))?;
        let redactor = options.settings.redactor.clone();
        let profile = options.settings.extractor.name().to_owned();
        let data_dir = options.data_dir.clone();
        let local = matches!(options.archive, ArchiveConfig::Local { .. });
        let recorder =
            Recorder::open(options.clone()).map_err(|error| Error::from_reason(error.to_string()))?;
        let archive = recorder.archive().describe();
        let desk = Desk::new(recorder.clone(), options, actor);
        let description = json!({
            "dataDir": data_dir,
            "archive": archive,
            "local": local,
            "profile": profile,
            "catalog": desk.without_catalog().is_none(),
        })
        .to_string();
        let told = Mutex::new(recorder.metrics().values);
        Ok(Self { recorder, redactor, profile, description, desk, told })
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
            "indexing": status.indexing.map(|indexing| json!({
                "waiting": indexing.waiting, "lastError": indexing.last_error,
            })),
        })
        .to_string()
    }

    /// What it has counted, as Prometheus reads it.
    #[napi(catch_unwind)]
    pub fn metrics(&self) -> String {
        prometheus(&self.recorder.metrics().values)
    }

    /// What was counted since this was asked last, as lines that CloudWatch Logs makes metrics of.
    #[napi(catch_unwind)]
    pub fn metric_lines(&self, namespace: String, service: String) -> Vec<String> {
        let place = Place { namespace, dimensions: vec![("Service".to_owned(), service)] };
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let current = self.recorder.metrics().values;
        let lines = emf(&current.since(&told), &place, now().as_millis());
        *told = current;
        lines
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
        let (recorder, desk) = (self.recorder.clone(), self.desk.clone());
        spawn(move || settle.with(Ok(shut_down(&recorder, &desk, timeout_ms))))?;
        Ok(promise)
    }

    /// The same for a process that is about to exit, which has no time for promises.
    #[napi(catch_unwind)]
    pub fn shutdown_sync(&self, timeout_ms: f64) -> Option<String> {
        shut_down(&self.recorder, &self.desk, timeout_ms)
    }

    /// Searches the archived conversations. `request`: as `ts/native.ts` tells.
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn search<'env>(&self, env: &'env Env, request: String) -> Result<Object<'env>> {
        self.answer(env, self.searched(request))
    }

    /// The same for who cannot wait for long: throws where there is no answer in time.
    #[napi(catch_unwind)]
    pub fn search_now(&self, request: String, timeout_ms: f64) -> Result<String> {
        let (tell, told) = sync_channel(1);
        let searched = self.searched(request);
        self.recorder.run(async move { drop(tell.send(searched.await)) });
        match told.recv_timeout(millis(timeout_ms)) {
            Ok(Ok(page)) => Ok(page.to_string()),
            Ok(Err(reason)) => Err(Error::from_reason(reason)),
            Err(RecvTimeoutError::Timeout) => Err(Error::from_reason(format!(
                "the archived conversations could not be searched within {timeout_ms} ms, for which the process would \
                 stand still: use search(), which gives a promise"
            ))),
            Err(RecvTimeoutError::Disconnected) => Err(Error::from_reason("the recorder has shut down")),
        }
    }

    /// The documents of an archived conversation, with the full history of each snapshot; of a session, of its latest.
    /// Null where the archive has none.
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn read<'env>(&self, env: &'env Env, request: String) -> Result<Object<'env>> {
        let (desk, redactor) = (self.desk.clone(), self.redactor.clone());
        self.answer(env, async move { reading::answer(&desk, &redactor, &request).await })
    }

    /// Erases a conversation, or all of a session.
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn erase<'env>(&self, env: &'env Env, request: String) -> Result<Object<'env>> {
        let (desk, redactor) = (self.desk.clone(), self.redactor.clone());
        self.answer(env, async move { erasing::answer(&desk, &redactor, &request).await })
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
    fn searched(&self, request: String) -> impl Future<Output = Answer<Value>> + Send + use<> {
        let (recorder, desk, redactor) = (self.recorder.clone(), self.desk.clone(), self.redactor.clone());
        async move {
            let mut request = Request::read(&request)?;
            let steward = desk.steward(request.actor.take(), request.purpose.take()).await?;
            recorder.indexed(INDEXED_WITHIN).await;
            request.answer(&steward, &redactor).await
        }
    }

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

/// The audit trail goes to the archive first, as long as there is somebody who takes it there.
fn shut_down(recorder: &Recorder, desk: &Desk, timeout_ms: f64) -> Option<String> {
    let deadline = millis(timeout_ms);
    let (tell, told) = sync_channel(1);
    let desk = desk.clone();
    recorder.run(async move {
        desk.close().await;
        let _ = tell.send(());
    });
    // What is not there by then goes with the next access.
    let _ = told.recv_timeout(deadline / 4);
    recorder.shutdown(deadline).err().map(|error| error.to_string())
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
