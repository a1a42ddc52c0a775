//! The kinds of personal data that are measured, and the names that engines and data give them.

use anyhow::{Result, bail};
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Phone,
    Email,
    Card,
    Ssn,
    Itin,
    Ip,
    Dob,
    Address,
    Name,
    Account,
    Iban,
    Vin,
    License,
    Passport,
    Plate,
    Policy,
    Url,
    /// A number that is personal, of no known kind.
    Number,
    /// What an engine finds under a name that is none of these.
    Other,
}

impl Kind {
    /// The kind of a slot in a carrier; several slots can be of one kind.
    pub(crate) fn of_slot(name: &str) -> Result<Kind> {
        Ok(match name {
            "first" | "last" | "spelled" => Kind::Name,
            "routing" => Kind::Account,
            "claim" => Kind::Policy,
            name => match Kind::of_engine(name) {
                Kind::Other => bail!("`{name}` is no slot"),
                kind => kind,
            },
        })
    }

    /// The kind that an engine or a data set calls `name`: those of this project, of Presidio, and of the
    /// generated utterances.
    pub(crate) fn of_engine(name: &str) -> Kind {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "phone" | "phone_number" | "phone_spoken" => Kind::Phone,
            "email" | "email_address" | "email_spoken" => Kind::Email,
            "card" | "credit_card" => Kind::Card,
            "ssn" | "us_ssn" => Kind::Ssn,
            "itin" | "us_itin" => Kind::Itin,
            "ip" | "ip_address" => Kind::Ip,
            "dob" | "date_time" => Kind::Dob,
            "address" => Kind::Address,
            "name" | "person" => Kind::Name,
            "account" | "routing" | "us_bank_number" | "bank" => Kind::Account,
            "iban" | "iban_code" => Kind::Iban,
            "vin" => Kind::Vin,
            "license" | "us_driver_license" | "driver_license" => Kind::License,
            "passport" | "us_passport" => Kind::Passport,
            "plate" | "license_plate" => Kind::Plate,
            "policy" | "claim" => Kind::Policy,
            "url" => Kind::Url,
            "number" => Kind::Number,
            _ => Kind::Other,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Phone => "phone",
            Kind::Email => "email",
            Kind::Card => "card",
            Kind::Ssn => "ssn",
            Kind::Itin => "itin",
            Kind::Ip => "ip",
            Kind::Dob => "dob",
            Kind::Address => "address",
            Kind::Name => "name",
            Kind::Account => "account",
            Kind::Iban => "iban",
            Kind::Vin => "vin",
            Kind::License => "license",
            Kind::Passport => "passport",
            Kind::Plate => "plate",
            Kind::Policy => "policy",
            Kind::Url => "url",
            Kind::Number => "number",
            Kind::Other => "other",
        }
    }
}
