//! A profile's text, read so that every mistake in it is found and has its place.
//!
//! A derived reader would stop at the first mistake; this one notes it, takes the entry's default and goes on.

use std::collections::HashMap;

use regex::Regex;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::field::{Bound, Field, FieldType, Phrases, Subject, Unit, Validators};
use super::nearest::nearest;
use super::report::Finding;
use super::{Outcome, Profile, Topic};
use crate::Personal;

/// Where in the text each part of the profile is, by its path.
#[derive(Debug, Default)]
pub(super) struct Places {
    offsets: HashMap<String, usize>,
}

impl Places {
    /// Gives each finding the line and column of its path, or of what holds it.
    pub(super) fn put(&self, mut findings: Vec<Finding>, toml: &str) -> Vec<Finding> {
        for finding in findings.iter_mut().filter(|finding| finding.line.is_none()) {
            let mut path = finding.path.as_str();
            let offset = loop {
                match (self.offsets.get(path), path.rfind(['.', '['])) {
                    (Some(offset), _) => break Some(*offset),
                    (None, Some(parent)) => path = path.get(..parent).unwrap_or_default(),
                    (None, None) => break None,
                }
            };
            let (line, column) = position(toml, offset.unwrap_or(0));
            (finding.line, finding.column) = (Some(line), Some(column));
        }
        findings
    }
}

/// Line and column of a byte, from 1.
fn position(toml: &str, offset: usize) -> (usize, usize) {
    let before = toml.get(..offset).unwrap_or(toml);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Reads a profile as far as it can be read.
pub(super) fn read(toml: &str) -> (Profile, Vec<Finding>, Places) {
    let (document, errors) = DeTable::parse_recoverable(toml);
    let mut reader = Reader::default();
    for error in errors {
        let (line, column) = position(toml, error.span().map_or(0, |span| span.start));
        let finding = Finding::error("", error.message(), "correct the TOML here");
        reader.findings.push(Finding { line: Some(line), column: Some(column), ..finding });
    }
    let profile = reader.profile(document.get_ref());
    (profile, reader.findings, reader.places)
}

#[derive(Default)]
struct Reader {
    findings: Vec<Finding>,
    places: Places,
}

/// A table of the text with its path.
struct Entry<'d> {
    path: String,
    table: &'d DeTable<'d>,
}

impl<'d> Entry<'d> {
    fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn get(&self, key: &str) -> Option<&'d DeValue<'d>> {
        self.table.get(key).map(Spanned::get_ref)
    }
}

impl Reader {
    fn profile(&mut self, document: &DeTable<'_>) -> Profile {
        let entry = Entry { path: String::new(), table: document };
        self.know(&entry, &["name", "fields", "topics", "outcomes"]);
        if entry.get("name").is_none() {
            self.findings.push(Finding::error(
                "name",
                "the profile has no name",
                "add `name = \"…\"` at the top",
            ));
        }
        Profile {
            name: self.text(&entry, "name"),
            fields: self.tables(&entry, "fields").iter().map(|entry| self.field(entry)).collect(),
            topics: self.tables(&entry, "topics").iter().map(|entry| self.topic(entry)).collect(),
            outcomes: self.tables(&entry, "outcomes").iter().map(|entry| self.outcome(entry)).collect(),
        }
    }

    fn field(&mut self, entry: &Entry<'_>) -> Field {
        self.know(
            entry,
            &[
                "name",
                "type",
                "subject",
                "personal",
                "cues",
                "aliases",
                "arguments",
                "choices",
                "answers",
                "open",
                "unit",
                "validators",
            ],
        );
        let kind = self.one_of(entry, "type", &FieldType::ALL);
        if entry.get("type").is_none() {
            let types = names(&FieldType::ALL);
            let message = "the field has no type";
            self.findings.push(Finding::error(&entry.path, message, format!("add `type = \"…\"`: {types}")));
        }
        let kind = kind.unwrap_or_default();
        Field {
            name: self.text(entry, "name"),
            kind,
            subject: self.one_of(entry, "subject", &Subject::ALL),
            personal: self.one_of(entry, "personal", &Personal::ALL).or(kind.personal()),
            cues: self.texts(entry, "cues"),
            aliases: self.texts(entry, "aliases"),
            arguments: self.texts(entry, "arguments"),
            choices: self.phrases(entry, "choices"),
            answers: self.phrases(entry, "answers"),
            open: self.truth(entry, "open"),
            unit: self.one_of(entry, "unit", &Unit::ALL),
            validators: self.validators(entry),
        }
    }

