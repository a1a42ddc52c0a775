//! Who looks after the records for this process, from the first time that somebody asks.

use std::sync::Arc;
use std::time::Duration;

use futures::lock::Mutex;
use scripta_catalog::CatalogConfig;
use scripta_recorder::{Options, Recorder};
use scripta_steward::{Access, Pace, Steward};

use crate::promise::Answer;

/// Entries of the audit trail are taken to the archive together.
const PACE: Pace = Pace::Batched { within: Duration::from_secs(10), entries: 100 };

/// See the module. What it gives is to be used on the recorder's own thread, where its connections live.
#[derive(Clone)]
pub(crate) struct Desk {
    recorder: Recorder,
    options: Options,
    actor: String,
    steward: Arc<Mutex<Option<Steward>>>,
}

impl Desk {
    pub(crate) fn new(recorder: Recorder, options: Options, actor: String) -> Self {
        Self { recorder, options, actor, steward: Arc::default() }
    }

    /// The recorder, where there is no catalog, and therefore no steward.
    pub(crate) fn without_catalog(&self) -> Option<&Recorder> {
        (self.options.catalog == CatalogConfig::None).then_some(&self.recorder)
    }

    /// The steward, in the name of `actor`, or else of who was named when the recorder was made.
    pub(crate) async fn steward(&self, actor: Option<String>, purpose: Option<String>) -> Answer<Steward> {
        let access =
            Access { actor: actor.unwrap_or_else(|| self.actor.clone()), origin: "node".to_owned(), purpose };
        let mut steward = self.steward.lock().await;
        if let Some(steward) = &*steward {
            return Ok(steward.acting_for(access));
        }
        let opened = Steward::open(&self.options, access).await.map_err(|error| error.to_string())?;
        let opened = opened.with_recorder(self.recorder.clone()).with_pace(PACE);
        Ok(steward.insert(opened).clone())
    }

    /// Takes to the archive what waits of the audit trail. What cannot be is in the catalog, and goes with the next access.
    pub(crate) async fn close(&self) {
        if let Some(steward) = self.steward.lock().await.take() {
            drop(steward.close().await);
        }
    }
}
