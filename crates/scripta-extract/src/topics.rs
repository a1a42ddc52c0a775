//! What a conversation is about.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::profile::{ProfileError, Topic};
use crate::tool_name;

/// The topics of a profile, compiled.
#[derive(Debug)]
pub(crate) struct Topics {
    pub(crate) names: Vec<String>,
    phrases: AhoCorasick,
    /// For each phrase its topic, and whether any ending may follow.
    meaning: Vec<(usize, bool)>,
    /// Tool patterns in their normal form, each with its topic.
    tools: Vec<(String, usize)>,
}

impl Topics {
    pub(crate) fn new(topics: &[Topic]) -> Result<Self, ProfileError> {
        let mut texts = Vec::new();
        let mut meaning = Vec::new();
        let mut tools = Vec::new();
        for (at, topic) in topics.iter().enumerate() {
            for phrase in &topic.phrases {
                texts.push(phrase.trim_end_matches('*').to_owned());
                meaning.push((at, phrase.ends_with('*')));
            }
            tools.extend(topic.tools.iter().map(|pattern| (tool_name::normal(pattern), at)));
        }
        let phrases = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&texts)
            .map_err(|error| ProfileError::TooLarge(error.to_string()))?;
        Ok(Self { names: topics.iter().map(|topic| topic.name.clone()).collect(), phrases, meaning, tools })
    }

    pub(crate) fn of_speech(&self, text: &str) -> Vec<&str> {
        let mut raised = vec![false; self.names.len()];
        for found in self.phrases.find_overlapping_iter(text) {
            let Some((topic, open)) = self.meaning.get(found.pattern().as_usize()) else { continue };
            let letter = |c: char| c.is_alphanumeric();
            let begins = !text.get(..found.start()).is_some_and(|before| before.ends_with(letter));
            let ends = *open || !text.get(found.end()..).is_some_and(|after| after.starts_with(letter));
            if let (true, Some(raised)) = (begins && ends, raised.get_mut(*topic)) {
                *raised = true;
            }
        }
        self.named(&raised)
    }

    pub(crate) fn of_tool(&self, tool: &str) -> Vec<&str> {
        let name = tool_name::normal(tool);
        let mut raised = vec![false; self.names.len()];
        for (pattern, topic) in &self.tools {
            if let (true, Some(raised)) = (tool_name::fits(pattern, &name), raised.get_mut(*topic)) {
                *raised = true;
            }
        }
        self.named(&raised)
    }

    fn named(&self, raised: &[bool]) -> Vec<&str> {
        self.names.iter().zip(raised).filter(|(_, raised)| **raised).map(|(name, _)| name.as_str()).collect()
    }
}
