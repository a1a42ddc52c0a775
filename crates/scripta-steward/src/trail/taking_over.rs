//! A new catalog goes on with the audit trail that the archive has of it.
//!
//! Which one that is a file in the data folder tells, since several machines may have a catalog each and one archive.
//! Without that file there may still be no doubt: the archive has but one trail, and is a folder of this machine or that of
//! a fleet with one catalog. In doubt a new trail is begun; the others stay in the archive and are verified there.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use futures::{StreamExt, TryStreamExt, stream};
use scripta_archive::{ArchiveConfig, Aside};
use scripta_catalog::audit::{Action, Check, Outcome, Row};
use scripta_catalog::{CatalogConfig, CatalogError};
use serde_json::{Map, json};
use uuid::Uuid;

use crate::error::StewardError;
use crate::steward::Steward;

/// The file in the data folder that names the trail.
const FILE: &str = "audit-trail";
/// Objects that are read at once.
const AT_ONCE: usize = 16;

/// The objects of each trail, in order.
pub(super) type Objects = BTreeMap<Uuid, Vec<Aside>>;

impl Steward {
    /// Where the catalog has no trail, takes over its trail from the archive. This costs nothing where it has one.
    pub(crate) async fn take_trail_over(&self) -> Result<(), StewardError> {
        match self.catalog.audit_head().await {
            Ok(Some(head)) => {
                self.remember_trail(head.trail);
                return Ok(());
            }
            // It has one, whose end cannot be read. That is for `verify` to tell.
            Err(CatalogError::Damaged { .. }) => return Ok(()),
            head => drop(head?),
        }
        let objects = self.trail_objects().await?;
        let Some((trail, asides)) = self
            .own_trail()
            .and_then(|own| objects.get_key_value(&own))
            .or_else(|| objects.first_key_value().filter(|_| objects.len() == 1 && self.has_archive_alone()))
        else {
            return Ok(());
        };
        let (rows, faults) = self.rows_of(asides).await?;
        if faults == 0 {
            if self.catalog.audit_restore(rows).await? {
                self.remember_trail(*trail);
            }
            return Ok(());
        }
        // To go on with it would be to vouch for it. It stays in the archive, where `verify` names its faults.
        let details = json!({ "notGoneOnWith": trail, "faults": faults });
        let details: Map<_, _> = details.as_object().cloned().unwrap_or_default();
        self.audit(Action::Audit, "trail", Outcome::Failed, details).await
    }

    /// The objects of all trails.
    pub(super) async fn trail_objects(&self) -> Result<Objects, StewardError> {
        let mut objects = Objects::new();
        let mut asides: Vec<Aside> = self.archive.audit_objects().try_collect().await?;
        asides.sort_by_key(|aside| match aside {
            Aside::Audit { first, date, .. } => (*first, Some(*date)),
            _ => (0, None),
        });
        for aside in asides {
            if let Aside::Audit { trail, .. } = aside {
                objects.entry(trail).or_default().push(aside);
            }
        }
        Ok(objects)
    }

    /// The content of objects, in their order; several are read at once.
    pub(super) fn read_objects<'a>(
        &'a self,
        asides: &'a [Aside],
    ) -> impl stream::Stream<Item = Result<(&'a Aside, Vec<u8>), StewardError>> + 'a {
        let reads = stream::iter(asides).map(async |aside| Ok((aside, self.archive.get_aside(aside).await?)));
        reads.buffered(AT_ONCE)
    }

    /// The rows of a trail as the archive has them, and how much is wrong with them.
    async fn rows_of(&self, asides: &[Aside]) -> Result<(Vec<Row>, usize), StewardError> {
        let mut check = Check::new(None);
        let mut rows = BTreeMap::new();
        let mut objects = std::pin::pin!(self.read_objects(asides));
        while let Some((aside, bytes)) = objects.try_next().await? {
            let Aside::Audit { trail, first, .. } = aside else { continue };
            check.object(&aside.path(), *trail, *first, &bytes);
            for (text, number) in String::from_utf8_lossy(&bytes).lines().zip(*first..) {
                rows.insert(number, Row { number, text: text.to_owned() });
            }
        }
        Ok((rows.into_values().collect(), check.finish(None).faults.len()))
    }

    /// True where nobody else has a catalog over the same archive.
    fn has_archive_alone(&self) -> bool {
        matches!(self.options.archive, ArchiveConfig::Local { .. })
            || matches!(self.options.catalog, CatalogConfig::Postgres { .. })
    }

    fn trail_file(&self) -> PathBuf {
        self.options.data_dir.join(FILE)
    }

    /// The trail that this machine wrote last.
    fn own_trail(&self) -> Option<Uuid> {
        fs::read_to_string(self.trail_file()).ok()?.trim().parse().ok()
    }

    /// Keeps the trail's name beside the catalog. Without it only a lost catalog would have its trail begun anew, so that
    /// failing to is no failure; and where there is no data folder none is made for it.
    pub(super) fn remember_trail(&self, trail: Uuid) {
        if self.own_trail() == Some(trail) {
            return;
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let _ = options.open(self.trail_file()).and_then(|mut file| writeln!(file, "{trail}"));
    }
}
