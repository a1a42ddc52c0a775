//! Verifies the audit trail: the catalog's and the archive's copy, each against itself and the other.

use futures::TryStreamExt;
use scripta_archive::Aside;
use scripta_catalog::audit::{Action, Check, Checked};

use crate::error::StewardError;
use crate::steward::Steward;
use crate::trail::Accessed;

/// Rows that are read at once.
const PAGE: usize = 1_000;

impl Steward {
    /// Verifies the catalog's trail and all that are in the archive. `head` is a hash that was noted elsewhere: a trail
    /// must have it.
    ///
    /// Where a trail is so broken that nothing can be appended, this is told all the same: it is what was asked.
    ///
    /// # Errors
    /// Where the catalog or the archive cannot be read, or the access cannot be written down. What is wrong with a trail
    /// is no error; it is in the result.
    pub async fn verify_trail(&self, head: Option<&str>) -> Result<Checked, StewardError> {
        let mut broken = None;
        let verified = self.audited(Action::Audit, "trail: verify", async {
            let checked = self.check_trails(head).await?;
            let faults = checked.faults.len();
            broken = (faults > 0).then(|| checked.clone());
            Ok(Accessed::done(checked).with("faults", faults))
        });
        match (verified.await, broken) {
            (Err(StewardError::Unaudited(_)), Some(broken)) => Ok(broken),
            (verified, _) => verified,
        }
    }

    /// While others go on writing: what the archive has by now is listed before the catalog is read, so that it has no
    /// entry that was not in the catalog yet.
    async fn check_trails(&self, head: Option<&str>) -> Result<Checked, StewardError> {
        let archived = self.archived().await?;
        let objects = self.trail_objects().await?;
        let mut check = Check::new(archived);
        let mut from = 0;
        loop {
            let rows = self.catalog.audit_read(from, PAGE).await?;
            check.rows(&rows);
            match rows.last() {
                Some(last) if rows.len() == PAGE => from = last.number.saturating_add(1),
                _ => break,
            }
        }
        for asides in objects.values() {
            let mut read = std::pin::pin!(self.read_objects(asides));
            while let Some((aside, bytes)) = read.try_next().await? {
                if let Aside::Audit { trail, first, .. } = aside {
                    check.object(&aside.path(), *trail, *first, &bytes);
                }
            }
        }
        Ok(check.finish(head))
    }
}
