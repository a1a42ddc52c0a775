//! A change of the configuration is an entry of the audit trail: which settings, never their values.
//!
//! What is compared is kept in the catalog: of each setting its name and a keyed digest of its value. It is kept apart
//! for each program, machine and file that a configuration comes from, so that two programs with one catalog and
//! different configurations do not each take the other's for a change.

use std::collections::BTreeMap;

use ring::hmac;
use scripta_catalog::audit::{Action, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::error::StewardError;
use crate::steward::Steward;

/// Names of settings that an entry tells one by one, of each sort.
const NAMED: usize = 50;
/// Bytes of a digest that are kept.
const DIGEST: usize = 8;

/// The settings that somebody made: all that is not as it is by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, String>);

/// What is known of a source's settings.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Known {
    /// Keys the digests.
    salt: String,
    settings: BTreeMap<String, String>,
}

impl Settings {
    /// The settings of a configuration file as JSON, by names such as `archive.bucket`.
    ///
    /// ```
    /// use scripta_steward::Settings;
    ///
    /// let file = serde_json::json!({ "archive": { "bucket": "calls" }, "data_dir": "/var/lib/scripta" });
    /// let settings = Settings::of(&file).with("CONVERSATIONS_BUCKET", "other");
    /// assert_eq!(settings.names().collect::<Vec<_>>(), ["CONVERSATIONS_BUCKET", "archive.bucket", "data_dir"]);
    /// ```
    pub fn of(file: &Value) -> Self {
        let mut settings = Self::default();
        settings.add(String::new(), file);
        settings
    }

    /// One more setting, such as a variable of the environment, or the content of a file that is named.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.insert(name.to_owned(), without_password(value));
        self
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn add(&mut self, name: String, value: &Value) {
        match value {
            Value::Object(members) => {
                for (member, value) in members {
                    let dot = if name.is_empty() { "" } else { "." };
                    self.add(format!("{name}{dot}{member}"), value);
                }
            }
            Value::String(text) => drop(self.0.insert(name, without_password(text))),
            other => drop(self.0.insert(name, other.to_string())),
        }
    }

    fn digests(&self, salt: &str) -> BTreeMap<String, String> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, salt.as_bytes());
        let digest = |value: &String| {
            let tag = hmac::sign(&key, value.as_bytes());
            tag.as_ref().iter().take(DIGEST).map(|byte| format!("{byte:02x}")).collect()
        };
        self.0.iter().map(|(name, value)| (name.clone(), digest(value))).collect()
    }
}

/// An address without the name and password in it: of a password that is easily guessed even a digest tells much.
fn without_password(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else { return value.to_owned() };
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{host}{path}"),
        None => value.to_owned(),
    }
}

impl Steward {
    /// Compares the settings with those that were in effect the last time, and writes down which are others. `source` says
    /// where they come from: the program, the machine and the file. With a source that was never seen, the defaults are
    /// what was in effect before.
    ///
    /// # Errors
    /// Where the catalog fails, or the change cannot be written down.
    pub async fn configured(&self, source: &str, settings: &Settings) -> Result<(), StewardError> {
        let name = note_of(source);
        let note = self.catalog.note(&name).await?;
        let known: Option<Known> = note.as_deref().and_then(|note| serde_json::from_str(note).ok());
        if known.is_none() && settings.0.is_empty() {
            return Ok(());
        }
        let known = known.unwrap_or_else(|| Known { salt: new_salt(), ..Known::default() });
        // A name may be somebody's, too: that of a topic, say.
        let digests = settings.digests(&known.salt).into_iter();
        let now = digests.map(|(name, digest)| (self.redactor.text(&name).0.into_inner(), digest)).collect();
        if now == known.settings {
            return Ok(());
        }
        let details = differences(&known.settings, &now);
        self.audit(Action::Configure, "configuration", Outcome::Done, details).await?;
        let now = serde_json::to_string(&Known { settings: now, ..known }).unwrap_or_default();
        // Who was faster has noted the same.
        self.catalog.swap_note(&name, note.as_deref(), Some(&now)).await?;
        Ok(())
    }
}

/// The name of a source's note: a path may say more than a catalog should hold.
fn note_of(source: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, source.as_bytes());
    let digest: String = digest.as_ref().iter().take(DIGEST).map(|byte| format!("{byte:02x}")).collect();
    format!("configuration.{digest}")
}

fn new_salt() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// The names of what was added, removed and changed.
fn differences(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Map<String, Value> {
    let names = |sort: &dyn Fn(&str) -> bool| -> Vec<&str> {
        let all: std::collections::BTreeSet<&str> =
            before.keys().chain(now.keys()).map(String::as_str).collect();
        all.into_iter().filter(|name| sort(name)).collect()
    };
    let sorts = [
        ("added", names(&|name| !before.contains_key(name))),
        ("removed", names(&|name| !now.contains_key(name))),
        (
            "changed",
            names(&|name| before.get(name).zip(now.get(name)).is_some_and(|(before, now)| before != now)),
        ),
    ];
    let mut details = Map::new();
    for (sort, mut names) in sorts.into_iter().filter(|(_, names)| !names.is_empty()) {
        let all = names.len();
        names.truncate(NAMED);
        details.insert(sort.to_owned(), json!(names));
        if all > NAMED {
            details.insert(format!("{sort}InAll"), json!(all));
        }
    }
    details
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_an_address_is_no_part_of_a_setting() {
        let of = |url: &str| Settings::default().with("catalog.url", url).digests("salt");
        let host = of("postgres://db.example:5432/scripta?sslmode=require");
        assert_eq!(of("postgres://scripta:one@db.example:5432/scripta?sslmode=require"), host);
        assert_eq!(of("postgres://scripta:t@o@db.example:5432/scripta?sslmode=require"), host);
        assert_ne!(of("postgres://scripta:one@other.example:5432/scripta?sslmode=require"), host);
    }

    #[test]
    fn differences_name_settings_and_no_values() {
        let before = Settings::of(&json!({ "a": { "b": 1, "c": "secret-c" }, "d": [1] })).digests("s");
        let now = Settings::of(&json!({ "a": { "b": 2, "e": "secret-e" }, "d": [1] })).digests("s");
        let told = Value::Object(differences(&before, &now));
        assert_eq!(told, json!({ "added": ["a.e"], "removed": ["a.c"], "changed": ["a.b"] }));
    }
}
