//! Facts in tool arguments.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use scripta_extract::{Extractor, Profile};
use serde_json::{Value, json};

/// `field=value pointer` of each fact that one call says, in the order of the profile.
fn found(arguments: &Value) -> Vec<String> {
    let mut extraction = Extractor::new(&Profile::insurance()).unwrap().begin();
    extraction.called("item", "get_quote", arguments);
    let facts = extraction.facts();
    facts
        .map(|fact| {
            format!("{}={} {}", fact.field, fact.value, fact.evidence.pointer.as_deref().unwrap_or_default())
        })
        .collect()
}

#[test]
fn arguments_are_known_by_their_other_names_and_numbers_become_text() {
    let arguments = json!({
        "vehicle_year": 2020, "make": "toyota", "vehicleModel": "camry", "postalCode": 501, "phone": "(555) 123-4567",
        "email_address": "Jane@Example.org",
    });
    let expected = [
        "vehicleYear=2020 /vehicle_year",
        "vehicleMake=Toyota /make",
        "vehicleModel=Camry /vehicleModel",
        "zipCode=00501 /postalCode",
        "phoneNumber=5551234567 /phone",
        "email=jane@example.org /email_address",
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
fn a_value_that_the_field_cannot_have_is_left_out() {
    assert!(
        found(&json!({"year": 1800, "zip": "unknown", "make": "", "model": null, "phone": []})).is_empty()
    );
}
