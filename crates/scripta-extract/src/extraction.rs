//! The facts of one conversation.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::fact::{Change, Contradiction, Evidence, Fact, MOST_REPLACED, Replaced, Source, Speaker, Status};
use crate::{Extractor, Found, Place, Utterance};

/// What is known of one conversation, turn by turn. [`Extractor::begin`] makes it.
#[derive(Clone)]
pub struct Extraction {
    extractor: Extractor,
    facts: BTreeMap<(String, usize), Fact>,
    changes: Vec<Change>,
    problems: Vec<Contradiction>,
    said: Option<(Speaker, String)>,
}

impl Extraction {
    pub(crate) fn new(extractor: Extractor) -> Self {
        Self { extractor, facts: BTreeMap::new(), changes: Vec::new(), problems: Vec::new(), said: None }
    }

    /// Takes in what an item says, raw, in the order of the conversation. An item may come again with another text.
    pub fn said(&mut self, item: &str, speaker: Speaker, text: &str) {
        let prompt = self.said.take().filter(|(before, _)| *before != speaker);
        let utterance = Utterance { speaker, text, prompt: prompt.as_ref().map(|(_, text)| text.as_str()) };
        let source = match speaker {
            Speaker::User => Source::User,
            Speaker::Assistant => Source::Assistant,
        };
        for found in self.extractor.from_speech(utterance) {
            self.learn(item, source, found);
        }
        self.said = Some((speaker, text.to_owned()));
    }

    /// Takes in a tool call.
    pub fn called(&mut self, item: &str, tool: &str, arguments: &Value) {
        for found in self.extractor.from_arguments(tool, arguments) {
            self.learn(item, Source::ToolArguments, found);
        }
    }

    /// What changed since this was last asked, in the order in which it did.
    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// All facts, in the order of the profile's fields and, within a field, of its subjects.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.values()
    }

    /// The tool calls that contradict what the caller confirmed.
    pub fn problems(&self) -> &[Contradiction] {
        &self.problems
    }

    fn learn(&mut self, item: &str, source: Source, found: Found) {
        let (pointer, span) = match found.place {
            Place::Argument { pointer } => (Some(pointer), None),
            Place::Span { start, end } => (None, Some((start, end))),
        };
        let key = (found.field.clone(), 0);
        let mut replaced = Vec::new();
        if let Some(known) = self.facts.remove(&key) {
            if known.evidence.source < source {
                self.facts.insert(key, known);
                return;
            }
            replaced = known.evidence.replaced;
            if known.value != found.value {
                replaced.push(Replaced {
                    value: known.value,
                    item: known.evidence.item,
                    source: known.evidence.source,
                });
            }
            replaced.drain(..replaced.len().saturating_sub(MOST_REPLACED));
        }
        let status = if source == Source::ToolArguments { Status::Confirmed } else { Status::Candidate };
        let evidence =
            Evidence { item: item.to_owned(), source, pointer, span, confidence: 0.8, status, replaced };
        let fact = Fact { field: found.field, subject: 0, value: found.value, personal: None, evidence };
        self.changes.push(Change::Fact(fact.clone()));
        self.facts.insert(key, fact);
    }
}

/// Without what was said.
impl std::fmt::Debug for Extraction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Extraction").field("facts", &self.facts.len()).finish_non_exhaustive()
    }
}
