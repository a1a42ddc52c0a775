//! The three objects of a record, and how they are written.

use std::fmt;

use scripta_redact::Redacted;

use crate::archive::Archive;
use crate::error::ArchiveError;
use crate::key::{Key, Object};

/// One record, ready to be stored: JSON documents that the redactor has been over.
#[derive(Clone)]
pub struct RecordObjects {
    /// The facts taken out of the conversation.
    pub extracted: (Key, Redacted<Vec<u8>>),
    /// Its summary.
    pub summary: (Key, Redacted<Vec<u8>>),
    /// The conversation itself.
    pub conversation: (Key, Redacted<Vec<u8>>),
}

/// Shows the keys and sizes, not the content.
impl fmt::Debug for RecordObjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_map();
        for (key, body) in [&self.extracted, &self.summary, &self.conversation] {
            shown.entry(&key.path(), &body.get().len());
        }
        shown.finish()
    }
}

/// An object that is in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredObject {
    /// Its key, as [`Key::path`] gives it.
    pub key: String,
    /// Where it is: `s3://bucket/key`, or an absolute path.
    pub url: String,
    /// Its size.
    pub bytes: u64,
    /// `false` when the same bytes were there already.
    pub written: bool,
}

impl Archive {
    /// Stores a record: the extracted facts, the summary, and the conversation last, so that where a conversation is,
    /// the rest is too. When this returns, all three survive.
    ///
    /// `again` says that an earlier attempt may have written some of it. Then an object that is there with the same
    /// bytes is left alone, and one that differs is replaced.
    ///
    /// # Errors
    ///
    /// The first failure. What was written before it stays, and a later call with `again` completes it.
    pub async fn put_record(
        &self,
        record: RecordObjects,
        again: bool,
    ) -> Result<Vec<StoredObject>, ArchiveError> {
        record.check_keys()?;
        let mut stored = Vec::with_capacity(3);
        for (key, body) in [record.extracted, record.summary, record.conversation] {
            stored.push(self.put(&key, body, again).await?);
        }
        Ok(stored)
    }

    /// Stores one object, as [`Archive::put_record`] does.
    ///
    /// # Errors
    ///
    /// When the store didn't accept it.
    pub async fn put(
        &self,
        key: &Key,
        body: Redacted<Vec<u8>>,
        again: bool,
    ) -> Result<StoredObject, ArchiveError> {
        let path = key.path();
        let body = body.into_inner();
        let bytes = body.len() as u64;
        let written = !(again && self.holds(key, &body).await?);
        if written {
            self.write(&path, body, Some(key)).await?;
        } else if self.is_folder() {
            let path = path.clone();
            self.in_folder(move |folder| folder.flush(&path)).await?;
        }
        Ok(StoredObject { url: self.url_of(&path), key: path, bytes, written })
    }

    async fn holds(&self, key: &Key, body: &[u8]) -> Result<bool, ArchiveError> {
        match self.get(key).await {
            Ok(there) => Ok(there == body),
            Err(ArchiveError::NotFound { .. }) => Ok(false),
            // S3 answers so for a missing object too when listing isn't granted. A second version is better than none.
            Err(ArchiveError::Denied { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl RecordObjects {
    fn check_keys(&self) -> Result<(), ArchiveError> {
        let main = &self.conversation.0;
        let fits = |key: &Key, named: bool| match named && *key == main.with_object(key.object.clone()) {
            true => Ok(()),
            false => Err(ArchiveError::MixedRecord { key: key.path() }),
        };
        fits(main, main.object == Object::Conversation)?;
        fits(&self.summary.0, self.summary.0.object == Object::Summary)?;
        fits(&self.extracted.0, matches!(self.extracted.0.object, Object::Extracted { .. }))
    }
}
