//! JSON: values, keys, and JSON inside strings.

use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::kind::Kind;
use crate::{Scrub, found, keys};

/// Deeper values are replaced. `serde_json` itself parses no deeper than this.
const DEEPEST: usize = 128;

/// A key of fewer bytes holds nothing personal: `1.1.1.1` and `a@b.co` have six and seven.
const SHORTEST_KEY: usize = 6;

/// From here on a floating-point number no longer holds the digits that were written.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

pub(crate) fn scrub(scrub: &mut Scrub<'_>, value: &mut Value) {
    if found::guard(|| walk(scrub, value, Under::default(), 0)).is_none() {
        // What was masked so far is thrown away with the rest.
        dismantle(std::mem::replace(value, Value::String(Kind::Error.mask().to_owned())));
        scrub.count(Kind::Error);
    }
}

/// What the keys above a value say of it.
#[derive(Debug, Clone, Copy, Default)]
struct Under {
    /// That of all strings and numbers in it.
    kind: Option<Kind>,
    /// It is a person, so that a `name` in it is a person's.
    person: bool,
}

fn walk(scrub: &mut Scrub<'_>, value: &mut Value, under: Under, depth: usize) {
    if depth >= DEEPEST && matches!(value, Value::Array(_) | Value::Object(_)) {
        dismantle(std::mem::replace(value, Value::String(Kind::TooDeep.mask().to_owned())));
        scrub.count(Kind::TooDeep);
        return;
    }
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => {
            if let Some(mask) = number_mask(scrub, number, under.kind) {
                *value = Value::String(mask);
            }
        }
        Value::String(text) => match under.kind {
            Some(kind) => scrub.whole(kind, text),
            None if holds_json(text) => output(scrub, text, depth + 1),
            None => {
                scrub.text(text);
            }
        },
        Value::Array(items) => items.iter_mut().for_each(|item| walk(scrub, item, under, depth + 1)),
        Value::Object(map) => walk_object(scrub, map, under, depth + 1),
    }
}

fn walk_object(scrub: &mut Scrub<'_>, map: &mut Map<String, Value>, under: Under, depth: usize) {
    // A tool's parameters may be named `email`; what is under it is then a schema, and says nothing of anyone.
    let kind = under.kind.filter(|_| !is_schema(map));
    let kinds: Vec<Option<Kind>> = map.keys().map(|key| scrub.rules.keys.kind(key)).collect();
    let person = under.person || kinds.iter().flatten().any(|kind| is_of_person(*kind));
    for ((key, value), own) in map.iter_mut().zip(kinds) {
        walk(scrub, value, within(kind, own, person, key, value), depth);
    }
    if map.keys().any(|key| is_personal(scrub, key)) {
        let mut names = Names::default();
        *map =
            std::mem::take(map).into_iter().map(|(key, value)| (names.scrubbed(key, scrub), value)).collect();
    }
}

/// Whether there is something in a key itself. Hardly any has, so the map is seldom made anew.
fn is_personal(scrub: &Scrub<'_>, key: &str) -> bool {
    let long = key.len() >= SHORTEST_KEY || scrub.rules.has_custom();
    long && !found::find_in_key(scrub.rules, key).is_ok_and(|found| found.spans.is_empty())
}

/// What a key says of its value, `above` being the kind that everything here is of and `own` the one that it names.
fn within(above: Option<Kind>, own: Option<Kind>, person: bool, key: &str, value: &Value) -> Under {
    let object = matches!(value, Value::Object(_) | Value::Array(_));
    let whose = keys::is_person(key);
    let kind = match (above, own) {
        // Of an address the town stays.
        (Some(Kind::Address), None) if keys::is_town(key) => None,
        (Some(above), _) => Some(above),
        // `policyHolder` is a name, or somebody with one.
        (None, Some(Kind::Name)) if object && whose => None,
        (None, Some(own)) => Some(own),
        (None, None) => (person && keys::is_name(key)).then_some(Kind::Name),
    };
    Under { kind, person: whose }
}

/// What only a person has: a `name` beside it is a person's.
fn is_of_person(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Phone
            | Kind::Email
            | Kind::Dob
            | Kind::Ssn
            | Kind::Itin
            | Kind::Name
            | Kind::License
            | Kind::Passport
    )
}

/// Keys after masking: two that became the same stay two, by a number behind the later one.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<String, usize>);

impl Names {
    pub(crate) fn scrubbed(&mut self, key: String, scrub: &mut Scrub<'_>) -> String {
        let mut name = key;
        scrub.key(&mut name);
        loop {
            let Some(taken) = self.0.get_mut(&name) else {
                self.0.insert(name.clone(), 1);
                return name;
            };
            *taken += 1;
            name = format!("{name} ({taken})");
        }
    }
}

