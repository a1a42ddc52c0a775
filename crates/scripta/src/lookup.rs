//! Finding a conversation by what somebody knows of it: its id, the beginning of its id, or its session.
//!
//! The catalog is asked first, which is as fast among a million. What it does not know is looked for in the archive, day by
//! day: a catalog may lack what an archive has. A name that the catalog knows is not looked for elsewhere.

use std::collections::BTreeMap;

use scripta_archive::{Date, Key, Object, Segment};
use scripta_catalog::query::{Expr, Label, ids_from};
use scripta_catalog::{Entry, Query, Select, Sort};
use uuid::Uuid;

use crate::records::Records;
use crate::setup::Setup;
use crate::stewardship::Stewardship;
use crate::usage;

/// The fewest characters of an id that are looked for.
const FEWEST: usize = 4;
/// Matches that are named where there are several.
const NAMED: usize = 10;
/// Matches of the catalog that are looked at.
const LOOKED_AT: usize = 1_000;

/// Where a conversation is.
pub(crate) enum Found {
    /// In the archive.
    Archived(Uuid),
    /// Only in the journal.
    InJournal(Uuid),
}

/// Nothing has this name.
#[derive(Debug, thiserror::Error)]
#[error("no conversation or session {0} is in the archive or the journal; `scripta list` shows what is")]
pub(crate) struct Unknown(String);

/// Finds the one conversation that `wanted` names.
///
/// # Errors
/// [`Unknown`] where there is none; or where there are several, or it cannot be looked for.
pub(crate) fn find(
    wanted: &str,
    setup: &Setup,
    records: Option<&Records>,
    stewardship: Option<&Stewardship>,
) -> anyhow::Result<Found> {
    let name = Name::new(wanted, setup);
    let mut matches = match stewardship {
        Some(stewardship) => name.in_catalog(stewardship)?,
        None => BTreeMap::new(),
    };
    if let Some(records) = records.filter(|_| matches.is_empty()) {
        for key in name.keys(records)? {
            let session = key.session.to_string();
            matches.entry(key.conversation).or_insert(Match { day: Some(key.date), session });
        }
    }
    // A crash may have left in the journal what is in the archive.
    for stored in setup.in_journals()? {
        if name.fits(stored.id, |session| session == stored.session_id) {
            matches.entry(stored.id).or_insert(Match { day: None, session: stored.session_id });
        }
    }
    if matches.len() > 1 {
        return Err(usage(several(wanted, &matches)));
    }
    match matches.into_iter().next() {
        Some((id, Match { day: Some(_), .. })) => Ok(Found::Archived(id)),
        Some((id, Match { day: None, .. })) => Ok(Found::InJournal(id)),
        None => Err(Unknown(wanted.to_owned()).into()),
    }
}

struct Match {
    /// When it began; absent where it is in the journal only.
    day: Option<Date>,
    session: String,
}

fn several(wanted: &str, matches: &BTreeMap<Uuid, Match>) -> String {
    let mut text = format!("{} conversations are called {wanted}; name one by its id:", matches.len());
    let mut newest: Vec<_> = matches.iter().collect();
    newest.sort_by_key(|(_, found)| std::cmp::Reverse(found.day));
    for (id, found) in newest.iter().take(NAMED) {
        let day = found.day.map_or_else(|| "in the journal".to_owned(), |day| day.to_string());
        text.push_str(&format!("\n  {id}  {day}  {}", found.session));
    }
    if matches.len() > NAMED {
        text.push_str(&format!("\n  and {} more", matches.len() - NAMED));
    }
    text
}

impl From<Entry> for Match {
    fn from(entry: Entry) -> Self {
        let key = Key::new(entry.start.as_millis(), "", entry.conversation_id, Object::Conversation);
        Self { day: Some(key.date), session: entry.session_id }
    }
}

/// What somebody knows of a conversation.
struct Name {
    id: Option<Uuid>,
    /// The beginning of an id, as ids are written.
    beginning: Option<String>,
    /// The session as given, and as it is recorded where there is personal data in it.
    sessions: [String; 2],
}

impl Name {
    fn new(wanted: &str, setup: &Setup) -> Self {
        let is_of_id = |c: char| c.is_ascii_hexdigit() || c == '-';
        let beginning =
            (wanted.len() >= FEWEST && wanted.chars().all(is_of_id)).then(|| wanted.to_ascii_lowercase());
        let redacted = setup.options.settings.redactor.redact(wanted.to_owned()).get().clone();
        Self { id: wanted.parse().ok(), beginning, sessions: [wanted.to_owned(), redacted] }
    }

    fn fits(&self, id: Uuid, session: impl Fn(&str) -> bool) -> bool {
        match self.id {
            Some(wanted) => wanted == id,
            None => {
                self.beginning
                    .as_ref()
                    .is_some_and(|beginning| id.to_string().starts_with(beginning.as_str()))
                    || self.sessions.iter().any(|wanted| session(wanted))
            }
        }
    }

    /// What the catalog knows by this name.
    fn in_catalog(&self, stewardship: &Stewardship) -> anyhow::Result<BTreeMap<Uuid, Match>> {
        let beginning = self.beginning.as_deref().and_then(ids_from);
        let ids = self.id.map(|id| id..=id).or(beginning).map(Expr::Id);
        let is = |session: &String| {
            Expr::Is(Label {
                field: "session".to_owned(),
                value: session.trim().to_lowercase(),
                prefix: false,
            })
        };
        let sessions = self.sessions.iter().filter(|_| self.id.is_none()).map(is);
        let query = Query::of(Expr::Or(ids.into_iter().chain(sessions).collect()));
        let select =
            Select { query: &query, sort: Sort::default(), after: None, limit: LOOKED_AT, said: false };
        let found = stewardship.wait(stewardship.steward.catalog().select(select))?;
        let matches = found.into_iter().filter(|entry| {
            // Upper and lower case are the same to the catalog, and not to us.
            self.fits(entry.conversation_id, |session| session == entry.session_id)
        });
        Ok(matches.map(|entry| (entry.conversation_id, Match::from(entry))).collect())
    }

    /// The keys in the archive, of records that are whole.
    fn keys(&self, records: &Records) -> anyhow::Result<Vec<Key>> {
        let keys = match self.id {
            Some(id) => records.find(id)?,
            None => {
                let segments = self.sessions.clone().map(|session| Segment::new(&session));
                let mut keys = Vec::new();
                for day in records.days()? {
                    let fits = |key: &Key| self.fits(key.conversation, |_| segments.contains(&key.session));
                    keys.extend(records.day(day)?.into_iter().filter(fits));
                }
                keys
            }
        };
        let whole: Vec<Uuid> = keys
            .iter()
            .filter(|key| key.object == Object::Conversation)
            .map(|key| key.conversation)
            .collect();
        Ok(keys.into_iter().filter(|key| whole.contains(&key.conversation)).collect())
    }
}
