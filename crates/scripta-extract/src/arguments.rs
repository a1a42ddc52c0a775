//! Facts in tool arguments.

use std::collections::HashMap;

use serde_json::Value;

use crate::gazetteer::VEHICLES;
use crate::profile::{Detector, Field};
use crate::speech::{EMAIL, PHONE};
use crate::vehicle::YEARS;
use crate::{Found, Place};

/// Arguments nested deeper than this are not looked at.
const DEEPEST: usize = 16;

/// Which argument names hold which field.
#[derive(Debug)]
pub(crate) struct Arguments {
    names: HashMap<String, usize>,
}

impl Arguments {
    pub(crate) fn new(fields: &[Field]) -> Self {
        let mut names = HashMap::new();
        for (at, field) in fields.iter().enumerate() {
            for alias in std::iter::once(&field.name).chain(&field.aliases) {
                names.entry(normal(alias)).or_insert(at);
            }
        }
        Self { names }
    }

    pub(crate) fn find(&self, fields: &[Field], arguments: &Value) -> Vec<Found> {
        let mut found = vec![None; fields.len()];
        self.walk(fields, arguments, "", &mut String::new(), 0, &mut found);
        found.into_iter().flatten().collect()
    }

    fn walk(
        &self,
        fields: &[Field],
        value: &Value,
        parent: &str,
        pointer: &mut String,
        depth: usize,
        found: &mut [Option<Found>],
    ) {
        if depth > DEEPEST {
            return;
        }
        let length = pointer.len();
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let name = normal(key);
                    push_token(pointer, key);
                    let at = self.names.get(&format!("{parent}.{name}")).or_else(|| self.names.get(&name));
                    match at.and_then(|at| fields.get(*at).zip(found.get_mut(*at))) {
                        Some((field, place)) if !value.is_object() && !value.is_array() => {
                            if let Some(value) = canonical(field.detector, value) {
                                let evidence = Place::Argument { pointer: pointer.clone() };
                                *place = Some(Found { field: field.name.clone(), value, place: evidence });
                            }
                        }
                        _ => self.walk(fields, value, &name, pointer, depth + 1, found),
                    }
                    pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    push_token(pointer, &i.to_string());
                    self.walk(fields, item, parent, pointer, depth + 1, found);
                    pointer.truncate(length);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// The value as the record has it, if it is one that the field may have.
fn canonical(detector: Detector, value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    if text.is_empty() {
        return None;
    }
    match detector {
        Detector::VehicleYear => {
            text.parse().ok().filter(|year| YEARS.contains(year)).map(|year: u32| year.to_string())
        }
        Detector::VehicleMake => Some(VEHICLES.make_named(&text).map_or(text, |make| make.name.to_owned())),
        Detector::VehicleModel => {
            Some(VEHICLES.model_named(&text).map_or(text, |model| model.name.to_owned()))
        }
        Detector::ZipCode => zip_code(value, &text),
        Detector::Phone => Some(PHONE.to_owned()),
        Detector::Email => Some(EMAIL.to_owned()),
        Detector::Argument => Some(text),
    }
}

/// Five digits, also of a ZIP+4; a number has lost its leading zeros.
fn zip_code(value: &Value, text: &str) -> Option<String> {
    let (zip, rest) = text.split_at_checked(5).unwrap_or((text, ""));
    let digits = zip.bytes().all(|b| b.is_ascii_digit());
    let extended = rest.is_empty() || (rest.len() == 5 && rest.starts_with('-'));
    match zip.len() {
        5 if digits && extended => Some(zip.to_owned()),
        3 | 4 if digits && value.is_number() => Some(format!("{zip:0>5}")),
        _ => None,
    }
}

/// Appends one reference token, escaped as in RFC 6901.
fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    for c in token.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// Letters and digits in lower case, and the dot between an object's name and an argument's.
fn normal(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '.').flat_map(char::to_lowercase).collect()
}
