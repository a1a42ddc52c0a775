//! The archive: open it, read from it.

use std::fmt;
use std::sync::Arc;

use crate::config::ArchiveConfig;
use crate::error::{Act, ArchiveError};
use crate::folder::Folder;
use crate::key::{Key, Object};
use crate::options::Options;
use crate::store::Store;

/// The form of an object's key and metadata, told with each object.
const FORMAT: &str = "scripta/1";

/// An open archive. Clones share its connections.
///
/// Its methods need a Tokio runtime with time and I/O enabled, and its connections live in the runtime that used it first:
/// use an archive and its clones in one runtime, and open another for another runtime.
#[derive(Clone)]
pub struct Archive {
    store: Arc<Store>,
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Archive").field(&self.store.description).finish()
    }
}

impl Archive {
    /// Opens the archive. A folder is made where it is missing; a bucket isn't spoken to yet.
    ///
    /// # Errors
    ///
    /// When the configuration can't be right, or the folder can't be made.
    pub fn open(config: &ArchiveConfig, options: &Options) -> Result<Self, ArchiveError> {
        Ok(Self { store: Arc::new(Store::open(config, options)?) })
    }

    /// The archive in words, such as `s3://bucket (us-east-1, AES256)`, or the folder's path.
    pub fn describe(&self) -> String {
        self.store.description.clone()
    }

    /// Where the object is: `s3://bucket/key`, or an absolute path.
    pub fn url(&self, key: &Key) -> String {
        self.url_of(&key.path())
    }

    /// Reads one object.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::NotFound`] when it isn't there, or why it couldn't be read.
    pub async fn get(&self, key: &Key) -> Result<Vec<u8>, ArchiveError> {
        self.read(&key.path()).await
    }

    pub(crate) fn operator(&self) -> &opendal::Operator {
        &self.store.operator
    }

    pub(crate) fn is_folder(&self) -> bool {
        self.store.folder.is_some()
    }

    pub(crate) fn url_of(&self, path: &str) -> String {
        if self.is_folder() && std::path::MAIN_SEPARATOR != '/' {
            return format!("{}{}", self.store.url, path.replace('/', std::path::MAIN_SEPARATOR_STR));
        }
        format!("{}{path}", self.store.url)
    }

    /// Says what `error` means for `act` on the object at `path`.
    pub(crate) fn failed(&self, act: Act, path: &str, error: &opendal::Error) -> ArchiveError {
        act.failed(path, &self.url_of(path), error)
    }

    pub(crate) async fn read(&self, path: &str) -> Result<Vec<u8>, ArchiveError> {
        let read = self.store.operator.read(path).await;
        read.map(|bytes| bytes.to_vec()).map_err(|error| self.failed(Act::Read, path, &error))
    }

    /// Writes an object; `key` is given where it is a record's.
    pub(crate) async fn write(
        &self,
        path: &str,
        bytes: Vec<u8>,
        key: Option<&Key>,
    ) -> Result<(), ArchiveError> {
        if self.is_folder() {
            let path = path.to_owned();
            return self.in_folder(move |folder| folder.write(&path, &bytes)).await;
        }
        let operator = &self.store.operator;
        let mut write = operator.write_with(path, bytes).content_type(Object::CONTENT_TYPE);
        if let Some(key) = key.filter(|_| operator.info().capability().write_with_user_metadata) {
            // Names without `-` or `_`: Azure refuses the one, and some proxies drop headers with the other.
            let metadata = [("conversation", key.conversation.to_string()), ("format", FORMAT.to_owned())];
            write = write.user_metadata(metadata.map(|(name, value)| (name.to_owned(), value)));
        }
        write.await.map(|_| ()).map_err(|error| self.failed(Act::Write, path, &error))
    }

    /// Runs blocking work on the folder, off the runtime's own threads.
    pub(crate) async fn in_folder<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Folder) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, ArchiveError> {
        let store = self.store.clone();
        let run = tokio::task::spawn_blocking(move || match &store.folder {
            Some(folder) => work(folder),
            None => Err(ArchiveError::Config { detail: "the archive is not a folder".to_owned() }),
        });
        match run.await {
            Ok(done) => done,
            Err(stopped) => Err(ArchiveError::Unavailable {
                what: format!("use {}", self.store.description),
                detail: stopped.to_string(),
            }),
        }
    }
}
