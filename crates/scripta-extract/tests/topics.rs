//! Topics and outcomes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use scripta_extract::{Extractor, OutcomeEvidence, Profile};

fn extractor() -> Extractor {
    Extractor::new(&Profile::insurance()).unwrap()
}

#[test]
fn topics_come_from_words_and_from_tools_in_the_order_of_the_profile() {
    let extractor = extractor();
    assert_eq!(
        extractor.topics_of_speech("I need a car insurance quote"),
        ["vehicle_info", "insurance_quote"]
    );
    assert_eq!(
        extractor.topics_of_speech("what's the deductible on the comprehensive"),
        ["coverage_options"]
    );
    assert_eq!(extractor.topics_of_speech("a carpet and a scar"), Vec::<&str>::new());
    assert_eq!(extractor.topics_of_tool("getInsuranceQuote"), ["insurance_quote"]);
    assert_eq!(extractor.all_topics().len(), 6);
}

#[test]
fn the_first_outcome_that_holds_is_the_outcome() {
    let extractor = extractor();
    let outcome = |succeeded: &[&str], failed: &[&str]| {
        let evidence = OutcomeEvidence { tools_succeeded: succeeded, tools_failed: failed, topics: &[] };
        extractor.outcome(evidence).map(str::to_owned)
    };
    assert_eq!(outcome(&["lookup_vin", "generate_quote"], &[]).as_deref(), Some("quote_completed"));
    assert_eq!(outcome(&["transfer_to_human"], &["get_quote"]).as_deref(), Some("transferred"));
    assert_eq!(outcome(&["scheduleCallback"], &[]).as_deref(), Some("callback_scheduled"));
    assert_eq!(outcome(&[], &["get_quote"]).as_deref(), Some("quote_failed"));
    assert_eq!(outcome(&["lookup_vin"], &[]), None);
}

#[test]
fn a_phrase_within_an_exception_does_not_raise_its_topic() {
    let extractor = extractor();
    let closing = "In case of an accident call our claims department, it's on the card.";
    assert_eq!(extractor.topics_of_speech(closing), Vec::<&str>::new());
    assert_eq!(
        extractor.topics_of_speech("In case of an accident… I had an accident in May"),
        ["driving_history"]
    );
    assert_eq!(extractor.topics_of_speech("accident forgiveness is extra"), Vec::<&str>::new());
    assert_eq!(extractor.topics_of_speech("any accidents or tickets?"), ["driving_history"]);
}
