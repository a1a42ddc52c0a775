//! Reads the audit trail, newest entries first. Reading it is an entry too, one for each time that somebody asks.

use scripta_catalog::audit::{Action, AuditEntry};
use scripta_core::Timestamp;

use crate::error::StewardError;
use crate::steward::Steward;
use crate::trail::Accessed;

/// Rows that are read at once.
const PAGE: u64 = 1_000;
/// How much later than a later entry one may have been made: the clocks of several machines differ.
const SKEW_MS: i64 = 60 * 60 * 1000;

/// Which entries to give. All conditions that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Made at that time or later.
    pub since: Option<Timestamp>,
    /// Made before that time.
    pub until: Option<Timestamp>,
    /// By that account.
    pub actor: Option<String>,
    /// Of that action, as it is written in an entry.
    pub action: Option<String>,
    /// With that in the target, or of that conversation.
    pub target: Option<String>,
    /// At most so many, the newest.
    pub limit: usize,
}

/// Entries of the trail.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries {
    /// The newest first.
    pub entries: Vec<AuditEntry>,
    /// There are more.
    pub more: bool,
    /// Numbers under which no entry could be read.
    pub unreadable: Vec<u64>,
}

impl Steward {
    /// Entries of the catalog's audit trail, as they were before this.
    ///
    /// # Errors
    /// Where the catalog fails, or the access cannot be written down.
    pub async fn audit_entries(&self, filter: &EntryFilter) -> Result<Entries, StewardError> {
        self.audited(Action::Audit, "trail", async {
            let found = self.find_entries(filter).await?;
            let count = found.entries.len();
            Ok(Accessed::done(found).with("entries", count))
        })
        .await
    }

    pub(crate) async fn find_entries(&self, filter: &EntryFilter) -> Result<Entries, StewardError> {
        // A name is looked for as it stands there.
        let asked = filter.actor.clone().map(Name);
        let actor = asked.map(|actor| self.redactor.redact(actor).into_inner().0);
        let filter = EntryFilter { actor, ..filter.clone() };
        let mut found = Entries { entries: Vec::new(), more: false, unreadable: Vec::new() };
        let mut end = self.catalog.audit_head().await?.map_or(0, |head| head.number);
        while end > 0 {
            let start = end.saturating_sub(PAGE - 1).max(1);
            let mut rows = self.catalog.audit_read(start, PAGE as usize).await?;
            rows.retain(|row| row.number <= end);
            let mut old = !rows.is_empty();
            for row in rows.iter().rev() {
                let Some(entry) = row.entry() else {
                    found.unreadable.push(row.number);
                    continue;
                };
                let at = entry.draft.at.as_millis();
                old &= filter.since.is_some_and(|since| at < since.as_millis() - SKEW_MS);
                if filter.fits(&entry) {
                    found.more |= found.entries.len() == filter.limit;
                    if found.more {
                        return Ok(found);
                    }
                    found.entries.push(entry);
                }
            }
            if old {
                break;
            }
            end = start - 1;
        }
        Ok(found)
    }
}

impl EntryFilter {
    fn fits(&self, entry: &AuditEntry) -> bool {
        let draft = &entry.draft;
        let action = |wanted: &String| {
            serde_json::to_value(draft.action).is_ok_and(|action| action == wanted.as_str())
        };
        let target = |wanted: &String| {
            draft.target.contains(wanted.as_str())
                || draft.conversations.iter().any(|id| id.to_string() == *wanted)
        };
        self.since.is_none_or(|since| draft.at >= since)
            && self.until.is_none_or(|until| draft.at < until)
            && self.actor.as_ref().is_none_or(|actor| draft.actor == *actor)
            && self.action.as_ref().is_none_or(action)
            && self.target.as_ref().is_none_or(target)
    }
}

/// The name of an account, redacted as in an entry.
struct Name(String);

impl scripta_redact::Sensitive for Name {
    fn scrub(&mut self, scrub: &mut scripta_redact::Scrub<'_>) {
        scrub.id(&mut self.0);
    }
}
