//! Hands out conversations as a zip file: all of one person's, or some that are named.
//!
//! # Layout of the file
//!
//! ```text
//! conversations/2024-01-15/<session>/<id>_conversation.json   as archived, and the summary and the facts beside it
//! transcripts/2024-01-15/<id>.txt                             what was said, for reading
//! manifest.json                                               what, when, by whom; SHA-256 of each of the files
//! ```
//!
//! # Whose conversations
//!
//! A person is told by what the caller's metadata say: `customerId=42`. What the redactor takes out of metadata is not
//! known any more, so the value that is asked for is redacted as it was then. Where a pseudonym stands for it, that is the
//! person's own. Where a mask stands for it, everybody has the same one: then nothing is handed out, since it would be
//! other people's conversations.
//!
//! # Order
//!
//! The file is written beside the one that was asked for, readable by its owner only; that it was handed out is written into
//! the audit trail; then it gets its name. Where one of these fails there is no file.

mod bundle;
mod subject;

use std::path::{Path, PathBuf};

use scripta_archive::{ArchiveError, Date, Key, Object};
use scripta_catalog::Entry;
use scripta_catalog::audit::Action;
use serde::Serialize;
use uuid::Uuid;

use self::bundle::{Bundle, Files};
use crate::error::StewardError;
use crate::steward::Steward;
use crate::trail::Accessed;

/// What to hand out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All conversations whose metadata have that value.
    Subject {
        /// The name of the metadata, such as `customerId`.
        key: String,
        /// Its value.
        value: String,
    },
    /// Those, which must all be there.
    Conversations(Vec<Uuid>),
}

/// What was handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// The file.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// The conversations in it, the earliest first.
    pub conversations: Vec<Uuid>,
    /// Files in it, without the manifest.
    pub files: u64,
}

impl Selection {
    /// For the audit trail: no value of somebody's.
    fn target(&self) -> String {
        match self {
            Self::Subject { key, .. } => format!("meta.{key}"),
            Self::Conversations(ids) => match &ids[..] {
                [id] => id.to_string(),
                ids => format!("{} conversations", ids.len()),
            },
        }
    }
}

impl Steward {
    /// Hands out conversations as a zip file at `out`, in the place of one that is there. `None` where there are none of
    /// that person; then there is no file.
    ///
    /// # Errors
    /// [`StewardError::SharedMask`] where the value is masked in the records, [`StewardError::NoConversations`] where one
    /// that was named is not in the archive; else where archive, catalog or file fail, or the access cannot be written
    /// down. Then there is no file.
    pub async fn export(&self, selection: &Selection, out: &Path) -> Result<Option<Exported>, StewardError> {
        let written = self
            .audited(Action::Export, &selection.target(), async {
                let Some(files) = self.bundle(selection, out).await? else {
                    return Ok(Accessed::not_found(None));
                };
                let exported = files.exported(out);
                let (ids, bytes, sha256) =
                    (exported.conversations.clone(), exported.bytes, exported.sha256.clone());
                let done = Accessed::done(Some((files, exported))).with("bytes", bytes);
                Ok(done.with("sha256", sha256).naming(ids))
            })
            .await?;
        let Some((files, exported)) = written else { return Ok(None) };
        // Only now, when it is written down, does the file get its name.
        files.publish(out).await?;
        Ok(Some(exported))
    }

    /// Writes the file under a passing name; `None` where there is nothing to be written.
    async fn bundle(&self, selection: &Selection, out: &Path) -> Result<Option<Files>, StewardError> {
        let found = match selection {
            Selection::Subject { key, value } => self.of_subject(key, value).await?,
            Selection::Conversations(ids) => self.of_ids(ids).await?,
        };
        if found.is_empty() {
            return Ok(None);
        }
        let mut bundle = Bundle::create(out).await?;
        let mut day = Day::default();
        for wanted in found {
            let objects = self.objects_of(&wanted, &mut day).await?;
            if objects.is_empty() {
                match selection {
                    // It was taken out since the catalog saw it.
                    Selection::Subject { .. } => continue,
                    Selection::Conversations(_) => {
                        return Err(StewardError::NoConversations { ids: vec![wanted.id] });
                    }
                }
            }
            bundle = bundle.add(wanted.id, objects).await?;
        }
        if bundle.conversations().is_empty() {
            return Ok(None);
        }
        // Who erases looks in the trail for what was handed out, and this is not there yet.
        let erased = self.catalog.tombstones(bundle.conversations().to_vec()).await?;
        if !erased.is_empty() {
            return Err(StewardError::ErasedMeanwhile { count: erased.len() });
        }
        let manifest = self.redactor.redact(bundle.manifest(&self.access, selection));
        bundle.finish(manifest.get()).await.map(Some)
    }

    async fn of_ids(&self, ids: &[Uuid]) -> Result<Vec<Wanted>, StewardError> {
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let entry = self.catalog.get(*id).await?;
            let place = entry.as_ref().map(place_of);
            let start = entry.map_or(i64::MAX, |entry| entry.start.as_millis());
            found.push(Wanted { id: *id, start, place });
        }
        found.sort_by_key(|wanted| (wanted.start, wanted.id));
        found.dedup();
        Ok(found)
    }

    /// The objects of a conversation as they are archived, the conversation itself first.
    async fn objects_of(&self, wanted: &Wanted, day: &mut Day) -> Result<Vec<(Key, Vec<u8>)>, StewardError> {
        let mut keys = match &wanted.place {
            Some(place) => day.keys(self, place.date).await?.to_vec(),
            None => Vec::new(),
        };
        keys.retain(|key| key.conversation == wanted.id);
        if keys.is_empty() {
            keys = self.archive.find(wanted.id).await?;
        }
        if !keys.iter().any(|key| key.object == Object::Conversation) {
            return Ok(Vec::new());
        }
        keys.sort();
        let mut objects = Vec::with_capacity(keys.len());
        for key in keys {
            match self.archive.get(&key).await {
                Ok(bytes) => objects.push((key, bytes)),
                Err(ArchiveError::NotFound { .. }) => return Ok(Vec::new()),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(objects)
    }
}

/// A conversation that is to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) id: Uuid,
    start: i64,
    /// Any key of its day, where the catalog knows it.
    place: Option<Key>,
}

fn place_of(entry: &Entry) -> Key {
    Key::new(entry.start.as_millis(), &entry.session_id, entry.conversation_id, Object::Conversation)
}

/// The keys of the day that was listed last: conversations come in the order of time.
#[derive(Default)]
struct Day(Option<(Date, Vec<Key>)>);

impl Day {
    async fn keys(&mut self, steward: &Steward, date: Date) -> Result<&[Key], StewardError> {
        if self.0.as_ref().is_none_or(|(listed, _)| *listed != date) {
            self.0 = Some((date, steward.archive.list_day(date).await?));
        }
        Ok(self.0.as_ref().map_or(&[], |(_, keys)| keys))
    }
}
