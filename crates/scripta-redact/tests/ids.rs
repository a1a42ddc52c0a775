//! What holds for every text with identifiers in it: redacting twice is redacting once, and what is settled stays.

use proptest::prelude::*;
use scripta_redact::Redactor;

/// Cues, codes and what is said between them, in any order.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => prop::sample::select(vec![
            "VIN", "plate", "policy", "claim", "license", "passport", "account", "routing", "iban", "sort", "code", "tag",
            "number", "id", "registration", "DL", "v i n", "d l", "member",
        ]),
        6 => prop::sample::select(vec![
            "one", "oh", "seven", "double", "triple", "twenty", "hundred", "a", "b", "h", "i", "o", "x", "u", "alpha", "bravo",
            "mike", "x-ray", "as in", "as", "in", "like", "for", "boy", "victor", "dash", "capital", "zed", "no wait", "sorry",
            "I mean", "uh", "is", "it's", "that's the", "ends with", "my", "the", "and", "Texas", "CA", "car", "years",
        ]),
        5 => prop::sample::select(vec![
            "1HGBH41JXMN109186", "1HG", "BH41", "JXMN109186", "7ABC123", "ABC-1234", "abc 1234", "AB12 CDE", "POL-555-1234",
            "PA 1234567", "D1234567", "123456789", "021000021", "GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32", "MORGA657054SM9IJ",
            "2019", "F-150", "10/20", "2024-01-15", "$500", "12,000", "15th", "45k", "item_12345678", "[VIN]", "[POLICY]", "PA",
        ]),
        1 => Just("é"),
    ];
    let gap = prop::sample::select(vec![
        " ", " ", " ", " ", " ", "", "-", ". ", ", ", ": ", "#", "... ", "/", "'s ", "? ",
    ]);
    prop::collection::vec((part, gap), 0..16)
        .prop_map(|parts| parts.into_iter().flat_map(|(part, gap)| [part, gap]).collect())
}

fn redact(redactor: &Redactor, text: &str) -> String {
    redactor.text(text).0.into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn redacting_twice_is_redacting_once(text in text()) {
        let redactor = Redactor::default();
        let once = redact(&redactor, &text);
        prop_assert_eq!(redact(&redactor, &once), once);
    }

    #[test]
    fn what_is_settled_stays_at_every_split(text in text()) {
        let redactor = Redactor::default();
        let whole = redact(&redactor, &text);
        for split in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let settled = redactor.settled(&text[..split]);
            let prefix = redact(&redactor, &text[..settled]);
            prop_assert!(whole.starts_with(&prefix), "{:?} of {:?} is no prefix of {:?}", prefix, &text[..split], whole);
        }
    }
}

#[test]
fn work_is_linear_in_codes_without_end() {
    for part in [
        "a ",
        "a as in ",
        "policy ",
        "policy 1 ",
        "A-",
        "A1",
        "bravo ",
        "double ",
        "no wait ",
        "1... ",
        "GB82 ",
        "d l ",
    ] {
        let text = part.repeat(100_000 / part.len());
        let started = std::time::Instant::now();
        redact(&Redactor::default(), &text);
        assert!(started.elapsed().as_secs() < 10, "{part}");
    }
}

#[test]
fn a_letter_in_two_scripts_is_no_trouble() {
    for text in ["VIN １HGBH41JXMN109186", "policy number ПА1234567", "plate ab١٢cde"] {
        let redactor = Redactor::default();
        let once = redact(&redactor, text);
        assert_eq!(redact(&redactor, &once), once);
    }
}
