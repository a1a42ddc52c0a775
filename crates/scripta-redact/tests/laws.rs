//! What holds for every text: redacting twice is redacting once, and what is settled stays.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use scripta_redact::{CustomPattern, Policy, RedactConfig, Redactor, Remap, Scrub, Sensitive, TokenKey};
use serde_json::Value;

/// Texts made of what the detectors look for, in any order.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        8 => prop::sample::select(vec![
            "five", "oh", "double", "triple", "twenty", "hundred", "seven", "one", "nine", "dot", "at", "underscore", "dash",
            "plus", "john", "doe", "gmail", "com", "example", "org", "uk", "my", "email", "is", "card", "number", "social",
            "phone", "call", "me", "uh", "um", "the", "Camry", "policy", "version", "o", "x", "J", "I", "a", "so", "no", "wait",
            "name", "this", "Doris", "Li", "street", "Elm", "born", "May", "live", "date", "of", "birth", "VIN", "plate",
            "license", "account", "routing", "hundred", "thousand", "miles", "b", "as", "in", "boy", "last", "four", "and",
        ]).prop_map(str::to_owned),
        4 => prop::sample::select(vec![
            "555-123-4567", "5551234567", "555-1234", "john.doe@example.com", "user@example.com", "XXX-XXX-XXXX", "[CARD]",
            "4111 1111 1111 1111", "4111111111111112", "123-45-6789", "123456789", "10.20.30.40", "fe80::1", "+44 20 7946 0958",
            "(555) 123-4567", "2024-01-15T10:30:00Z", "90210", "90210-1234", "2018", "45,000", "$89.50", "POL-123456", "@", "é",
            "1705312200000", "1HGBH41JXMN109186", "DE89370400440532013000", "12 Elm Street", "09/12/1972", "7ABC123",
            "https://user:pass@example.com/x", "[PHONE:3f9a1c0b7d2e4f68]", "tel:", "３４５", "\u{200b}", "\"", "[REDACTED: too long]",
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

/// Such texts with ordinary speech between the parts, in which they may be cut.
fn speech() -> impl Strategy<Value = String> {
    let ordinary = prop::sample::select(vec![
        " I would like to get a quote for the car that we bought from my brother when he moved away last summer ",
        " and so we were thinking about what it would cost to have both of them on there because it's getting late ",
        " okay great thank you so much for your help today I really appreciate that you took the time for us ",
        " well the thing is that they never told me about any of this when we talked before and now I don't know ",
        " is it possible to change that later on if we decide that we want something else instead of what we have ",
        " ",
        ". ",
    ]);
    prop::collection::vec((text(), ordinary), 0..4)
        .prop_map(|parts| parts.into_iter().flat_map(|(part, gap)| [part, gap.to_owned()]).collect())
}

fn streamed(redactor: &Redactor, pieces: &[&str]) -> String {
    let mut stream = redactor.stream();
    let mut out: String = pieces.iter().map(|piece| stream.push(piece).into_inner()).collect();
    out.push_str(stream.finish().0.get());
    out
}

/// A text cut before each of these characters.
fn cut<'t>(text: &'t str, at: &[prop::sample::Index]) -> Vec<&'t str> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut places: Vec<usize> = at.iter().map(|index| *index.get(&ends)).chain([0, text.len()]).collect();
    places.sort_unstable();
    places.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
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

/// Some kinds of every policy; with `drop`, nothing is certain before a text's end.
fn every_policy(drop: Policy) -> Redactor {
    let mut config = RedactConfig::default();
    config.token_key = TokenKey::from_bytes(&[7; 32]);
    for (kinds, policy) in [
        (["phone", "name", "ssn"], drop),
        (["email", "card", "address"], Policy::Token),
        (["number", "vin", "ip"], Policy::Keep),
    ] {
        config.policies.extend(kinds.map(|kind| (kind.to_owned(), policy)));
    }
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

/// So many cases, unless `PROPTEST_CASES` says how many.
fn cases(usual: u32) -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => default,
        None => ProptestConfig { cases: usual, ..default },
    }
}

proptest! {
    #![proptest_config(cases(512))]

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
    fn a_text_in_pieces_is_redacted_like_the_whole(
        text in speech(),
        at in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        for redactor in [Redactor::default(), custom(), every_policy(Policy::Token)] {
            let whole = redact(&redactor, &text);
            prop_assert_eq!(&streamed(&redactor, &cut(&text, &at)), &whole);
            let chars: Vec<_> = text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()]).collect();
            prop_assert_eq!(&streamed(&redactor, &chars), &whole);
        }
    }

    #[test]
    fn what_is_settled_in_speech_stays(text in speech(), at in any::<prop::sample::Index>()) {
        let redactor = Redactor::default();
        let whole = redact(&redactor, &text);
        let split = cut(&text, &[at])[0].len();
        let settled = redactor.settled(&text[..split]);
        let prefix = redact(&redactor, &text[..settled]);
        prop_assert!(whole.starts_with(&prefix), "{:?} of {:?} is no prefix of {:?}", prefix, &text[..split], whole);
    }

    #[test]
    fn what_is_found_is_what_is_masked(text in text()) {
        let redactor = Redactor::default();
        let found = redactor.find(&text);
        let Mapped(redacted, remap) = redactor.redact(Mapped(text.clone(), Remap::default())).into_inner();
        let mut kept = String::new();
        let mut at = 0;
        for span in &found {
            prop_assert!(span.start >= at && span.start < span.end && text.is_char_boundary(span.end));
            kept.push_str(&text[at..span.start]);
            let mask = remap.to_redacted(span.start)..remap.to_redacted(span.end);
            kept.push_str(&redacted[mask]);
            at = span.end;
        }
        kept.push_str(&text[at..]);
        prop_assert_eq!(kept, redacted);
        let counts = redactor.text(&text).1;
        prop_assert_eq!(counts.total(), found.len() as u64);
    }

    #[test]
    fn every_policy_is_idempotent(text in text()) {
        let redactor = every_policy(Policy::Drop);
        let once = redact(&redactor, &text);
        prop_assert_eq!(redact(&redactor, &once), once);
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
