//! Taking objects out of the archive for good.

use futures::TryStreamExt;
use opendal::ErrorKind;

use crate::archive::Archive;
use crate::error::{Act, ArchiveError};
use crate::key::Key;

/// How often the versions are listed and deleted before giving up on someone who keeps writing them.
const ROUNDS: usize = 3;

/// What a deletion removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// Objects; on a store with versions, all versions and delete markers.
    pub objects: u64,
    /// Their size.
    pub bytes: u64,
    /// Whether nothing of it is left. `false` where the store doesn't let us see whether it keeps old versions; then its
    /// own rules for them must remove what may be left.
    pub all_versions: bool,
}

impl Archive {
    /// Deletes an object with all its versions and delete markers. What isn't there counts as deleted: the result then
    /// has no objects. Old versions are found by the key alone, so this also ends what someone else deleted halfway and
    /// no listing shows any more.
    ///
    /// # Errors
    ///
    /// When something of it couldn't be deleted. Calling again goes on with the rest.
    pub async fn delete(&self, key: &Key) -> Result<Deleted, ArchiveError> {
        self.remove(&key.path()).await
    }

    /// What [`Self::delete`] would remove. Nothing is done.
    ///
    /// # Errors
    ///
    /// Where it cannot be looked at.
    pub async fn weigh(&self, key: &Key) -> Result<Deleted, ArchiveError> {
        let path = key.path();
        if !self.is_folder() && self.operator().info().capability().list_with_versions {
            match self.versions(&path).await {
                Err(ListVersions::NotPossible) => {}
                Err(ListVersions::Failed(error)) => return Err(error),
                Ok(versions) => {
                    let bytes = versions.iter().map(|(_, bytes)| bytes).sum();
                    return Ok(Deleted { objects: versions.len() as u64, bytes, all_versions: true });
                }
            }
        }
        let bytes = self.size(&path).await?;
        let objects = u64::from(bytes.is_some());
        Ok(Deleted { objects, bytes: bytes.unwrap_or(0), all_versions: self.is_folder() })
    }

    pub(crate) async fn remove(&self, path: &str) -> Result<Deleted, ArchiveError> {
        if self.is_folder() {
            return self.remove_file(path).await;
        }
        if !self.operator().info().capability().list_with_versions {
            return self.remove_current(path).await;
        }
        match self.remove_versions(path).await {
            // The service doesn't know versions, or we may not list them.
            Err(ListVersions::NotPossible) => self.remove_current(path).await,
            Err(ListVersions::Failed(error)) => Err(error),
            Ok(deleted) => Ok(deleted),
        }
    }

    async fn remove_file(&self, path: &str) -> Result<Deleted, ArchiveError> {
        let path = path.to_owned();
        let bytes = self.in_folder(move |folder| folder.remove(&path)).await?;
        Ok(Deleted { objects: u64::from(bytes.is_some()), bytes: bytes.unwrap_or(0), all_versions: true })
    }

    /// Deletes what a read would give.
    async fn remove_current(&self, path: &str) -> Result<Deleted, ArchiveError> {
        let bytes = self.size(path).await?;
        let deleted = self.operator().delete(path).await;
        deleted.map_err(|error| self.failed(Act::Delete, path, &error))?;
        Ok(Deleted { objects: u64::from(bytes.is_some()), bytes: bytes.unwrap_or(0), all_versions: false })
    }

    async fn remove_versions(&self, path: &str) -> Result<Deleted, ListVersions> {
        let mut deleted = Deleted { objects: 0, bytes: 0, all_versions: false };
        for _ in 0..ROUNDS {
            let versions = self.versions(path).await?;
            if versions.is_empty() {
                return Ok(Deleted { all_versions: true, ..deleted });
            }
            for (version, bytes) in versions {
                // One request each: a batch would say in its body which failed, and that is easily lost.
                let request = self.operator().delete_with(path).version(&version);
                request.await.map_err(|error| self.failed(Act::Delete, path, &error))?;
                deleted.objects += 1;
                deleted.bytes += bytes;
            }
        }
        Ok(deleted)
    }

    /// The versions and delete markers of an object, with their sizes.
    async fn versions(&self, path: &str) -> Result<Vec<(String, u64)>, ListVersions> {
        let listing = async {
            let lister =
                self.operator().lister_with(path).recursive(true).versions(true).deleted(true).await?;
            // The store lists by prefix, so keys that go on after this one come too.
            let own = lister.try_filter(|entry| std::future::ready(entry.path() == path));
            own.map_ok(|entry| {
                let metadata = entry.metadata();
                (metadata.version().unwrap_or("null").to_owned(), metadata.content_length())
            })
            .try_collect()
            .await
        };
        listing.await.map_err(|error: opendal::Error| {
            if error.kind() == ErrorKind::Unsupported {
                return ListVersions::NotPossible;
            }
            match self.failed(Act::ListVersions, path, &error) {
                ArchiveError::Denied { .. } => ListVersions::NotPossible,
                ArchiveError::Store { detail, .. } if detail.starts_with("501") => ListVersions::NotPossible,
                other => ListVersions::Failed(other),
            }
        })
    }

    /// The size of an object; `None` when it isn't there.
    async fn size(&self, path: &str) -> Result<Option<u64>, ArchiveError> {
        match self.operator().stat(path).await {
            Ok(metadata) => Ok(Some(metadata.content_length())),
            Err(error) => match self.failed(Act::Read, path, &error) {
                // S3 answers a missing object so where listing isn't granted; the deletion will tell.
                ArchiveError::NotFound { .. } | ArchiveError::Denied { .. } => Ok(None),
                error => Err(error),
            },
        }
    }
}

enum ListVersions {
    NotPossible,
    Failed(ArchiveError),
}

impl From<ArchiveError> for ListVersions {
    fn from(error: ArchiveError) -> Self {
        Self::Failed(error)
    }
}
