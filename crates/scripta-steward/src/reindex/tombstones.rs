//! What the archive says was erased.

use futures::TryStreamExt;
use scripta_archive::Aside;
use scripta_catalog::Tombstone;
use scripta_core::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use crate::error::StewardError;
use crate::steward::Steward;

/// Tombstones that are looked up, and taken over, at once.
const AT_ONCE: usize = 500;

impl Steward {
    /// Takes over tombstones that the archive has and the catalog has not, and takes their conversations out. Gives how
    /// many there were.
    pub(super) async fn take_over_tombstones(&self) -> Result<u64, StewardError> {
        let erasures = self.archive.erasures().try_filter_map(|aside| {
            std::future::ready(Ok(match aside {
                Aside::Erasure { conversation } => Some(conversation),
                _ => None,
            }))
        });
        let mut taken = 0;
        let mut some = std::pin::pin!(erasures.try_chunks(AT_ONCE));
        loop {
            let ids = match some.try_next().await {
                Ok(Some(ids)) => ids,
                Ok(None) => return Ok(taken),
                Err(error) => return Err(error.1.into()),
            };
            taken += self.take_over(ids).await?;
        }
    }

    async fn take_over(&self, ids: Vec<Uuid>) -> Result<u64, StewardError> {
        let known = self.catalog.tombstones(ids.clone()).await?;
        let mut new = Vec::new();
        for id in ids.into_iter().filter(|id| known.iter().all(|known| known.conversation_id != *id)) {
            new.push(self.tombstone(id).await?);
        }
        let taken = new.len() as u64;
        if taken > 0 {
            self.catalog.erase(new).await?;
        }
        Ok(taken)
    }

    /// The tombstone of an erasure. That there is one is what counts: of one that cannot be read the time is unknown.
    async fn tombstone(&self, id: Uuid) -> Result<Tombstone, StewardError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Erasure {
            erased_at: Timestamp,
        }
        let json = self.archive.get_aside(&Aside::Erasure { conversation: id }).await?;
        let erased_at = serde_json::from_slice::<Erasure>(&json).map(|erasure| erasure.erased_at);
        Ok(Tombstone {
            conversation_id: id,
            erased_at: erased_at.unwrap_or_else(|_| Timestamp::from_millis(0)),
        })
    }
}
