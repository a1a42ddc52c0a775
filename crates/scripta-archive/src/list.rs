//! What the archive holds.

use std::collections::BTreeSet;
use std::future::ready;

use futures::stream::{self, Stream, StreamExt, TryStreamExt};
use jiff::civil::Date;
use uuid::Uuid;

use crate::archive::Archive;
use crate::error::{Act, ArchiveError};
use crate::key::{Key, ROOT, parse_date};

/// How many days are listed at once when all are.
const DAYS_AT_ONCE: usize = 8;

/// Objects that aren't a record's (a probe, a file that someone put there) are passed over by every listing.
impl Archive {
    /// The days that have records, earliest first.
    ///
    /// # Errors
    ///
    /// When the store can't be listed.
    pub async fn days(&self) -> Result<Vec<Date>, ArchiveError> {
        let entries = self.paths(ROOT.to_owned(), false);
        let days = entries.try_filter_map(|path| {
            let folder = path.strip_prefix(ROOT).and_then(|rest| rest.strip_suffix('/'));
            ready(Ok(folder.and_then(parse_date)))
        });
        Ok(days.try_collect::<BTreeSet<_>>().await?.into_iter().collect())
    }

    /// The keys of one day, in the order of their paths. See [`Archive::stream_day`] for days that don't fit memory.
    ///
    /// # Errors
    ///
    /// When the store can't be listed.
    pub async fn list_day(&self, date: Date) -> Result<Vec<Key>, ArchiveError> {
        let mut keys: Vec<Key> = self.stream_day(date).try_collect().await?;
        keys.sort_by_cached_key(Key::path);
        Ok(keys)
    }

    /// The keys of one day as the store lists them, page by page: S3 in the order of paths, a folder in none.
    pub fn stream_day(&self, date: Date) -> impl Stream<Item = Result<Key, ArchiveError>> + Send + 'static {
        self.paths(format!("{ROOT}{date}/"), true).try_filter_map(|path| ready(Ok(Key::parse(&path).ok())))
    }

    /// All keys, newest day first and in the order of paths within a day.
    pub fn list(&self) -> impl Stream<Item = Result<Key, ArchiveError>> + Send + 'static {
        let archive = self.clone();
        let days = stream::once(async move {
            let days = archive.days().await?;
            let listings = stream::iter(days.into_iter().rev()).map(move |day| {
                let archive = archive.clone();
                async move { archive.list_day(day).await }
            });
            // The next day's listing is fetched while this one's is used.
            Ok::<_, ArchiveError>(listings.buffered(2))
        });
        days.try_flatten().map_ok(|keys| stream::iter(keys).map(Ok)).try_flatten()
    }

    /// The keys of one conversation, wherever they are; none when it isn't in the archive.
    ///
    /// This lists the whole archive, as the store can't look an id up. Where the day is known, use
    /// [`Archive::list_day`]; the catalog knows it.
    ///
    /// # Errors
    ///
    /// When the store can't be listed.
    pub async fn find(&self, conversation: Uuid) -> Result<Vec<Key>, ArchiveError> {
        let days = self.days().await?;
        let found = stream::iter(days.into_iter().rev())
            .map(|day| {
                let of_conversation = move |key: &Key| ready(key.conversation == conversation);
                self.stream_day(day).try_filter(of_conversation).try_collect::<Vec<_>>()
            })
            .buffer_unordered(DAYS_AT_ONCE)
            .try_concat();
        let mut keys = found.await?;
        keys.sort_by_cached_key(Key::path);
        Ok(keys)
    }

    /// The paths below `folder`; with folders, and only one level deep, unless `recursive`.
    /// Paths of all objects of a conversation, also of those of which only former versions or delete markers are left, where
    /// the store lists them. Looks at all of the archive.
    ///
    /// # Errors
    ///
    /// Why it couldn't be listed.
    pub async fn remains(&self, conversation: Uuid) -> Result<Vec<String>, ArchiveError> {
        let mut found: BTreeSet<String> = self.find(conversation).await?.iter().map(Key::path).collect();
        if self.operator().info().capability().list_with_versions {
            let lister = self.operator().lister_with(ROOT).recursive(true).versions(true).deleted(true).await;
            let failed = |error| self.failed(Act::ListVersions, ROOT, &error);
            let entries =
                async { lister?.map_ok(|entry| entry.path().to_owned()).try_collect::<Vec<_>>().await };
            match entries.await.map_err(failed) {
                Ok(paths) => found.extend(
                    paths
                        .into_iter()
                        .filter(|path| Key::parse(path).is_ok_and(|key| key.conversation == conversation)),
                ),
                // The service doesn't know versions, or we may not list them: a deletion says so.
                Err(ArchiveError::Denied { .. } | ArchiveError::Store { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found.into_iter().collect())
    }

    pub(crate) fn paths(
        &self,
        folder: String,
        recursive: bool,
    ) -> impl Stream<Item = Result<String, ArchiveError>> + Send + 'static {
        let archive = self.clone();
        let opened = async move {
            let lister = archive.operator().lister_with(&folder).recursive(recursive).await;
            let lister = lister.map_err(|error| archive.failed(Act::List, &folder, &error))?;
            Ok(lister
                .map_ok(|entry| entry.path().to_owned())
                .map_err(move |error| archive.failed(Act::List, &folder, &error)))
        };
        // A folder that isn't there yet holds nothing.
        stream::once(opened)
            .try_flatten()
            .filter(|path| ready(!matches!(path, Err(ArchiveError::NotFound { .. }))))
    }
}
