//! Calls and metadata that are full of marked personal values, to prove that none survives redaction.

use serde_json::{Value as Json, json};

use crate::audio::AudioFormat;
use crate::caller::{Speech, Split, Timing};
use crate::cut::{Cut, Heard};
use crate::dialect::Dialect;
use crate::line::Line;
use crate::mark::{Marked, Value, Values};
use crate::script::Script;
use crate::session::SessionOptions;

/// The places of the wire where a value can hide. `place` below gives each its events.
const PLACES: usize = 21;

/// A call with `n` distinct personal values, and the values.
///
/// The caller says them in digits, in transcripts whose deltas cut them anywhere, and types them; the agent repeats them,
/// also in words that the caller never heard; they are in tool arguments (strings, numbers, nested, as keys, with JSON
/// escapes), tool outputs, error messages, instructions, log-probabilities of tokens and events of unknown types. Each
/// value is in one place; the kinds meet all of the places once `n` is 84 or more.
#[must_use]
pub fn marked_call(n: usize, seed: u64) -> (Vec<Line>, Vec<Marked>) {
    let mut values = Values::new(seed);
    let dialect = [Dialect::Ga, Dialect::Beta, Dialect::Mixed][values.chance.index(3)];
    let mut script = Script::new(dialect, AudioFormat::G711Ulaw, seed);
    script.with_thin_audio().session(SessionOptions {
        logprobs: true,
        tools: vec![SessionOptions::tool("save_contact", "Saves how to reach the caller.", &["contact"])],
        ..SessionOptions::default()
    });
    let mut marks = Vec::with_capacity(n);
    for i in 0..n {
        let value = values.make(i);
        let form = value.forms[values.chance.index(value.forms.len())].clone();
        let said_as = place(&mut script, (i + i / 4) % PLACES, &value, &form);
        marks.push(Marked { value: value.forms[0].clone(), kind: value.kind, said_as });
    }
    (script.finish(), marks)
}

/// The metadata of a conversation with `n` distinct personal values: in strings, inside sentences, nested, in lists, as
/// numbers and as keys; and the values.
#[must_use]
pub fn marked_metadata(n: usize, seed: u64) -> (Json, Vec<Marked>) {
    let mut values = Values::new(seed ^ 0x3E7A);
    let mut metadata = json!({
        "userAgent": "Mozilla/5.0 (X11; Linux x86_64)",
        "userType": "insurance_customer",
        "profile": { "contacts": [] },
        "notes": {},
    });
    let mut marks = Vec::with_capacity(n);
    for i in 0..n {
        let value = values.make(i);
        let form = value.forms[values.chance.index(value.forms.len())].clone();
        let mut said_as = form.clone();
        match (i + i / 4) % 5 {
            0 => metadata[format!("{}{i}", value.kind)] = json!(form),
            1 => metadata[format!("remark{i}")] = json!(sentence(value.kind, &form)),
            2 => {
                if let Some(contacts) = metadata["profile"]["contacts"].as_array_mut() {
                    contacts.push(json!({ "reach": { (value.kind): form } }));
                }
            }
            3 => metadata["notes"][&form] = json!("preferred"),
            _ => {
                let (written, text) = as_number(&value, &form);
                said_as = text;
                metadata["profile"][format!("{}{i}", value.kind)] = written;
            }
        }
        marks.push(Marked { value: value.forms[0].clone(), kind: value.kind, said_as: vec![said_as] });
    }
    (metadata, marks)
}

/// Puts the value in a place, written as `form` where the place allows; gives the forms that were written.
fn place(script: &mut Script, place: usize, value: &Value, form: &str) -> Vec<String> {
    let kind = value.kind;
    let text = sentence(kind, form);
    match place {
        0..=3 => spoken(script, place, &text),
        4 => {
            script.caller_types(&text).agent_writes("Noted.");
        }
        5 => {
            script
                .caller_says("Can you read that back to me?", Speech::default())
                .agent_says(&format!("I have {form}. Is that right?"));
        }
        6 => {
            script.caller_types("And in writing?").agent_writes(&format!("Here it is: {form}."));
        }
        7..=12 => return in_arguments(script, place, value, form),
        13 => {
            script.agent_calls_tool("find_contact", &json!({}), &format!("Found {form} on file."));
        }
        14 => {
            let output = json!({ "contacts": [{ "home": { (kind): form } }], "count": 1 }).to_string();
            script.agent_calls_tool("find_contact", &json!({}), &output);
        }
        15 => {
            script.error("invalid_value", &format!("Invalid value: '{form}'."));
        }
        16 => {
            script.response_fails("server_error", &format!("Could not process '{form}'."));
        }
        17 => {
            let said = format!(
                "Let me check your file for a moment, it will not take long. Your {kind} is {form}, I see."
            );
            script.agent_is_cut_off(&said, Heard::Fraction(0.3), Cut::Playing, "Just a second.");
            script.agent_says("Sure.");
        }
        18 => {
            let arguments = json!({ "query": form });
            script.mcp_call("crm", "find", &arguments, Some(true), Ok(&format!("1 match: {form}")));
        }
        19 => {
            let options = SessionOptions {
                instructions: format!("The caller's {kind} is {form}."),
                ..script.options.clone()
            };
            script.update_session(options);
        }
        _ => {
            script.unknown_event_with(json!({ "guess": { "about": [text] } }));
        }
    }
    vec![form.to_owned()]
}

fn spoken(script: &mut Script, place: usize, text: &str) {
    let split = [Split::Tokens, Split::Characters, Split::Whole, Split::None][place];
    let timing = if place == 1 { Timing::AfterResponse } else { Timing::DuringResponse };
    let speech = Speech { split, timing, segments: place == 2, ..Speech::default() };
    script.caller_says(text, speech).agent_says("Thank you, I have noted that.");
}

fn in_arguments(script: &mut Script, place: usize, value: &Value, form: &str) -> Vec<String> {
    let kind = value.kind;
    let mut said_as = vec![form.to_owned()];
    let arguments = match place {
        7 => json!({ (kind): form }).to_string(),
        8 => {
            let (written, text) = as_number(value, form);
            said_as = vec![text];
            json!({ (kind): written }).to_string()
        }
        9 => json!({ "people": [{ "reach": { "any": [true, form] } }] }).to_string(),
        10 => json!({ form: "preferred" }).to_string(),
        11 => json!({ "note": sentence(kind, form) }).to_string(),
        _ => {
            let escaped: String = form.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
            let arguments = format!("{{  \n \"{kind}\": \"{escaped}\" \n}}");
            said_as.push(escaped);
            arguments
        }
    };
    script.agent_calls_tool_raw("save_contact", &arguments, r#"{"saved":true}"#);
    said_as
}

/// The value as a JSON number, if it can be one, and how that is written; else as a string.
fn as_number(value: &Value, form: &str) -> (Json, String) {
    value.number.map_or_else(|| (json!(form), form.to_owned()), |number| (json!(number), number.to_string()))
}

fn sentence(kind: &str, form: &str) -> String {
    match kind {
        "phone" => format!("You can call me at {form} after five."),
        "email" => format!("My e-mail address is {form}, all in small letters."),
        "card" => format!("The card number is {form}, and it expires next year."),
        _ => format!("My social security number is {form}."),
    }
}
