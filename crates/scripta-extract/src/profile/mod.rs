//! What a line of business wants to know of a conversation, as a TOML document.

mod document;
mod field;
mod nearest;
mod report;
mod sense;
mod unused;

pub use field::{Bound, Field, FieldType, Phrases, Subject, Unit, Validators};
pub use report::{Finding, ProfileError, Report, Severity};

/// The fields, topics and outcomes of a line of business.
///
/// The order in the document is the order of fields and topics in a record, and the priority of outcomes.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Its name, lower-case letters, digits and `_`: facts are stored under the key `…_<name>_data.json`.
    pub name: String,
    /// The facts to look for.
    pub fields: Vec<Field>,
    /// What may be talked about.
    pub topics: Vec<Topic>,
    /// How a conversation may end, the first one that holds winning.
    pub outcomes: Vec<Outcome>,
}

/// A subject of conversation.
#[derive(Debug, Clone, Default)]
pub struct Topic {
    /// Its name in a record, such as `vehicle_info`.
    pub name: String,
    /// Words and phrases that raise it, matched as whole words in any case. A `*` at the end stands for any ending.
    pub phrases: Vec<String>,
    /// Phrases in which those do not count: `in case of an accident` does not raise what `accident` raises.
    pub except: Vec<String>,
    /// Names of tools that raise it; `*` stands for anything. Case and separators do not matter.
    pub tools: Vec<String>,
}

/// A way for a conversation to end. Every condition given must hold.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Its name in a record, such as `quote_completed`.
    pub name: String,
    /// Names of tools of which one must have succeeded; `*` stands for anything.
    pub succeeded: Vec<String>,
    /// Names of tools of which one must have failed.
    pub failed: Vec<String>,
    /// Names of tools that do not count for this outcome, though a pattern above covers them.
    pub except: Vec<String>,
    /// Topics all of which must have come up.
    pub topics: Vec<String>,
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] names every mistake with its place, and what to do.
    pub fn parse(toml: &str) -> Result<Self, ProfileError> {
        let (profile, report) = Self::read(toml, |_| Vec::new());
        report.into_result().map(|()| profile)
    }

    /// Everything that is wrong or doubtful in a profile's text, in the order of the text.
    pub fn check(toml: &str) -> Report {
        Self::read(toml, unused::warnings).1
    }

    /// The profile of an insurance quote line, which is built in (`profiles/insurance.toml`).
    #[expect(clippy::expect_used, reason = "the document is part of the program, and a test reads it")]
    pub fn insurance() -> Self {
        Self::parse(include_str!("../../profiles/insurance.toml")).expect("the built-in profile is valid")
    }

    /// Its name, which is the suffix of the stored facts' key: `<name>_data`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is wrong with a profile that was made or changed in the program, so without lines.
    pub(crate) fn report(&self) -> Report {
        Report::new(sense::mistakes(self))
    }

    fn read(toml: &str, doubts: fn(&Self) -> Vec<Finding>) -> (Self, Report) {
        let (profile, mut findings, places) = document::read(toml);
        // Where the TOML itself is broken, the rest only looks wrong.
        if findings.iter().any(Finding::is_syntax) {
            findings.retain(Finding::is_syntax);
        } else {
            let mut meant = sense::mistakes(&profile);
            meant.retain(|finding| !findings.iter().any(|known| known.explains(finding)));
            findings.extend(meant);
            let mut doubts = doubts(&profile);
            doubts.retain(|doubt| !findings.iter().any(|known| known.entry() == doubt.entry()));
            findings.extend(doubts);
        }
        (profile, Report::new(places.put(findings, toml)))
    }
}
