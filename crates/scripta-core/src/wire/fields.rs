//! One JSON object, its members left as they stand on the wire.
//!
//! An event is read once, into slices of its own bytes: no member is decoded, copied or checked for its
//! type before somebody asks for it, so a wrong type or an unknown member costs that member and nothing
//! else, and a megabyte of audio costs a scan. (Deriving a struct per event was rejected: it fails the
//! whole event for one bad member, and drops the members that it does not know.)

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The members of a JSON object in their order; of a repeated name the last one counts.
#[derive(Clone, Default)]
pub struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl fmt::Debug for Fields<'_> {
    /// Names only: values may be what somebody said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl<'a> Fields<'a> {
    /// Reads an object; `None` where `raw` is something else.
    pub fn of(raw: &'a RawValue) -> Option<Self> {
        Self::parse(raw.get()).ok()
    }

    /// Reads an object from text.
    ///
    /// # Errors
    /// Where `json` is no JSON object.
    pub fn parse(json: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// The member called `name`; null counts as absent.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.raw(name).filter(|raw| raw.get() != "null")
    }

    /// The member called `name`, null included.
    pub fn raw(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, raw)| *raw)
    }

    /// A string member, decoded; broken escapes become U+FFFD.
    pub fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name).and_then(text)
    }

    /// A string member, owned.
    pub fn string(&self, name: &str) -> Option<String> {
        self.text(name).map(Cow::into_owned)
    }

    /// The object's own `id`; an empty one names nothing.
    pub(crate) fn id(&self) -> Option<String> {
        self.string("id").filter(|id| !id.is_empty())
    }

    /// A number member, as a whole number of at least 0 (fractions are cut, negatives are 0).
    pub fn whole(&self, name: &str) -> Option<u64> {
        let number: f64 = self.get(name)?.get().parse().ok()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, as said"
        )]
        Some(number as u64)
    }

    /// An object member.
    pub fn object(&self, name: &str) -> Option<Fields<'a>> {
        self.get(name).and_then(Self::of)
    }

    /// The elements of an array member; empty where it is none.
    pub fn array(&self, name: &str) -> Vec<&'a RawValue> {
        self.get(name).map(elements).unwrap_or_default()
    }

    /// A member as a JSON value.
    pub fn value(&self, name: &str) -> Option<Value> {
        self.get(name).map(value)
    }

    /// Members in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, raw)| (name.as_ref(), *raw))
    }
}

/// A raw JSON string, decoded; `None` where it is not a string.
pub fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    let inner = raw.get().strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(Cow::Borrowed(inner));
    }
    Some(Cow::Owned(serde_json::from_str(raw.get()).unwrap_or_else(|_| decode_lossy(inner))))
}

/// The elements of a raw JSON array; empty where it is none.
pub fn elements(raw: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// A raw value as a [`Value`]. What cannot be read as one (nested too deep, a lone surrogate) is kept as
/// the text that stood there, so that it still goes through redaction and nothing is dropped unseen.
pub fn value(raw: &RawValue) -> Value {
    serde_json::from_str(raw.get()).unwrap_or_else(|_| Value::String(raw.get().to_owned()))
}

/// Decodes the inside of a JSON string in which `serde_json` found a lone surrogate.
fn decode_lossy(inner: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(inner.len());
    let mut chars = inner.chars();
    let mut buffer = [0; 2];
    while let Some(c) = chars.next() {
        if c != '\\' {
            units.extend_from_slice(c.encode_utf16(&mut buffer));
            continue;
        }
        match chars.next() {
            Some('u') => {
                let code = chars.by_ref().take(4).fold(0u16, |code, digit| {
                    code << 4 | u16::try_from(digit.to_digit(16).unwrap_or(0)).unwrap_or(0)
                });
                units.push(code);
            }
            Some('n') => units.push(0x0A),
            Some('t') => units.push(0x09),
            Some('r') => units.push(0x0D),
            Some('b') => units.push(0x08),
            Some('f') => units.push(0x0C),
            Some(other) => units.extend_from_slice(other.encode_utf16(&mut buffer)),
            None => {}
        }
    }
    String::from_utf16_lossy(&units)
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(8);
                while let Some(name) = map.next_key::<Name<'de>>()? {
                    members.push((name.0, map.next_value()?));
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Object).map(Self)
    }
}

/// A member's name, borrowed where it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Cow<'de, str>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(name))
            }
            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(name.to_owned()))
            }
        }
        deserializer.deserialize_str(Text).map(Name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_type_costs_that_member_only() {
        let fields = Fields::parse(r#"{"item_id":5,"delta":"hi","n":-3,"at":2.9}"#).unwrap();
        assert_eq!(fields.text("item_id"), None);
        assert_eq!(fields.text("delta").as_deref(), Some("hi"));
        assert_eq!((fields.whole("n"), fields.whole("at"), fields.whole("delta")), (Some(0), Some(2), None));
    }

    #[test]
    fn a_lone_surrogate_becomes_the_replacement_character() {
        let fields = Fields::parse(r#"{"a":"x\ud800y\n\u00e9","b":"\ud83d\ude00"}"#).unwrap();
        assert_eq!(fields.text("a").as_deref(), Some("x\u{FFFD}y\né"));
        assert_eq!(fields.text("b").as_deref(), Some("😀"));
    }

    #[test]
    fn of_a_repeated_member_the_last_one_counts() {
        let fields = Fields::parse(r#"{"a":"1","a":"2","b":null}"#).unwrap();
        assert_eq!(fields.text("a").as_deref(), Some("2"));
        assert!(fields.get("b").is_none() && fields.raw("b").is_some());
    }

    #[test]
    fn debug_shows_no_value() {
        let fields = Fields::parse(r#"{"transcript":"secret"}"#).unwrap();
        assert_eq!(format!("{fields:?}"), r#"["transcript"]"#);
    }
}
