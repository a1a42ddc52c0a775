//! A conversation turn by turn.

use std::fmt;
use std::sync::Arc;

use crate::detect::Mode;
use crate::found;
use crate::lexicon::Traits;
use crate::rules::Rules;
use crate::{Counts, Redacted, Remap};

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The person whose data is to be kept out.
    Caller,
    /// Who asks the questions.
    Agent,
}

/// What is said so far in one conversation, as far as it matters for what is said next.
#[derive(Clone, Default)]
pub struct Dialogue {
    rules: Arc<Rules>,
    prompt: Option<String>,
    revisions: Vec<Revision>,
}

impl fmt::Debug for Dialogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialogue").field("revisions", &self.revisions.len()).finish_non_exhaustive()
    }
}

/// A turn, redacted.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Its text.
    pub text: Redacted<String>,
    /// Where offsets into the raw text end up.
    pub remap: Remap,
    /// What is masked in it.
    pub counts: Counts,
    /// Earlier turns whose text is another one now.
    pub revisions: Vec<Revision>,
}

/// The text of an earlier turn, as it is now.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Which turn, by the name that it was given.
    pub item: String,
    /// Its whole text.
    pub text: Redacted<String>,
    /// Where offsets into its raw text end up.
    pub remap: Remap,
    /// All that is masked in it.
    pub counts: Counts,
    /// All that was masked in the text in whose place this one is.
    pub retracted: Counts,
}

/// What is to be shown of a turn.
pub(crate) struct Heard {
    pub(crate) text: String,
    pub(crate) remap: Remap,
    pub(crate) counts: Counts,
}

impl Dialogue {
    pub(crate) fn new(rules: Arc<Rules>) -> Self {
        Self { rules, ..Self::default() }
    }

    /// Redacts what somebody said.
    pub fn said(&mut self, item: &str, speaker: Speaker, text: String, prompt: Option<&str>) -> Turn {
        self.prompted(prompt.map(str::to_owned));
        let rules = Arc::clone(&self.rules);
        let heard = self.hear(&rules, item, speaker, text);
        let revisions = self.take_revisions();
        Turn { text: Redacted::new(heard.text), remap: heard.remap, counts: heard.counts, revisions }
    }

    /// What the next turn answers.
    pub fn prompted(&mut self, prompt: Option<String>) {
        self.prompt = prompt;
    }

    /// The earlier turns whose text has changed since the last call.
    pub fn take_revisions(&mut self) -> Vec<Revision> {
        std::mem::take(&mut self.revisions)
    }

    pub(crate) fn prior(&self, _rules: &Rules, _speaker: Speaker) -> Traits {
        Traits::NONE
    }

    pub(crate) fn hear(&mut self, rules: &Rules, _item: &str, speaker: Speaker, mut text: String) -> Heard {
        let prior = self.prior(rules, speaker);
        let mut scrub = crate::Scrub::new(rules);
        let remap = match found::find(rules, &text, Mode::Text, prior) {
            Ok(found) => scrub.put(&mut text, found),
            Err(placeholder) => scrub.replace(&mut text, placeholder),
        };
        Heard { text, remap, counts: scrub.take_counts() }
    }
}
