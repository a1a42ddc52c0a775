//! Which key names say that their value is personal, whatever it looks like.

use std::collections::HashMap;

use crate::kind::{BUILT_IN, Kind};

/// Names that mean the same under any prefix (`homePhone`, `customerEmail`), compared as lower-case letters only.
const ENDINGS: [(&str, Kind); 23] = [
    ("phone", Kind::Phone),
    ("phonenumber", Kind::Phone),
    ("telephone", Kind::Phone),
    ("telephonenumber", Kind::Phone),
    ("mobilenumber", Kind::Phone),
    ("cellnumber", Kind::Phone),
    ("faxnumber", Kind::Phone),
    ("callernumber", Kind::Phone),
    ("email", Kind::Email),
    ("emailaddress", Kind::Email),
    ("ssn", Kind::Ssn),
    ("socialsecuritynumber", Kind::Ssn),
    ("socialsecurity", Kind::Ssn),
    ("cardnumber", Kind::Card),
    ("ipaddress", Kind::Ip),
    ("dateofbirth", Kind::Dob),
    ("birthdate", Kind::Dob),
    ("firstname", Kind::Name),
    ("lastname", Kind::Name),
    ("fullname", Kind::Name),
    ("streetaddress", Kind::Address),
    ("accountnumber", Kind::Account),
    ("routingnumber", Kind::Account),
];

/// Names that mean this only when they stand alone.
const WHOLE: [(&str, Kind); 62] = [
    ("mobile", Kind::Phone),
    ("cell", Kind::Phone),
    ("tel", Kind::Phone),
    ("fax", Kind::Phone),
    ("callerid", Kind::Phone),
    ("msisdn", Kind::Phone),
    ("callbacknumber", Kind::Phone),
    ("contactnumber", Kind::Phone),
    ("mail", Kind::Email),
    ("mailaddress", Kind::Email),
    ("social", Kind::Ssn),
    ("itin", Kind::Ssn),
    ("taxid", Kind::Ssn),
    ("card", Kind::Card),
    ("cardno", Kind::Card),
    ("pan", Kind::Card),
    ("creditcard", Kind::Card),
    ("debitcard", Kind::Card),
    ("ip", Kind::Ip),
    ("ipaddr", Kind::Ip),
    ("clientip", Kind::Ip),
    ("remoteip", Kind::Ip),
    ("dob", Kind::Dob),
    ("birthday", Kind::Dob),
    ("customername", Kind::Name),
    ("callername", Kind::Name),
    ("drivername", Kind::Name),
    ("cardholdername", Kind::Name),
    ("cardholder", Kind::Name),
    ("accountholder", Kind::Name),
    ("contactname", Kind::Name),
    ("username", Kind::Name),
    ("surname", Kind::Name),
    ("givenname", Kind::Name),
    ("familyname", Kind::Name),
    ("middlename", Kind::Name),
    ("maidenname", Kind::Name),
    ("homeaddress", Kind::Address),
    ("mailingaddress", Kind::Address),
    ("billingaddress", Kind::Address),
    ("addressline", Kind::Address),
    ("street", Kind::Address),
    ("cvv", Kind::Cvv),
    ("cvc", Kind::Cvv),
    ("cardcvv", Kind::Cvv),
    ("cardcvc", Kind::Cvv),
    ("securitycode", Kind::Cvv),
    ("iban", Kind::Account),
    ("bankaccount", Kind::Account),
    ("accountno", Kind::Account),
    ("driverslicense", Kind::License),
    ("driverlicense", Kind::License),
    ("licensenumber", Kind::License),
    ("driverslicensenumber", Kind::License),
    ("driverlicensenumber", Kind::License),
    ("passportnumber", Kind::License),
    ("password", Kind::Secret),
    ("passcode", Kind::Secret),
    ("apikey", Kind::Secret),
    ("accesstoken", Kind::Secret),
    ("clientsecret", Kind::Secret),
    ("authorization", Kind::Secret),
];

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
        let singular = name.strip_suffix('s').unwrap_or(&name);
        known(&name).or_else(|| known(singular))
    }
}

fn known(name: &str) -> Option<Kind> {
    if name.starts_with("vehicle") || name == "voicemail" {
        return None;
    }
    let whole = WHOLE.iter().find(|(whole, _)| *whole == name);
    whole.or_else(|| ENDINGS.iter().find(|(ending, _)| name.ends_with(ending))).map(|(_, kind)| *kind)
}

/// The letters of a key's name in lower case: `phone_number2` and `PhoneNumber` are `phonenumber`.
fn letters(key: &str) -> String {
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
            "address",
            "",
            "é",
        ] {
            assert_eq!(keys.kind(key), None, "{key}");
        }
    }
}
