//! The dictionary: words and labels with their numbers.

use foldhash::{HashMap, HashSet};
use rusqlite::{Connection, OptionalExtension};
use scripta_core::record::Speaker;

use super::connection::Failed;
use crate::entry::Entry;
use crate::query::labels;

/// Whose words there are.
pub(super) const SPEAKERS: [Speaker; 3] = [Speaker::User, Speaker::Assistant, Speaker::System];
/// Between two turns, so that no phrase goes from one into the next. Numbers of terms begin with another digit.
pub(super) const BETWEEN: &str = "0";
/// What every conversation has.
pub(super) const ALL: &str = "00";
/// Beginnings of a value are terms too, up to so many characters.
pub(super) const BEGINNING: usize = 3;
/// Terms that are kept in memory: a few tens of megabytes at most.
const KEPT: usize = 500_000;

/// The field of words that a side said.
pub(super) fn spoken(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::User => "said.user",
        Speaker::Assistant => "said.assistant",
        Speaker::System => "said.system",
    }
}

/// The field of beginnings of the values of `field`.
pub(super) fn beginnings(field: &str) -> String {
    format!("^{field}")
}

/// Whether `field` has values without number, for which beginnings are terms.
pub(super) fn is_open(field: &str) -> bool {
    field.starts_with("fact.") || field.starts_with("meta.")
}

/// A number as it stands in the index.
pub(super) fn token(id: i64) -> String {
    let mut token = String::new();
    push(&mut token, id);
    token
}

/// Adds a number in base 36 to a text.
pub(super) fn push(text: &mut String, mut id: i64) {
    let mut digits = [0_u8; 13];
    let mut at = digits.len();
    while id > 0 && at > 0 {
        at -= 1;
        let digit = u8::try_from(id % 36).unwrap_or(0);
        digits[at] = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
        id /= 36;
    }
    text.extend(digits.iter().skip(at).map(|digit| char::from(*digit)));
}

/// Gives the labels of an entry as terms: what can be asked for, and the beginnings of it. All but the session, which is
/// different in each and has a column. Some may come twice.
pub(super) fn each_of_labels(
    entry: &Entry,
    mut give: impl FnMut(&str, &str) -> Result<(), Failed>,
) -> Result<(), Failed> {
    for label in labels(entry).into_iter().filter(|label| label.field != "session") {
        if is_open(&label.field) {
            let field = beginnings(&label.field);
            for (at, c) in label.value.char_indices().take(BEGINNING) {
                give(&field, label.value.get(..at + c.len_utf8()).unwrap_or_default())?;
            }
        }
        give(&label.field, &label.value)?;
    }
    Ok(())
}

/// The numbers of terms, in memory, and what a transaction changes in who has them.
#[derive(Default)]
pub(super) struct Numbers {
    /// By field, then value.
    known: HashMap<String, HashMap<String, i64>>,
    kept: usize,
    /// By label.
    changes: HashMap<i64, i64>,
    /// Words of conversations that went.
    lost: HashSet<i64>,
    /// Of the file, when the numbers were read.
    version: Option<i64>,
}

impl Numbers {
    /// Drops what another process may have changed.
    pub(super) fn check(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let version = connection.prepare_cached("PRAGMA data_version")?.query_row((), |row| row.get(0))?;
        if self.version.replace(version) != Some(version) || self.kept > KEPT {
            self.forget();
        }
        self.changes.clear();
        self.lost.clear();
        Ok(())
    }

    pub(super) fn forget(&mut self) {
        self.known.clear();
        self.changes.clear();
        self.lost.clear();
        self.kept = 0;
    }

    /// The number of a term, which is given one where it has none.
    pub(super) fn number(
        &mut self,
        connection: &Connection,
        field: &str,
        value: &str,
    ) -> Result<i64, Failed> {
        if let Some(id) = self.find(connection, field, value)? {
            return Ok(id);
        }
        let add = "INSERT INTO term (field, value) VALUES (?1, ?2)";
        let id = connection.prepare_cached(add)?.insert([field, value])?;
        self.keep(field, value, id);
        Ok(id)
    }

