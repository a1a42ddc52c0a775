//! What is done with each kind, and what a configuration that cannot be used is told.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use scripta_redact::{ConfigProblem, Policy, RedactConfig, Redactor, Speaker, TokenKey};
use serde_json::json;

const KEY: &str = "000102030405060708090a0b0c0d0e0f";

fn redactor(toml: &str) -> Redactor {
    Redactor::new(&RedactConfig::parse(toml).unwrap()).unwrap()
}

fn text(redactor: &Redactor, text: &str) -> String {
    redactor.text(text).0.into_inner()
}

#[test]
fn a_kind_is_masked_dropped_kept_or_joined() {
    let all = "call 555-123-4567 or write to john.doe@example.org now";
    let masked = redactor("masks = { phone = '[TEL]' }");
    assert_eq!(text(&masked, all), "call [TEL] or write to user@example.com now");
    let dropped = redactor("policies = { phone = 'drop', email = 'drop' }");
    assert_eq!(text(&dropped, all), "call or write to now");
    assert_eq!(text(&dropped, "my number is 555-123-4567"), "my number is");
    assert_eq!(
        dropped.redact(json!({"phone": "5", "n": "a@b.co"})).into_inner(),
        json!({"phone": "", "n": ""})
    );
    let kept = redactor("policies = { phone = 'keep' }");
    assert_eq!(text(&kept, all), "call 555-123-4567 or write to user@example.com now");
    assert_eq!(kept.text(all).1.get("phone"), 0);
    let value = json!({"phone": "555-123-4567, john.doe@example.org", "x": 5551234567_u64});
    let expected = json!({"phone": "555-123-4567, user@example.com", "x": 5551234567_u64});
    assert_eq!(kept.redact(value).into_inner(), expected);
}

#[test]
fn a_token_is_the_same_for_the_same_caller() {
    let joined = redactor(&format!("tokenKey = '{KEY}'\npolicies = {{ phone = 'token', email = 'token' }}"));
    let token = text(&joined, "555-123-4567");
    assert!(token.starts_with("[PHONE:") && token.len() == 24, "{token}");
    for same in ["+1 (555) 123-4567", "five five five one two three four five six seven"] {
        assert_eq!(text(&joined, same), token, "{same}");
    }
    assert_eq!(text(&joined, &token), token);
    assert_eq!(joined.value("phone", "1-555-123-4567").get(), &token);
    assert_eq!(joined.redact(json!({"phone": 5551234567_u64})).into_inner(), json!({"phone": token}));
    assert_eq!(text(&joined, "john dot doe at example dot org"), text(&joined, "John.Doe@example.org"));
    let other = redactor(&format!("tokenKey = 'ff{KEY}'\npolicies = {{ phone = 'token' }}"));
    assert_ne!(text(&other, "555-123-4567"), token);
}

#[test]
fn a_known_value_is_treated_by_its_kind() {
    let redactor = redactor("policies = { vin = 'keep', name = 'drop' }");
    for (kind, value, expected) in [
        ("phone", "whatever", "XXX-XXX-XXXX"),
        ("vin", "1HGBH41JXMN109186", "1HGBH41JXMN109186"),
        ("name", "Doris", ""),
        ("no such kind", "Doris", "[REDACTED]"),
        ("ssn", "", ""),
    ] {
        assert_eq!(redactor.value(kind, value).get(), expected, "{kind}");
    }
}

#[test]
fn words_of_ones_own_are_found_whole_and_in_any_case() {
    let redactor = redactor(
        "keys = { holder = 'name', ref = 'project' }\n\
         [[keywords]]\nname = 'project'\nwords = ['Blue Heron', 'nightjar', 'Étoile']\n\
         [[patterns]]\nname = 'member'\nregex = 'MEM-\\d{4}'\n",
    );
    for (raw, expected) in [
        ("the BLUE HERON and Nightjar.", "the [PROJECT] and [PROJECT]."),
        ("nightjars, blue herons", "nightjars, blue herons"),
        ("ÉTOILE étoile", "[PROJECT] [PROJECT]"),
        ("it is MEM-1234", "it is [MEMBER]"),
    ] {
        assert_eq!(text(&redactor, raw), expected);
    }
    let value = redactor.redact(json!({"holder": "x", "ref": 1, "blue heron x": 2})).into_inner();
    assert_eq!(value, json!({"holder": "[NAME]", "ref": "[PROJECT]", "[PROJECT] x": 2}));
    let many: Vec<_> =
        (0..5000).map(|n| format!("'codename{}'", "abcdefghij".repeat(n % 7) + &n.to_string())).collect();
    let many = RedactConfig::parse(&format!("[[keywords]]\nname = 'project'\nwords = [{}]", many.join(",")))
        .unwrap();
    assert_eq!(text(&Redactor::new(&many).unwrap(), "a codename7 b"), "a [PROJECT] b");
}

