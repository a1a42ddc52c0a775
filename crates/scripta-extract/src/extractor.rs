//! A profile, compiled.

use std::sync::Arc;

use crate::compiled::Compiled;
use crate::profile::Subject;
use crate::{Extraction, OutcomeEvidence, Profile, ProfileError};

/// Finds the facts, topics and outcome that a [`Profile`] asks for. Compile it once; a clone shares what was compiled.
#[derive(Debug, Clone)]
pub struct Extractor {
    compiled: Arc<Compiled>,
}

impl Extractor {
    /// Compiles a profile.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] says where the profile is wrong, and what to do.
    pub fn new(profile: &Profile) -> Result<Self, ProfileError> {
        Ok(Self { compiled: Arc::new(Compiled::new(profile)?) })
    }

    /// The facts of a conversation that begins.
    pub fn begin(&self) -> Extraction {
        Extraction::new(Arc::clone(&self.compiled))
    }

    /// The profile's name.
    pub fn name(&self) -> &str {
        &self.compiled.name
    }

    /// The names of the fields, in the order of the profile.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.compiled.fields.iter().map(|field| field.name.as_str())
    }

    /// Of what there may be several facts of this field in one conversation.
    pub fn subject(&self, field: &str) -> Option<Subject> {
        self.compiled.fields.iter().find(|known| known.name == field).and_then(|field| field.subject)
    }

    /// The topics that a text raises, in the order of the profile.
    pub fn topics_of_speech(&self, text: &str) -> Vec<&str> {
        self.compiled.topics.of_speech(text)
    }

    /// The topics that a call of this tool raises, in the order of the profile.
    pub fn topics_of_tool(&self, name: &str) -> Vec<&str> {
        self.compiled.topics.of_tool(name)
    }

    /// All topics, in the order of the profile.
    pub fn all_topics(&self) -> &[String] {
        &self.compiled.topics.names
    }

    /// How the conversation ended: the first outcome of the profile whose conditions hold.
    pub fn outcome(&self, evidence: OutcomeEvidence<'_>) -> Option<&str> {
        let held = self.compiled.outcomes.iter().find(|rule| rule.holds(&evidence));
        held.map(|rule| rule.name.as_str())
    }
}

const fn assert_shareable<T: Send + Sync + Clone>() {}
const _: () = assert_shareable::<Extractor>();
const _: () = assert_shareable::<Extraction>();
