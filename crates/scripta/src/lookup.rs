//! Finding a conversation by what somebody knows of it: its id, the beginning of its id, or its session.

use std::collections::BTreeMap;

use scripta_archive::{Date, Key, Object, Segment};
use uuid::Uuid;

use crate::records::Records;
use crate::setup::Setup;
use crate::usage;

/// The fewest characters of an id that are looked for.
const FEWEST: usize = 4;
/// Matches that are named where there are several.
const NAMED: usize = 10;

/// Where a conversation is.
pub(crate) enum Found {
    /// In the archive: the keys of its objects.
    Archived(Vec<Key>),
    /// Only in the journal.
    InJournal(Uuid),
}

/// Finds the one conversation that `wanted` names.
///
/// # Errors
/// Where there is none, or several.
pub(crate) fn find(wanted: &str, setup: &Setup, records: Option<&Records>) -> anyhow::Result<Found> {
    let query = Query::new(wanted, setup);
    let mut matches: BTreeMap<Uuid, Match> = BTreeMap::new();
    if let Some(records) = records {
        for key in query.keys(records)? {
            let found = matches.entry(key.conversation).or_insert_with(|| Match {
                day: Some(key.date),
                session: key.session.to_string(),
                keys: Vec::new(),
            });
            found.keys.push(key);
        }
    }
    // A crash may have left in the journal what is in the archive.
    for stored in setup.in_journals()? {
        if query.fits(stored.id, |session| session == stored.session_id) {
            let found = Match { day: None, session: stored.session_id, keys: Vec::new() };
            matches.entry(stored.id).or_insert(found);
        }
    }
    if matches.len() > 1 {
        return Err(usage(several(wanted, &matches)));
    }
    match matches.into_iter().next() {
        Some((id, found)) if found.keys.is_empty() => Ok(Found::InJournal(id)),
        Some((_, found)) => Ok(Found::Archived(found.keys)),
        None => anyhow::bail!(
            "no conversation or session {wanted} is in the archive or the journal; `scripta list` shows what is"
        ),
    }
}

struct Match {
    day: Option<Date>,
    session: String,
    keys: Vec<Key>,
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

/// What somebody knows of a conversation.
struct Query {
    id: Option<Uuid>,
    /// The beginning of an id, as ids are written.
    beginning: Option<String>,
    /// The session as given, and as it is recorded where there is personal data in it.
    sessions: [String; 2],
}

impl Query {
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