fn is_schema(map: &Map<String, Value>) -> bool {
    let types = ["string", "number", "integer", "boolean", "object", "array", "null"];
    let known = |key: &String| {
        ["type", "description", "title", "format", "pattern", "enum", "properties", "items", "required"]
            .contains(&key.as_str())
            || ["additionalProperties", "minLength", "maxLength", "minimum", "maximum"]
                .contains(&key.as_str())
    };
    map.get("type").and_then(Value::as_str).is_some_and(|name| types.contains(&name)) && map.keys().all(known)
}

/// The mask of a number that is personal: all of them under a personal key, else those that would be one if written out.
fn number_mask(scrub: &mut Scrub<'_>, number: &Number, kind: Option<Kind>) -> Option<String> {
    if let Some(kind) = kind {
        let mut text = number.to_string();
        scrub.whole(kind, &mut text);
        return (text != number.to_string()).then_some(text);
    }
    let mut digits = match number.as_f64() {
        Some(float) if number.is_f64() => {
            if float.fract() != 0.0 || float.abs() >= 1e20 {
                return None;
            }
            if float.abs() >= EXACT_FLOAT {
                scrub.count(Kind::Number);
                return Some(Kind::Number.mask().to_owned());
            }
            format!("{:.0}", float.abs())
        }
        _ => number.to_string().trim_start_matches('-').to_owned(),
    };
    let written = digits.len();
    if written < 7 && !scrub.rules.has_custom() {
        return None;
    }
    let untouched = scrub.text(&mut digits).is_identity();
    (!untouched).then_some(digits)
}

/// Takes a value apart without recursion: dropping a deep one whole would overflow the stack.
fn dismantle(value: Value) {
    let mut parts = vec![value];
    while let Some(part) = parts.pop() {
        match part {
            Value::Array(items) => parts.extend(items),
            Value::Object(map) => parts.extend(map.into_iter().map(|(_, value)| value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

pub(crate) fn scrub_text(scrub: &mut Scrub<'_>, text: &mut String) {
    if text.trim().is_empty() {
        return;
    }
    if text.len() > scrub.rules.max_text_bytes {
        scrub.placeholder(Kind::TooLong, text);
    } else {
        guarded(scrub, text, |scrub, text| {
            if !parsed(scrub, text, 0) {
                scrub.placeholder(Kind::Unparseable, text);
            }
        });
    }
}

pub(crate) fn scrub_output(scrub: &mut Scrub<'_>, text: &mut String) {
    guarded(scrub, text, |scrub, text| output(scrub, text, 0));
}

/// Redacts a text as JSON; if that fails, it is replaced.
fn guarded(scrub: &mut Scrub<'_>, text: &mut String, redact: impl FnOnce(&mut Scrub<'_>, &mut String)) {
    if found::guard(|| redact(scrub, text)).is_none() {
        scrub.placeholder(Kind::Error, text);
    }
}

fn output(scrub: &mut Scrub<'_>, text: &mut String, depth: usize) {
    if text.len() > scrub.rules.max_text_bytes {
        scrub.placeholder(Kind::TooLong, text);
    } else if !holds_json(text) {
        scrub.text(text);
    } else if depth >= DEEPEST {
        scrub.placeholder(Kind::TooDeep, text);
    } else if !parsed(scrub, text, depth) {
        // Broken JSON is read as text, unless escapes in it could hide something from that.
        if text.contains("\\u") {
            scrub.placeholder(Kind::Unparseable, text);
        } else {
            scrub.text(text);
        }
    }
}

/// Whether a text is to be read as JSON: an object, an array, or a quoted string.
fn holds_json(text: &str) -> bool {
    let text = text.trim();
    let first = text.bytes().next();
    let last = text.bytes().next_back();
    // `[CARD]` is a mask, not an array.
    let array = first == Some(b'[') && !text.as_bytes().get(1).is_some_and(u8::is_ascii_uppercase);
    first == Some(b'{') || array || (first == Some(b'"') && last == Some(b'"') && text.contains('\\'))
}

/// Masks what is in a JSON text; false if it is none.
fn parsed(scrub: &mut Scrub<'_>, text: &mut String, depth: usize) -> bool {
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut repeated = false;
    let Ok(mut value) = (Reader { repeated: &mut repeated }).deserialize(&mut reader) else { return false };
    if reader.end().is_err() {
        return false;
    }
    let before = scrub.counts.total();
    walk(scrub, &mut value, Under::default(), depth);
    // Of a key given twice the parser keeps the later value, so the earlier one was not looked at: it goes.
    if scrub.counts.total() != before || repeated {
        *text = value.to_string();
    }
    true
}

/// Reads a [`Value`], and notices keys that occur twice in one object.
struct Reader<'a> {
    repeated: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Reader { repeated: self.repeated })? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Reader { repeated: self.repeated })?;
            *self.repeated |= map.insert(key, value).is_some();
        }
        if map.len() > u32::MAX as usize {
            return Err(A::Error::custom("object too large"));
        }
        Ok(Value::Object(map))
    }
}