    /// The number of a term that has one.
    pub(super) fn find(
        &mut self,
        connection: &Connection,
        field: &str,
        value: &str,
    ) -> Result<Option<i64>, Failed> {
        if let Some(id) = self.known.get(field).and_then(|values| values.get(value)) {
            return Ok(Some(*id));
        }
        let found = find(connection, field, value)?;
        if let Some(id) = found {
            self.keep(field, value, id);
        }
        Ok(found)
    }

    fn keep(&mut self, field: &str, value: &str, id: i64) {
        self.known.entry(field.to_owned()).or_default().insert(value.to_owned(), id);
        self.kept += 1;
    }

    /// A conversation comes with these words and labels.
    pub(super) fn add(&mut self, words: &[i64], labels: &[i64]) {
        if !self.lost.is_empty() {
            for id in words {
                self.lost.remove(id);
            }
        }
        labels.iter().for_each(|id| *self.changes.entry(*id).or_default() += 1);
    }

    /// A conversation goes with these.
    pub(super) fn remove(&mut self, words: &[i64], labels: &[i64]) {
        self.lost.extend(words);
        labels.iter().for_each(|id| *self.changes.entry(*id).or_default() -= 1);
    }

    /// Writes down how many conversations have each label now, and forgets terms that none has any more. Words are not counted: who
    /// has one, the index knows, and it is asked only of those that went.
    pub(super) fn settle(&mut self, connection: &Connection) -> Result<u64, Failed> {
        let mut changes: Vec<(i64, i64)> = self.changes.drain().filter(|(_, more)| *more != 0).collect();
        changes.sort_unstable();
        let mut update = connection.prepare_cached(
            "INSERT INTO labelled VALUES (?1, ?2)
             ON CONFLICT (term) DO UPDATE SET conversations = conversations + excluded.conversations",
        )?;
        let mut none =
            connection.prepare_cached("DELETE FROM labelled WHERE term = ?1 AND conversations <= 0")?;
        let mut gone = Vec::new();
        for (id, more) in &changes {
            update.execute([id, more])?;
            if *more < 0 && none.execute([id])? > 0 {
                gone.push(*id);
            }
        }
        let mut has = connection.prepare_cached("SELECT 1 FROM found WHERE found MATCH ?1 LIMIT 1")?;
        for id in self.lost.drain() {
            if !has.exists([format!("\"{}\"", token(id))])? {
                gone.push(id);
            }
        }
        let mut delete = connection.prepare_cached("DELETE FROM term WHERE id = ?1")?;
        for id in &gone {
            delete.execute([id])?;
        }
        if !gone.is_empty() {
            self.forget();
        }
        Ok(gone.len() as u64)
    }
}

/// The number of a term that is there.
pub(super) fn find(connection: &Connection, field: &str, value: &str) -> Result<Option<i64>, Failed> {
    let mut find = connection.prepare_cached("SELECT id FROM term WHERE field = ?1 AND value = ?2")?;
    Ok(find.query_row([field, value], |row| row.get(0)).optional()?)
}

/// Whether some conversation has a term; a word, whoever said it.
pub(super) fn stands(connection: &Connection, field: &str, value: &str) -> Result<bool, Failed> {
    if !SPEAKERS.iter().any(|speaker| spoken(*speaker) == field) {
        return Ok(find(connection, field, value)?.is_some());
    }
    for speaker in SPEAKERS {
        if find(connection, spoken(speaker), value)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The numbers of terms of a field that begin with `beginning`; `None` where there are more than `most`.
pub(super) fn find_beginning(
    connection: &Connection,
    field: &str,
    beginning: &str,
    most: usize,
) -> Result<Option<Vec<i64>>, Failed> {
    let mut find = connection.prepare_cached(
        "SELECT id FROM term WHERE field = ?1 AND value >= ?2 AND value < ?3 ORDER BY value LIMIT ?4",
    )?;
    // No character sorts after this one.
    let end = format!("{beginning}\u{10FFFF}");
    let limit = i64::try_from(most + 1).unwrap_or(i64::MAX);
    let ids: Vec<i64> =
        find.query_map((field, beginning, end, limit), |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok((ids.len() <= most).then_some(ids))
}
