//! A profile, compiled.

use std::sync::Arc;

use serde_json::Value;

use crate::compiled::Compiled;
use crate::profile::Subject;
use crate::{Extraction, Found, OutcomeEvidence, Place, Profile, ProfileError, Utterance, speech};

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

    /// The facts in a tool call's arguments. A tool of any name is read; of one field found twice the last counts, as in
    /// speech.
    pub fn from_arguments(&self, _tool: &str, arguments: &Value) -> Vec<Found> {
        let found = self.compiled.arguments.find(&self.compiled.fields, arguments, None);
        let mut last: Vec<Option<Found>> = vec![None; self.compiled.fields.len()];
        for argument in found {
            let Some(field) = self.compiled.fields.get(argument.field) else { continue };
            let place = Place::Argument { pointer: argument.pointer };
            if let (Some(at), Some(value)) =
                (last.get_mut(argument.field), speech::masked(field, argument.value))
            {
                *at = Some(Found { field: field.name.clone(), value, place });
            }
        }
        last.into_iter().flatten().collect()
    }

    /// The facts in what was said, in the order of the text, at most one a field: where someone corrects themselves the
    /// last word counts. Across items the later one counts, and the caller's own words more than the agent's repetition
    /// of them; that is for whoever holds the items to apply.
    pub fn from_speech(&self, said: Utterance<'_>) -> Vec<Found> {
        speech::find(&self.compiled.fields, said)
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
