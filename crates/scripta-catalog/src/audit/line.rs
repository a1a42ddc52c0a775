//! An entry of the trail and the line of JSON that it is stored as.

use scripta_redact::{Scrub, Sensitive};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Draft;

/// The longest text of an entry, in characters.
const LONGEST: usize = 2_000;

/// Where a trail ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// Names the trail: each catalog has one.
    pub trail: Uuid,
    /// The number of its last entry.
    pub number: u64,
    /// The hash of its last entry.
    pub hash: String,
}

/// An entry of the trail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// The trail that it belongs to.
    pub trail: Uuid,
    /// Its place, from 1, without gaps.
    pub number: u64,
    /// What it tells.
    #[serde(flatten)]
    pub draft: Draft,
    /// The hash of the entry before; of the first, 64 zeros.
    pub previous: String,
    /// SHA-256, in hexadecimal, of this entry's line without this member.
    pub hash: String,
}

/// An entry as it is stored: its line is kept byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The number under which it is stored.
    pub number: u64,
    /// The line, without its end. See [the module](crate::audit).
    pub text: String,
}

impl AuditEntry {
    /// What stands before the first entry.
    pub const FIRST: &'static str = "0000000000000000000000000000000000000000000000000000000000000000";

    /// Chains an entry to the one before. `trail` names a trail that has no entry yet.
    pub(crate) fn chained(draft: Draft, head: Option<&Head>, trail: Uuid) -> Self {
        let (trail, number, previous) = head.map_or((trail, 1, Self::FIRST.to_owned()), |head| {
            (head.trail, head.number + 1, head.hash.clone())
        });
        let draft = draft.settled();
        let mut entry = Self { trail, number, draft, previous, hash: String::new() };
        entry.hash = sealed(&entry.members()).unwrap_or_default();
        entry
    }

    /// The entry as it is to be stored.
    pub(crate) fn row(&self) -> Row {
        Row { number: self.number, text: canonical(&self.members()) }
    }

    /// The trail's end, where this is its last entry.
    pub fn head(&self) -> Head {
        Head { trail: self.trail, number: self.number, hash: self.hash.clone() }
    }

    fn members(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Row {
    /// What the line tells; `None` where it is no entry. Nothing is verified.
    pub fn entry(&self) -> Option<AuditEntry> {
        serde_json::from_str(&self.text).ok()
    }

    /// True where the row is the entry that it should be, as it was written, chained to `before`, or to nothing where it
    /// is the first.
    pub fn follows(&self, before: Option<&Self>) -> bool {
        let (Ok(this), Ok(before)) = (link(&self.text), before.map(|row| link(&row.text)).transpose()) else {
            return false;
        };
        let fits = match before {
            Some(before) => {
                (this.trail, this.number, this.previous) == (before.trail, before.number + 1, before.hash)
            }
            None => this.number == 1 && this.previous == [0; 32],
        };
        fits && this.number == self.number
    }
}

/// An entry was redacted before it got its place in the trail; from then on to change it would be to break the chain.
impl Sensitive for Row {
    fn scrub(&mut self, _: &mut Scrub<'_>) {}
}

/// As its line, byte for byte.
impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let line: &RawValue = serde_json::from_str(&self.text).map_err(serde::ser::Error::custom)?;
        line.serialize(serializer)
    }
}

/// What of a line chains it to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) trail: Uuid,
    pub(super) number: u64,
    pub(super) previous: [u8; 32],
    pub(super) hash: [u8; 32],
}

/// Why a line is not as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsound {
    /// It is no JSON object with the members that chain it.
    Unreadable,
    /// It does not have the hash that it states, or is not in the canonical form.
    Changed,
    /// It is an entry of another trail.
    Foreign,
}

/// Reads a line, and holds it against its own hash.
pub(super) fn link(text: &str) -> Result<Link, Unsound> {
    let value: Value = serde_json::from_str(text).map_err(|_| Unsound::Unreadable)?;
    let member = |name: &str| value.get(name).and_then(Value::as_str);
    let link = || {
        Some(Link {
            trail: member("trail")?.parse().ok()?,
            number: value.get("number")?.as_u64().filter(|number| *number > 0)?,
            previous: digest(member("previous")?)?,
            hash: digest(member("hash")?)?,
        })
    };
    let link = link().ok_or(Unsound::Unreadable)?;
    let whole = canonical(&value) == text && sealed(&value).as_deref() == member("hash");
    if whole { Ok(link) } else { Err(Unsound::Changed) }
}

/// A SHA-256 as it is written: 64 hexadecimal digits, in lower case.
pub(super) fn digest(text: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    let lower = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 64 || !text.as_bytes().iter().all(lower) {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(digest)
}

/// A SHA-256 in hexadecimal.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of an entry's members.
pub(super) fn sealed(entry: &Value) -> Option<String> {
    let mut bare = entry.as_object()?.clone();
    bare.remove("hash");
    Some(hex(&Sha256::digest(canonical(&Value::Object(bare)))))
}

/// A value as canonical JSON.
fn canonical(value: &Value) -> String {
    fn ordered(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| *name);
                members.into_iter().map(|(name, value)| (name.clone(), ordered(value))).collect()
            }
            Value::Array(items) => items.iter().map(ordered).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        }
    }
    ordered(value).to_string()
}

impl Draft {
    /// With nothing in it that JSON could write in two ways, and no text without an end.
    fn settled(self) -> Self {
        let details = settled(Value::Object(self.details));
        Self {
            actor: plain(&self.actor),
            origin: plain(&self.origin),
            target: plain(&self.target),
            purpose: self.purpose.as_deref().map(plain),
            details: details.as_object().cloned().unwrap_or_default(),
            ..self
        }
    }
}

fn settled(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => Value::String(number.to_string()),
        Value::String(text) => Value::String(plain(&text)),
        Value::Array(items) => items.into_iter().map(settled).collect(),
        Value::Object(members) => {
            let settled = |(name, value): (String, Value)| (plain(&name), settled(value));
            Value::Object(members.into_iter().map(settled).collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

fn plain(text: &str) -> String {
    let mut plain: String =
        text.chars().take(LONGEST).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        plain.push('…');
    }
    plain
}