    fn topic(&mut self, entry: &Entry<'_>) -> Topic {
        self.know(entry, &["name", "phrases", "except", "tools"]);
        Topic {
            name: self.text(entry, "name"),
            phrases: self.texts(entry, "phrases"),
            except: self.texts(entry, "except"),
            tools: self.texts(entry, "tools"),
        }
    }

    fn outcome(&mut self, entry: &Entry<'_>) -> Outcome {
        self.know(entry, &["name", "succeeded", "failed", "except", "topics"]);
        Outcome {
            name: self.text(entry, "name"),
            succeeded: self.texts(entry, "succeeded"),
            failed: self.texts(entry, "failed"),
            except: self.texts(entry, "except"),
            topics: self.texts(entry, "topics"),
        }
    }

    fn validators(&mut self, entry: &Entry<'_>) -> Validators {
        let Some(entry) = self.table(entry, "validators") else { return Validators::default() };
        self.know(&entry, &["min", "max", "length", "min_length", "max_length", "pattern", "past"]);
        let exact = self.size(&entry, "length");
        Validators {
            min: self.bound(&entry, "min"),
            max: self.bound(&entry, "max"),
            min_length: self.size(&entry, "min_length").or(exact),
            max_length: self.size(&entry, "max_length").or(exact),
            pattern: self.pattern(&entry),
            past: self.truth(&entry, "past"),
        }
    }

    /// A number, or a date as text or as TOML's own.
    fn bound(&mut self, entry: &Entry<'_>, key: &str) -> Option<Bound> {
        let value = entry.get(key)?;
        let bound = match value {
            DeValue::Integer(number) => number.as_str().parse().ok().map(Bound::Number),
            DeValue::Float(number) => number.as_str().parse().ok().map(Bound::Number),
            DeValue::String(date) if is_date(date) => Some(Bound::Date(date.to_string())),
            DeValue::Datetime(date) => Some(Bound::Date(date.to_string())).filter(|_| date.time.is_none()),
            _ => None,
        };
        if bound.is_none() {
            let message = format!("{} is no bound", article(value.type_str()));
            let advice = "write a number, or for a date a day such as \"1900-01-01\"";
            self.findings.push(Finding::error(entry.path(key), message, advice));
        }
        bound
    }

    fn pattern(&mut self, entry: &Entry<'_>) -> Option<Regex> {
        let pattern = self.text(entry, "pattern");
        if pattern.is_empty() {
            return None;
        }
        match Regex::new(&format!("^(?:{pattern})$")) {
            Ok(regex) => Some(regex),
            Err(error) => {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
                let message = format!("{pattern:?} is no regular expression ({reason})");
                self.findings.push(Finding::error(entry.path("pattern"), message, "correct it"));
                None
            }
        }
    }

    /// Notes where everything in a table is, and the keys that it may not have.
    fn know(&mut self, entry: &Entry<'_>, known: &[&str]) {
        for (key, value) in entry.table {
            let (key, path) = (key.get_ref(), entry.path(key.get_ref()));
            self.places.offsets.insert(path.clone(), value.span().start);
            if known.contains(&key.as_ref()) {
                continue;
            }
            let advice = match nearest(key, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("remove it; known here are {}", known.join(", ")),
            };
            self.findings.push(Finding::error(path, format!("{key:?} is not known here"), advice));
        }
    }

    fn text(&mut self, entry: &Entry<'_>, key: &str) -> String {
        match entry.get(key) {
            Some(DeValue::String(text)) => text.to_string(),
            Some(other) => self.wrong(entry.path(key), other, "a text in quotes"),
            None => String::new(),
        }
    }

