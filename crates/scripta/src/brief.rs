//! JSON as people read it: `year: 2020, make: Toyota`. For the whole of it there is `--json`.

use std::fmt::Write;

use serde_json::Value;

/// Characters of a value that are shown.
const LONGEST: usize = 400;

/// A value in short.
pub(crate) fn brief(value: &Value) -> String {
    let mut text = String::new();
    add(&mut text, value, true);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => {
            text.truncate(end);
            text + "…"
        }
        None => text,
    }
}

/// Adds a value; the outermost object goes without its braces. What is beyond the limit is not even made.
fn add(text: &mut String, value: &Value, outermost: bool) {
    if text.len() > LONGEST * 4 {
        return;
    }
    let (open, close) = match (value, outermost) {
        (Value::Object(_), false) => ("{", "}"),
        (Value::Array(_), _) => ("[", "]"),
        _ => ("", ""),
    };
    text.push_str(open);
    match value {
        Value::String(said) => text.push_str(said),
        Value::Object(members) => {
            for (number, (name, member)) in members.iter().enumerate() {
                let _ = write!(text, "{}{name}: ", if number > 0 { ", " } else { "" });
                add(text, member, false);
            }
        }
        Value::Array(elements) => {
            for (number, element) in elements.iter().enumerate() {
                text.push_str(if number > 0 { ", " } else { "" });
                add(text, element, false);
            }
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
    text.push_str(close);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_reads_without_its_quotes() {
        let value = json!({"make": "Toyota", "prices": {"full": 128, "days": [1, null]}});
        assert_eq!(brief(&value), "make: Toyota, prices: {full: 128, days: [1, null]}");
        assert_eq!(brief(&json!("as text")), "as text");
    }

    #[test]
    fn what_is_long_is_cut() {
        let text = brief(&json!(vec!["é".repeat(300); 1000]));
        assert_eq!(text.chars().count(), LONGEST + 1);
        assert!(text.ends_with('…'));
    }
}
