//! What is masked and what stays, case by case.

use std::collections::BTreeMap;

use scripta_redact::{ConfigProblem, Counts, CustomPattern, RedactConfig, Redactor, Scrub, Sensitive};
use serde_json::{Value, json};

fn redact(text: &str) -> String {
    Redactor::default().text(text).0.into_inner()
}

/// Each file of `cases` is lines of `raw => redacted`; a line without an arrow stays as it is.
#[test]
fn each_case_of_the_data_files_is_redacted_so() {
    let mut wrong = Vec::new();
    for file in std::fs::read_dir("tests/cases").unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let (raw, expected) = line.split_once(" => ").unwrap_or((line, line));
            let found = redact(raw);
            if found != expected {
                wrong.push(format!("{raw}\n  found    {found}\n  expected {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

enum How {
    Arguments,
    Output,
    Id,
    Dtmf,
}

struct Field(How, String);

impl Sensitive for Field {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        match self.0 {
            How::Arguments => scrub.json_text(&mut self.1),
            How::Output => scrub.output(&mut self.1),
            How::Id => scrub.id(&mut self.1),
            How::Dtmf => scrub.dtmf(&mut self.1),
        }
    }
}

fn field(how: How, text: &str) -> String {
    Redactor::default().redact(Field(how, text.to_owned())).into_inner().1
}

fn value(value: Value) -> Value {
    Redactor::default().redact(value).into_inner()
}

#[test]
fn no_escape_hides_a_value() {
    assert_eq!(field(How::Arguments, r#"{"note":"\u0035551234567"}"#), r#"{"note":"XXX-XXX-XXXX"}"#);
    assert_eq!(
        field(How::Output, r#"[{"note":"john\u0040example.com.au"}]"#),
        r#"[{"note":"user@example.com"}]"#
    );
    assert_eq!(field(How::Output, r#""\u0035551234567""#), r#""XXX-XXX-XXXX""#);
    assert_eq!(field(How::Output, r#"{"note":"\u0035551234567"#), "[UNPARSEABLE]");
    let inner = json!({"arguments": r#"{"note":"\u0035551234567"}"#});
    assert_eq!(value(inner), json!({"arguments": r#"{"note":"XXX-XXX-XXXX"}"#}));
}

#[test]
fn arguments_without_personal_data_stay_byte_for_byte() {
    for text in [r#"{ "year":2020,  "zip" : "90210", "n": 1.50 }"#, "", "  ", "null", "[]"] {
        assert_eq!(field(How::Arguments, text), text);
    }
    assert_eq!(field(How::Arguments, r#"{"phone": "#), "[UNPARSEABLE]");
    assert_eq!(field(How::Arguments, r#"{"a":"\u0035551234567","a":""}"#), r#"{"a":""}"#);
}

#[test]
fn a_key_decides_whatever_its_value_looks_like() {
    let given = json!({
        "phone_number": "ask my wife", "Email": ["a", {"x": 5}], "ssn": 12, "dateOfBirth": "in May", "lastName": "Doe",
        "cvv": 123, "accountNumber": "12-3", "hasPhone": true, "phone": null, "name": "[NAME]", "zipCode": 90210,
        "vehicleName": "Civic", "toolName": "get_quote", "empty": "",
    });
    let expected = json!({
        "phone_number": "XXX-XXX-XXXX", "Email": ["user@example.com", {"x": "user@example.com"}], "ssn": "[SSN]",
        "dateOfBirth": "[DOB]", "lastName": "[NAME]", "cvv": "[CVV]", "accountNumber": "[ACCOUNT]", "hasPhone": true,
        "phone": null, "name": "[NAME]", "zipCode": 90210, "vehicleName": "Civic", "toolName": "get_quote", "empty": "",
    });
    assert_eq!(value(given), expected);
}

#[test]
fn a_name_is_a_persons_where_its_surroundings_say_so() {
    for (given, expected) in [
        (json!({"name": "Camry", "year": 2020}), json!({"name": "Camry", "year": 2020})),
        (json!({"name": "get_quote", "arguments": {}}), json!({"name": "get_quote", "arguments": {}})),
        (json!({"name": "Doris", "email": ""}), json!({"name": "[NAME]", "email": ""})),
        (
            json!({"drivers": [{"name": "Doris", "age": 40}], "policyHolder": "Doris Li"}),
            json!({"drivers": [{"name": "[NAME]", "age": 40}], "policyHolder": "[NAME]"}),
        ),
        (
            json!({"policy_holder": {"name": "Doris", "zip": "90210"}}),
            json!({"policy_holder": {"name": "[NAME]", "zip": "90210"}}),
        ),
    ] {
        assert_eq!(value(given), expected);
    }
}

#[test]
fn of_an_address_the_town_and_zip_code_stay() {
    let given = json!({
        "address": {"line1": "somewhere", "line2": "4", "city": "Austin", "state": "TX", "zipCode": 78701},
        "homeAddress": "the old mill", "ip_address": "10.0.0.x", "emailAddress": "d at x",
    });
    let expected = json!({
        "address": {"line1": "[ADDRESS]", "line2": "[ADDRESS]", "city": "Austin", "state": "TX", "zipCode": 78701},
        "homeAddress": "[ADDRESS]", "ip_address": "[IP]", "emailAddress": "user@example.com",
    });
    assert_eq!(value(given), expected);
}

#[test]
fn numbers_and_keys_are_masked_too() {
    let given = json!({"x": 5551234567_u64, "y": 4111111111111111_u64, "z": 5551234567.0, "at": 1705312200000_u64,
        "john.doe@example.org": 1, "555-123-4567": 2, "555-123-4568": 3, "n": 45000, "f": 0.5551234567});
    let expected = json!({"x": "XXX-XXX-XXXX", "y": "[CARD]", "z": "XXX-XXX-XXXX", "at": 1705312200000_u64,
        "user@example.com": 1, "XXX-XXX-XXXX": 2, "XXX-XXX-XXXX (2)": 3, "n": 45000, "f": 0.5551234567});
    assert_eq!(value(given), expected);
}

#[test]
fn the_schema_of_a_tool_is_not_personal() {
    let schema = json!({"properties": {"email": {"type": "string", "description": "The caller's address"}}});
    assert_eq!(value(schema.clone()), schema);
}

#[test]
fn deep_json_is_cut_without_overflow() {
    let mut deep = json!("555-123-4567");
    for _ in 0..200_000 {
        deep = Value::Array(vec![deep]);
    }
    let text = value(deep).to_string();
    assert!(text.contains("[REDACTED: too deep]") && !text.contains("555"));
}

#[test]
fn an_identifier_keeps_its_digits() {
    for id in
        ["session_1705312200000", "item_CkL5551234567", "5551234567", "4111111111111111", "call_abc-123-456"]
    {
        assert_eq!(field(How::Id, id), id);
    }
    assert_eq!(field(How::Id, "+15551234567"), "XXX-XXX-XXXX");
    assert_eq!(field(How::Id, "session_john.doe@example.org"), "user@example.com");
    assert_eq!(field(How::Id, "caller 555-123-4567 10.1.2.3 123-45-6789"), "caller XXX-XXX-XXXX [IP] [SSN]");
    assert_eq!(field(How::Id, "caller-555-123-4567"), "caller-XXX-XXX-XXXX");
    for (id, expected) in [
        ("jane-doe-1980-05-17", "[NAME]-[DOB]"),
        ("session_john.smith_2", "session_[NAME]_2"),
        ("JohnSmith42", "[NAME]42"),
        ("session-2024-01-15-morning", "session-2024-01-15-morning"),
        ("sess_austin_texas", "sess_austin_texas"),
        ("realtime-session-blue-green", "realtime-session-blue-green"),
        ("event_CkLAnnAbe", "event_CkLAnnAbe"),
    ] {
        assert_eq!(field(How::Id, id), expected);
    }
    let uuid = "550e8400-e29b-41d4-a716-446655440000";
    assert_eq!((field(How::Id, uuid), redact(uuid)), (uuid.to_owned(), uuid.to_owned()));
}

#[test]
fn pressed_keys_are_masked() {
    assert_eq!(field(How::Dtmf, "1234#"), "[DTMF]");
    assert_eq!(field(How::Dtmf, "[DTMF]"), "[DTMF]");
}

#[test]
fn a_text_over_the_limit_is_replaced_and_counted() {
    let (text, counts) = Redactor::default().text(&"a".repeat((1 << 20) + 1));
    assert_eq!((text.get().as_str(), counts.get("tooLong")), ("[REDACTED: too long]", 1));
}

/// Texts that ask much of a detector, each to be repeated.
const HOSTILE: [&str; 58] = [
    "born march 3 1980 ",
    "john ",
    "@",
    "1 ",
    "five ",
    "a@",
    "1-",
    "dot ",
    "at ",
    "at a dot ",
    "::",
    "\"@",
    "\"@\".",
    "555-123-4567 ",
    "4111 ",
    "1,",
    "1.",
    "(",
    "[",
    "[CARD]",
    "[PHONE:",
    ":1",
    "a b c d ",
    "a.",
    "a-",
    "A1 ",
    "a1",
    "double ",
    "a@b.c:1/",
    "%40",
    "a.b%40",
    "my name is ",
    "12 main st ",
    "12 oak st apt 4, ",
    "b as in boy ",
    "no wait ",
    "five five no wait five six ",
    "born on ",
    "one second ",
    "twenty one ",
    "five hundred ",
    "1HGBH41JXMN109186 ",
    "my policy number is AB 1234 ",
    "my license is ab1 ",
    "john dot ",
    "j o h n at ",
    "jane at gmail dot com ",
    "gmail ",
    "gmail com ",
    "the letter ",
    "all one word ",
    "i'm ",
    "mr smith ",
    "po box ",
    "http://a/?a=b&",
    "?token=",
    "token abc123def456 ",
    "XXX-XXX-XXXX",
];

/// What is compared is not how long the work takes, but how that grows.
#[test]
fn work_is_linear_in_hostile_texts() {
    let redactor = Redactor::default();
    for part in HOSTILE {
        let time = |bytes: usize| {
            let text = part.repeat(bytes / part.len());
            let run = || {
                let started = std::time::Instant::now();
                redactor.text(&text);
                redactor.settled(&text);
                started.elapsed().as_secs_f64()
            };
            (0..3).map(|_| run()).fold(f64::MAX, f64::min)
        };
        // Sixteen times the text: were the work quadratic, 256 times the time.
        let (short, long) = (time(8_000), time(128_000));
        assert!(long < 100.0 * short, "{part}: {short} s, then {long} s");
    }
}

#[test]
fn a_custom_pattern_masks_and_a_bad_one_is_named() {
    let redactor = |name: &str, regex: &str, mask: Option<&str>| {
        let mut config = RedactConfig::default();
        let mask = mask.map(str::to_owned);
        config.patterns.push(CustomPattern { name: name.into(), regex: regex.into(), mask });
        config.keys.insert("policyHolder".into(), "key".into());
        Redactor::new(&config)
    };
    let members = redactor("member", r"MEM-\d{6}", None).unwrap();
    let (text, counts) = members.text("it is MEM-123456, thanks");
    assert_eq!((text.get().as_str(), counts.get("member")), ("it is [MEMBER], thanks", 1));
    assert_eq!(
        members.redact(json!({"policy_holder": "Doe"})).into_inner(),
        json!({"policy_holder": "[REDACTED]"})
    );
    let refused = |name, regex, mask| redactor(name, regex, mask).unwrap_err();
    for (name, regex, mask, path, told) in [
        ("p", "(", None, "patterns[0].regex", "no regular expression"),
        ("p", "a*", None, "patterns[0].regex", "empty text"),
        ("p", "a+", Some("banana"), "patterns[0].mask", "matched by \"p\""),
        ("p", "CARD", None, "patterns[0].regex", "\"[CARD]\" is itself matched by \"p\""),
        ("p", "q", Some("555-123-4567"), "patterns[0].mask", "matched by \"phone\""),
        ("p", "q", Some(""), "patterns[0].mask", "at least one character"),
        ("phone", "a", None, "patterns[0].name", "\"phone\""),
        (" ", "a", None, "patterns[0].name", "no name"),
    ] {
        let error = refused(name, regex, mask);
        assert_eq!(error.path(), path, "{error}");
        assert!(error.to_string().contains(told), "{error}");
    }
    assert!(matches!(refused("p", "(", None).problem(), ConfigProblem::Regex(_)));
}

#[test]
fn maps_are_walked_by_key_and_counts_are_kept() {
    let given = BTreeMap::from([
        ("email".to_owned(), "x".to_owned()),
        ("note".to_owned(), "555-123-4567".to_owned()),
    ]);
    let (map, counts) = Redactor::default().redact_counted(given);
    assert_eq!(map.get()["email"], "user@example.com");
    assert_eq!(map.get()["note"], "XXX-XXX-XXXX");
    let both: Counts = serde_json::from_value(json!({"email": 1, "phone": 1})).unwrap();
    assert_eq!(counts, both);
    assert_eq!(map.to_json().unwrap().as_ref(), br#"{"email":"user@example.com","note":"XXX-XXX-XXXX"}"#);
}

#[test]
fn settling_keeps_up_with_plain_speech_and_holds_back_what_may_go_on() {
    let redactor = Redactor::default();
    let speech = "I would like to get a quote for my car please because the insurance that we have is getting too expensive \
                  for us and my wife said that you were really good when she had that accident";
    let settled = redactor.settled(speech);
    let held = speech[settled..].split_whitespace().count();
    assert!((10..20).contains(&held), "{held} words are held back");
    let number = format!("{speech} so my number is five five five one two");
    assert!(number[redactor.settled(&number)..].contains("five five five one two"));
}
