//! What can be masked, and by what.

/// A kind of personal data. The order is the priority between candidates of the same length, the first one winning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A pattern of the configuration, by its place in it.
    Custom(usize),
    Email,
    Ip,
    Url,
    Iban,
    Card,
    Ssn,
    Itin,
    Vin,
    Dob,
    Name,
    Address,
    Cvv,
    Account,
    Routing,
    License,
    Passport,
    Plate,
    Policy,
    Claim,
    Phone,
    Dtmf,
    Secret,
    /// A number said in a personal context whose checksum fails: masked all the same, since it may be a slip of one digit.
    Number,
    /// A key that the configuration lists.
    Key,
    TooLong,
    TooDeep,
    Unparseable,
    /// Redacting failed.
    Error,
}

/// The kinds that need no configuration.
pub(crate) const BUILT_IN: [Kind; 28] = [
    Kind::Email,
    Kind::Card,
    Kind::Ssn,
    Kind::Ip,
    Kind::Phone,
    Kind::Url,
    Kind::Iban,
    Kind::Itin,
    Kind::Vin,
    Kind::Dtmf,
    Kind::Dob,
    Kind::Name,
    Kind::Address,
    Kind::Cvv,
    Kind::Account,
    Kind::Routing,
    Kind::License,
    Kind::Passport,
    Kind::Plate,
    Kind::Policy,
    Kind::Claim,
    Kind::Secret,
    Kind::Number,
    Kind::Key,
    Kind::TooLong,
    Kind::TooDeep,
    Kind::Unparseable,
    Kind::Error,
];

impl Kind {
    /// Its place in [`BUILT_IN`]; `None` for a custom kind.
    pub(crate) fn place(self) -> Option<usize> {
        BUILT_IN.iter().position(|kind| *kind == self)
    }

    /// Whether it stands for text that could not be looked at, rather than for a value.
    pub(crate) fn is_placeholder(self) -> bool {
        matches!(self, Self::TooLong | Self::TooDeep | Self::Unparseable | Self::Error)
    }

    /// The name under which it is counted; empty for a custom pattern, which the configuration names.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Custom(_) => "",
            Self::Email => "email",
            Self::Card => "card",
            Self::Ssn => "ssn",
            Self::Ip => "ip",
            Self::Phone => "phone",
            Self::Dtmf => "dtmf",
            Self::Dob => "dob",
            Self::Name => "name",
            Self::Address => "address",
            Self::Cvv => "cvv",
            Self::Account => "account",
            Self::License => "license",
            Self::Url => "url",
            Self::Iban => "iban",
            Self::Itin => "itin",
            Self::Vin => "vin",
            Self::Routing => "routing",
            Self::Passport => "passport",
            Self::Plate => "plate",
            Self::Policy => "policy",
            Self::Claim => "claim",
            Self::Secret => "secret",
            Self::Number => "number",
            Self::Key => "key",
            Self::TooLong => "tooLong",
            Self::TooDeep => "tooDeep",
            Self::Unparseable => "unparseable",
            Self::Error => "internalError",
        }
    }

    /// What stands in its place; empty for a custom pattern.
    pub(crate) fn mask(self) -> &'static str {
        match self {
            Self::Custom(_) => "",
            Self::Email => "user@example.com",
            Self::Card => "[CARD]",
            Self::Ssn => "[SSN]",
            Self::Ip => "[IP]",
            Self::Phone => "XXX-XXX-XXXX",
            Self::Dtmf => "[DTMF]",
            Self::Dob => "[DOB]",
            Self::Name => "[NAME]",
            Self::Address => "[ADDRESS]",
            Self::Cvv => "[CVV]",
            Self::Account => "[ACCOUNT]",
            Self::License => "[LICENSE]",
            Self::Url => "[URL]",
            Self::Iban => "[IBAN]",
            Self::Itin => "[ITIN]",
            Self::Vin => "[VIN]",
            Self::Routing => "[ROUTING]",
            Self::Passport => "[PASSPORT]",
            Self::Plate => "[PLATE]",
            Self::Policy => "[POLICY]",
            Self::Claim => "[CLAIM]",
            Self::Secret => "[SECRET]",
            Self::Number => "[NUMBER]",
            Self::Key => "[REDACTED]",
            Self::TooLong => "[REDACTED: too long]",
            Self::TooDeep => "[REDACTED: too deep]",
            Self::Unparseable => "[UNPARSEABLE]",
            Self::Error => "[REDACTED: error]",
        }
    }
}