    fn truth(&mut self, entry: &Entry<'_>, key: &str) -> bool {
        match entry.get(key) {
            Some(DeValue::Boolean(truth)) => *truth,
            Some(other) => self.wrong(entry.path(key), other, "true or false"),
            None => false,
        }
    }

    fn size(&mut self, entry: &Entry<'_>, key: &str) -> Option<usize> {
        let value = entry.get(key)?;
        let size = value.as_integer().and_then(|number| number.as_str().parse().ok());
        if size.is_none() {
            self.wrong::<()>(entry.path(key), value, "a number of characters");
        }
        size
    }

    fn texts(&mut self, entry: &Entry<'_>, key: &str) -> Vec<String> {
        let Some(value) = entry.get(key) else { return Vec::new() };
        self.list(&entry.path(key), value)
    }

    fn list(&mut self, path: &str, value: &DeValue<'_>) -> Vec<String> {
        let Some(items) = value.as_array() else {
            return self.wrong(path.to_owned(), value, "a list of texts: [\"…\"]");
        };
        let mut texts = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let path = format!("{path}[{i}]");
            self.places.offsets.insert(path.clone(), item.span().start);
            match item.get_ref() {
                DeValue::String(text) => texts.push(text.to_string()),
                other => self.wrong(path, other, "a text in quotes"),
            }
        }
        texts
    }

    /// A table of values, each with a list of phrases.
    fn phrases(&mut self, entry: &Entry<'_>, key: &str) -> Vec<Phrases> {
        let Some(entry) = self.table(entry, key) else { return Vec::new() };
        let mut values: Vec<(usize, Phrases)> = Vec::new();
        for (value, list) in entry.table {
            let path = entry.path(value.get_ref());
            self.places.offsets.insert(path.clone(), list.span().start);
            let phrases = self.list(&path, list.get_ref());
            values.push((value.span().start, Phrases { value: value.get_ref().to_string(), phrases }));
        }
        // In the order of the text.
        values.sort_by_key(|(start, _)| *start);
        values.into_iter().map(|(_, phrases)| phrases).collect()
    }

    fn table<'d>(&mut self, entry: &Entry<'d>, key: &str) -> Option<Entry<'d>> {
        let value = entry.get(key)?;
        match value.as_table() {
            Some(table) => Some(Entry { path: entry.path(key), table }),
            None => {
                self.wrong::<()>(entry.path(key), value, "a table");
                None
            }
        }
    }

    /// The tables of a list: `[[fields]]`.
    fn tables<'d>(&mut self, entry: &Entry<'d>, key: &str) -> Vec<Entry<'d>> {
        let Some(value) = entry.get(key) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            return self.wrong(entry.path(key), value, &format!("a list: write [[{key}]] above each"));
        };
        let mut entries = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let path = format!("{}[{i}]", entry.path(key));
            self.places.offsets.insert(path.clone(), item.span().start);
            match item.get_ref().as_table() {
                Some(table) => entries.push(Entry { path, table }),
                None => self.wrong(path, item.get_ref(), &format!("a table: write [[{key}]] above it")),
            }
        }
        entries
    }

    fn one_of<T: Copy>(&mut self, entry: &Entry<'_>, key: &str, known: &[(&str, T)]) -> Option<T> {
        entry.get(key)?;
        let text = self.text(entry, key);
        let found = known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        // A text that is none was noted.
        if found.is_none() && !text.is_empty() {
            let all = names(known);
            let advice = match nearest(&text, known.iter().map(|(name, _)| *name)) {
                Some(meant) => format!("did you mean {meant:?}? There are {all}"),
                None => format!("there are {all}"),
            };
            self.findings.push(Finding::error(
                entry.path(key),
                format!("there is no {key} {text:?}"),
                advice,
            ));
        }
        found
    }

    fn wrong<T: Default>(&mut self, path: String, value: &DeValue<'_>, wanted: &str) -> T {
        let message = format!("{} cannot stand here", article(value.type_str()));
        self.findings.push(Finding::error(path, message, format!("write {wanted}")));
        T::default()
    }
}

fn names<T>(known: &[(&str, T)]) -> String {
    known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// `1900-01-01`
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    parts.iter().all(digits) && parts.iter().map(|part| part.len()).eq([4, 2, 2])
}
