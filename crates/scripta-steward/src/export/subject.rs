//! Finds all conversations of one person.

use scripta_catalog::query::{Expr, Label};
use scripta_catalog::{Entry, Position, Query, Select, Sort, SortBy};
use scripta_redact::StandIns;
use serde_json::{Map, Value};

use super::{Wanted, place_of};
use crate::error::StewardError;
use crate::steward::Steward;

/// Entries that are read at once.
const PAGE: usize = 500;

impl Steward {
    /// The conversations whose metadata have that value, the earliest first.
    pub(crate) async fn of_subject(&self, key: &str, value: &str) -> Result<Vec<Wanted>, StewardError> {
        let wanted = self.as_recorded(key, value)?;
        let label = |(key, text): &(String, String)| {
            Expr::Is(Label { field: format!("meta.{key}"), value: folded(text), prefix: false })
        };
        let query = Query { expr: Expr::Or(wanted.iter().map(label).collect()) };
        let sort = Sort { by: SortBy::Start, descending: false };
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let select = Select { query: &query, sort, after, limit: PAGE, said: false };
            let entries = self.catalog.select(select).await?;
            // Labels are folded: `AB-1` is found with `ab-1`, and may be somebody else's.
            let exact = entries.iter().filter(|entry| wanted.iter().any(|wanted| has(entry, wanted)));
            found.extend(exact.map(|entry| Wanted {
                id: entry.conversation_id,
                start: entry.start.as_millis(),
                place: Some(place_of(entry)),
            }));
            match entries.last() {
                Some(last) if entries.len() == PAGE => {
                    after = Some(Position::of(last, sort.by));
                }
                _ => return Ok(found),
            }
        }
    }

    /// The name and value as they stand in records, where the value may have been given as a text or as a number.
    fn as_recorded(&self, key: &str, value: &str) -> Result<Vec<(String, String)>, StewardError> {
        let asked = [Some(Value::from(value)), number(value)].into_iter().flatten();
        let mut recorded: Vec<(String, String)> = Vec::new();
        for asked in asked {
            let given = Map::from_iter([(key.to_owned(), asked.clone())]);
            let redacted = self.redactor.redact(given).into_inner();
            let Some((key, left)) = redacted.into_iter().next() else { continue };
            let Some(text) = text_of(&left) else { continue };
            let is_own = match self.redactor.stand_ins(&text) {
                StandIns::Masks => false,
                StandIns::Pseudonyms => true,
                // Where nothing stands for what was dropped, what is left may be anybody's.
                StandIns::None => left == asked,
            };
            if is_own && !text.trim().is_empty() && !recorded.contains(&(key.clone(), text.clone())) {
                recorded.push((key, text));
            }
        }
        if recorded.is_empty() {
            return Err(StewardError::SharedMask { key: key.to_owned() });
        }
        Ok(recorded)
    }
}

/// A value that is written like a number or a truth value in JSON, as one.
fn number(value: &str) -> Option<Value> {
    let read: Value = serde_json::from_str(value).ok()?;
    let written = read.to_string();
    (matches!(read, Value::Number(_) | Value::Bool(_)) && written == value).then_some(read)
}

/// A value of metadata as the catalog compares it; lists and objects are not compared.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn has(entry: &Entry, (key, text): &(String, String)) -> bool {
    entry.metadata.get(key).and_then(text_of).is_some_and(|value| value == *text)
}

/// A value as labels are compared.
fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}
