//! Facts in tool arguments, topics and outcomes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use scripta_extract::{Extractor, OutcomeEvidence, Place, Profile};
use serde_json::{Value, json};

fn extractor() -> Extractor {
    Extractor::new(&Profile::insurance()).unwrap()
}

fn found(arguments: &Value) -> Vec<String> {
    let found = extractor().from_arguments("get_quote", arguments);
    let line = |place: &Place| match place {
        Place::Argument { pointer } => pointer.clone(),
        Place::Span { .. } => String::new(),
    };
    found.iter().map(|fact| format!("{}={} {}", fact.field, fact.value, line(&fact.place))).collect()
}

#[test]
fn arguments_are_known_by_their_other_names_and_numbers_become_text() {
    let arguments = json!({
        "vehicle_year": 2020, "make": "toyota", "vehicleModel": "camry", "postalCode": 501, "phone": "XXX-XXX-XXXX",
        "email_address": "user@example.com",
    });
    let expected = [
        "vehicleYear=2020 /vehicle_year",
        "vehicleMake=Toyota /make",
        "vehicleModel=Camry /vehicleModel",
        "zipCode=00501 /postalCode",
        "phoneNumber=XXX-XXX-XXXX /phone",
        "email=user@example.com /email_address",
    ];
    assert_eq!(found(&arguments), expected);
}

#[test]
fn nested_arguments_are_found_and_their_pointers_escaped() {
    let arguments = json!({"a/b~c": [{"vehicle": {"year": "2020", "make": "Rivian"}}], "zip": "90210-1234"});
    let expected = [
        "vehicleYear=2020 /a~1b~0c/0/vehicle/year",
        "vehicleMake=Rivian /a~1b~0c/0/vehicle/make",
        "zipCode=90210 /zip",
    ];
    assert_eq!(found(&arguments), expected);
}

#[test]
fn a_phone_number_or_address_is_its_mask_whatever_the_argument_holds() {
    let arguments = json!({"phone": 5551234567_u64, "email": "john.doe@example.com"});
    assert_eq!(found(&arguments), ["phoneNumber=XXX-XXX-XXXX /phone", "email=user@example.com /email"]);
}

#[test]
fn a_value_that_the_field_cannot_have_is_left_out() {
    assert!(
        found(&json!({"year": 1800, "zip": "unknown", "make": "", "model": null, "phone": []})).is_empty()
    );
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
