//! Sending conversations as traces.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use scripta_archive::{ArchiveError, Key, Object};
use scripta_catalog::audit::{Action, Outcome};
use scripta_catalog::query::Expr;
use scripta_catalog::{Entry, Position, Query, Select, Sort, SortBy};
use scripta_core::Timestamp;
use scripta_core::record::Conversation;
use scripta_otlp::{Otlp, SendError, send_conversation};
use scripta_steward::{Accessed, Steward, StewardError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A conversation is looked for in a day after it began, since it is indexed when it has ended and is archived.
const DAY_MS: i64 = 24 * 3_600_000;
/// Conversations that are read at once.
const PAGE: usize = 1_000;
/// Conversations in one entry of the audit trail.
const BATCH: usize = 100;
const FILE: &str = "otlp.json";

/// Which conversations of a data folder have been sent (`otlp.json`), so that each is sent once.
#[derive(Debug)]
pub struct Traces {
    file: PathBuf,
    kept: Kept,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    /// Conversations of the last day that were sent, with when they began.
    #[serde(default)]
    sent: BTreeMap<Uuid, i64>,
}

/// What came of sending.
#[derive(Debug, Default)]
pub struct Sent {
    /// Those that the receiver took.
    pub sent: Vec<Uuid>,
    /// Those that the archive does not have.
    pub missing: Vec<Uuid>,
    /// Those that the receiver never takes, and why.
    pub refused: Vec<(Uuid, SendError)>,
    /// What the receiver said of what it took in part only.
    pub warnings: Vec<String>,
    /// Why the rest was not sent.
    pub stopped: Option<String>,
}

/// Why nothing could be sent.
#[derive(Debug, thiserror::Error)]
pub enum TracesError {
    /// What was sent cannot be kept.
    #[error("{} cannot be written: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Archive, catalog or trail fail.
    #[error(transparent)]
    Steward(#[from] StewardError),
}

impl Traces {
    /// Goes on where it was. Where that cannot be read, the last day is sent again, which makes the same traces.
    pub fn open(data_dir: &Path) -> Self {
        let file = data_dir.join(FILE);
        let read = std::fs::read(&file).ok();
        let kept = read.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
        Self { file, kept }
    }

    /// Sends the conversations of the last day that have not been sent.
    ///
    /// # Errors
    /// [`TracesError`]. What the receiver did not take is no error, but told.
    pub async fn send_new(
        &mut self,
        steward: &Steward,
        otlp: &Otlp,
        now: Timestamp,
    ) -> Result<Sent, TracesError> {
        let from = now.as_millis().saturating_sub(DAY_MS);
        self.kept.sent.retain(|_, start| *start >= from);
        let query = Query::of(Expr::Began(from..=i64::MAX));
        let sort = Sort { by: SortBy::Start, descending: false };
        let (mut all, mut after) = (Sent::default(), None);
        while all.stopped.is_none() {
            let select = Select { query: &query, sort, after, limit: PAGE, said: false };
            let entries = steward.catalog().select(select).await.map_err(StewardError::from)?;
            let new: Vec<&Entry> =
                entries.iter().filter(|entry| !self.kept.sent.contains_key(&entry.conversation_id)).collect();
            for batch in new.chunks(BATCH) {
                let sent = self.batch(steward, otlp, batch).await?;
                all.add(sent);
                if all.stopped.is_some() {
                    break;
                }
            }
            match entries.last() {
                Some(last) if entries.len() == PAGE => after = Some(Position::of(last, sort.by)),
                _ => break,
            }
        }
        Ok(all)
    }

    async fn batch(
        &mut self,
        steward: &Steward,
        otlp: &Otlp,
        entries: &[&Entry],
    ) -> Result<Sent, TracesError> {
        let wanted = |entry: &&Entry| Wanted { id: entry.conversation_id, entry: Some((*entry).clone()) };
        let sent = send(steward, otlp, entries.iter().map(wanted).collect()).await?;
        let settled = sent.sent.iter().chain(&sent.missing).chain(sent.refused.iter().map(|(id, _)| id));
        let settled: BTreeSet<&Uuid> = settled.collect();
        let settled = entries.iter().filter(|entry| settled.contains(&entry.conversation_id));
        self.kept.sent.extend(settled.map(|entry| (entry.conversation_id, entry.start.as_millis())));
        self.keep().map_err(|source| TracesError::Unwritable { path: self.file.clone(), source })?;
        Ok(sent)
    }

    fn keep(&self) -> std::io::Result<()> {
        if let Some(folder) = self.file.parent() {
            scripta_recorder::create_folder(folder)?;
        }
        scripta_recorder::write_file(&self.file, &serde_json::to_vec(&self.kept)?)
    }
}

/// Sends conversations that are named, in one entry of the audit trail for each hundred.
///
/// # Errors
/// Archive, catalog or trail fail.
pub async fn send_traces(steward: &Steward, otlp: &Otlp, ids: &[Uuid]) -> Result<Sent, StewardError> {
    let mut all = Sent::default();
    for batch in ids.chunks(BATCH) {
        let mut wanted = Vec::new();
        for id in batch {
            wanted.push(Wanted { id: *id, entry: steward.catalog().get(*id).await? });
        }
        all.add(send(steward, otlp, wanted).await?);
        if all.stopped.is_some() {
            break;
        }
    }
    Ok(all)
}

/// A conversation, with its entry in the catalog where it has one.
struct Wanted {
    id: Uuid,
    entry: Option<Entry>,
}

impl Wanted {
    async fn read(&self, steward: &Steward) -> Result<Option<Conversation>, ArchiveError> {
        let key = match &self.entry {
            Some(entry) => {
                let start = entry.start.as_millis();
                Some(Key::new(start, &entry.session_id, entry.conversation_id, Object::Conversation))
            }
            None => {
                let keys = steward.archive().find(self.id).await?;
                keys.into_iter().find(|key| key.object == Object::Conversation)
            }
        };
        let Some(key) = key else { return Ok(None) };
        match steward.archive().get(&key).await {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// That conversations leave is written down before the first is sent, and how it went after the last.
async fn send(steward: &Steward, otlp: &Otlp, wanted: Vec<Wanted>) -> Result<Sent, StewardError> {
    let target = format!("otlp {}", otlp.host());
    let mut begun = serde_json::Map::new();
    begun.insert("conversations".to_owned(), wanted.len().into());
    steward.audit(Action::Export, &target, Outcome::Begun, begun).await?;
    steward
        .audited(Action::Export, &target, async {
            let mut sent = Sent::default();
            for one in wanted {
                sent.take(one, steward, otlp).await;
                if sent.stopped.is_some() {
                    break;
                }
            }
            let outcome = if sent.stopped.is_some() { Outcome::Failed } else { Outcome::Done };
            let ids = sent.sent.clone();
            Ok(Accessed { outcome, ..Accessed::done(sent).naming(ids) })
        })
        .await
}

impl Sent {
    async fn take(&mut self, wanted: Wanted, steward: &Steward, otlp: &Otlp) {
        let conversation = match wanted.read(steward).await {
            Ok(Some(conversation)) => conversation,
            Ok(None) => return self.missing.push(wanted.id),
            Err(error) => {
                self.stopped = Some(error.to_string());
                return;
            }
        };
        match send_conversation(otlp, &conversation).await {
            Ok(rejected) => {
                self.sent.push(wanted.id);
                if rejected.count > 0 || !rejected.message.is_empty() {
                    self.warnings
                        .push(format!("{} spans were rejected: {}", rejected.count, rejected.message));
                }
            }
            Err(error) if error.is_final() => self.refused.push((wanted.id, error)),
            Err(error) => self.stopped = Some(error.to_string()),
        }
    }

    fn add(&mut self, more: Self) {
        self.sent.extend(more.sent);
        self.missing.extend(more.missing);
        self.refused.extend(more.refused);
        self.warnings.extend(more.warnings);
        self.stopped = more.stopped;
    }
}
