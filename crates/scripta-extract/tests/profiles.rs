//! What is found in profiles: of each `profiles/*.toml` its `.txt`.
use scripta_extract::{Extractor, FieldType, Finding, Personal, Profile, Severity, Subject};

#[test]
fn every_mistake_is_reported_with_its_place_and_what_to_do() {
    let mut wrong = Vec::new();
    for name in ["mistakes", "warnings", "syntax"] {
        let toml = std::fs::read_to_string(format!("tests/profiles/{name}.toml")).unwrap();
        let expected = std::fs::read_to_string(format!("tests/profiles/{name}.txt")).unwrap();
        let report = Profile::check(&toml);
        assert_eq!(report.is_usable(), name == "warnings");
        assert_eq!(Profile::parse(&toml).is_ok(), report.is_usable());
        if report.to_string() != expected.trim_end() {
            wrong.push(format!("{name}:\n{report}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_built_in_profile_has_no_mistake_and_only_the_warnings_that_are_meant() {
    let report = Profile::check(include_str!("../profiles/insurance.toml"));
    let found: Vec<String> = report.findings().iter().map(Finding::to_string).collect();
    assert!(report.is_usable(), "{report}");
    // "any accidents or tickets" and "premium" speak of two fields each.
    assert!(found.len() <= 6, "{}", found.join("\n"));
}

#[test]
fn the_built_in_profile_has_the_fields_of_a_quote() {
    let extractor = Extractor::new(&Profile::insurance()).unwrap();
    let fields: Vec<&str> = extractor.fields().collect();
    for field in [
        "vehicleYear",
        "vehicleMake",
        "vehicleModel",
        "zipCode",
        "phoneNumber",
        "email",
        "vin",
        "dateOfBirth",
    ] {
        assert!(fields.contains(&field), "{field}");
    }
    assert_eq!(extractor.subject("vehicleYear"), Some(Subject::Vehicle));
    assert_eq!(extractor.subject("dateOfBirth"), Some(Subject::Driver));
    let profile = Profile::insurance();
    let of = |name: &str| profile.fields.iter().find(|field| field.name == name).unwrap();
    assert_eq!(of("email").personal, Some(Personal::Email));
    assert_eq!(of("dateOfBirth").personal, Some(Personal::DateOfBirth));
    assert_eq!((of("zipCode").personal, of("zipCode").kind), (None, FieldType::Zip));
}

#[test]
fn a_profile_of_ones_own_finds_its_fields() {
    let profile = Profile::parse(include_str!("profiles/own.toml")).unwrap();
    let mut extraction = Extractor::new(&profile).unwrap().begin();
    extraction.said("1", scripta_extract::Speaker::Assistant, "What's your first name?");
    extraction.said("2", scripta_extract::Speaker::User, "it's Marisol");
    extraction.said("3", scripta_extract::Speaker::Assistant, "And is the roof shingle, tile or metal?");
    extraction.said(
        "4",
        scripta_extract::Speaker::User,
        "terracotta I think, and my order number is AB 1234, thanks",
    );
    let found: Vec<String> =
        extraction.facts().map(|fact| format!("{}={} {:?}", fact.field, fact.value, fact.personal)).collect();
    assert_eq!(found, ["firstName=marisol Some(Name)", "roof=tile None", "order=ab 1234 None"]);
}

#[test]
fn a_mistake_in_a_profile_made_in_the_program_has_no_line() {
    let mut profile = Profile::insurance();
    profile.outcomes.clear();
    profile.topics[0].name = "vehicle info".to_owned();
    let error = Extractor::new(&profile).unwrap_err();
    let finding = &error.report().findings()[0];
    assert_eq!(
        (finding.line, finding.path.as_str(), finding.severity),
        (None, "topics[0].name", Severity::Error)
    );
}
