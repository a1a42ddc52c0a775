//! What a line of business wants to know of a conversation, as a TOML document.

use serde::Deserialize;
use thiserror::Error;

/// The fields, topics and outcomes of a line of business.
///
/// The order in the document is the order of fields and topics in a record, and the priority of outcomes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name, lower-case letters, digits and `_`: facts are stored under the key `…_<name>_data.json`.
    pub name: String,
    /// The facts to look for.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What may be talked about.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// How a conversation may end, the first one that holds winning.
    #[serde(default)]
    pub outcomes: Vec<Outcome>,
}

/// A fact to look for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in a record, such as `vehicleYear`.
    pub name: String,
    /// How to recognise it in speech, and which values it may have.
    #[serde(default)]
    pub detector: Detector,
    /// Names of tool arguments that hold it, besides its own; case and separators do not matter. `vehicle.year` means
    /// `year` inside an object `vehicle`.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// How a field is recognised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Detector {
    /// Not in speech: only tool arguments hold it, as any text, number or boolean.
    #[default]
    Argument,
    /// A model year, 1980 to 2030.
    VehicleYear,
    /// A make of the gazetteer.
    VehicleMake,
    /// A model of the gazetteer.
    VehicleModel,
    /// A US ZIP code of five digits.
    ZipCode,
    /// A masked phone number.
    Phone,
    /// A masked e-mail address.
    Email,
}

/// A subject of conversation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its name in a record, such as `vehicle_info`.
    pub name: String,
    /// Words and phrases that raise it, matched as whole words in any case. A `*` at the end stands for any ending.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Names of tools that raise it; `*` stands for anything. Case and separators do not matter.
    #[serde(default)]
    pub tools: Vec<String>,
}

/// A way for a conversation to end. Every condition given must hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its name in a record, such as `quote_completed`.
    pub name: String,
    /// Names of tools of which one must have succeeded; `*` stands for anything.
    #[serde(default)]
    pub succeeded: Vec<String>,
    /// Names of tools of which one must have failed.
    #[serde(default)]
    pub failed: Vec<String>,
    /// Names of tools that do not count for this outcome, though a pattern above covers them.
    #[serde(default)]
    pub except: Vec<String>,
    /// Topics all of which must have come up.
    #[serde(default)]
    pub topics: Vec<String>,
}

