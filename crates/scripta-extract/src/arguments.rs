//! Facts in tool arguments.

use std::collections::HashMap;

use serde_json::Value;

use crate::profile::{Field, FieldType};
use crate::values;

/// Arguments nested deeper than this are not looked at.
const DEEPEST: usize = 16;

/// Of so many arguments of one call the values are taken.
const MOST: usize = 1_000;

/// A path of a profile has so many parts at most.
const LONGEST_PATH: usize = 4;

/// Words before which, and numbers after which, an argument speaks of one of several: `second_vehicle`, `driver2Dob`.
const ORDINALS: [(&str, usize); 7] = [
    ("first", 0),
    ("primary", 0),
    ("second", 1),
    ("secondary", 1),
    ("spouse", 1),
    ("additional", 1),
    ("third", 2),
];
const NUMBERED: [&str; 4] = ["vehicle", "car", "auto", "driver"];

/// Which argument names and paths hold which field.
#[derive(Debug)]
pub(crate) struct Arguments {
    paths: HashMap<String, usize>,
}

/// A value in a tool call.
#[derive(Clone)]
pub(crate) struct Argument {
    pub(crate) field: usize,
    pub(crate) value: String,
    pub(crate) pointer: String,
    pub(crate) group: Group,
}

/// The object of a list that an argument is in: what is in one of them speaks of one vehicle or driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Group {
    /// Distinguishes the objects of one call.
    id: usize,
    /// Which in its list, or by its name.
    pub(crate) ordinal: Option<usize>,
}

impl Arguments {
    pub(crate) fn new(fields: &[Field]) -> Self {
        let mut paths = HashMap::new();
        for (at, field) in fields.iter().enumerate() {
            for path in field.arguments.iter().chain([&field.name]).chain(&field.aliases) {
                paths.entry(path_key(path)).or_insert(at);
            }
        }
        Self { paths }
    }

    /// In the order of the arguments. A field that is found twice in one group is in it twice.
    pub(crate) fn find(&self, fields: &[Field], arguments: &Value, today: Option<&str>) -> Vec<Argument> {
        let mut walk = Walk {
            paths: &self.paths,
            fields,
            today,
            path: Vec::new(),
            pointer: String::new(),
            groups: 0,
            found: Vec::new(),
        };
        walk.value(arguments, Group::default());
        walk.found
    }
}

struct Walk<'a> {
    paths: &'a HashMap<String, usize>,
    fields: &'a [Field],
    today: Option<&'a str>,
    /// Names on the way, in their normal form; `[]` for a list.
    path: Vec<String>,
    pointer: String,
    groups: usize,
    found: Vec<Argument>,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, group: Group) {
        if self.path.len() > DEEPEST || self.found.len() >= MOST {
            return;
        }
        let length = self.pointer.len();
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let (name, ordinal) = ordinal(&normal_name(key));
                    let group = ordinal.map_or(group, |n| Group { id: usize::MAX - n, ordinal: Some(n) });
                    push_token(&mut self.pointer, key);
                    self.path.push(name);
                    self.member(value, group);
                    self.path.pop();
                    self.pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                // A list within a vehicle's or driver's object speaks of that one: `drivers[0].claims[1].amount`.
                let named =
                    self.path.last().is_some_and(|name| NUMBERED.iter().any(|noun| name.starts_with(noun)));
                let apart = named || group.ordinal.is_none();
                self.path.push("[]".to_owned());
                for (i, item) in items.iter().enumerate() {
                    self.groups += 1;
                    let own = Group { id: self.groups, ordinal: Some(i) };
                    let group = if apart && item.is_object() { own } else { group };
                    push_token(&mut self.pointer, &i.to_string());
                    self.value(item, group);
                    self.pointer.truncate(length);
                }
                self.path.pop();
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn member(&mut self, value: &Value, group: Group) {
        let field = self.field();
        let holds = |field: &Field| match value {
            Value::Object(_) => false,
            Value::Array(_) => field.kind == FieldType::Number,
            _ => true,
        };
        match field.and_then(|at| Some((at, self.fields.get(at).filter(|field| holds(field))?))) {
            Some((at, field)) => {
                if let Some(value) = values::of_argument(field, value, self.today) {
                    self.found.push(Argument { field: at, value, pointer: self.pointer.clone(), group });
                }
                // What a list counts may hold facts of its own.
                if value.is_array() {
                    self.value(value, group);
                }
            }
            None => self.value(value, group),
        }
    }

    /// The field that the longest end of the path leads to, with its lists or without.
    fn field(&self) -> Option<usize> {
        let plain: Vec<&str> = self.path.iter().map(String::as_str).filter(|name| *name != "[]").collect();
        let full: Vec<&str> = self.path.iter().map(String::as_str).collect();
        (1..=LONGEST_PATH).rev().find_map(|parts| {
            let end = |path: &[&str]| {
                let from = path.iter().rev().scan(0, |names, name| {
                    *names += usize::from(*name != "[]");
                    Some(*names)
                });
                let taken = from.take_while(|names| *names <= parts).count();
                path.get(path.len() - taken..)
                    .unwrap_or_default()
                    .join(".")
                    .trim_start_matches("[].")
                    .to_owned()
            };
            self.paths.get(&end(&full)).or_else(|| self.paths.get(&end(&plain))).copied()
        })
    }
}

