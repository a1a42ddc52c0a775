//! What holds for every text: redacting twice is redacting once, and what is settled stays.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use scripta_redact::{CustomPattern, RedactConfig, Redactor, Remap, Scrub, Sensitive};
use serde_json::Value;

/// Texts made of what the detectors look for, in any order.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        8 => prop::sample::select(vec![
            "five", "oh", "double", "triple", "twenty", "hundred", "seven", "one", "nine", "dot", "at", "underscore", "dash",
            "plus", "john", "doe", "gmail", "com", "example", "org", "uk", "my", "email", "is", "card", "number", "social",
            "phone", "call", "me", "uh", "um", "the", "Camry", "policy", "version", "o", "x", "J",
        ]).prop_map(str::to_owned),
        4 => prop::sample::select(vec![
            "555-123-4567", "5551234567", "555-1234", "john.doe@example.com", "user@example.com", "XXX-XXX-XXXX", "[CARD]",
            "4111 1111 1111 1111", "4111111111111112", "123-45-6789", "123456789", "10.20.30.40", "fe80::1", "+44 20 7946 0958",
            "(555) 123-4567", "2024-01-15T10:30:00Z", "90210", "90210-1234", "2018", "45,000", "$89.50", "POL-123456", "@", "é",
            "1705312200000", "tel:", "３４５", "\u{200b}", "\"", "[REDACTED: too long]",
        ]).prop_map(str::to_owned),
        2 => "[0-9]{1,11}",
        1 => "\\PC{0,4}",
    ];
    let gap = prop::sample::select(vec![
        " ", " ", " ", " ", "", "-", ".", ", ", ". ", "+", "(", ")", ":", "@", "_", "\n", "...", "/",
    ]);
    prop::collection::vec((part, gap), 0..14)
        .prop_map(|parts| parts.into_iter().flat_map(|(part, gap)| [part, gap.to_owned()]).collect())
}

fn redact(redactor: &Redactor, text: &str) -> String {
    redactor.text(text).0.into_inner()
}

fn custom() -> Redactor {
    let mut config = RedactConfig::default();
    config.patterns.push(CustomPattern {
        name: "member".into(),
        regex: r"\bPOL-\d{4,6}\b".into(),
        mask: None,
    });
    config.patterns.push(CustomPattern {
        name: "car".into(),
        regex: "the (Camry|policy is)".into(),
        mask: Some("<car>".into()),
    });
    Redactor::new(&config).unwrap()
}

struct Id(String);

impl Sensitive for Id {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        scrub.id(&mut self.0);
    }
}

struct Mapped(String, Remap);

impl Sensitive for Mapped {
    fn scrub(&mut self, scrub: &mut Scrub<'_>) {
        self.1 = scrub.text(&mut self.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn redacting_twice_is_redacting_once(text in text()) {
        for redactor in [Redactor::default(), custom()] {
            let once = redact(&redactor, &text);
            prop_assert_eq!(redact(&redactor, &once), once);
        }
    }

    #[test]
    fn what_is_settled_stays_at_every_split(text in text()) {
        for redactor in [Redactor::default(), custom()] {
            let whole = redact(&redactor, &text);
            for split in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let settled = redactor.settled(&text[..split]);
                let prefix = redact(&redactor, &text[..settled]);
                prop_assert!(whole.starts_with(&prefix), "{:?} of {:?} is no prefix of {:?}", prefix, &text[..split], whole);
            }
        }
    }

    #[test]
    fn settling_goes_forward_only(text in text()) {
        let redactor = Redactor::default();
        let mut last = 0;
        for split in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let settled = redactor.settled(&text[..split]);
            prop_assert!(settled >= last);
            last = settled;
        }
    }

    #[test]
    fn any_unicode_is_read(text in any::<String>()) {
        let redactor = Redactor::default();
        let once = redact(&redactor, &text);
        prop_assert_eq!(redact(&redactor, &once), once);
        prop_assert!(text.is_char_boundary(redactor.settled(&text)));
        redactor.redact(Id(text));
    }

    #[test]
    fn an_offset_maps_to_a_character_boundary_and_in_order(text in text()) {
        let Mapped(redacted, remap) = Redactor::default().redact(Mapped(text.clone(), Remap::default())).into_inner();
        let mut last = 0;
        for raw in 0..=text.len() + 2 {
            let at = remap.to_redacted(raw);
            prop_assert!(redacted.is_char_boundary(at) && at >= last);
            last = at;
        }
        prop_assert_eq!(last, redacted.len());
    }

    #[test]
    fn json_redacted_twice_is_json_redacted_once(texts in prop::collection::vec((text(), text()), 0..4)) {
        let redactor = Redactor::default();
        let entries = texts.into_iter().map(|(key, text)| (key, Value::String(text)));
        let value = Value::Object(entries.collect());
        let once = redactor.redact(value).into_inner();
        prop_assert_eq!(redactor.redact(once.clone()).into_inner(), once);
    }
}