/// Why a profile cannot be used; the message says where, and what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The text is not TOML, or not of this shape. The message holds the line and column.
    #[error("the profile cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// A name is not fit for an object key or a JSON name.
    #[error("{at}: the name {name:?} is not allowed: use letters, digits and _, a letter first")]
    Name {
        /// Where in the profile, such as `fields[2].name`.
        at: String,
        /// The name as given.
        name: String,
    },
    /// Two entries of one list have the same name.
    #[error("{at}: the name {name:?} is already taken: give each entry of a list its own")]
    Repeated {
        /// Where in the profile.
        at: String,
        /// The name as given.
        name: String,
    },
    /// A phrase, alias or tool pattern holds no letter or digit, so it would match nothing or everything.
    #[error("{at}: {pattern:?} holds no letter or digit: remove it, or write what to look for")]
    Empty {
        /// Where in the profile.
        at: String,
        /// The pattern as given.
        pattern: String,
    },
    /// An outcome has no condition, so it would always hold.
    #[error("{at}: outcome {name:?} has no condition: add `succeeded`, `failed` or `topics`")]
    Unconditional {
        /// Where in the profile.
        at: String,
        /// The outcome's name.
        name: String,
    },
    /// An outcome names a topic that the profile does not have.
    #[error("{at}: there is no topic {topic:?}: add it under [[topics]], or correct the name")]
    NoTopic {
        /// Where in the profile.
        at: String,
        /// The topic as given.
        topic: String,
    },
    /// The profile holds more than can be compiled.
    #[error("the profile's phrases cannot be compiled: {0}: use fewer or shorter phrases")]
    TooLarge(String),
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] says where the document is wrong, and what to do.
    pub fn parse(toml: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(toml)?;
        profile.check()?;
        Ok(profile)
    }

    /// The profile of an insurance quote line, which is built in (`profiles/insurance.toml`).
    #[expect(clippy::expect_used, reason = "the document is part of the program, and a test reads it")]
    pub fn insurance() -> Self {
        Self::parse(include_str!("../profiles/insurance.toml")).expect("the built-in profile is valid")
    }

    /// Its name, which is the suffix of the stored facts' key: `<name>_data`.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn check(&self) -> Result<(), ProfileError> {
        let lower = self.name.bytes().all(|b| !b.is_ascii_uppercase());
        name_fits("name", &self.name).and(if lower { Ok(()) } else { Err(bad_name("name", &self.name)) })?;
        names_fit("fields", self.fields.iter().map(|field| &field.name))?;
        names_fit("topics", self.topics.iter().map(|topic| &topic.name))?;
        names_fit("outcomes", self.outcomes.iter().map(|outcome| &outcome.name))?;
        for (i, field) in self.fields.iter().enumerate() {
            patterns_fit(&format!("fields[{i}].aliases"), &field.aliases)?;
        }
        for (i, topic) in self.topics.iter().enumerate() {
            patterns_fit(&format!("topics[{i}].phrases"), &topic.phrases)?;
            patterns_fit(&format!("topics[{i}].tools"), &topic.tools)?;
        }
        for (i, outcome) in self.outcomes.iter().enumerate() {
            self.check_outcome(&format!("outcomes[{i}]"), outcome)?;
        }
        Ok(())
    }

    fn check_outcome(&self, at: &str, outcome: &Outcome) -> Result<(), ProfileError> {
        for (list, patterns) in
            [("succeeded", &outcome.succeeded), ("failed", &outcome.failed), ("except", &outcome.except)]
        {
            patterns_fit(&format!("{at}.{list}"), patterns)?;
        }
        if outcome.succeeded.is_empty() && outcome.failed.is_empty() && outcome.topics.is_empty() {
            return Err(ProfileError::Unconditional { at: at.to_owned(), name: outcome.name.clone() });
        }
        match outcome.topics.iter().find(|topic| self.topics.iter().all(|known| known.name != **topic)) {
            Some(topic) => Err(ProfileError::NoTopic { at: format!("{at}.topics"), topic: topic.clone() }),
            None => Ok(()),
        }
    }
}

fn names_fit<'a>(list: &str, names: impl Iterator<Item = &'a String>) -> Result<(), ProfileError> {
    let mut seen = std::collections::HashSet::new();
    for (i, name) in names.enumerate() {
        let at = format!("{list}[{i}].name");
        name_fits(&at, name)?;
        if !seen.insert(name) {
            return Err(ProfileError::Repeated { at, name: name.clone() });
        }
    }
    Ok(())
}

fn name_fits(at: &str, name: &str) -> Result<(), ProfileError> {
    let fits = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if fits && name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= 64 {
        Ok(())
    } else {
        Err(bad_name(at, name))
    }
}

fn bad_name(at: &str, name: &str) -> ProfileError {
    ProfileError::Name { at: at.to_owned(), name: name.to_owned() }
}

fn patterns_fit(at: &str, patterns: &[String]) -> Result<(), ProfileError> {
    match patterns.iter().enumerate().find(|(_, pattern)| !pattern.contains(char::is_alphanumeric)) {
        Some((i, pattern)) => Err(ProfileError::Empty { at: format!("{at}[{i}]"), pattern: pattern.clone() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Profile;

    fn refused(toml: &str) -> String {
        Profile::parse(toml).unwrap_err().to_string()
    }

    #[test]
    fn the_built_in_profile_reads() {
        let profile = Profile::insurance();
        assert_eq!(profile.name(), "insurance");
        assert_eq!(profile.fields.len(), 6);
    }

    #[test]
    fn a_refusal_says_where_and_what_to_do() {
        assert!(refused("name = 1").contains("line 1"));
        assert!(refused("name = 'A b'").starts_with("name: the name \"A b\""));
        assert!(refused("name = 'a'\n[[outcomes]]\nname = 'x'").contains("outcomes[0]"));
        assert!(refused("name = 'a'\n[[outcomes]]\nname = 'x'\ntopics = ['t']").contains("no topic \"t\""));
        assert!(
            refused("name = 'a'\n[[topics]]\nname = 't'\nphrases = ['*']").contains("topics[0].phrases[0]")
        );
        assert!(
            refused("name = 'a'\n[[topics]]\nname = 't'\n[[topics]]\nname = 't'").contains("topics[1].name")
        );
    }
}