/// A path of a profile in its normal form: `Vehicles[].year` is `vehicles.[].year`.
pub(crate) fn path_key(path: &str) -> String {
    let spread = path.replace("[]", ".[].");
    let parts: Vec<String> = spread
        .split('.')
        .filter(|part| !part.is_empty())
        .map(|part| if part == "[]" { part.to_owned() } else { normal_name(part) })
        .collect();
    parts.join(".")
}

/// Letters and digits in lower case.
fn normal_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A name without what says which of several it speaks of, and which: `vehicle2year` is the second's `vehicleyear`.
fn ordinal(name: &str) -> (String, Option<usize>) {
    for (word, n) in ORDINALS {
        let rest = name.strip_prefix(word).filter(|rest| NUMBERED.iter().any(|noun| rest.starts_with(noun)));
        if let Some(rest) = rest {
            return (rest.to_owned(), Some(n));
        }
    }
    for noun in NUMBERED {
        let rest = name.strip_prefix(noun).unwrap_or_default();
        let digits: String = rest.chars().take_while(char::is_ascii_digit).take(2).collect();
        if let (Ok(n @ 1..), Some(end)) = (digits.parse::<usize>(), rest.get(digits.len()..)) {
            return (format!("{noun}{end}"), Some(n - 1));
        }
    }
    (name.to_owned(), None)
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

#[cfg(test)]
mod tests {
    use super::{Arguments, ordinal, path_key};
    use crate::profile::{Field, FieldType};
    use serde_json::{Value, json};

    fn found(fields: &[Field], arguments: &Value) -> Vec<String> {
        let found = Arguments::new(fields).find(fields, arguments, None);
        let line =
            |it: &super::Argument| format!("{}={} {} {:?}", it.field, it.value, it.pointer, it.group.ordinal);
        found.iter().map(line).collect()
    }

    fn field(name: &str, kind: FieldType, paths: &[&str]) -> Field {
        let arguments = paths.iter().map(|path| (*path).to_owned()).collect();
        Field { name: name.to_owned(), kind, arguments, ..Field::default() }
    }

    #[test]
    fn the_longest_path_leads_to_the_field() {
        let fields = [
            field("vehicleYear", FieldType::Year, &["vehicle.year", "vehicles[].year", "year"]),
            field("policyYear", FieldType::Year, &["policy.year"]),
        ];
        let arguments =
            json!({"quote": {"policy": {"year": 2024}, "Vehicles": [{"year": 2020}, {"Year": 2015}]}});
        let expected = [
            "1=2024 /quote/policy/year None",
            "0=2020 /quote/Vehicles/0/year Some(0)",
            "0=2015 /quote/Vehicles/1/Year Some(1)",
        ];
        assert_eq!(found(&fields, &arguments), expected);
        assert_eq!(path_key("Vehicles[].model_year"), "vehicles.[].modelyear");
    }

    #[test]
    fn names_may_say_which_of_several_they_speak_of() {
        assert_eq!(ordinal("vehicle2year"), ("vehicleyear".to_owned(), Some(1)));
        assert_eq!(ordinal("seconddriverdob"), ("driverdob".to_owned(), Some(1)));
        assert_eq!(ordinal("vehicleyear"), ("vehicleyear".to_owned(), None));
        let fields = [field("vehicleYear", FieldType::Year, &[])];
        let arguments = json!({"vehicle_1": {"vehicle_year": 2020}, "vehicle2_year": "2015"});
        let expected = ["0=2020 /vehicle_1/vehicle_year Some(0)", "0=2015 /vehicle2_year Some(1)"];
        assert_eq!(found(&fields, &arguments), expected);
    }

    #[test]
    fn a_list_may_be_counted_and_read() {
        let fields = [
            field("drivers", FieldType::Number, &[]),
            field("dateOfBirth", FieldType::Date, &["drivers[].dob"]),
        ];
        let arguments = json!({"drivers": [{"dob": "1980-05-17"}, {"dob": "1982-01-02"}]});
        let expected = [
            "0=2 /drivers None",
            "1=1980-05-17 /drivers/0/dob Some(0)",
            "1=1982-01-02 /drivers/1/dob Some(1)",
        ];
        assert_eq!(found(&fields, &arguments), expected);
    }
}
