//! A data folder with records, and who looks after them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use scripta_catalog::audit::{Action, Checked, Outcome};
use scripta_core::Timestamp;
use scripta_recorder::{Config, End, Options, Recorder, Start};
use scripta_sample::{START_EPOCH_MS, insurance_call};
use scripta_steward::{Access, Steward};
use serde_json::{Map, Value};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Place {
    pub(crate) folder: TempDir,
    config: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::configured("")
    }

    /// With a `scripta.toml`.
    pub(crate) fn configured(config: &str) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), config: config.to_owned() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn options(&self) -> Options {
        let config = Config::parse(&self.config).unwrap();
        let mut options = config.options(|_| None, Some(self.path().to_owned())).unwrap();
        options.workers = 1;
        options.retry = (Duration::from_millis(20), Duration::from_millis(100));
        options
    }

    pub(crate) async fn steward(&self) -> Steward {
        Steward::open(&self.options(), access("ops")).await.unwrap()
    }

    /// Records a conversation with these metadata.
    pub(crate) fn record(&self, session: &str, metadata: &Value) -> Uuid {
        let recorder = Recorder::open(self.options()).unwrap();
        let at = |ms: u64| Some(Timestamp::from_millis(START_EPOCH_MS + i64::try_from(ms).unwrap()));
        let metadata = metadata.as_object().cloned().unwrap_or_default();
        let start = Start { capture: "replay".into(), at: at(0), metadata, ..Start::default() };
        let conversation = recorder.begin(session, start).unwrap();
        for line in insurance_call().iter().take(40) {
            conversation.observe_waiting(line.event.to_string(), at(line.at_ms), PATIENCE).unwrap();
        }
        conversation.end(End::default(), None).wait(PATIENCE).unwrap();
        recorder.shutdown(PATIENCE).unwrap();
        conversation.id()
    }

    /// The files of the archive's trails, in order.
    pub(crate) fn segments(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = files(&self.path().join("audit"));
        files.sort_by_key(|file| file.file_name().unwrap().to_owned());
        files
    }

    pub(crate) fn catalog_file(&self) -> PathBuf {
        self.path().join("catalog/catalog.db")
    }

    pub(crate) fn drop_catalog(&self) {
        fs::remove_dir_all(self.path().join("catalog")).unwrap();
    }

    /// Changes the catalog behind its back.
    pub(crate) fn raw(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.catalog_file()).unwrap();
        connection.busy_timeout(PATIENCE).unwrap();
        connection
    }
}

pub(crate) fn access(actor: &str) -> Access {
    Access { actor: actor.to_owned(), origin: "test".to_owned(), purpose: None }
}

/// All files below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Writes down so many accesses.
pub(crate) async fn work(steward: &Steward, accesses: u64) {
    for number in 0..accesses {
        let target = format!("outcome:quote_completed #{number}");
        steward.audit(Action::Search, &target, Outcome::Done, Map::new()).await.unwrap();
    }
}

/// The trails are sound; their entries in catalog and archive.
pub(crate) async fn sound(steward: &Steward) -> Checked {
    let checked = steward.verify_trail(None).await.unwrap();
    assert_eq!(checked.faults, [], "{:?}", checked.trails);
    checked
}