#[test]
fn a_mistake_is_told_with_its_line_and_what_to_do() {
    for (toml, line, told) in [
        (
            "\npolicies = { phon = 'drop' }",
            2,
            "policies.phon: no kind is named \"phon\": did you mean \"phone\"?",
        ),
        ("policies = { phone = 'hide' }", 1, "unknown variant"),
        ("[policies]\n\nphone = 'token'", 3, "policies.phone: tokens need a key"),
        ("tokenKey = 'secret-in-clear'", 1, "32 hexadecimal digits"),
        ("[policies]\ntooLong = 'keep'", 2, "always masked"),
        ("[masks]\nemail = ''", 2, "masks.email: the mask \"\""),
        (
            "[masks]\nemail = 'none@example.org'",
            2,
            "masks.email: the mask \"none@example.org\" is itself matched by \"email\"",
        ),
        ("[[patterns]]\nname = 'a'\nregex = '('", 3, "patterns[0].regex: it is no regular expression"),
        ("[[patterns]]\nname = 'a'\nregex = 'b*'", 3, "empty text"),
        ("[[patterns]]\nname = 'vin'\nregex = 'b'", 2, "patterns[0].name"),
        ("[[keywords]]\nname = 'a'\nwords = []", 3, "keywords[0].words"),
        ("[[keywords]]\nname = 'a'\nwords = ['']", 3, "empty text"),
        ("[[keywords]]\nname = 'a'\nwords = ['card']", 3, "\"[CARD]\" is itself matched by \"a\""),
        ("keys = { a = 'nam' }", 1, "keys.a: no kind is named \"nam\": did you mean \"name\"?"),
        ("keys = ['1']", 1, "no letters"),
        ("maxTextBytes = 3", 1, "at least 256"),
        ("a = 1\nkeys = []", 1, "unknown field"),
        ("x", 1, "line 1"),
    ] {
        let error = RedactConfig::parse(toml).unwrap_err();
        assert_eq!(error.line(), Some(line), "{error}");
        assert!(error.to_string().contains(told) && !error.to_string().contains("clear"), "{error}");
    }
    let mut config = RedactConfig::default();
    config.policies.insert("phone".into(), Policy::Token);
    let error = Redactor::new(&config).unwrap_err();
    assert!(matches!(error.problem(), ConfigProblem::NoTokenKey) && error.line().is_none());
    assert_eq!(RedactConfig::parse("keys = ['a', 'b']").unwrap().keys["a"], "key");
}

#[test]
fn nothing_that_can_be_printed_shows_a_value() {
    let marked = "marker-5558675309";
    let said = format!("my name is Xanthippe and my number is 555-867-5309 or {marked}");
    let mut config = RedactConfig::default();
    config.token_key = TokenKey::from_hex("5558675309555867530955586753095558675309");
    config.policies.insert("phone".into(), Policy::Token);
    let redactor = Redactor::new(&config).unwrap();
    let mut stream = redactor.stream();
    let pushed = stream.push(&said);
    let mut dialogue = redactor.dialogue();
    let turn = dialogue.said("a", Speaker::Caller, &said, Some(&said));
    let piece = dialogue.said("b", Speaker::Caller, "555 867", None);
    let later = dialogue.said("c", Speaker::Caller, "5309", None);
    let held = format!("{stream:?}");
    let printed = format!(
        "{config:?} {redactor:?} {held} {pushed:?} {dialogue:?} {turn:?} {piece:?} {later:?} {:?} {:?} {:?}",
        redactor.find(&said),
        redactor.text(&said),
        stream.finish(),
    );
    for secret in ["5309", "867", "85, 86, 117"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
