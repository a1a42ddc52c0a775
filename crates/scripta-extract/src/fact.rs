//! A fact of a conversation, and what speaks for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Of a value, so many former ones are kept.
pub(crate) const MOST_REPLACED: usize = 8;

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The caller.
    User,
    /// The voice agent.
    Assistant,
}

/// A fact: the value of a field of the profile, for one of its subjects.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// The field's name, such as `vehicleYear`.
    pub field: String,
    /// Which vehicle or driver it speaks of, the first being 0. Of a field without a subject it is 0: the call itself.
    pub subject: usize,
    /// Its value in canonical form, **not masked**: `2020`, `Toyota`, `90210`, `5551234567`, `1980-05-17`.
    pub value: String,
    /// As what it must be masked before it leaves the memory; absent where it is no personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<Personal>,
    /// What speaks for it.
    pub evidence: Evidence,
}

/// What speaks for a fact.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The item that holds it.
    pub item: String,
    /// What in the item.
    pub source: Source,
    /// Of a tool's arguments: the JSON pointer (RFC 6901) of the value, such as `/vehicle/year`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Of speech: begin and end of the words in the item's text as it was given, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(usize, usize)>,
    /// From 0 to 1: how likely it is that this is the value.
    pub confidence: f64,
    /// How far it is settled.
    pub status: Status,
    /// The values that it took the place of, the oldest first; the last eight. **Not masked** either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<Replaced>,
}

/// Where a fact comes from, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The arguments of a tool call.
    ToolArguments,
    /// What the agent read back and the caller confirmed. Item and span are those of what the agent said.
    ReadBack,
    /// What the caller said.
    User,
    /// What the agent said, and nobody else.
    Assistant,
}

/// How far a fact is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It was said, and nothing more.
    Candidate,
    /// A tool was called with it, the caller confirmed it, or caller and agent both said it.
    Confirmed,
    /// A tool call and the caller do not agree on it.
    Conflict,
}

/// A former value of a fact.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Replaced {
    /// The value, not masked.
    pub value: String,
    /// The item that it came from.
    pub item: String,
    /// What in the item.
    pub source: Source,
}

/// As what a value must be masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Personal {
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A vehicle identification number.
    Vin,
    /// A date of birth.
    DateOfBirth,
    /// A person's name.
    Name,
    /// A street address.
    Address,
    /// A social security number.
    Ssn,
    /// A driver licence.
    License,
    /// The number of a licence plate.
    Plate,
    /// The number of a policy or claim.
    Policy,
    /// The number of a payment card or bank account.
    Account,
    /// Anything else that is nobody's business.
    Other,
}

impl Personal {
    /// Every kind with its name in a profile.
    pub(crate) const ALL: [(&str, Self); 12] = [
        ("phone", Self::Phone),
        ("email", Self::Email),
        ("vin", Self::Vin),
        ("date_of_birth", Self::DateOfBirth),
        ("name", Self::Name),
        ("address", Self::Address),
        ("ssn", Self::Ssn),
        ("license", Self::License),
        ("plate", Self::Plate),
        ("policy", Self::Policy),
        ("account", Self::Account),
        ("other", Self::Other),
    ];

    /// What `scripta-redact` calls the kind; `other` is none of its kinds.
    pub fn kind(self) -> &'static str {
        match self {
            Self::DateOfBirth => "dob",
            known => {
                Self::ALL.iter().find(|(_, personal)| *personal == known).map_or("other", |(name, _)| name)
            }
        }
    }
}

/// What changed in the facts of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A fact is new or other than before; this is the whole of it.
    Fact(Fact),
    /// What was a fact no longer is: the caller denied it, or its item came again with another text.
    Withdrawn {
        /// The field.
        field: String,
        /// Which vehicle or driver.
        subject: usize,
    },
    /// A tool call contradicts what the caller confirmed.
    Contradiction(Contradiction),
}

/// A tool call whose arguments contradict what the caller confirmed. It names the places, not the values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contradiction {
    /// The field, such as `vehicleYear`.
    pub field: String,
    /// Which vehicle or driver.
    pub subject: usize,
    /// The item of the tool call.
    pub item: String,
    /// The tool's name.
    pub tool: String,
    /// The JSON pointer of the argument.
    pub pointer: String,
    /// The item in which the caller confirmed something else.
    pub confirmed_in: String,
}

/// Without the value.
impl std::fmt::Debug for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fact")
            .field("field", &self.field)
            .field("subject", &self.subject)
            .field("personal", &self.personal)
            .field("evidence", &self.evidence)
            .finish_non_exhaustive()
    }
}

/// Without the values that it replaced.
impl std::fmt::Debug for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evidence")
            .field("item", &self.item)
            .field("source", &self.source)
            .field("confidence", &self.confidence)
            .field("status", &self.status)
            .field("replaced", &self.replaced.len())
            .finish_non_exhaustive()
    }
}

/// Without the value.
impl std::fmt::Debug for Replaced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replaced").field("source", &self.source).finish_non_exhaustive()
    }
}
