use super::super::word::words;
use super::{GAZETTEER, make_named, model_named};

fn longest(text: &str) -> Option<&'static str> {
    let name = *GAZETTEER.names(&words(text), 0).first()?;
    name.entry.models.first().map(|model| model.name).or(name.entry.make.map(|(make, _)| make))
}

#[test]
fn a_name_is_found_however_it_is_written_or_said() {
    for (text, name) in [
        ("F-150", "F-150"),
        ("f one fifty", "F-150"),
        ("F one hundred and fifty", "F-150"),
        ("C.R.V.", "CR-V"),
        ("c r v", "CR-V"),
        ("CRV", "CR-V"),
        ("rav four", "RAV4"),
        ("four runner", "4Runner"),
        ("silverado fifteen hundred", "Silverado 1500"),
        ("three twenty eight i", "328i"),
        ("model three", "Model 3"),
        ("mazda three", "Mazda3"),
        ("ID.4", "ID.4"),
        ("c x fifty", "CX-50"),
        ("town & country", "Town & Country"),
        ("town and country", "Town & Country"),
        ("Camrys", "Camry"),
        ("grand cherokee", "Grand Cherokee"),
        ("rx three fifty", "RX 350"),
        ("s two thousand", "S2000"),
        ("chevy", "Chevrolet"),
    ] {
        assert_eq!(longest(text), Some(name), "{text}");
    }
}

#[test]
fn one_letter_may_be_wrong_in_a_long_name() {
    let near = |text: &str| GAZETTEER.nearly(&words(text), 0, None).is_some();
    assert!(near("corrolla") && near("silverrado") && near("toyotta"));
    assert!(!near("shortage") && !near("vienna") && !near("camera"));
}

#[test]
fn a_bare_value_has_a_canonical_spelling() {
    assert_eq!(make_named("chevy"), Some("Chevrolet"));
    assert_eq!(model_named("f150", None), Some("F-150"));
    assert_eq!(model_named("e350", Some("mercedes")), Some("E350"));
    assert_eq!(model_named("Camry", Some("Honda")), None);
}
