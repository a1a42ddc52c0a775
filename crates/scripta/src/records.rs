//! The archive, read from a program without threads of its own.

use std::path::Path;

use anyhow::Context;
use scripta_archive::{Archive, ArchiveConfig, ArchiveError, Date, Key, Object};
use scripta_core::record::Summary;
use scripta_recorder::Options;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Objects that are read at the same time.
const AT_ONCE: usize = 16;

/// An archive and the runtime that its connections live in.
pub(crate) struct Records {
    runtime: Runtime,
    archive: Archive,
}

impl Records {
    /// Opens the archive; `None` where it is a folder that is not there, so that looking makes none.
    pub(crate) fn open(options: &Options) -> anyhow::Result<Option<Self>> {
        if let ArchiveConfig::Local { folder } = &options.archive
            && !Path::new(folder).is_dir()
        {
            return Ok(None);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let archive = {
            // Connections belong to the runtime that uses them.
            let _inside = runtime.enter();
            Archive::open(&options.archive, &options.archive_options)?
        };
        Ok(Some(Self { runtime, archive }))
    }

    pub(crate) fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Waits for something that works on the archive.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    pub(crate) fn describe(&self) -> String {
        self.archive.describe()
    }

    pub(crate) fn url(&self, key: &Key) -> String {
        self.archive.url(key)
    }

    pub(crate) fn check(&self) -> Result<scripta_archive::Checked, ArchiveError> {
        self.runtime.block_on(self.archive.check())
    }

    /// The days that have records, the newest first.
    pub(crate) fn days(&self) -> anyhow::Result<Vec<Date>> {
        let mut days = self.runtime.block_on(self.archive.days())?;
        days.reverse();
        Ok(days)
    }

    pub(crate) fn day(&self, day: Date) -> anyhow::Result<Vec<Key>> {
        Ok(self.runtime.block_on(self.archive.list_day(day))?)
    }

    /// The keys of one conversation's objects.
    pub(crate) fn find(&self, conversation: Uuid) -> anyhow::Result<Vec<Key>> {
        Ok(self.runtime.block_on(self.archive.find(conversation))?)
    }

    pub(crate) fn get(&self, key: &Key) -> Result<Vec<u8>, ArchiveError> {
        self.runtime.block_on(self.archive.get(key))
    }

    pub(crate) fn read<T: serde::de::DeserializeOwned>(&self, key: &Key) -> anyhow::Result<T> {
        let bytes = self.get(key)?;
        serde_json::from_slice(&bytes).with_context(|| {
            format!("{} cannot be read; a later version may have written it", self.archive.url(key))
        })
    }

    /// The summaries of a day, the latest conversation first. One that is deleted meanwhile is passed over; one
    /// that cannot be read is told to `unreadable`.
    pub(crate) fn summaries(
        &self,
        day: Date,
        mut unreadable: impl FnMut(String),
    ) -> anyhow::Result<Vec<Summary>> {
        let keys: Vec<Key> = self.day(day)?.into_iter().filter(|key| key.object == Object::Summary).collect();
        let mut summaries = Vec::with_capacity(keys.len());
        for some in keys.chunks(AT_ONCE) {
            for (key, read) in self.get_all(some) {
                match read.map(|bytes| serde_json::from_slice(&bytes)) {
                    Ok(Ok(summary)) => summaries.push(summary),
                    Ok(Err(_)) => {
                        unreadable(format!("{} is no summary that this version reads", self.url(&key)));
                    }
                    Err(error) if error.is_not_found() => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        summaries.sort_by_key(|summary: &Summary| std::cmp::Reverse((summary.start_time, summary.end_time)));
        Ok(summaries)
    }

    fn get_all(&self, keys: &[Key]) -> Vec<(Key, Result<Vec<u8>, ArchiveError>)> {
        self.runtime.block_on(async {
            let mut reads = JoinSet::new();
            for key in keys {
                let (archive, key) = (self.archive.clone(), key.clone());
                reads.spawn(async move {
                    let read = archive.get(&key).await;
                    (key, read)
                });
            }
            reads.join_all().await
        })
    }
}
