//! Which key names say that their value is personal, whatever it looks like.

use std::collections::HashMap;

use crate::kind::{BUILT_IN, Kind};

mod words;

use words::{ENDINGS, LAST_WORDS, NO_HOUSE, PERSONS, TOWN, WHOLE};

/// The policy: a key's name decides the kind of its value.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    extra: HashMap<String, Kind>,
}

impl Keys {
    /// Adds a key's name; false if nothing of it would count.
    pub(crate) fn add(&mut self, name: &str, kind: Kind) -> bool {
        let name = letters(name);
        let known = !name.is_empty();
        if known {
            self.extra.insert(name, kind);
        }
        known
    }

    /// The kind as which a value under this key is masked whole, if the key says so.
    pub(crate) fn kind(&self, key: &str) -> Option<Kind> {
        // A masked key says nothing of its value: `[CARD]` came from a number, not from a name.
        if key.contains(['[', 'X', '@']) && BUILT_IN.iter().any(|kind| key.contains(kind.mask())) {
            return None;
        }
        let name = letters(key);
        if let Some(kind) = self.extra.get(&name) {
            return Some(*kind);
        }
        let singular = || known(name.strip_suffix('s')?, key.trim_end_matches('s'));
        known(&name, key).or_else(singular)
    }
}

fn known(name: &str, key: &str) -> Option<Kind> {
    let of = |words: &[(Kind, &[&str])], is: &dyn Fn(&str) -> bool| {
        words.iter().find(|(_, names)| names.iter().any(|name| is(name))).map(|(kind, _)| *kind)
    };
    if name == "voicemail" {
        return None;
    }
    of(WHOLE, &|whole| whole == name)
        .or_else(|| of(ENDINGS, &|ending| name.ends_with(ending)))
        .or_else(|| of(LAST_WORDS, &|word| name == word || (name.ends_with(word) && last_word(key) == word)))
        .or_else(|| is_house(name).then_some(Kind::Address))
        // `vehicleName` is no person's.
        .filter(|kind| !name.starts_with("vehicle") || matches!(kind, Kind::Vin | Kind::Plate))
}

fn is_house(name: &str) -> bool {
    name.strip_suffix("address").is_some_and(|of| !NO_HOUSE.iter().any(|other| of.ends_with(other)))
}

/// Whether the value under a key is a person, so that a `name` in it is a person's.
pub(crate) fn is_person(key: &str) -> bool {
    let name = letters(key);
    let singular = name.strip_suffix('s').unwrap_or(&name);
    PERSONS.iter().any(|person| *person == name || *person == singular)
}

/// Whether a key is `name` and nothing else.
pub(crate) fn is_name(key: &str) -> bool {
    letters(key) == "name"
}

/// Whether a part of an address says no more than a town, and is kept.
pub(crate) fn is_town(key: &str) -> bool {
    TOWN.contains(&&*letters(key))
}

/// The last word of a key's name, in lower case: `Vin` of `carVin`, `ip` of `client_ip`.
fn last_word(key: &str) -> String {
    let letters = key.trim_end_matches(|c: char| !c.is_alphabetic());
    let upper = letters.chars().next_back().is_some_and(char::is_uppercase);
    // `clientIP` ends in capitals, `clientIp` in a capital and small letters.
    let mut word: Vec<char> = Vec::new();
    for c in letters.chars().rev().take_while(|c| c.is_alphabetic()) {
        if upper && !c.is_uppercase() {
            break;
        }
        word.push(c);
        if !upper && c.is_uppercase() {
            break;
        }
    }
    word.iter().rev().flat_map(|c| c.to_lowercase()).collect()
}

/// The letters of a key's name in lower case: `phone_number2` and `PhoneNumber` are `phonenumber`.
fn letters(key: &str) -> String {
    if key.is_ascii() {
        let letters = key.bytes().filter(u8::is_ascii_alphabetic);
        return letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    key.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::Keys;
    use crate::kind::Kind;

    #[test]
    fn a_key_is_known_whatever_its_case_and_separators() {
        let mut keys = Keys::default();
        assert!(keys.add("policyHolder", Kind::Key) && !keys.add("_1", Kind::Key));
        for (key, kind) in [
            ("phoneNumber", Kind::Phone),
            ("phone_number", Kind::Phone),
            ("home-phone-2", Kind::Phone),
            ("Email", Kind::Email),
            ("emailAddress", Kind::Email),
            ("emails", Kind::Email),
            ("ssn", Kind::Ssn),
            ("socialSecurityNumber", Kind::Ssn),
            ("cardNumber", Kind::Card),
            ("ipAddress", Kind::Ip),
            ("dob", Kind::Dob),
            ("date_of_birth", Kind::Dob),
            ("firstName", Kind::Name),
            ("customerName", Kind::Name),
            ("cvv", Kind::Cvv),
            ("accountNumber", Kind::Account),
            ("vin", Kind::Vin),
            ("vehicleVin", Kind::Vin),
            ("clientIP", Kind::Ip),
            ("remote_ip", Kind::Ip),
            ("drivers_license_number", Kind::License),
            ("licensePlate", Kind::Plate),
            ("policy-number", Kind::Policy),
            ("claimNumber", Kind::Claim),
            ("routing_number", Kind::Routing),
            ("iban", Kind::Iban),
            ("passport", Kind::Passport),
            ("address", Kind::Address),
            ("garagingAddress", Kind::Address),
            ("address_line_1", Kind::Address),
            ("POLICY_HOLDER", Kind::Key),
        ] {
            assert_eq!(keys.kind(key), Some(kind), "{key}");
        }
    }

    #[test]
    fn a_name_alone_a_zip_code_and_a_vehicle_are_not_personal() {
        let keys = Keys::default();
        for key in [
            "name",
            "zipCode",
            "vehicleYear",
            "vehicleModelName",
            "toolName",
            "voicemail",
            "calvin",
            "template",
            "zip",
            "recipient_ship",
            "macAddress",
            "policy",
            "",
            "é",
        ] {
            assert_eq!(keys.kind(key), None, "{key}");
        }
    }
}
