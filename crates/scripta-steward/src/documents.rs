//! The documents of one conversation, read from the archive.

use scripta_archive::{Archive, ArchiveError, Key, Object};
use scripta_catalog::Entry;
use scripta_catalog::audit::Action;
use uuid::Uuid;

use crate::error::StewardError;
use crate::steward::Steward;
use crate::trail::Accessed;

/// The documents of one conversation, as they are archived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documents {
    /// The conversation, with its key.
    pub conversation: (Key, Vec<u8>),
    /// Its summary.
    pub summary: (Key, Vec<u8>),
    /// The facts taken out of it.
    pub extracted: Option<(Key, Vec<u8>)>,
}

impl Documents {
    /// Reads them; `None` where the archive has no whole record. With the entry of the catalog, and the name of the profile that
    /// facts are usually taken out by, their place is known; without, or where they are not there, the archive is listed.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub async fn read(
        archive: &Archive,
        id: Uuid,
        entry: Option<&Entry>,
        profile: &str,
    ) -> Result<Option<Self>, ArchiveError> {
        if let Some(entry) = entry {
            let key = |object| Key::new(entry.start.as_millis(), &entry.session_id, id, object);
            let extracted = key(Object::extracted(profile));
            let keys = [key(Object::Conversation), key(Object::Summary), extracted];
            // Another profile's facts are found by listing only.
            if let Some(documents) = Self::at(archive, &keys).await?
                && documents.extracted.is_some()
            {
                return Ok(Some(documents));
            }
        }
        let keys = archive.find(id).await?;
        Self::at(archive, &keys).await
    }

    /// Reads those at `keys`; `None` where the conversation or its summary is not there.
    async fn at(archive: &Archive, keys: &[Key]) -> Result<Option<Self>, ArchiveError> {
        let key = |fits: fn(&Object) -> bool| keys.iter().find(|key| fits(&key.object));
        let conversation = get(archive, key(|object| *object == Object::Conversation));
        let summary = get(archive, key(|object| *object == Object::Summary));
        let extracted = get(archive, key(|object| matches!(object, Object::Extracted { .. })));
        let (conversation, summary, extracted) = futures::try_join!(conversation, summary, extracted)?;
        Ok(conversation.zip(summary).map(|(conversation, summary)| Self { conversation, summary, extracted }))
    }

    /// Their keys.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        let all = [Some(&self.conversation), Some(&self.summary), self.extracted.as_ref()];
        all.into_iter().flatten().map(|(key, _)| key)
    }
}

/// An object with its key, where it is there.
async fn get(archive: &Archive, key: Option<&Key>) -> Result<Option<(Key, Vec<u8>)>, ArchiveError> {
    let Some(key) = key else { return Ok(None) };
    match archive.get(key).await {
        Ok(bytes) => Ok(Some((key.clone(), bytes))),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

impl Steward {
    /// The documents of one conversation; `None` where the archive has no whole record of it.
    ///
    /// # Errors
    /// Where the archive or the catalog cannot be read, or the trail cannot be written.
    pub async fn documents(&self, id: Uuid) -> Result<Option<Documents>, StewardError> {
        self.audited(Action::Read, &id.to_string(), async {
            let entry = self.catalog.get(id).await?;
            let profile = self.options.settings.extractor.name();
            Ok(match Documents::read(&self.archive, id, entry.as_ref(), profile).await? {
                Some(documents) => Accessed::done(Some(documents)).naming(vec![id]),
                None => Accessed::not_found(None),
            })
        })
        .await
    }
}
